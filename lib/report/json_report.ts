import type { Failure } from "../failure.ts";
import { VERSION } from "../version.ts";

/** Raised when a field changes its meaning or goes away; new fields do not raise it. */
const FORMAT = 1;

/** One line of JSON about a command that judged something. */
export function jsonReport(command: string, fields: Readonly<Record<string, unknown>>): string {
  return jsonLine({
    program: "corosync-keygen",
    version: VERSION,
    format: FORMAT,
    command,
    ...fields,
  });
}

/** JSON in one line; DEL and the controls from U+0080 on, which JSON lets through, are escaped as well. */
export function jsonLine(value: Readonly<Record<string, unknown>>): string {
  const escaped = JSON.stringify(value).replace(
    /\p{Cc}/gu,
    (control) => "\\u" + control.charCodeAt(0).toString(16).padStart(4, "0"),
  );
  return escaped + "\n";
}

/** One line of JSON about a command that failed. */
export function jsonFailure(command: string, failure: Failure): string {
  return jsonReport(command, {
    result: "failed",
    exitCode: failure.exitCode,
    error: failure.message.trim(),
    hint: failure.hint ?? null,
    ...failure.details,
  });
}
