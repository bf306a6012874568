import { type Outcome, PROGRAM, runCommand } from "./program.ts";

/** System calls by which a key file comes about, as far as they can fail. */
const TRACED = [
  ...["open", "openat", "creat", "close", "read", "pread64", "getdents64"],
  ...["write", "pwrite64", "writev", "ftruncate", "fsync", "fdatasync"],
  ...["chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown", "fchownat"],
  ...[
    "mkdir",
    "mkdirat",
    "link",
    "linkat",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
  ],
];

/** One system call of the program on something in the directory that is watched. */
export interface Call {
  readonly name: string;
  /** Name and arguments without what changes from run to run: process id, random part, descriptor. */
  readonly text: string;
  /** The how manyeth call of that name it is in the main thread, from 1; what strace counts. */
  readonly ordinal: number;
}

/** What is to happen to a call: an error instead of it, or a signal before it. */
export type Fault = { readonly error: string } | { readonly signal: "KILL" } | Lie;

/** The call is not made, and says that it did this much. */
export interface Lie {
  readonly retval: number;
}

/** A run of the program under strace. */
export interface TracedRun {
  readonly outcome: Outcome;
  /** Calls on the directory, in order. */
  readonly calls: readonly Call[];
  /** Texts of the calls that were hit. */
  readonly hit: readonly string[];
}

/** Runs the program, watching `directory`; `call` of it, if there is one, meets with `fault`. */
export async function runTraced(
  args: readonly string[],
  directory: string,
  call?: Call,
  fault?: Fault,
): Promise<TracedRun> {
  const log = await Deno.makeTempFile({ prefix: "corosync-keygen-strace-" });
  const inject = call === undefined || fault === undefined ? [] : [
    "-e",
    `inject=${call.name}:${
      Object.entries(fault).map(([what, value]) => `${what}=${value}`).join()
    }:when=${call.ordinal}`,
  ];
  try {
    // -s 0: no key byte gets into the log. No --seccomp-bpf: with it SIGKILL is not delivered. No -f: the
    // runtimes touch the key file in the main thread only, and strace counts calls in each thread, so that
    // a fault would meet another thread's call first.
    const outcome = await runCommand([
      ...["strace", "-y", "-s", "0", "-o", log],
      ...["-e", `trace=${TRACED.map((name) => `?${name}`).join(",")}`, ...inject],
      // This umask takes even the owner's read bit, so that a mode has to be exact all the same.
      ...["sh", "-c", 'umask 0477; exec "$@"', "sh"],
      ...PROGRAM,
      ...args,
    ]);
    return { outcome, ...parseLog(await Deno.readTextFile(log), directory) };
  } finally {
    await Deno.remove(log);
  }
}

function parseLog(log: string, directory: string): Pick<TracedRun, "calls" | "hit"> {
  const calls: Call[] = [];
  const hit: string[] = [];
  const counts = new Map<string, number>();
  let last = "none";
  for (const line of log.split("\n")) {
    if (line.startsWith("+++ killed by SIGKILL")) hit.push(last);
    const call = /^([a-z0-9]+)\((.*)$/.exec(line);
    if (call === null) continue;
    const [, name, rest] = call;
    const ordinal = (counts.get(name) ?? 0) + 1;
    counts.set(name, ordinal);
    // The program goes into the directory of the key, and calls what is there by "./".
    const concerns = rest.includes(directory) || rest.includes('"./');
    last = concerns ? normalised(name, rest, directory) : `${name} of something else`;
    if (concerns) calls.push({ name, text: last, ordinal });
    if (line.includes("(INJECTED)")) hit.push(last);
  }
  return { calls, hit };
}

/** A call as it is known before it is made, the same in every run. */
function normalised(name: string, rest: string, directory: string): string {
  const args = rest
    .replace(/(\)\s+= .*| <unfinished \.\.\..*)$/, ")")
    .replaceAll(directory, "DIR")
    .replace(/\.corosync-keygen-[0-9a-f]{16}/g, ".corosync-keygen-N")
    .replace(/AT_FDCWD<[^>]*>/g, "AT_FDCWD")
    .replace(/(^|[( ])\d+</g, "$1<");
  // What a read brings is not known when it is killed.
  return `${name}(${/^(p?read(64)?|getdents64)$/.test(name) ? args.replace(/,.*/, ")") : args}`;
}
