import { writeAll } from "../../lib/system/bytes.ts";
import { assertEquals, assertThrows } from "../assert.ts";

/** A stream that takes at most so many bytes at each call. */
function stream(...takes: readonly number[]): { write: (b: Uint8Array) => number; got: number[] } {
  const got: number[] = [];
  let call = 0;
  return {
    got,
    write: (bytes) => {
      const count = Math.min(takes[call++] ?? 0, bytes.length);
      got.push(...bytes.subarray(0, count));
      return count;
    },
  };
}

const BYTES = Uint8Array.of(1, 2, 3, 4, 5);

Deno.test("writeAll() goes on after a short write until every byte is taken, once each", () => {
  for (const takes of [[5], [9], [1, 4], [1, 1, 1, 1, 1], [4, 1]]) {
    const { write, got } = stream(...takes);
    writeAll(write, BYTES);
    assertEquals(got, [1, 2, 3, 4, 5]);
  }
});

Deno.test("writeAll() calls nothing for no bytes", () => {
  writeAll(() => {
    throw new Error("called");
  }, new Uint8Array());
});

Deno.test("writeAll() fails as a full disk does when a write takes nothing", () => {
  const { write, got } = stream(2, 0);
  const error = assertThrows(() => writeAll(write, BYTES));
  assertEquals((error as Error & { code?: string }).code, "ENOSPC");
  assertEquals(got, [1, 2]);
});

Deno.test("writeAll() passes on what the write throws", () => {
  const failure = new Error("no");
  const thrown = assertThrows(() =>
    writeAll(() => {
      throw failure;
    }, BYTES)
  );
  assertEquals(thrown, failure);
});
