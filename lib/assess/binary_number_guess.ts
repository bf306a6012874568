import { beginsWithSecondByte, entropyOf } from "./byte_pairs.ts";
import {
  assessCommandLine,
  assessPipeline,
  countBytes,
  type FormatGuess,
} from "./format_guess_types.ts";

type SampleBytes = 2 | 3 | 4 | 8;

/**
 * Bytes beside the most frequent one that are needed where the others do not change: of a source that gives one byte
 * nearly always they are all in one half of the places by chance with at most 2^-31 for each width.
 * (scripts/constants/recordings.ts)
 */
export const MIN_OTHER_BYTES = 32;

/** Small whole numbers: of each the upper bytes are the same as of all others, or those of a sign. */
export function guessIntegers(head: Uint8Array): FormatGuess | null {
  const mode = modeOf(head);
  for (const width of [8, 4, 3, 2] as const) {
    const upperBytes = width === 3 ? 2 : width / 2;
    for (const little of [true, false]) {
      const from = little ? width - upperBytes : 0;
      if (!isExtended(head, width, from, upperBytes)) continue;
      const isUpper = (at: number) => at % width >= from && at % width < from + upperBytes;
      const others = head.reduce(
        (sum, byte, at) => sum + (byte !== mode && !isUpper(at) ? 1 : 0),
        0,
      );
      if (others < MIN_OTHER_BYTES) continue;
      const end = little ? "last" : "first";
      const evidence = `of each ${width} bytes the ${end} ` +
        (upperBytes === 1 ? "is constant or a sign" : `${upperBytes} are constant or a sign`);
      return (width >= 4 ? guessFloats(head) : null) ?? integerGuess(head, width, evidence);
    }
  }
  return null;
}

function modeOf(bytes: Uint8Array): number {
  const counts = countBytes(bytes);
  return counts.indexOf(Math.max(...counts));
}

/** Whether so many bytes of each sample are constant, or all 00 or all FF; what is left of the last is not looked at. */
function isExtended(head: Uint8Array, width: number, from: number, bytes: number): boolean {
  let isConstant = true, isSign = true, hasOther = false;
  for (let at = from; at + bytes <= head.length && (isConstant || isSign); at += width) {
    for (let i = 0; i < bytes; i++) {
      if (head[at + i] !== head[from + i]) isConstant = false;
      if (head[at + i] !== head[at] || (head[at] !== 0 && head[at] !== 255)) isSign = false;
    }
  }
  // Bits as bytes 00 and FF are no samples with a sign.
  if (!isConstant) hasOther = head.some((byte) => byte !== 0 && byte !== 255);
  return isConstant || isSign && hasOther;
}

/**
 * Whole numbers of a known width: their order, and the command that takes their lower 16 bits. Null of one number again
 * and again.
 */
function integerGuess(
  head: Uint8Array,
  width: SampleBytes,
  evidence: string,
): FormatGuess | null {
  const order = orderOf(head, width);
  if (order === null) return null;
  const { isLittle, constantBytes, takenBytes, isSure } = order;
  const told = [
    evidence,
    ...(constantBytes > 0 && width > 2 ? ["the lowest, constant, are left out"] : []),
    ...(takenBytes > 2
      ? [`${constantBytes > 0 ? "of the others " : ""}the lower 16 bits are taken`]
      : []),
    ...(isSure ? [] : ["the order of bytes may be the other one"]),
  ];
  const place = (byte: number) => `$${isLittle ? byte + 1 : width - byte}`;
  const sum = takenBytes === 1
    ? place(constantBytes)
    : `${place(constantBytes)} + 256 * ${place(constantBytes + 1)}`;
  if (width === 2) return wordGuess(head, isLittle, told.join("; "));
  return {
    name: `samples of ${8 * width} bits, ${isLittle ? "little" : "big"} endian`,
    evidence: told.join("; "),
    command: assessPipeline(
      `od -An -v -t u1 -w${width} < FILE | awk '{print ${sum}}'`,
      "--format decimal",
    ),
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

/**
 * Bits of entropy by which two places that are alike differ by chance, times the root of their samples: six times
 * sqrt(2), for places whose logarithms of probabilities vary by one bit, as those of noise do. Those of fair
 * bytes vary less. (scripts/constants/recordings.ts)
 */
export const CHANCE_BITS = 8.5;

/**
 * Which end of a sample is its lower one: that whose byte has more values, or, moved up, has zeros below them. Bytes that
 * never change are looked past: above small numbers, and below those that were moved up. Where chance may make the
 * difference, more of them are above.
 */
function orderOf(head: Uint8Array, width: SampleBytes): {
  readonly isLittle: boolean;
  /** Bytes below the first that changes. */
  readonly constantBytes: number;
  /** Bytes from there on. */
  readonly takenBytes: number;
  readonly isSure: boolean;
} | null {
  const places = Array.from({ length: width }, (_, place) => countBytes(head, place, width));
  const entropies = places.map(entropyOf);
  const first = entropies.findIndex((entropy) => entropy > 0);
  const last = entropies.findLastIndex((entropy) => entropy > 0);
  if (last < 0) return null;
  const [atFirst, atLast] = [isMovedUp(places[first]), isMovedUp(places[last])];
  const difference = entropies[first] - entropies[last];
  const isAlike = Math.abs(difference) < CHANCE_BITS / Math.sqrt(head.length / width);
  const above = width - 1 - last;
  const isLittle = atFirst !== atLast
    ? atFirst
    : isAlike && first !== above
    ? first < above
    : difference >= 0;
  const constantBytes = isLittle ? first : above;
  return {
    isLittle,
    constantBytes,
    takenBytes: width - constantBytes,
    isSure: atFirst !== atLast || !isAlike || first === last,
  };
}

/** Whether a byte takes several values, all of them multiples of 4. */
function isMovedUp(counts: Float64Array): boolean {
  return counts.every((count, byte) => count === 0 || byte % 4 === 0) &&
    counts.filter((count) => count > 0).length > 2;
}

/** Bits of entropy that the counts of one place may have less than those of another, beyond chance. */
const PLACE_DIFFERENCE_BITS = 1;
/** Bytes at one place that are needed for it: entropies of fair counts are then within 0.5 bits. */
const MIN_PLACE_BYTES = 256;
/**
 * Bytes beside the most frequent one that are needed where fewer do: none is at one of 8 places with 8 x (7/8)^192, less
 * than 1e-10. (scripts/constants/recordings.ts)
 */
export const MIN_NOT_CONSTANT = 192;

/** Samples of several bytes: bytes at some places differ from those at others. */
export function guessRecords(head: Uint8Array, counts: Float64Array): FormatGuess | null {
  const places = (width: number) =>
    Array.from(
      { length: width },
      (_, place) => entropyOf(countBytes(head, place, width)),
    );
  // Few bytes still show a constant place.
  if (head.length < 2 * MIN_PLACE_BYTES) return null;
  const two = places(2) as [number, number];
  const whole = entropyOf(counts);
  const differs = (of: readonly number[]) =>
    Math.max(...of) - Math.min(...of) > PLACE_DIFFERENCE_BITS;
  const others = head.length - Math.max(...counts);
  // Places differ that half the bytes a sample would take for the same; of few bytes a constant one from others.
  const isWider = (of: readonly number[]) => {
    const isEnough = head.length >= of.length * MIN_PLACE_BYTES;
    const half = of.length / 2;
    return differs(of) && of.slice(0, half).some((entropy, i) => {
      const other = of[i + half];
      return Math.abs(entropy - other) > 0.5 &&
        (isEnough || others >= MIN_NOT_CONSTANT && Math.min(entropy, other) === 0);
    });
  };
  for (const [width, ordinal] of [[8, "eighth"], [4, "fourth"]] as const) {
    if (!isWider(places(width))) continue;
    return guessFloats(head) ??
      integerGuess(head, width, `every ${ordinal} byte has values of its own`);
  }
  if (whole > 7.9) return null;
  const ordinals = ["first", "second"];
  // Samples that are moved up have zeros below them, whichever place has fewer values.
  const lower = movedUpPlace(head);
  if (lower !== null) {
    const evidence = `of the ${ordinals[lower]} byte of each two the lower bits are 0`;
    return wordGuess(head, lower === 0, evidence);
  }
  if (!differs(two)) {
    return differs(places(3))
      ? integerGuess(head, 3, "every third byte has values of its own")
      : null;
  }
  const fewer = two[1] < two[0] ? 1 : 0;
  return wordGuess(head, fewer === 1, `the ${ordinals[fewer]} byte of each two has few values`);
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

/**
 * Floating-point numbers of usual sizes, 2^-40 to 2^40: of 512 random bytes and more all are with less than 1e-60. They
 * are no samples of ours.
 */
function guessFloats(head: Uint8Array): FormatGuess | null {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  for (const width of [8, 4]) {
    for (const little of [true, false]) {
      const numbers = Array.from(
        { length: Math.floor(head.length / width) },
        (_, i) =>
          Math.abs(
            width === 8 ? view.getFloat64(i * width, little) : view.getFloat32(i * width, little),
          ),
      );
      const sizes = numbers.filter((size) => size > 0);
      if (
        numbers.length - sizes.length > numbers.length / 8 ||
        !sizes.every((size) => size > 2 ** -40 && size < 2 ** 40)
      ) continue;
      const order = `${8 * width} bits, ${little ? "little" : "big"} endian`;
      // Whole numbers near a thousand millions are usual as well; they look alike in size.
      return new Set(sizes.map((size) => Math.floor(Math.log2(size)))).size > 2
        ? {
          name: `floating-point numbers of ${order}`,
          evidence: "all are of usual size; each has to become a whole number first",
          command: null,
        }
        : {
          name: `whole or floating-point numbers of ${order}`,
          evidence: "they may be either; those with a fraction have to become whole numbers first",
          command: null,
        };
    }
  }
  return null;
}
