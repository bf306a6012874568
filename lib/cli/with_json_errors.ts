import { Failure, Interrupted } from "../failure.ts";
import { deliverIfPossible } from "./channels.ts";
import type { RunResult } from "./command.ts";

/** Runs a command; with --json its failures are told on stdout too, as one line of JSON. */
export async function withJsonErrors(
  command: string,
  json: boolean,
  action: () => Promise<RunResult>,
): Promise<RunResult> {
  if (!json) return await action();
  const { jsonFailure } = await import("../report/json_report.ts");
  try {
    return await action();
  } catch (error) {
    if (error instanceof Failure || error instanceof Interrupted) {
      // Where standard output itself is what failed, one line of it is enough.
      deliverIfPossible(jsonFailure(command, error), error.message);
    }
    throw error;
  }
}
