import { guessContainer } from "./container_guess.ts";
import { guessDamage } from "./damage_guess.ts";
import {
  assessCommandLine,
  assessPipeline,
  countBytes,
  type FormatGuess,
  MAX_GUESS_BYTES,
} from "./format_guess_types.ts";
import { guessText } from "./text_format_guess.ts";
import { guessUtf8 } from "./utf8_guess.ts";

/** Fewer bytes may look like anything. */
const MIN_BYTES = 64;

/**
 * Guesses the format of a recording from its beginning: from what it begins with, the bytes that it has, and how
 * those at even and odd places differ. Fair bytes, 64 or more of them, are named as nothing: each rule that goes
 * by chance holds for them with less than 1e-9, that about a CR before an LF with less than 4e-6. Nothing is guessed
 * from one value repeated.
 *
 * @param head the first bytes, up to `MAX_GUESS_BYTES`
 * @param bitsPerSymbol what the recording is taken for: symbols of so many bits are no surprise then
 * @param whole whether `head` is all of the recording: an end or a beginning that somebody else made speaks against
 * no format
 */
export function guessFormat(
  head: Uint8Array,
  bitsPerSymbol = 8,
  whole = head.length < MAX_GUESS_BYTES,
): FormatGuess | null {
  if (head.length < MIN_BYTES) return null;
  // One value again and again is a stuck source in any format.
  if (head.every((byte) => byte === head[0])) return null;
  const container = guessContainer(head);
  if (container !== null) return container;
  const counts = countBytes(head);
  return guessText(head, whole) ??
    (bitsPerSymbol < 8
      ? null
      : guessNarrow(counts) ?? guessUtf8(head) ?? guessRecords(head, counts) ??
        guessDamage(head, counts));
}

/** Symbols of a few bits, one a byte: 64 fair bytes are below 128 all of them with 5e-20. */
function guessNarrow(counts: Float64Array): FormatGuess | null {
  const highest = counts.findLastIndex((count) => count > 0);
  if (highest === 0) return null;
  const width = 32 - Math.clz32(highest);
  if (width === 1) {
    return {
      name: "one bit a byte",
      evidence: "every byte is 00 or 01",
      command: assessCommandLine("--bits-per-symbol 1"),
    };
  }
  if (width >= 8) {
    const kept = onlyTwo(counts);
    return kept;
  }
  // Of fair bytes, and of noise about the middle, 128 becomes 0 beside 127: low noise has few of one of them.
  const folded = counts[0] > 0 && 2 * counts[127] >= counts[0];
  return width === 7 && folded
    ? {
      name: "bytes without their highest bit",
      evidence: "no byte is above 127, as after a line with 7 data bits",
      command: assessCommandLine("--bits-per-symbol 7"),
    }
    : {
      name: `symbols of ${width} bits, one a byte`,
      evidence: `no byte is above ${highest}`,
      command: assessCommandLine(`--bits-per-symbol ${width}`),
    };
}

/** Bits as bytes 00 and FF, or any other two. */
function onlyTwo(counts: Float64Array): FormatGuess | null {
  const values = Array.from(counts.keys()).filter((byte) => counts[byte] > 0);
  if (values.length !== 2) return null;
  const [zero, one] = values.map((byte) => `\\${byte.toString(8).padStart(3, "0")}`);
  return {
    name: "one bit a byte",
    evidence: "every byte is one of two values",
    command: assessPipeline(`tr '${zero}${one}' '\\000\\001' < FILE`, "--bits-per-symbol 1"),
  };
}

/** Bits of entropy that the counts of one place may have less than those of another, beyond chance. */
const PLACE_DIFFERENCE_BITS = 1;
/** Bytes at one place that are needed for it: entropies of fair counts are then within 0.5 bits. */
const MIN_PLACE_BYTES = 256;

/** Samples of several bytes: bytes at some places differ from those at others. */
function guessRecords(head: Uint8Array, counts: Float64Array): FormatGuess | null {
  const places = (width: number) =>
    Array.from(
      { length: width },
      (_, place) => entropyOf(countBytes(head, place, width)),
    );
  if (head.length < 8 * MIN_PLACE_BYTES) {
    // Few bytes still show a constant place.
    if (head.length < 2 * MIN_PLACE_BYTES) return null;
  }
  const two = places(2) as [number, number];
  const whole = entropyOf(counts);
  const differs = (of: readonly number[]) =>
    Math.max(...of) - Math.min(...of) > PLACE_DIFFERENCE_BITS;
  if (head.length >= 4 * MIN_PLACE_BYTES) {
    const four = places(4);
    // Four bytes a sample: also those two that two bytes a sample would take for the same place differ.
    const [a, b, c, d] = four as [number, number, number, number];
    if (differs(four) && (Math.abs(a - c) > 0.5 || Math.abs(b - d) > 0.5)) {
      const float = guessFloats(head);
      if (float !== null) return float;
      const little = d + c <= a + b;
      const order = little ? "little" : "big";
      if (head.length >= 8 * MIN_PLACE_BYTES) {
        const eight = places(8);
        if (eight.slice(0, 4).some((entropy, i) => Math.abs(entropy - eight[i + 4]) > 0.5)) {
          const low = eight[7] <= eight[0] ? "little" : "big";
          return {
            name: `samples of 64 bits, ${low} endian`,
            evidence: "every eighth byte has values of its own",
            command: assessPipeline(
              `od -An -v -t u2 -w8 --endian=${low} FILE | awk '{print $${
                low === "little" ? 1 : 4
              }}'`,
              "--format decimal",
            ),
          };
        }
      }
      return {
        name: `samples of 32 bits, ${order} endian`,
        evidence: "every fourth byte has values of its own",
        command: assessPipeline(
          `od -An -v -t u4 -w4 --endian=${order} FILE | awk '{print $1 % 65536}'`,
          "--format decimal",
        ),
      };
    }
  }
  if (whole > 7.9) return null;
  if (!differs(two)) return differs(places(3)) ? threeBytes(places(3)) : null;
  const fewer = two[1] < two[0] ? 1 : 0;
  // Samples that are moved up have zeros below them: what has few values is their lower byte then.
  const lower = isMovedUp(countBytes(head, fewer, 2));
  const little = (fewer === 1) !== lower;
  const place = fewer === 1 ? "second" : "first";
  return {
    name: `samples of 16 bits, ${little ? "little" : "big"} endian`,
    evidence: lower
      ? `of the ${place} byte of each two the lower bits are 0`
      : `the ${place} byte of each two has few values`,
    command: assessCommandLine(`--format u16${little ? "le" : "be"}`),
  };
}

/** Samples of 24 bits, of which the upper have few values; those are left out as of sound of so many bits. */
function threeBytes([first, , third]: readonly number[]): FormatGuess {
  const little = third < first;
  const sum = little ? "$1 + 256 * $2" : "$3 + 256 * $2";
  return {
    name: `samples of 24 bits, ${little ? "little" : "big"} endian`,
    evidence: "every third byte has values of its own; of the 24 bits the lower 16 are taken",
    command: assessPipeline(
      `od -An -v -t u1 -w3 FILE | awk '{print ${sum}}'`,
      "--format decimal",
    ),
  };
}

/** Whether a byte takes several values, all of them multiples of 4. */
function isMovedUp(counts: Float64Array): boolean {
  return counts.every((count, byte) => count === 0 || byte % 4 === 0) &&
    counts.filter((count) => count > 0).length > 2;
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

function entropyOf(counts: Float64Array): number {
  const samples = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce(
    (entropy, count) =>
      count === 0 ? entropy : entropy - count / samples * Math.log2(count / samples),
    0,
  );
}
