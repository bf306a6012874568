import { MAX_KEY_BYTES, MIN_KEY_BYTES } from "../corosync/key_file.ts";
import { atLeast } from "../math/binomial.ts";
import { count, isText, longestRunOfZeros, startsWith } from "./byte_patterns.ts";
import { COMPARE_BEGINNING, damageFinding, type Finding } from "./finding.ts";
import { textKind } from "./text_kinds.ts";

/** Less is no key, and too little to tell letters by. */
const MIN_UTF_16_BYTES = 32;

/** Sixteen bytes are UTF-8 by chance once in 10,000 files; less than this is not looked at for it, nor for lost bits. */
export const MIN_RECODED_BYTES = 64;

/** U+FFFD in UTF-8, which a decoder puts where it met bytes that are no UTF-8. */
const REPLACEMENT = [0xef, 0xbf, 0xbd];

/**
 * Damage to every byte that corosync reads: one decoder or another. At most one, since one often brings the signs of
 * another.
 */
export function recodingFinding(bytes: Uint8Array): Finding | null {
  const key = bytes.subarray(0, MAX_KEY_BYTES);
  return utf16Finding(key) ?? utf8Finding(key) ?? highBitsFinding(key) ?? repeatedFinding(bytes);
}

/**
 * UTF-16 or UTF-32 of what was read as Latin-1 or another character set: nearly every second byte is zero,
 * where a random key has one in 256. Half of 64 units or more being zero has a chance below
 * C(64, 32) / 256^32 = 2^-195 either way. The other bytes have to be there from end to end: a copy of which
 * a part is zero has zeros at all places of that part, and is no text.
 */
function utf16Finding(key: Uint8Array): Finding | null {
  if (key.length < MIN_UTF_16_BYTES || count(key, [0]) * 4 < key.length - 2) return null;
  for (const parity of [0, 1]) {
    const [zeros, units] = countZeros(key, parity);
    if (zeros * 2 < units || hasLongZeroRun(key)) continue;
    const marked = startsWith(key, [0xff, 0xfe]) || startsWith(key, [0xfe, 0xff]);
    const text = describeLetters(key, 1 - parity, marked ? 2 : 0);
    if (text !== null) {
      return {
        code: "utf-16-text",
        kind: "foreign",
        severity: "refusal",
        reason: `the file is UTF-16 text: ${text}`,
        remedy: "copy the key itself, as raw bytes, from a good node",
        chance: 2 ** -195,
      };
    }
    return damageFinding(
      "utf-16",
      2 ** -195,
      `every second byte is zero${marked ? " and a byte order mark stands in front" : ""}: ` +
        "the key was read as text and written as UTF-16",
    );
  }
  return null;
}

/** So many zeros in a row are a lost part: UTF-16 of a key has them where seven of its bytes are zero. */
const MIN_LOST_ZEROS = 16;

function hasLongZeroRun(key: Uint8Array): boolean {
  return longestRunOfZeros(key) >= MIN_LOST_ZEROS;
}

/** How many of the bytes at even or odd places are zero, and how many there are. */
function countZeros(key: Uint8Array, parity: number): readonly [zeros: number, bytes: number] {
  let zeros = 0;
  for (let index = parity; index < key.length; index += 2) if (key[index] === 0) zeros++;
  return [zeros, (key.length + 1 - parity) >> 1];
}

/** What the other half of the bytes is when it is text; null, and no copy of it left, when it is a key's. */
function describeLetters(key: Uint8Array, parity: number, start: number): string | null {
  const letters = new Uint8Array((key.length - start + 1 - parity) >> 1);
  for (let i = 0; i < letters.length; i++) letters[i] = key[start + parity + 2 * i];
  try {
    return isText(letters) ? textKind(new TextDecoder().decode(letters)).what : null;
  } finally {
    letters.fill(0);
  }
}

/**
 * Three replacement characters, or UTF-8 from end to end. n bytes hold an expected n / 2^24 marks, and three
 * at once occur in 4,096 random bytes with a probability below (4096 / 2^24)^3 / 6 = 2.5e-12. A mangled
 * key of 128 bytes holds about 60.
 *
 * Each further random byte keeps UTF-8 valid with a probability below 0.57 (1/2 for ASCII, 1920/2^16,
 * 61440/2^24 and 2^20/2^32 for two to four bytes; the sum of p / 0.57^length is below 1), so 128 bytes
 * are valid by chance with a probability near 1e-31. A key that is none of this makes the decoder stop
 * before there is a string.
 */
function utf8Finding(key: Uint8Array): Finding | null {
  if (count(key, REPLACEMENT) >= 3) {
    return damageFinding(
      "utf-8-replaced",
      MAX_MARKS_IN_UTF_8_CHANCE,
      "bytes of the key were replaced by EF BF BD, the mark of a decoder that met bytes which are " +
        "no UTF-8: they are lost",
    );
  }
  if (key.length < MIN_RECODED_BYTES || key.every((byte) => byte < 0x80) || !isUtf8(key)) {
    return null;
  }
  return damageFinding(
    "utf-8",
    UTF_8_SHARE ** key.length,
    "all that corosync reads is valid UTF-8, as random bytes never are: a binary key was read as Latin-1 " +
      "and written as UTF-8",
  );
}

/** As derived above; scripts/constants/finding_chances.ts recomputes both. */
export const MAX_MARKS_IN_UTF_8_CHANCE = 2.5e-12;
export const UTF_8_SHARE = 0.57;

/** But for a last character that was cut. */
function isUtf8(key: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(key, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** So rare that the sum over all signs of damage stays what it was. */
const MAX_QUESTION_MARKS_CHANCE = 1e-7;

/**
 * The top bit of every byte lost (chance 2^-n), or more question marks than chance brings. A code page in which a few
 * bytes mean nothing, three in CP857 and ISO 8859-7 and five in CP1252, leaves four to six times as many as there
 * should be. It takes 8 in 128 bytes, 10 in 256, and 42 in 4,096, so that longer keys show it.
 */
function highBitsFinding(key: Uint8Array): Finding | null {
  if (key.length < MIN_RECODED_BYTES) return null;
  const substitutes = count(key, [0x3f]);
  const chance = atLeast(substitutes, key.length, 1 / 256);
  if (chance <= MAX_QUESTION_MARKS_CHANCE) {
    return damageFinding(
      "bytes-replaced",
      chance,
      `${substitutes} of ${key.length} bytes are question marks, which a decoder puts where it met ` +
        "bytes that it does not know: they are lost",
    );
  }
  if (!key.every((byte) => byte < 0x80) || key.every((byte) => byte === key[0])) return null;
  return damageFinding(
    "7-bit",
    2 ** -key.length,
    "the top bit of every byte that corosync reads is 0: the key came through a channel of seven bits, and they are lost",
  );
}

/** As many bytes as have to come again: chance repeats the start of a key at the end of it once in 2^64 keys. */
const MIN_REPEATED_BYTES = 8;

/**
 * The same bytes again and again, as when copies were appended, the last one perhaps cut. A period shorter than a
 * key is a source's.
 */
function repeatedFinding(key: Uint8Array): Finding | null {
  let period = 1;
  while (period <= key.length - MIN_REPEATED_BYTES && !hasPeriod(key, period)) period++;
  if (period < MIN_KEY_BYTES || period > key.length - MIN_REPEATED_BYTES) return null;
  const copies = Math.floor(key.length / period);
  const rest = key.length % period;
  // A copy with a lost part may end as it begins.
  if (rest !== 0 && hasLongZeroRun(key)) return null;
  const isLeftOut = period >= MAX_KEY_BYTES;
  const times = copies === 1 ? "once" : copies === 2 ? "twice" : `${copies} times`;
  return damageFinding(
    "twice",
    256 ** -(key.length - period),
    `the same ${period} bytes stand there ${times}${
      rest === 0 ? "" : ` and their first ${rest} once more`
    }, as when copies were appended to each other` +
      (isLeftOut ? `; corosync 3.x reads ${MAX_KEY_BYTES} bytes and leaves the rest out` : ""),
    isLeftOut ? COMPARE_BEGINNING : undefined,
    isLeftOut ? "warning" : undefined,
  );
}

function hasPeriod(key: Uint8Array, period: number): boolean {
  for (let index = period; index < key.length; index++) {
    if (key[index] !== key[index - period]) return false;
  }
  return true;
}
