import { guessFloats } from "./float_guess.ts";
import { assessCommandLine, countBytes, type FormatGuess } from "./format_guess_types.ts";
import { entropyOf, integerGuess, isMovedUp } from "./integer_guess.ts";

/** Bits of entropy that the counts of one place may have less than those of another, beyond chance. */
const PLACE_DIFFERENCE_BITS = 1;
/** Bytes at one place that are needed for it: entropies of fair counts are then within 0.5 bits. */
const MIN_PLACE_BYTES = 256;

/** Samples of several bytes: bytes at some places differ from those at others. */
export function guessRecords(head: Uint8Array, counts: Float64Array): FormatGuess | null {
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
      const eight = head.length >= 8 * MIN_PLACE_BYTES ? places(8) : four;
      const isWide = eight.slice(0, 4).some((entropy, i) =>
        Math.abs(entropy - (eight[i + 4] ?? entropy)) > 0.5
      );
      return isWide
        ? integerGuess(head, 8, "every eighth byte has values of its own")
        : integerGuess(head, 4, "every fourth byte has values of its own");
    }
  }
  if (whole > 7.9) return null;
  if (!differs(two)) {
    return differs(places(3))
      ? integerGuess(head, 3, "every third byte has values of its own")
      : null;
  }
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
