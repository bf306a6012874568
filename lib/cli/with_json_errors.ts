import { toFailure } from "../failure.ts";
import { deliverIfPossible } from "./channels.ts";
import type { RunResult } from "./command.ts";

/**
 * Runs a command; with --json whatever ends it early is told on stdout too, as one line of JSON.
 *
 * @param usageExitCode of wrong usage, and of faults of the program: in some commands 1 says something else
 */
export async function withJsonErrors(
  command: string,
  json: boolean,
  usageExitCode: number,
  action: () => Promise<RunResult>,
): Promise<RunResult> {
  // Loaded before permissions are given up.
  const report = json ? await import("../report/json_report.ts") : null;
  try {
    return await action();
  } catch (error) {
    const failure = toFailure(error, usageExitCode);
    // Where standard output itself is what failed, one line of it is enough.
    if (report !== null) deliverIfPossible(report.jsonFailure(command, failure), failure.message);
    throw failure;
  }
}
