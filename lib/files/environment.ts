import { Failure } from "../failure.ts";
import type { System } from "../system/types.ts";

/**
 * A path that an environment variable names; undefined where it is unset or empty.
 *
 * @throws Failure when it is not UTF-8, since it would be taken for another name.
 */
export function environmentPath(
  system: System,
  variable: string,
  exitCode: number,
): string | undefined {
  const path = system.environment(variable);
  if (path?.includes("\uFFFD")) {
    const message = `Environment variable ${variable} is not valid UTF-8`;
    throw new Failure(exitCode, message, undefined, { code: "not-utf-8" });
  }
  return path || undefined;
}
