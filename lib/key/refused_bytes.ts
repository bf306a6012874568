import { MIN_KEY_BYTES } from "../corosync/key_file.ts";
import { EXIT } from "../failure.ts";
import { readBeginning, readKeyFile, toContent } from "../files/read_key.ts";
import { selfTest } from "../selftest/battery.ts";
import { newBuffer } from "../system/bytes.ts";
import { valueOrNull } from "../system/errors.ts";
import type { System } from "../system/types.ts";
import { zerosAtEnd, zerosAtStart } from "./byte_patterns.ts";
import { findingsAboutKey, isConstant } from "./findings.ts";
import { foreignFindings } from "./foreign_findings.ts";
import { failsBeyondChance, isAtAnEnd } from "./rejection.ts";
import { textAtEnd, textAtStart } from "./text_in_key.ts";
import type { Refusal } from "./types.ts";
import { compressedFinding, isZlibFile, ZLIB } from "./deflated.ts";

/**
 * What verify refuses bytes for by their content: a greeting in front of them, a container, a published key. Making a
 * key asks this of every source but the system's generator, so that no key is made that would be refused later, and
 * whether the bytes are the start of a stream of zlib. Each such sign is in fewer than one in 100,000 fair keys; the
 * generator's are left to that. Bytes that a test rejects are asked too: what follows them may pass all tests, and
 * be as public, or an old key.
 */
export async function refusalOfBytes(key: Uint8Array): Promise<Refusal | null> {
  // One value again and again is told by the tests.
  if (isConstant(key)) return null;
  const findings = await findingsAboutKey(toContent(key, key.length));
  const refusal = findings.find(({ severity, code }) =>
    severity === "refusal" && code !== "self-test"
  );
  if (isAtAnEnd(refusal) && isOfBrokenSource(key)) return null;
  return refusal ?? (await isZlibFile(key, true) ? ZLIB_START : null);
}

/**
 * Whether the tests of these bytes tell the cause, and no sign of damage does: a counter may have zeros or text at its
 * ends too. They then fail beyond chance as they are, and with random bytes in the place of these ends.
 */
function isOfBrokenSource(key: Uint8Array): boolean {
  if (!failsBeyondChance(selfTest(key))) return false;
  const front = textAtStart(key)?.sizeBytes ?? zerosAtStart(key);
  const behind = textAtEnd(key)?.sizeBytes ?? zerosAtEnd(key);
  const rest = newBuffer(key.length);
  rest.set(key);
  crypto.getRandomValues(rest.subarray(0, front));
  crypto.getRandomValues(rest.subarray(key.length - behind));
  const fails = failsBeyondChance(selfTest(rest));
  rest.fill(0);
  return fails;
}

/** Of the start of a stream, which verify does not ask. */
const ZLIB_START: Refusal = { ...ZLIB, ofSourcesOnly: true };

/**
 * What a regular file is, as a whole, if it is plainly no source of random bytes: a certificate, an archive,
 * a picture, a text, whatever little is read of it. Null where it cannot be looked at, as a file of /proc without a
 * size, which is looked at no further than it is gathered.
 */
export async function refusalOfFile(system: System, path: string): Promise<Refusal | null> {
  try {
    const { bytes, sizeBytes, release } = readBeginning(system, path, system.files.status(path));
    try {
      // Of fewer bytes than a key has it is the news that the source ends.
      if (bytes.length < MIN_KEY_BYTES) return null;
      // One value again and again is no text; the tests reject it.
      if (isConstant(bytes)) return null;
      const [refusal] = foreignFindings(bytes, sizeBytes);
      if (refusal !== undefined) return refusal;
      // Its start says nothing of a key, and the whole all of a file.
      return await compressedFinding(bytes, bytes.length < sizeBytes);
    } finally {
      release();
    }
  } catch {
    return null; // Whoever reads on tells what is wrong with it.
  }
}

/** What verify refuses the content of a key file for, or null. Null where it cannot be read. */
export async function refusalOfKeyFile(
  system: System,
  path: string,
  isPhysical = false,
): Promise<Refusal | null> {
  // A key that only others may read is one for all that is known.
  const content = valueOrNull(() => readKeyFile(system, path, EXIT.exists, undefined, isPhysical));
  if (content === null) return null;
  try {
    const findings = await findingsAboutKey(content);
    return findings.find(({ severity }) => severity === "refusal") ?? null;
  } finally {
    content.release();
  }
}
