import { Failure } from "../failure.ts";
import { toKeyChoice } from "../key/choose_key.ts";
import { compareFingerprints, type FingerprintComparison } from "../key/compare.ts";
import { isWanted, OPENSSL_COMMAND, parseWantedKey, type WantedKey } from "../key/wanted_key.ts";
import { system } from "../system/mod.ts";
import { deliver, hint, warn } from "./channels.ts";
import {
  type Command,
  type CommandTable,
  flag,
  helpOption,
  jsonOption,
  type RunResult,
  USAGE_OR_UNREADABLE,
  valued,
} from "./command.ts";
import type { ParsedOptions } from "./parse.ts";
import { listenForSignals } from "./signals.ts";
import { runParsed } from "./with_json_errors.ts";

const checkOption = valued(
  "check",
  "FINGERPRINT",
  "say whether every FILE holds the key of this fingerprint",
  (_, text) => parseWantedKey(text, USAGE_OR_UNREADABLE),
  {
    description: "FINGERPRINT is a fingerprint, or any line or JSON of ours that names one key. " +
      "Exactly the key counts; of a line about the first 128 bytes only, those.",
  },
);
const briefOption = flag("brief", "print the fingerprint alone, one a line");

const table: CommandTable = {
  positionals: "[FILE...]",
  description: [
    "A fingerprint is SHA256: and the base64 of a hash over the bytes that corosync 3.x uses, the first " +
    "4096. It gives nothing of the key away and can be compared in the open. Of a key longer " +
    "than 128 bytes the first 128 have a fingerprint of their own, since corosync 1.x and 2.x read no " +
    "more: two keys that agree there are one key for them.",
    "Without FILE the key is the one that corosync itself would read. FILE - is standard input. What has fewer " +
    "than 128 bytes, or is plainly something else, is no key and has no fingerprint; what verify " +
    "refuses otherwise has one, and is named on standard error.",
    `What openssl prints for ${OPENSSL_COMMAND} is the same without SHA256: in front and with a = at ` +
    "the end.",
  ],
  options: [checkOption, briefOption, jsonOption, helpOption],
  exitCodes: [
    ["0", "all files hold one key, with --check that key"],
    ["1", "the files hold different keys, or with --check another key"],
    ["3", "wrong usage, a key cannot be read, or a file is plainly no key"],
    ["4", "the fingerprints could not be written"],
  ],
  examples: [
    ["fingerprint", "of the key that corosync reads"],
    ["fingerprint --check SHA256:... KEY", "whether KEY is that key"],
  ],
};

export const fingerprintCommand: Command = { table, run: runFingerprint };

function runFingerprint(args: readonly string[]): Promise<RunResult> {
  return runParsed("fingerprint", args, table.options, USAGE_OR_UNREADABLE, async (options) => {
    const { positionals } = options;
    if (positionals.filter((one) => one === "-").length > 1) {
      throw new Failure(
        USAGE_OR_UNREADABLE,
        "Cannot read standard input twice: - is given again",
        undefined,
        {
          code: "usage",
        },
      );
    }
    const choices = positionals.length === 0
      ? [toKeyChoice(undefined)]
      : positionals.map(toKeyChoice);
    const wanted = options.value(checkOption);
    const toText = await loadWriter(options, wanted);
    const comparison = await Promise.race([
      listenForSignals(),
      compareFingerprints(system, choices, USAGE_OR_UNREADABLE),
    ]);
    deliver(toText(comparison));
    warnOfRefusals(comparison);
    if (wanted !== null) warnAboutOthers(comparison, wanted);
    return exitCodeOf(comparison, wanted);
  });
}

function exitCodeOf({ keys, sameFor3 }: FingerprintComparison, wanted: WantedKey | null): number {
  if (wanted === null) return sameFor3.length === 1 ? 0 : 1;
  return keys.every(({ fingerprint }) => isWanted(fingerprint, wanted)) ? 0 : 1;
}

/** A damaged copy is known by its fingerprint; that two of them agree makes no key of them. */
function warnOfRefusals({ keys }: FingerprintComparison): void {
  for (const { name, refusals } of keys) {
    for (const { reason, remedy } of refusals) {
      warn(`Warning: verify refuses ${name}: ${reason}`);
      hint(remedy);
    }
  }
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

/** Loaded before permissions are given up for the key. */
async function loadWriter(
  options: ParsedOptions,
  wanted: WantedKey | null,
): Promise<(comparison: FingerprintComparison) => string> {
  if (options.has(briefOption) && options.has(jsonOption)) {
    throw new Failure(USAGE_OR_UNREADABLE, "Cannot use --brief together with --json", undefined, {
      code: "usage",
    });
  }
  if (options.has(briefOption)) {
    return ({ keys }) => keys.map(({ fingerprint }) => `${fingerprint.full}\n`).join("");
  }
  if (!options.has(jsonOption)) {
    return (await import("../report/key_text.ts")).fingerprintText;
  }
  const { jsonReport } = await import("../report/json_report.ts");
  return (comparison) =>
    jsonReport("fingerprint", {
      result: exitCodeOf(comparison, wanted) === 0 ? "same" : "different",
      exitCode: exitCodeOf(comparison, wanted),
      wanted: wanted?.fingerprint ?? null,
      ...comparison,
    });
}
