import type { Failure, Interrupted } from "../failure.ts";
import type { GenerateRequest, KnownOfRun, Receipt } from "../key/types.ts";
import { rejectionForReport } from "../key/rejection.ts";
import type { System } from "../system/types.ts";
import { failureFields, jsonLine } from "./json_report.ts";
import { utcTime } from "../math/utc_time.ts";
import { VERSION } from "../version.ts";

/** Raised when a field changes its meaning or goes away; new fields do not raise it. */
const FORMAT = 1;

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
    ...head(runtime, "written", request),
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
    ...head(runtime, "failed", request),
    ...fields,
    ...(fields.inPlace === true && fingerprint !== null ? { fingerprint } : {}),
  });
}

function head(
  runtime: System["runtime"],
  result: "written" | "failed",
  request: GenerateRequest | null,
): Record<string, unknown> {
  const { destination, keySizeBytes, imageSigns } = request ??
    { destination: null, keySizeBytes: null, imageSigns: [] };
  return {
    program: "corosync-keygen",
    version: VERSION,
    format: FORMAT,
    time: new Date().toISOString(),
    runtime,
    result,
    requestedPath: destination?.kind === "file" ? destination.path : null,
    keySizeBytes,
    keySizeBits: keySizeBytes && keySizeBytes * 8,
    imageSigns,
  };
}
