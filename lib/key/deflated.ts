import { MIN_KEY_BYTES } from "../corosync/key_file.ts";
import { newBuffer } from "../system/bytes.ts";
import { ANOTHER_ARCHIVE, STORED_MESSAGE } from "./container_kinds.ts";
import type { Finding } from "./finding.ts";
import { deflatedStart, startsOpenPgpData } from "./openpgp.ts";

/** Random bytes are no deflate for as long as this; whatever unpacks to more is compressed. */
const MAX_UNPACKED_BYTES = 1_048_576;

/**
 * A bound of how probable it is that a random key is the start of a stream. Derived for one that begins with a stored
 * block: 2^-11 for the first two bytes, 2^-18 for the block, whose length stands twice, 2^-29 = 1.9e-9 together. Measured
 * for all others: of 8,000,000 random keys of 128 bytes with such first two bytes 35 were a stream, 30.5 expected, each
 * with a stored block (2026-11-27), so that others have less than 2e-10. The bound is almost 1.5 times the sum, by
 * `scripts/constants/deflated_chances.ts`. Longer keys are a stream less often.
 */
export const MAX_ZLIB_CHANCE = 3e-9;

/**
 * Whether a file is one stream of zlib (RFC 1950), as the objects of Git are. Its two first bytes are in 1 of 2,048
 * random files; of these one in 2^32 at most ends with the checksum of what it unpacks to. Of 64 KiB that are
 * only the start of a file the whole has to be deflate, which no such random bytes were of 20,000 that began so.
 *
 * @param isCut whether these bytes are only the start of the file
 */
export async function isZlibFile(bytes: Uint8Array, isCut: boolean): Promise<boolean> {
  if (!isZlibHeader(bytes)) return false;
  const { constants, inflateSync } = await import("node:zlib");
  try {
    inflateSync(bytes, {
      maxOutputLength: MAX_UNPACKED_BYTES,
      finishFlush: isCut ? constants.Z_SYNC_FLUSH : constants.Z_FINISH,
    }).fill(0);
    return true;
  } catch (error) {
    return (error as { code?: unknown } | null)?.code === "ERR_BUFFER_TOO_LARGE";
  }
}

/**
 * How probable it is that a random key is the start of a message of OpenPGP that deflate has compressed: 5 first bytes of
 * 256, the algorithm, and less than 3.0e-6 for what follows, since of 1,000,000 random keys of 128 bytes that began so
 * none was (2026-11-28, at 95 percent); `scripts/constants/deflated_chances.ts` multiplies them.
 */
export const MAX_DEFLATED_MESSAGE_CHANCE = 3e-10;

/** So little is unpacked of a start that is nearly all a table of codes. A block that is stored has more in any key. */
const MIN_UNPACKED_BYTES = 64;

/** Whether bytes start as a message of OpenPGP that ZIP has compressed, the usual way of `gpg -s`. */
export async function isDeflatedMessage(bytes: Uint8Array): Promise<boolean> {
  const deflated = deflatedStart(bytes);
  if (deflated === null) return false;
  const { constants, inflateRawSync } = await import("node:zlib");
  try {
    const start = inflateRawSync(deflated, { finishFlush: constants.Z_SYNC_FLUSH });
    const isMessage = startsOpenPgpData(start);
    start.fill(0);
    return isMessage ||
      start.length < MIN_UNPACKED_BYTES && bytes.length >= MIN_KEY_BYTES && await goesOn(deflated);
  } catch {
    return false; // No deflate.
  }
}

/** Whether all of it is deflate that has no end yet: behind an end a stream of zlib has a checksum, which fails here. */
async function goesOn(deflated: Uint8Array): Promise<boolean> {
  const stream = newBuffer(2 + deflated.length);
  stream.set([0x78, 0x9c]);
  stream.set(deflated, 2);
  try {
    return await isZlibFile(stream, true);
  } finally {
    stream.fill(0);
  }
}

/** RFC 1950, section 2.2: deflate, a window of at most 32 KiB, no dictionary, a multiple of 31. */
export function isZlibHeader([method, flags]: Uint8Array): boolean {
  return (method & 0x0f) === 8 && method >> 4 <= 7 && (flags & 0x20) === 0 &&
    (method * 256 + flags) % 31 === 0;
}

/** A whole stream of zlib; as a source its start is refused too. */
export const ZLIB: Finding = {
  code: "zlib",
  kind: "foreign",
  severity: "refusal",
  reason: "the file is compressed by zlib, as objects of Git are",
  remedy: ANOTHER_ARCHIVE,
  chance: MAX_ZLIB_CHANCE,
};

const DEFLATED_MESSAGE: Finding = {
  code: STORED_MESSAGE.code,
  kind: "foreign",
  severity: "refusal",
  reason: `the file is ${STORED_MESSAGE.what}`,
  remedy: STORED_MESSAGE.remedy,
  chance: MAX_DEFLATED_MESSAGE_CHANCE,
};

/**
 * What a file is that deflate has compressed, or null.
 *
 * @param isCut whether these bytes are only the start of the file
 */
export async function compressedFinding(
  bytes: Uint8Array,
  isCut: boolean,
): Promise<Finding | null> {
  if (await isDeflatedMessage(bytes)) return DEFLATED_MESSAGE;
  return await isZlibFile(bytes, isCut) ? ZLIB : null;
}
