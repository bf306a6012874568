import { MAX_KEY_BYTES, MIN_KEY_BYTES } from "../corosync/key_file.ts";
import { type KeyContent, MAX_KEY_FILE_BYTES } from "../files/read_key.ts";
import { MAX_REJECTION_RATE, STATISTICS } from "../selftest/bounds.ts";
import { sha256 } from "../system/sha256.ts";
import { damageFindings } from "./damage_findings.ts";
import { COPY_WHOLE, type Finding, INTO_A_FILE } from "./finding.ts";
import { foreignFindings, mostlyTextFinding } from "./foreign_findings.ts";
import { lengthFindings, type LengthSituation } from "./length_findings.ts";
import { describeRejection, failsBeyondChance } from "./rejection.ts";
import { type KeyTestResult, passesTests, testKeyBytes } from "./test_key_bytes.ts";
import { textInsideFindings } from "./text_in_key.ts";
import { compressedFinding } from "./deflated.ts";

/** SHA-256 of keys that stand in public repositories, and where they come from. */
const PUBLISHED: Readonly<Record<string, string>> = {
  "79271bd1cace632f998426d86453439325ed0139a85ab99ffc73dab4f7573fa8":
    "the default of a Juju charm for corosync",
  "e421bd8d36ea3fda3466d1380c4383135d1dbd25cfd484988112012616f4e045":
    "the sample of a Puppet module for corosync",
};

/**
 * Says so when the key is one that everybody can look up.
 *
 * @param sum of its bytes, by {@linkcode hexadecimalSum}
 */
export function publishedKeyFinding(sum: string): Finding[] {
  const origin = PUBLISHED[sum];
  if (origin === undefined) return [];
  return [{
    code: "published",
    kind: "secrecy",
    severity: "refusal",
    reason: `this key is ${origin}: anybody can look it up`,
    remedy: "make a new key and install it on every node",
  }];
}

/** SHA-256 in hexadecimal digits, as sha256sum(1) prints it. */
export async function hexadecimalSum(key: Uint8Array): Promise<string> {
  return (await sha256(key)).toHex();
}

/**
 * Everything that can be said about a key from its bytes alone, wherever they came from. What has a cause
 * that is recognised is not also told that it fails a test: one cause, one remedy.
 */
export async function findingsAboutKey(
  content: KeyContent,
  situation: Partial<LengthSituation> = {},
  called: "file" | "value" = "file",
): Promise<Finding[]> {
  const findings = await findingsIn(content, situation, called);
  return called === "file"
    ? findings
    : findings.map((finding) => ofValue(finding, content.sizeBytes));
}

/** A finding about a value of corosync.conf, in whose place no file can be copied. */
function ofValue(finding: Finding, sizeBytes: number): Finding {
  if (finding.severity !== "refusal" && finding.kind !== "damage") return finding;
  // corosync stores a string with its zero byte and counts that.
  const reason = sizeBytes > 1
    ? finding.reason
    : `the value is empty, of which corosync reads 1 byte, the zero behind it: ${
      finding.reason.replace(/^[^:]*: /, "")
    }`;
  return { ...finding, reason, remedy: INTO_A_FILE };
}

async function findingsIn(
  { bytes, sizeBytes }: KeyContent,
  situation: Partial<LengthSituation>,
  called: "file" | "value",
): Promise<Finding[]> {
  const published = publishedKeyFinding(await hexadecimalSum(bytes));
  if (published.length > 0) return published;
  // One value again and again is no text and no copy, whatever character that would be.
  if (isConstant(bytes)) {
    return [constantFinding(bytes, sizeBytes), ...lengthFindings(sizeBytes, situation)];
  }
  const foreign = foreignFindings(bytes, sizeBytes, called);
  if (foreign.length > 0) return foreign;
  const compressed = await compressedFinding(bytes, bytes.length < sizeBytes);
  if (compressed !== null) return [compressed];
  const damage = damageFindings(bytes);
  const key = bytes.subarray(0, MAX_KEY_BYTES);
  const mostlyText = mostlyTextFinding(key);
  const inside = mostlyText.length > 0 ? [] : textInsideFindings(bytes);
  // What was added or cut decides the length: of both only the cause is told.
  const length = lengthFindings(sizeBytes, situation).filter(({ code }) =>
    damage.length + inside.length === 0 || !["unusual-length", "too-long"].includes(code)
  );
  if (damage.some(({ severity }) => severity === "refusal")) return [...damage, ...length];
  const cause = [...mostlyText, ...inside];
  return [
    ...cause.length > 0 ? cause : selfTestFindings(key),
    ...damage,
    ...length,
  ];
}

/**
 * Whether bytes are plainly no key: too few, or another file. They have no fingerprint, since a hash of a passphrase
 * is enough to guess it.
 *
 * @param findings about these bytes
 */
export function isNoKey(sizeBytes: number, findings: readonly Finding[]): boolean {
  return sizeBytes < MIN_KEY_BYTES || findings.some(({ kind }) => kind === "foreign");
}

/** Whether a key is one value again and again. */
export function isConstant(bytes: Uint8Array): boolean {
  return bytes.length >= MIN_KEY_BYTES && bytes.every((byte) => byte === bytes[0]);
}

/** The tests of making a key, on the bytes that corosync 3.x uses. A short key is refused anyway. */
function selfTestFindings(key: Uint8Array): Finding[] {
  if (key.length < MIN_KEY_BYTES) return [];
  if (isConstant(key)) return [constantFinding(key, key.length)];
  const result = testKeyBytes(key);
  if (passesTests(result)) return [];
  const chance = chanceOf(result);
  if (!isBeyondChance(result)) {
    return [{
      code: "self-test",
      kind: "secrecy",
      severity: "warning",
      reason: `one test of making a key rejects it, which happens to fair keys too, at most ` +
        `${Math.ceil(chance * 100_000)} of 100,000: ${describeRejection(result)}`,
      remedy:
        "ask where it was made: a broken source gives such keys time and again, a good one almost " +
        "never; in doubt make a new key and install it on every node",
      chance,
    }];
  }
  return [{
    code: "self-test",
    kind: "secrecy",
    severity: "refusal",
    reason: `a test of making a key rejects it: ${describeRejection(result)}`,
    remedy:
      "compare its fingerprint with those of the other nodes: where they differ, copy the key " +
      "of a good node again; where all are the same, make a new key and install it on every node",
    chance,
  }];
}

/**
 * What refuses a key that is in use: an alarm of the health tests, a statistic beyond chance, or two tests. One
 * test alone rejects a fair key now and then, which costs a draw when a key is made, and nothing would be gained
 * by making every node's key anew.
 */
function isBeyondChance({ alarm, failed }: KeyTestResult): boolean {
  return alarm !== null || new Set(failed.map(({ test }) => test)).size > 1 ||
    failsBeyondChance(failed);
}

/** Of an alarm of the health tests in fair bytes: 4,096 x 2^-32, and less for the windows of 512. */
export const MAX_ALARM_CHANCE = 1e-6;

/**
 * At most: that of an alarm; else that of the statistic farthest out times the number of statistics, and never more
 * than all tests together.
 */
function chanceOf({ alarm, failed }: KeyTestResult): number {
  if (alarm !== null) return MAX_ALARM_CHANCE;
  const least = Math.min(...failed.map(({ probabilityAtMost }) => probabilityAtMost));
  return Math.min(MAX_REJECTION_RATE, STATISTICS * least);
}

/** Zeros are what a disk has that lost a file; any other value was made so. */
function constantFinding(bytes: Uint8Array, sizeBytes: number): Finding {
  const zeros = bytes[0] === 0;
  const which = sizeBytes < MAX_KEY_FILE_BYTES
    ? "every byte is"
    : `the first ${bytes.length} bytes are`;
  return {
    code: "constant",
    kind: zeros ? "damage" : "secrecy",
    severity: "refusal",
    reason: zeros
      ? `${which} zero, as after a power failure or from a broken source`
      : `${which} the same`,
    remedy: COPY_WHOLE,
    chance: 256 ** -(MIN_KEY_BYTES - 1),
  };
}
