import { assert, assertEquals, assertGreater } from "../assert.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import { NEW_KEY, OLD_KEY } from "../files/key_runs.ts";
import { withBindMount } from "../files/mounts.ts";
import { skipWithout } from "../peers.ts";
import { runProgram } from "./program.ts";
import { type Call, type Fault, runTraced, type TracedRun } from "./strace.ts";

/**
 * Every system call on the way to a key file fails once, and at every one the program is killed. The
 * usual run takes one error and the kill; FAULTS=all (deno task test:faults) takes all errors and situations.
 */
const ALL = Deno.env.get("FAULTS") === "all";

const FAULTS: readonly Fault[] = [
  { signal: "KILL" },
  { error: "EIO" },
  // Writes that lie: nothing is written, and all of a key, or one byte of it, is said to be.
  { retval: 128 },
  { retval: 1 },
  ...(ALL ? ["ENOSPC", "EACCES", "EINTR"].map((error) => ({ error })) : []),
];

/** As long as the new key, or it would not be written in place. */
const MOUNTED_KEY = await fixedKey("mounted", NEW_KEY.length);

interface Situation {
  readonly name: string;
  /** Which command puts the key there. */
  readonly command: "generate" | "install";
  readonly args: readonly string[];
  /** Where below the watched directory the key goes. */
  readonly key: string;
  readonly oldKey: boolean;
  readonly mounted: boolean;
  /** Calls that must be among those that are hit, or the test proves less than it says. */
  readonly mustMeet: readonly string[];
}

const EVERY_SITUATION: readonly Situation[] = [
  {
    name: "an old key of another owner is replaced",
    command: "generate",
    args: [],
    key: "authkey",
    oldKey: true,
    mounted: false,
    mustMeet: [
      "open",
      "write",
      "fsync",
      "close",
      "rename",
    ],
  },
  {
    name: "an old key that is a mount point is written in place",
    command: "generate",
    args: [],
    key: "authkey",
    oldKey: true,
    mounted: true,
    mustMeet: ["open", "write", "fsync", "close", "rename", "unlink"],
  },
  {
    name: "a first key is made in a missing directory",
    command: "generate",
    args: ["--mkdir"],
    key: "outer/inner/authkey",
    oldKey: false,
    mounted: false,
    mustMeet: ["mkdir", "open", "write", "fsync", "close", "link", "unlink"],
  },
  {
    name: "a first key is made with --no-clobber",
    command: "generate",
    args: ["--no-clobber"],
    key: "authkey",
    oldKey: false,
    mounted: false,
    mustMeet: ["open", "write", "fsync", "close", "link", "unlink"],
  },
  {
    name: "an old key is replaced and the receipt printed",
    command: "generate",
    args: ["--json"],
    key: "authkey",
    oldKey: true,
    mounted: false,
    mustMeet: ["open", "write", "fsync", "close", "rename"],
  },
  {
    name: "a key is installed over an old one",
    command: "install",
    args: [],
    key: "authkey",
    oldKey: true,
    mounted: false,
    mustMeet: ["open", "write", "fsync", "close", "rename"],
  },
];

const SITUATIONS = EVERY_SITUATION.slice(0, ALL ? undefined : 2);

const programs = { strace: "strace", mount: "mount" };
const ignore = skipWithout({ programs, root: true }, "faults in system calls");

for (const situation of SITUATIONS) {
  Deno.test({
    name: `when ${situation.name}, a fault at any call leaves the old key or the new one`,
    ignore,
    fn: async () => {
      const calls = await countCalls(situation);
      for (const name of situation.mustMeet) {
        assert(calls.some((call) => call.name.startsWith(name)), `${name} in ${texts(calls)}`);
      }
      const cases = FAULTS.flatMap((fault) =>
        calls.map((call, at) => ({ call, at, fault }))
          .filter(({ call }) => !("retval" in fault) || call.name.includes("write"))
      );
      const outcomes = new Set<string>();
      // Two at a time: most of a run is waiting for strace.
      const worker = async () => {
        for (let next = cases.shift(); next !== undefined; next = cases.shift()) {
          outcomes.add(await meet(situation, next.call, next.at, next.fault));
        }
      };
      // Both end before the first failure counts, or the other would leave its mount behind.
      for (const result of await Promise.allSettled([worker(), worker()])) {
        if (result.status === "rejected") throw result.reason;
      }
      // The faults did something: some runs failed with the old state, some went on to the new key.
      assertEquals(outcomes, new Set(["before", "new"]));
    },
  });
}

const parentOf = (path: string) => path.slice(0, path.lastIndexOf("/"));

/** Names in the directory of the key, none when that has not been made. */
function namesIn(directory: string): string[] {
  try {
    return Array.from(Deno.readDirSync(directory), ({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

const texts = (calls: readonly Call[]) => calls.map(({ text }) => text).join("\n");

async function countCalls(situation: Situation): Promise<readonly Call[]> {
  let calls: readonly Call[] = [];
  await inSituation(situation, async (args, place) => {
    const run = await runTraced(args, place);
    assertEquals(run.outcome.code, 0, run.outcome.stderr);
    calls = run.calls;
  });
  assertGreater(calls.length, 10);

  return calls;
}

/** Sets the scene, and takes it down. The source lies outside of the place that is watched. */
async function inSituation(
  { command, args, key, oldKey, mounted }: Situation,
  action: (args: readonly string[], place: string) => Promise<void>,
): Promise<void> {
  await withDirectory(async (directory) => {
    const place = `${directory}/place`;
    const path = `${place}/${key}`;
    await Deno.mkdir(place);
    await Deno.writeFile(`${directory}/source`, NEW_KEY);
    if (oldKey) {
      await Deno.writeFile(path, mounted ? MOUNTED_KEY : OLD_KEY, { mode: 0o400 });
      await Deno.chown(path, 1234, 5678);
    }
    const source = `${directory}/source`;
    const words = command === "install" ? ["install", source, path] : ["-r", source, "-k", path];
    const run = () => action([...words, ...args], place);
    await (mounted ? withBindMount(path, run) : run());
  });
}

/** Runs one fault and checks what is left; returns which key is there after the next run's clean-up. */
async function meet(
  situation: Situation,
  call: Call,
  at: number,
  fault: Fault,
): Promise<"before" | "new"> {
  const label = `${JSON.stringify(fault)} at call ${at}, ${call.text}`;
  // How often a runtime opens files of its own varies by a few, so the fault may miss: then once more.
  for (let attempt = 1; attempt <= 20; attempt++) {
    let result: "missed" | "before" | "new" = "missed";
    let target = call;
    await inSituation(situation, async (args, place) => {
      if (attempt > 1) target = (await runTraced(args, place)).calls[at];
    });
    await inSituation(situation, async (args, place) => {
      const run = await runTraced(args, place, target, fault);
      if (run.hit.length !== 1 || run.hit[0] !== call.text) return;
      await checkAfterFault(situation, run, parentOf(`${place}/${situation.key}`), fault, label);
      result = await checkAfterNextRun(situation, parentOf(`${place}/${situation.key}`), label);
      if (run.outcome.code === 0) assertEquals(result, "new", label);
      // A key that may not be durable is the documented exception.
      if (run.outcome.code > 0 && run.outcome.signal === null && result === "new") {
        assert(
          /\nhint: [^\n]*(in its place|in place)/.test(run.outcome.stderr),
          `${label}: new, ${run.outcome.stderr}`,
        );
      }
    });
    if (result !== "missed") return result;
  }
  throw new Error(`Missed 20 times: ${label}`);
}

async function checkAfterFault(
  { oldKey }: Situation,
  { outcome }: TracedRun,
  place: string,
  fault: Fault,
  label: string,
): Promise<void> {
  const killed = "signal" in fault;
  assertEquals(outcome.signal, killed ? "SIGKILL" : null, label);
  // Rust's library, and Deno with it, does not survive a failing closedir(3): safe, but no message of ours.
  const gaveUp = outcome.stderr.includes("unexpected error during closedir");
  if (!killed && outcome.code !== 0 && !gaveUp) {
    assert(/^(corosync-keygen: [^\n]+\n(hint: [^\n]+\n)?)+$/.test(outcome.stderr), outcome.stderr);
  }
  const names = namesIn(place);
  const beside = names.filter((name) => name !== "authkey");
  // Where the call that removes it is the one that fails, one temporary stays; it is said if nothing else is.
  const mayStay = killed || gaveUp || label.includes(" unlink");
  assert(beside.length <= (mayStay ? 1 : 0), `${label} leaves ${beside}, says ${outcome.stderr}`);
  for (const name of beside) {
    const { mode, size } = await Deno.lstat(`${place}/${name}`);
    // Empty and not yet given its mode, which the umask took, is fine: no key byte is in it.
    const expected = size === 0 && mode !== null && (mode & 0o7777) === 0 ? 0 : 0o400;
    assertEquals((mode ?? 0) & 0o7777, expected, `${label} leaves ${name}`);
  }
  if (oldKey || names.includes("authkey")) await whichKey(place, label);
}

/** The next run gets no key from its source, and changes nothing. */
async function checkAfterNextRun(
  { oldKey }: Situation,
  place: string,
  label: string,
): Promise<"before" | "new"> {
  const next = await runProgram(["-r", "/dev/null", "--mkdir", "-k", `${place}/authkey`]);
  assertEquals(next.code, 1, `${label}, then ${next.stderr}`);
  const names = namesIn(place).filter((name) =>
    !/^\.corosync-keygen-[0-9a-f]{16}\.tmp$/.test(name)
  );
  if (!oldKey && names.length === 0) return "before";
  assertEquals(names, ["authkey"], label);
  return await whichKey(place, label);
}

/** The old key byte for byte or the new one complete, mode 0400; anything else fails. */
async function whichKey(place: string, label: string): Promise<"before" | "new"> {
  const content = await Deno.readFile(`${place}/authkey`);
  const { mode } = await Deno.lstat(`${place}/authkey`);
  assertEquals((mode ?? 0) & 0o7777, 0o400, label);
  const isNew = content.every((byte, at) => byte === NEW_KEY[at]);
  const old = content.length === OLD_KEY.length ? OLD_KEY : MOUNTED_KEY;
  assertEquals(content, isNew ? NEW_KEY : old, label);
  return isNew ? "new" : "before";
}
