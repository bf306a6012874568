import type { Failure, Interrupted } from "../failure.ts";
import { VERSION } from "../version.ts";

/**
 * Raised when a field changes its meaning or goes away; new fields do not raise it. Format 2 of verify and
 * install: findings have a `code` in the place of a name, install an `outcome`.
 */
const FORMATS: Readonly<Record<string, number>> = { verify: 2, install: 2 };

/** One line of JSON about a command that reports a result. */
export function jsonReport(command: string, fields: Readonly<Record<string, unknown>>): string {
  return jsonLine({ ...reportHead(command), ...fields });
}

/** What every report in JSON begins with. */
export function reportHead(command: string): Readonly<Record<string, unknown>> {
  return { program: "corosync-keygen", version: VERSION, format: FORMATS[command] ?? 1, command };
}

/** JSON in one line; DEL and the controls from U+0080 on, which JSON lets through, are escaped as well. */
export function jsonLine(value: Readonly<Record<string, unknown>>): string {
  const escaped = JSON.stringify(value).replace(
    /\p{Cc}/gu,
    (control) => "\\u" + control.charCodeAt(0).toString(16).padStart(4, "0"),
  );
  return escaped + "\n";
}

/** One line of JSON about a command that failed or was interrupted. */
export function jsonFailure(command: string, failure: Failure | Interrupted): string {
  return jsonReport(command, { result: "failed", ...failureFields(failure) });
}

/** What ended a run. */
export function failureFields(failure: Failure | Interrupted): Readonly<Record<string, unknown>> {
  const { exitCode, message } = failure;
  return {
    exitCode,
    code: "code" in failure ? failure.code : "interrupted",
    error: message.trim(),
    hint: hintOf(failure),
    ..."details" in failure ? failure.details : {},
  };
}

/** What went wrong in a run that has a report all the same. */
export function problemFields(
  problem: Failure | Interrupted,
): { readonly error: string; readonly hint: string | null; readonly exitCode: number } {
  return { error: problem.message, hint: hintOf(problem), exitCode: problem.exitCode };
}

function hintOf(failure: Failure | Interrupted): string | null {
  return "hint" in failure ? failure.hint ?? null : null;
}
