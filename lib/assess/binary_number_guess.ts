import { assessCommandLine, assessPipeline, type FormatGuess } from "./guess.ts";
import { countBytes, shannonEntropy } from "../math/counts.ts";

/**
 * Bytes beside the most frequent one that are needed where the others do not change: of a source that gives one byte
 * nearly always they are all in one half of the places by chance with at most 2^-31 for each width.
 * (scripts/constants/recordings.ts)
 */
export const MIN_OTHER_BYTES = 32;

/** Small whole numbers of 16, 32 or 64 bits: the upper half is that of all others, or that of a sign. */
export function guessIntegers(head: Uint8Array): FormatGuess | null {
  const counts = countBytes(head);
  const mode = counts.indexOf(Math.max(...counts));
  for (const width of [8, 4, 2]) {
    const half = width / 2;
    for (const isLittle of [true, false]) {
      const from = isLittle ? half : 0;
      if (!isExtended(head, width, from)) continue;
      const others = head.reduce((sum, byte, at) => {
        const place = at % width;
        return sum + (byte !== mode && (place < from || place >= from + half) ? 1 : 0);
      }, 0);
      if (others < MIN_OTHER_BYTES) continue;
      // One number again and again is a stuck source.
      if (head.every((byte, at) => at < width || byte === head[at - width])) return null;
      const evidence = `of each ${width} bytes the ${isLittle ? "last" : "first"} ` +
        `${half === 1 ? "is" : `${half} are`} constant or a sign`;
      if (width === 2) return wordGuess(head, isLittle, evidence);
      // Half of a floating-point number that is whole is 0, too, and the other half says nothing by 16 of its bits.
      return width === 8 ? widthGuess(width, evidence) : wideGuess(head, isLittle, evidence);
    }
  }
  return null;
}

/** Whether that half of each sample is constant, or all 00 or all FF; what is left of the last is not looked at. */
function isExtended(head: Uint8Array, width: number, from: number): boolean {
  const half = width / 2;
  let isConstant = true, isSign = true;
  for (let at = from; at + half <= head.length && (isConstant || isSign); at += width) {
    for (let i = 0; i < half; i++) {
      if (head[at + i] !== head[from + i]) isConstant = false;
      if (head[at + i] !== head[at] || (head[at] !== 0 && head[at] !== 255)) isSign = false;
    }
  }
  // Bits as bytes 00 and FF are no samples with a sign.
  return isConstant || isSign && head.some((byte) => byte !== 0 && byte !== 255);
}

/**
 * Samples of 32 bits, of which the lower 16 can be read where the order is sure: there is a sign, or the byte next to
 * the constant ones has fewer values than that at the other end, which is no exponent. Else the constant ones may be
 * below the number, as of samples that are moved up and of floating-point numbers that are whole.
 */
function wideGuess(head: Uint8Array, isLittle: boolean, evidence: string): FormatGuess {
  const [lower, higher, constant] = isLittle ? [0, 1, 2] : [3, 2, 0];
  const isSigned = head.some((byte, at) => at % 4 === constant && byte !== head[constant]);
  const entropies = placeEntropies(head, 4);
  const isSure = isSigned ||
    head.some((byte, at) => at % 4 === lower && !isExponent(byte)) &&
      (entropies[higher] === 0 || entropies[lower] - entropies[higher] > SAME_PLACE_BITS);
  return !isSure ? widthGuess(4, evidence) : {
    name: `samples of 32 bits, ${isLittle ? "little" : "big"} endian`,
    evidence: `${evidence}; the lower 16 bits are taken`,
    command: assessPipeline(
      `od -An -v -t u1 -w4 < FILE | awk '{print $${lower + 1} + 256 * $${higher + 1}}'`,
      "--format decimal",
    ),
  };
}

/** Whether floating-point numbers of 32 bits from 2^-31 to 2^33, and 0, may have it for sign and exponent. */
function isExponent(byte: number): boolean {
  const upperExponent = byte & 127;
  return upperExponent === 0 || upperExponent >= 0x30 && upperExponent < 0x50;
}

function widthGuess(width: number, evidence: string): FormatGuess {
  return {
    name: `samples of ${8 * width} bits, whole numbers or floating point`,
    evidence,
    command: null,
  };
}

/** What samples of 16 bits are named where nothing shows whether the first half of one is lost. */
export const WORDS_IN_EITHER_ORDER = "samples of 16 bits";

/** Samples of 16 bits. @param isFirstLower whether the first byte of each two is the lower one */
function wordGuess(head: Uint8Array, isFirstLower: boolean, evidence: string): FormatGuess {
  const isCut = beginsWithSecondByte(head);
  const isLittle = isFirstLower !== (isCut === true);
  const order = `${isLittle ? "little" : "big"} endian`;
  return {
    name: isCut === null ? WORDS_IN_EITHER_ORDER : `${WORDS_IN_EITHER_ORDER}, ${order}`,
    evidence: isCut === null
      ? `${evidence}; ${order}, or the first byte is half a sample and the order is the other one`
      : isCut
      ? `${evidence}; the first byte is half a sample`
      : evidence,
    command: assessCommandLine(`${isCut ? "--skip 1 " : ""}--format u16${isLittle ? "le" : "be"}`),
  };
}

/** Bits of entropy that the counts of one place may have less than those of another, beyond chance. */
const PLACE_DIFFERENCE_BITS = 1;
/** The same of two places that are one of samples of half the width. */
const SAME_PLACE_BITS = 0.5;
/** Bytes at one place that are needed for it: entropies of fair counts are then within 0.5 bits. */
const MIN_PLACE_BYTES = 256;

/** Samples of several bytes: those at some places differ from those at others. */
export function guessPlaces(head: Uint8Array): FormatGuess | null {
  if (head.length < 2 * MIN_PLACE_BYTES) return null;
  for (const [width, ordinal] of [[8, "eighth"], [4, "fourth"]] as const) {
    if (!isWider(placeEntropies(head, width))) continue;
    // In fewer bytes these places may differ by chance.
    return head.length < width * MIN_PLACE_BYTES
      ? null
      : widthGuess(width, `every ${ordinal} byte has values of its own`);
  }
  return shannonEntropy(countBytes(head)) > 7.9 ? null : guessWords(head);
}

function guessWords(head: Uint8Array): FormatGuess | null {
  const ordinals = ["first", "second"];
  // Samples that are moved up have zeros below them, whichever place has fewer values.
  const lower = movedUpPlace(head);
  if (lower !== null) {
    const evidence = `of the ${ordinals[lower]} byte of each two the lower bits are 0`;
    return wordGuess(head, lower === 0, evidence);
  }
  const [first, second] = placeEntropies(head, 2);
  if (Math.abs(first - second) <= PLACE_DIFFERENCE_BITS) return null;
  const fewer = second < first ? 1 : 0;
  return wordGuess(head, fewer === 1, `the ${ordinals[fewer]} byte of each two has few values`);
}

function placeEntropies(head: Uint8Array, width: number): number[] {
  return Array.from(
    { length: width },
    (_, place) => shannonEntropy(countBytes(head, place, width)),
  );
}

/** Whether places differ that half the bytes a sample would take for the same. */
function isWider(entropies: readonly number[]): boolean {
  return Math.max(...entropies) - Math.min(...entropies) > PLACE_DIFFERENCE_BITS &&
    entropies.slice(entropies.length / 2).some((entropy, place) =>
      Math.abs(entropy - entropies[place]) > SAME_PLACE_BITS
    );
}

/**
 * The one place of each two bytes where all are moved up; null where there is none. The others have so many bytes that
 * are not that these are at one place by chance with at most 2^-31.
 */
function movedUpPlace(head: Uint8Array): 0 | 1 | null {
  const [first, second] = [countBytes(head, 0, 2), countBytes(head, 1, 2)];
  const isNot = (counts: Float64Array) =>
    counts.reduce((sum, count, byte) => byte % 4 === 0 ? sum : sum + count, 0) >= MIN_OTHER_BYTES;
  if (isMovedUp(first) && isNot(second)) return 0;
  return isMovedUp(second) && isNot(first) ? 1 : null;
}

/** Whether a byte takes several values, all of them multiples of 4. */
function isMovedUp(counts: Float64Array): boolean {
  return counts.every((count, byte) => count === 0 || byte % 4 === 0) &&
    counts.filter((count) => count > 0).length > 2;
}

/** How often each pair of bytes occurs, from a byte on. */
function countPairs(bytes: Uint8Array, from: number): Float64Array {
  const counts = new Float64Array(65_536);
  for (let i = from; i + 1 < bytes.length; i += 2) counts[bytes[i] << 8 | bytes[i + 1]]++;
  return counts;
}

/**
 * What the G statistics of two pairings differ by, in roots of their degrees of freedom and beyond, with less than 1e-9
 * where the bytes of neither pairing depend on each other: Chernoff's bound for the difference of two chi-square
 * statistics of d degrees is (1 - s^2)^(-d/2) e^(-s x/2) for any s from 0 to 1. (scripts/constants/recordings.ts)
 */
export const PAIRING_ROOTS = 13;
export const PAIRING_BEYOND = 42;

/**
 * Whether samples of 16 bits begin with the second byte, as the first half of one was lost: the bytes of one sample
 * depend on each other, those of two do not or do so less. Null where that does not show, as of bytes that do not depend
 * on each other.
 */
function beginsWithSecondByte(head: Uint8Array): boolean | null {
  const values = [0, 1].map((from) =>
    new Set(head.filter((_, at) => at % 2 === from)).size - 1
  ) as [number, number];
  const apart = shannonEntropy(countPairs(head, 0)) - shannonEntropy(countPairs(head, 1));
  // Both pairings have the same bytes: G is 2 N ln 2 times what their entropies are above that of the pairs.
  const difference = head.length * Math.LN2 * apart;
  const chance = PAIRING_ROOTS * Math.sqrt(values[0] * values[1]) + PAIRING_BEYOND;
  return Math.abs(difference) > chance ? difference > 0 : null;
}
