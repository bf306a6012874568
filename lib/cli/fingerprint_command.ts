import { toKeyChoice } from "../key/choose_key.ts";
import { compareFingerprints, type FingerprintComparison } from "../key/compare.ts";
import { Failure } from "../failure.ts";
import { system } from "../system/mod.ts";
import { deliver, hint, warn } from "./channels.ts";
import { fingerprintSpec } from "./fingerprint_spec.ts";
import { withJsonErrors } from "./with_json_errors.ts";
import { parseOptions } from "./parse.ts";
import { UNREADABLE } from "./verify_spec.ts";

/** `corosync-keygen fingerprint`. Returns the exit code. */
export async function runFingerprint(args: readonly string[]): Promise<number> {
  const check = (key: string, value: string) => {
    if (key === "check") parseFingerprint(value);
  };
  const options = await parseOptions(args, fingerprintSpec, check, UNREADABLE);
  if (typeof options === "number") return options;
  const { positionals, flags, values } = options;
  const wanted = values.has("check") ? parseFingerprint(values.get("check")!) : null;
  const choices = positionals.length === 0
    ? [toKeyChoice(undefined)]
    : positionals.map(toKeyChoice);
  return await withJsonErrors("fingerprint", flags.has("json"), async () => {
    const toText = flags.has("json") ? await jsonWriter(wanted) : await textWriter();
    const comparison = await compareFingerprints(system, choices, UNREADABLE);
    deliver(toText(comparison));
    if (wanted !== null) warnAboutOthers(comparison, wanted);
    return exitCodeOf(comparison, wanted);
  });
}

function exitCodeOf({ keys, sameFor3 }: FingerprintComparison, wanted: string | null): number {
  if (wanted === null) return sameFor3.length === 1 ? 0 : 1;
  return keys.every(({ fingerprint }) => fingerprint.full === wanted) ? 0 : 1;
}

function warnAboutOthers({ keys }: FingerprintComparison, wanted: string): void {
  for (const { name, fingerprint } of keys) {
    if (fingerprint.full === wanted) continue;
    warn(`${name} holds another key: ${fingerprint.full}, wanted ${wanted}`);
    if (fingerprint.first128Bytes === wanted) {
      hint("its first 128 bytes are that key: corosync 1.x and 2.x see no difference, 3.x does");
    }
  }
}

/** Base64 of 32 bytes has 43 digits; the padding that others print is taken too. */
function parseFingerprint(text: string): string {
  const digits = /^SHA256:([A-Za-z0-9+/]{43})=?$/.exec(text)?.[1];
  if (digits !== undefined) return `SHA256:${digits}`;
  throw new Failure(
    UNREADABLE,
    `Unsupported --check '${text}' (supported: SHA256: and 43 characters of base64)`,
  );
}

async function textWriter(): Promise<(comparison: FingerprintComparison) => string> {
  return (await import("../report/fingerprint_text.ts")).fingerprintText;
}

async function jsonWriter(
  wanted: string | null,
): Promise<(comparison: FingerprintComparison) => string> {
  const { jsonReport } = await import("../report/json_report.ts");
  return (comparison) =>
    jsonReport("fingerprint", {
      result: exitCodeOf(comparison, wanted) === 0 ? "same" : "different",
      exitCode: exitCodeOf(comparison, wanted),
      wanted,
      ...comparison,
    });
}
