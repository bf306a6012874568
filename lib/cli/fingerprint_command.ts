import { Failure } from "../failure.ts";
import { toKeyChoice } from "../key/choose_key.ts";
import { compareFingerprints, type FingerprintComparison } from "../key/compare.ts";
import { isWanted, OPENSSL_COMMAND, parseWantedKey, type WantedKey } from "../key/wanted_key.ts";
import { system } from "../system/mod.ts";
import { deliver, hint, warn } from "./channels.ts";
import { fingerprintSpec } from "./fingerprint_spec.ts";
import { type ParsedOptions, parseOptions } from "./parse.ts";
import { listenForSignals } from "./signals.ts";
import { UNREADABLE } from "./verify_spec.ts";
import { withJsonErrors } from "./with_json_errors.ts";

/** `corosync-keygen fingerprint`. Returns the exit code. */
export async function runFingerprint(args: readonly string[]): Promise<number> {
  const options = await parseOptions(args, fingerprintSpec, () => {}, UNREADABLE);
  if (typeof options === "number") return options;
  const { positionals, flags, values } = options;
  const choices = positionals.length === 0
    ? [toKeyChoice(undefined)]
    : positionals.map(toKeyChoice);
  return await withJsonErrors("fingerprint", flags.has("json"), async () => {
    const check = values.get("check");
    const wanted = check === undefined ? null : parseWantedKey(check, UNREADABLE);
    const toText = await loadWriter(flags, wanted);
    const comparison = await Promise.race([
      listenForSignals().requested,
      compareFingerprints(system, choices, UNREADABLE),
    ]);
    deliver(toText(comparison));
    if (wanted !== null) warnAboutOthers(comparison, wanted);
    return exitCodeOf(comparison, wanted);
  });
}

function exitCodeOf({ keys, sameFor3 }: FingerprintComparison, wanted: WantedKey | null): number {
  if (wanted === null) return sameFor3.length === 1 ? 0 : 1;
  return keys.every(({ fingerprint }) => isWanted(fingerprint, wanted)) ? 0 : 1;
}

function warnAboutOthers({ keys }: FingerprintComparison, wanted: WantedKey): void {
  const others = keys.filter(({ fingerprint }) => !isWanted(fingerprint, wanted));
  for (const { name, fingerprint } of others) {
    warn(`${name} holds another key: ${fingerprint.full}, wanted ${wanted.fingerprint}`);
    if (fingerprint.first128Bytes === wanted.fingerprint) {
      hint("its first 128 bytes are that key: corosync 1.x and 2.x see no difference, 3.x does");
    }
  }
  if (others.length > 0) hint(`the same without this program: ${OPENSSL_COMMAND}`);
}

/** Loaded before the key is: imports are among the permissions that are given up for it. */
async function loadWriter(
  flags: ParsedOptions["flags"],
  wanted: WantedKey | null,
): Promise<(comparison: FingerprintComparison) => string> {
  if (flags.has("brief") && flags.has("json")) {
    throw new Failure(UNREADABLE, "Cannot use --brief together with --json", undefined, {
      code: "usage",
    });
  }
  if (flags.has("brief")) {
    return ({ keys }) => keys.map(({ fingerprint }) => `${fingerprint.full}\n`).join("");
  }
  if (!flags.has("json")) return (await import("../report/fingerprint_text.ts")).fingerprintText;
  const { jsonReport } = await import("../report/json_report.ts");
  return (comparison) =>
    jsonReport("fingerprint", {
      result: exitCodeOf(comparison, wanted) === 0 ? "same" : "different",
      exitCode: exitCodeOf(comparison, wanted),
      wanted: wanted?.fingerprint ?? null,
      ...comparison,
    });
}
