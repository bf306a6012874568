import { assert, assertEquals, assertGreater } from "../assert.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import { NEW_KEY, OLD_KEY } from "../files/key_runs.ts";
import { withBindMount } from "../files/mounts.ts";
import { skipWithout } from "../peers.ts";
import { IS_WHOLE } from "../share.ts";
import { runProgram } from "../cli/program.ts";
import { compileFaults, type CountedRun, type Fault, runWithFault } from "../cli/faults.ts";

/**
 * Every system call on the way to a key file fails once, and at every one that changes something the program is
 * killed. Where not the whole is run, one fault is tried at a call where all would be, each in its turn, which is
 * another one for the same call of the next situation, and one at every third call that only looks.
 */
const KILL: Fault = { signal: 9 };
/** EIO, ENOSPC, EACCES and EINTR by their numbers on Linux. */
const ERRORS = [5, 28, 13, 4].map((error): Fault => ({ error }));

/**
 * What is tried at a call. Where something is only looked at, one error is like another, and a kill leaves what one at
 * the next call that changes something leaves.
 */
function faultsAt(call: string): readonly Fault[] {
  if (/^(p?read|lseek|chdir|getdents|readlink|\w*stat)/.test(call)) return [ERRORS[0]];
  if (!/^p?write/.test(call)) return [KILL, ...ERRORS];
  // Lies: nothing is written, and all of a key, or one byte of it, is said to be. Then writes that are short.
  return [KILL, ...ERRORS, { retval: 128 }, { retval: 1 }, { short: 1 }, { short: 100 }];
}

/** As long as the new key, or it would not be written in place. */
const MOUNTED_KEY = await fixedKey("mounted", NEW_KEY.length);

interface Situation {
  readonly name: string;
  /** Words of the command; SOURCE gives the new key and NOISE a block of FIPS 140-2, both lie elsewhere, PATH is the file. */
  readonly words: string;
  /** Where below the watched directory the file goes. */
  readonly file: string;
  /** What it holds before; null where it is not there. */
  readonly old: Uint8Array<ArrayBuffer> | null;
  readonly mounted?: boolean;
  /** What it is to hold; keys unless said. */
  readonly makes?: Product;
  /** Calls that must be among those that are hit, or the test proves less than it says. */
  readonly mustMeet: readonly string[];
}

/** A kind of file that the program writes. */
interface Product {
  /** Under umask 0477. */
  readonly mode: number;
  readonly isWhole: (content: Uint8Array) => boolean;
}

const KEY: Product = { mode: 0o400, isWhole: (content) => isEqual(content, NEW_KEY) };
/** A block, and the 32 bits before it. */
const NOISE = await fixedKey("noise", 2_504);
const RECORDING: Product = { mode: 0o600, isWhole: (content) => isEqual(content, NOISE) };
const PAGE: Product = {
  mode: 0o200,
  isWhole: (content) => /^<!DOCTYPE html>\n[^]*<footer>[^]*<\/html>\n$/.test(decode(content)),
};
const OLD_PAGE = new TextEncoder().encode("<!DOCTYPE html>the old page");

const RENAMED = ["open", "write", "fsync", "close", "rename"];
const LINKED = ["open", "write", "fsync", "close", "link", "unlink"];

const SITUATIONS: readonly Situation[] = [
  {
    name: "an old key of another owner is replaced",
    words: "-r SOURCE -k PATH",
    file: "authkey",
    old: OLD_KEY,
    mustMeet: RENAMED,
  },
  {
    name: "an old key that is a mount point is written in place",
    words: "-r SOURCE -k PATH",
    file: "authkey",
    old: MOUNTED_KEY,
    mounted: true,
    mustMeet: [...RENAMED, "unlink"],
  },
  {
    name: "an empty file that is a mount point gets a key",
    words: "-r SOURCE -k PATH",
    file: "authkey",
    old: new Uint8Array(),
    mounted: true,
    mustMeet: [...RENAMED, "unlink"],
  },
  {
    name: "a first key is made in a missing directory",
    words: "-r SOURCE -k PATH --mkdir",
    file: "outer/inner/authkey",
    old: null,
    mustMeet: ["mkdir", ...LINKED],
  },
  {
    name: "a first key is made with --no-clobber",
    words: "-r SOURCE -k PATH --no-clobber",
    file: "authkey",
    old: null,
    mustMeet: LINKED,
  },
  {
    name: "an old key is replaced and the receipt printed",
    words: "-r SOURCE -k PATH --json",
    file: "authkey",
    old: OLD_KEY,
    mustMeet: RENAMED,
  },
  {
    name: "a key is installed over an old one",
    words: "install SOURCE PATH",
    file: "authkey",
    old: OLD_KEY,
    mustMeet: RENAMED,
  },
  {
    name: "a key is installed on a mount point",
    words: "install SOURCE PATH",
    file: "authkey",
    old: MOUNTED_KEY,
    mounted: true,
    mustMeet: [...RENAMED, "unlink"],
  },
  {
    name: "the page of assess replaces an old one",
    words: "assess --fips NOISE --html PATH",
    file: "page",
    old: OLD_PAGE,
    makes: PAGE,
    mustMeet: [...RENAMED, "unlink"],
  },
  {
    name: "the page of starvation is a first one",
    words: "starvation --rounds=1 --pause=0 -r /dev/urandom --html PATH",
    file: "page",
    old: null,
    makes: PAGE,
    mustMeet: LINKED,
  },
  {
    name: "what assess reads is recorded",
    words: "assess --fips NOISE --record PATH",
    file: "record",
    old: null,
    makes: RECORDING,
    mustMeet: LINKED,
  },
];

const programs = { gcc: "gcc", mount: "mount" };
const ignore = skipWithout({ programs, root: true }, "faults in system calls");

for (const [turn, situation] of SITUATIONS.entries()) {
  Deno.test({
    name: `when ${situation.name}, a fault at any call leaves the old file or the new one`,
    ignore,
    fn: () =>
      withDirectory(async (directory) => {
        const executable = await compileFaults(directory);
        const calls = await countCalls(executable, situation);
        for (const name of situation.mustMeet) {
          // Bun writes by pwrite64.
          const isMet = calls.some((call) => call.startsWith(name) || call.startsWith(`p${name}`));
          assert(isMet, `${name} in ${calls.join("\n")}`);
        }
        const cases = calls.flatMap((call, at) => {
          const faults = faultsAt(call);
          const one = (at + turn) % Math.max(3, faults.length);
          const tried = IS_WHOLE ? faults : faults.slice(one, one + 1);
          return tried.map((fault) => ({ call, at: at + 1, fault }));
        });
        const outcomes = new Map<string, number>();
        const worker = async () => {
          for (let next = cases.shift(); next !== undefined; next = cases.shift()) {
            const end = await meet(executable, situation, next.call, next.at, next.fault);
            outcomes.set(end, (outcomes.get(end) ?? 0) + 1);
          }
        };
        // Both end before the first failure counts, or the other would leave its mount behind.
        for (const result of await Promise.allSettled([worker(), worker()])) {
          if (result.status === "rejected") throw result.reason;
        }
        const ends = Array.from(outcomes, ([end, count]) => `${count} ${end}`);
        console.log(`${calls.length} calls: ${ends.join(", ")}`);
        // The faults did something: some runs failed with the old state, some went on to the new file.
        const hits = (end: string) => outcomes.get(end) ?? 0;
        assert(hits("before") > 0 && hits("new") > 0, ends.join());
        // Most of what was counted was there again.
        assertGreater(hits("before") + hits("new"), 5 * hits("missed"));
      }),
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

async function countCalls(executable: string, situation: Situation): Promise<readonly string[]> {
  let calls: readonly string[] = [];
  await inSituation(situation, async (args, place) => {
    const run = await runWithFault(executable, args, place);
    assertEquals(run.outcome.code, 0, run.outcome.stderr);
    calls = run.calls;
  });
  assertGreater(calls.length, 10);
  return calls;
}

/** Sets the scene, and takes it down. The source lies outside of the place that is watched. */
async function inSituation(
  situation: Situation,
  action: (args: readonly string[], place: string) => Promise<void>,
): Promise<void> {
  const { words, file, old, mounted = false } = situation;
  await withDirectory(async (directory) => {
    const place = `${directory}/place`;
    const path = `${place}/${file}`;
    await Deno.mkdir(place);
    await Deno.writeFile(`${directory}/source`, NEW_KEY);
    await Deno.writeFile(`${directory}/noise`, NOISE);
    if (old !== null) {
      await Deno.writeFile(path, old, { mode: oldMode(situation) });
      await Deno.chown(path, 1234, 5678);
    }
    const args = words.replace("SOURCE", `${directory}/source`)
      .replace("NOISE", `${directory}/noise`).replace("PATH", path).split(" ");
    await (mounted ? withBindMount(path, () => action(args, place)) : action(args, place));
  });
}

/**
 * Runs one fault and checks what is left; returns which file is there after the next run. In how many pieces
 * something is recorded differs from run to run: then the call may be another one, or is not reached.
 */
async function meet(
  executable: string,
  situation: Situation,
  call: string,
  at: number,
  fault: Fault,
): Promise<"before" | "new" | "missed"> {
  const onlyForWrites = "retval" in fault || "short" in fault;
  for (let attempt = 1; attempt <= 5; attempt++) {
    let result: "missed" | "before" | "new" = "missed";
    await inSituation(situation, async (args, place) => {
      const run = await runWithFault(executable, args, place, fault, at);
      const [hit] = run.hit;
      if (hit === undefined) return;
      if (situation.makes !== RECORDING) assertEquals(hit, call);
      else if (onlyForWrites && hit !== call) return;
      const label = `${JSON.stringify(fault)} at call ${at}, ${hit}`;
      const path = `${place}/${situation.file}`;
      await checkAfterFault(situation, run, path, fault, label);
      result = await checkAfterNextRun(situation, path, label);
      if (run.outcome.code === 0) assertEquals(result, "new", label);
      // A file that may not be durable is the documented exception.
      if (run.outcome.code > 0 && run.outcome.signal === null && result === "new") {
        assert(
          /\nhint: [^\n]*(in its place|in place)/.test(run.outcome.stderr),
          `${label}: new, ${run.outcome.stderr}`,
        );
      }
    });
    if (result !== "missed") return result;
  }
  assert(situation.makes === RECORDING, `Call ${at}, ${call}, is not reached`);
  return "missed";
}

async function checkAfterFault(
  situation: Situation,
  { outcome }: CountedRun,
  path: string,
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
  const names = namesIn(parentOf(path));
  const beside = names.filter((name) => `${parentOf(path)}/${name}` !== path);
  // Where the call that removes it is the one that fails, one temporary stays; it is said if nothing else is.
  const mayStay = killed || gaveUp || label.includes(", unlink");
  assert(beside.length <= (mayStay ? 1 : 0), `${label} leaves ${beside}, says ${outcome.stderr}`);
  for (const name of beside) {
    const { mode } = await Deno.lstat(`${parentOf(path)}/${name}`);
    const { makes = KEY } = situation;
    assertEquals((mode ?? 0) & 0o7777, makes.mode, `${label} leaves ${name}`);
  }
  await whatIsThere(situation, path, label);
}

/** A key that the next run does not get from its source changes nothing, also where there was a fault. */
async function checkAfterNextRun(
  situation: Situation,
  path: string,
  label: string,
): Promise<"before" | "new"> {
  const next = await runProgram(["-r", "/dev/null", "--mkdir", "-k", path]);
  assertEquals(next.code, 1, `${label}, then ${next.stderr}`);
  const names = namesIn(parentOf(path)).filter((name) =>
    !/^\.corosync-keygen-[0-9a-f]{16}\.(tmp|part)$/.test(name)
  );
  const found = await whatIsThere(situation, path, label);
  const expected = found === "before" && situation.old === null ? [] : [path];
  assertEquals(names.map((name) => `${parentOf(path)}/${name}`), expected, label);
  return found;
}

/** The old file byte for byte or the new one complete, and its mode; anything else fails. */
async function whatIsThere(
  situation: Situation,
  path: string,
  label: string,
): Promise<"before" | "new"> {
  const { old, makes = KEY } = situation;
  let content: Uint8Array;
  try {
    content = await Deno.readFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    assertEquals(old, null, label);
    return "before";
  }
  const mode = ((await Deno.lstat(path)).mode ?? 0) & 0o7777;
  if (old !== null && isEqual(content, old)) {
    assertEquals(mode, oldMode(situation), label);
    return "before";
  }
  assert(makes.isWhole(content), `${label} leaves ${content.length} bytes`);
  assertEquals(mode, makes.mode, label);
  return "new";
}

/** A page is no wider than the one that it replaces: this one leaves the new one its mode. */
const oldMode = ({ makes = KEY }: Situation) => makes === PAGE ? 0o600 : 0o400;

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
