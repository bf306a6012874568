import { writeIntoEmpty, writeOver } from "../../lib/files/in_place.ts";
import type { FileStatus, OpenFile } from "../../lib/system/types.ts";
import { assert, assertEquals, assertGreater } from "../assert.ts";

/**
 * Runs at once on one mounted file, in every order that their system calls can have. A run is started anew for
 * each step: it gets the results of the calls it has made already, makes one more, and is stopped at the next.
 */

interface Run {
  readonly key: Uint8Array;
  readonly appends: boolean;
  /** Of the calls so far: a number, or the bytes that were read. */
  readonly results: readonly (number | Uint8Array)[];
  readonly outcome: "running" | "succeeded" | "failed";
}

interface Moment {
  readonly content: Uint8Array;
  readonly runs: readonly Run[];
}

class Stopped extends Error {}

/** Lets one run make its next call, or come to its end. */
function step({ content, runs }: Moment, at: number): Moment {
  const run = runs[at];
  const results = [...run.results];
  let [after, calls, stopped] = [content, 0, false];
  const call = <Result extends number | Uint8Array>(make: () => Result): Result => {
    if (stopped || calls > run.results.length) {
      stopped = true;
      throw new Stopped();
    }
    if (calls === run.results.length) results.push(make());
    return results[calls++] as Result;
  };
  const file: OpenFile = {
    write: (bytes, positionBytes) =>
      call(() => {
        after = place(content, bytes, run.appends ? content.length : positionBytes);
        return bytes.length;
      }),
    read: (buffer, positionBytes) => {
      const read = call(() => content.slice(positionBytes, positionBytes + buffer.length));
      buffer.set(read);
      return read.length;
    },
    truncate: (sizeBytes) =>
      void call(() => {
        after = place(content.slice(0, sizeBytes), new Uint8Array(), sizeBytes);
        return 0;
      }),
    status: () => ({ sizeBytes: call(() => content.length) }) as FileStatus,
    sync: () => {},
    close: () => {},
  };
  let outcome: Run["outcome"] = "succeeded";
  try {
    (run.appends ? writeIntoEmpty : writeOver)(file, run.key, "authkey");
  } catch {
    outcome = "failed";
  }
  if (stopped) outcome = "running";
  return { content: after, runs: runs.with(at, { ...run, results, outcome }) };
}

/** Bytes over or behind others; a gap is filled with zeros, as the kernel does it. */
function place(content: Uint8Array, bytes: Uint8Array, positionBytes: number): Uint8Array {
  const after = new Uint8Array(Math.max(content.length, positionBytes + bytes.length));
  after.set(content);
  after.set(bytes, positionBytes);
  return after;
}

/** Goes through every order; calls `check` at every moment. Returns how many moments there were. */
function explore(first: Moment, check: (moment: Moment, isLast: boolean) => void): number {
  const seen = new Set<string>();
  const ahead = [first];
  for (let moment = ahead.pop(); moment !== undefined; moment = ahead.pop()) {
    const name = JSON.stringify([
      [...moment.content],
      ...moment.runs.map(({ results }) => results.map((one) => one.toString())),
      ...moment.runs.map(({ outcome }) => outcome),
    ]);
    if (seen.has(name)) continue;
    seen.add(name);
    const running = moment.runs.flatMap(({ outcome }, at) => outcome === "running" ? [at] : []);
    check(moment, running.length === 0);
    for (const at of running) ahead.push(step(moment, at));
  }
  return seen.size;
}

const runOf = (letter: string, size: number, appends: boolean): Run => ({
  key: new TextEncoder().encode(letter.repeat(size)),
  appends,
  results: [],
  outcome: "running",
});

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function summary({ content, runs }: Moment): string {
  return `'${text(content)}' after ${runs.map(({ outcome }) => outcome).join(" and ")}`;
}

for (const sizes of [[2, 3], [3, 2], [2, 2], [1, 4]] as const) {
  Deno.test(`two runs with ${sizes.join(" and ")} bytes leave the key of the one that succeeds in an empty file`, () => {
    const runs = sizes.map((size, at) => runOf("AB"[at], size, true));
    const ends = new Set<string>();
    const moments = explore({ content: new Uint8Array(), runs }, (moment, isLast) => {
      const { content, runs } = moment;
      // Whoever dies now leaves nothing, or a key that is whole from the first byte.
      assert(
        content.length === 0 || runs.some(({ key }) => text(content).startsWith(text(key))),
        summary(moment),
      );
      if (!isLast) return;
      const succeeded = runs.filter(({ outcome }) => outcome === "succeeded");
      assertEquals(succeeded.map(({ key }) => text(key)), [text(content)], summary(moment));
      ends.add(text(content));
    });
    assertEquals(ends, new Set(runs.map(({ key }) => text(key))));
    assertGreater(moments, 50);
  });
}

Deno.test("two runs over an old key of their length leave the key of one that succeeds", () => {
  const runs = [runOf("A", 2, false), runOf("B", 2, false)];
  const ends = new Set<string>();
  explore({ content: new TextEncoder().encode("OO"), runs }, (moment, isLast) => {
    const { content, runs } = moment;
    assert(["OO", "AA", "BB"].includes(text(content)), summary(moment));
    if (!isLast) return;
    const succeeded = runs.filter(({ outcome }) => outcome === "succeeded");
    assert(succeeded.some(({ key }) => text(key) === text(content)), summary(moment));
    ends.add(summary(moment));
  });
  assert(ends.has("'BB' after succeeded and succeeded"));
  assert(ends.has("'BB' after failed and succeeded"));
});
