import type { Failure, Interrupted } from "../failure.ts";
import { rejectionForReport } from "../key/rejection.ts";
import type { GenerateRequest, KnownOfRun, Receipt } from "../key/types.ts";
import { utcTime } from "../math/amounts.ts";
import type { NonIidAssessment, SequenceKind } from "../sp800_90b/types.ts";
import type { System } from "../system/types.ts";
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
  return { ...programHead(command), command };
}

function programHead(command: string): Readonly<Record<string, unknown>> {
  return { program: "corosync-keygen", version: VERSION, format: FORMATS[command] ?? 1 };
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
function failureFields(failure: Failure | Interrupted): Readonly<Record<string, unknown>> {
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

/** An assessment of section 6 as JSON shows it, where the sequence of an estimate is its track. */
export type NonIidFields = Omit<NonIidAssessment, "outcomes"> & {
  readonly outcomes: readonly { readonly track: SequenceKind; readonly result: unknown }[];
};

/** The fields of JSON that tell of the estimators. */
export function nonIidFields(assessment: NonIidAssessment | null): NonIidFields | null {
  return assessment && {
    ...assessment,
    outcomes: assessment.outcomes.map(({ sequence: track, result }) => ({ track, result })),
  };
}

/**
 * The receipt of a key that was written, as one line of JSON. Of the key itself it holds size and
 * fingerprint and nothing else.
 */
export function receiptJson(
  runtime: System["runtime"],
  { request, fingerprint }: KnownOfRun,
  receipt: Receipt,
): string {
  const { replacement } = receipt;
  return jsonLine({
    ...receiptHead(runtime, "written", request),
    exitCode: 0,
    keyFile: replacement && {
      path: replacement.path,
      mode: "0400",
      replacedOldKey: replacement.replaced,
      method: replacement.method,
      owner: replacement.owner,
      previousOwner: replacement.previousOwner,
      warnings: receipt.warnings,
      previousKey: receipt.previous && {
        fingerprint: receipt.previous.fingerprint,
        sizeBytes: receipt.previous.sizeBytes,
        modified: utcTime(receipt.previous.modifiedMilliseconds),
      },
    },
    source: receipt.sourceName,
    sourceIsRegularFile: receipt.sourceIsRegularFile,
    gatheringMilliseconds: Math.round(receipt.gatheringMilliseconds * 1000) / 1000,
    fingerprint,
    rejections: receipt.rejections.map(rejectionForReport),
    powersDropped: receipt.permissionsDropped,
  });
}

/** The receipt of a run that failed; the fingerprint is told where the key may be in its place all the same. */
export function failureJson(
  runtime: System["runtime"],
  { request, fingerprint }: KnownOfRun,
  error: Failure | Interrupted,
): string {
  const fields = failureFields(error);
  return jsonLine({
    ...receiptHead(runtime, "failed", request),
    ...fields,
    ...(fields.inPlace === true && fingerprint !== null ? { fingerprint } : {}),
  });
}

function receiptHead(
  runtime: System["runtime"],
  result: "written" | "failed",
  request: GenerateRequest | null,
): Record<string, unknown> {
  const { destination, keySizeBytes, imageSigns } = request ??
    { destination: null, keySizeBytes: null, imageSigns: [] };
  return {
    ...programHead("generate"),
    time: new Date().toISOString(),
    runtime,
    result,
    requestedPath: destination?.kind === "file" ? destination.path : null,
    keySizeBytes,
    keySizeBits: keySizeBytes && keySizeBytes * 8,
    imageSigns,
  };
}
