import { type Outcome, PROGRAM, runCommand } from "./program.ts";
import { ROOT } from "../../scripts/build/project.ts";

/** What is to happen to a system call: an error instead of it, a signal before it, or less than was asked for. */
export type Fault = { readonly error: number } | { readonly signal: number } | Lie | Short;

/** The call is not made, and says that it did this much. */
export interface Lie {
  readonly retval: number;
}

/** A write(2) of no more than so many bytes, which says so. */
export interface Short {
  readonly short: number;
}

/** A run of the program whose system calls were counted. */
export interface CountedRun {
  readonly outcome: Outcome;
  /** Calls on the directory, in order: name and what they name. */
  readonly calls: readonly string[];
  /** Those that were hit. */
  readonly hit: readonly string[];
}

/** Compiles the C program beside this file. Returns the path of the executable. */
export async function compileFaults(directory: string): Promise<string> {
  const executable = `${directory}/faults`;
  const source = `${ROOT}tests/cli/faults.c`;
  const flags = ["-std=gnu11", "-O1", "-Wall", "-Wno-format-truncation", "-Werror"];
  const { code, stderr } = await runCommand(["gcc", ...flags, "-o", executable, source]);
  if (code !== 0) throw new Error(stderr);
  return executable;
}

/**
 * Runs the program and counts its system calls on `directory`; the `at`th, from 1, or each of them, meets with
 * `fault`.
 */
export async function runWithFault(
  executable: string,
  args: readonly string[],
  directory: string,
  fault: Fault = { error: 5 },
  at: number | "all" = 0,
): Promise<CountedRun> {
  const log = await Deno.makeTempFile({ prefix: "corosync-keygen-calls-" });
  const [[what, value]] = Object.entries(fault);
  try {
    // The runtimes touch the key file in the main thread only, which is the one that is watched.
    const outcome = await runCommand([
      ...[executable, directory, log, `${at}`, `${what}=${value}`],
      // This umask takes even the owner's read bit, so that a mode has to be exact all the same.
      ...["sh", "-c", 'umask 0477; exec "$@"', "sh"],
      ...PROGRAM,
      ...args,
    ]);
    const lines = (await Deno.readTextFile(log)).split("\n").filter((line) => line !== "");
    const calls = lines.map((line) => line.replace(/^HIT /, ""));
    const hit = lines.flatMap((line, at) => line.startsWith("HIT ") ? [calls[at]] : []);
    return { outcome, calls, hit };
  } finally {
    await Deno.remove(log);
  }
}
