import { type Failure, type Interrupted, toFailure } from "../failure.ts";
import { deliverIfPossible } from "./channels.ts";
import type { OptionSpec, RunResult } from "./command.ts";
import { type ParsedOptions, parseOptions, wantsJson } from "./parse.ts";

/** Makes a line of JSON of what ended a run. */
export type FailureToJson = (failure: Failure | Interrupted) => string;

/** For a command that reports a result; loaded before permissions are given up. Null without --json. */
export async function failureToJson(command: string, json: boolean): Promise<FailureToJson | null> {
  if (!json) return null;
  const { jsonFailure } = await import("../report/json_report.ts");
  return (failure) => jsonFailure(command, failure);
}

/**
 * Runs a command; with --json whatever ends it early is told on stdout too, as one line of JSON.
 *
 * @param toJson null without --json
 * @param usageExitCode of wrong usage, and of faults of the program: in some commands 1 says something else
 */
export async function withJsonErrors<Result>(
  toJson: FailureToJson | null,
  usageExitCode: number,
  action: () => Promise<Result>,
): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    const failure = toFailure(error, usageExitCode);
    // Where standard output itself is what failed, one line of it is enough.
    if (toJson !== null) deliverIfPossible(toJson(failure), failure.message);
    throw failure;
  }
}

/**
 * Parses the command line of a command that reports a result, and runs it, with JSON of whatever ends it early.
 *
 * @param action is told whether JSON is wanted; returns the exit code
 */
export async function runParsed(
  command: string,
  args: readonly string[],
  options: readonly OptionSpec[],
  usageExitCode: number,
  action: (parsed: ParsedOptions, json: boolean) => Promise<number>,
): Promise<RunResult> {
  const json = wantsJson(args, options);
  return await withJsonErrors<RunResult>(
    await failureToJson(command, json),
    usageExitCode,
    async () => {
      const parsed = parseOptions(args, options, usageExitCode);
      return typeof parsed === "object" ? await action(parsed, json) : parsed;
    },
  );
}
