import type { Assessment, AssessRequest } from "../../assess/assessment.ts";
import { WORD_BYTES } from "../../assess/repeats.ts";
import type { RepeatsResult } from "../../assess/stream_types.ts";
import { byteSize, decimals, plural, probability } from "../numbers.ts";
import { placeOfPacked } from "./places.ts";
import { noteLine, type TestGroup, type TestLine } from "./test_line.ts";

/** How many there are, in the recording and in those before it; null where none were searched for. */
export function repeatsOf({ repeats, against }: Assessment): number | null {
  return repeats && repeats.repeats + (against?.repeats ?? 0);
}

/** Repeated sequences: in the recording, and in an earlier one. */
export function repeatsGroup(
  { repeats, against, request, collisionEntropyRate }: Pick<
    Assessment,
    "repeats" | "against" | "request" | "collisionEntropyRate"
  >,
): TestGroup | null {
  const chance = collisionEntropyRate === null
    ? chanceOfFair
    : chanceOfSteady(collisionEntropyRate, request);
  const lines: TestLine[] = [];
  if (repeats !== null) {
    const { bytes } = repeats;
    lines.push(
      repeatLine("within the recording", repeats, request, bytes / 2, bytes / 2, bytes - 1, chance),
    );
  }
  if (against !== null) {
    const { bytes, otherComparedBytes } = against;
    const most = Math.min(bytes, otherComparedBytes);
    const name = request.against === null ? "in the sources before it" : "in the other recording";
    // Of the recording of --against nothing is skipped.
    const compared = against.first[0]?.earlierSource !== undefined;
    const original = compared ? request : { ...request, skipBytes: 0 };
    lines.push(
      repeatLine(name, against, request, otherComparedBytes, most, most, chance, original),
    );
  }
  if (lines.length === 0) return null;
  const other = against === null
    ? ""
    : ` Compared with ${against.otherName}, ${byteSize(against.otherBytes)}.`;
  const model = collisionEntropyRate === null
    ? ""
    : " What chance repeats is that of a source whose samples depend on the one before: " +
      `${decimals(collisionEntropyRate, 2)} bits of collision entropy a symbol.`;
  return {
    title: "Repeated sequences",
    note:
      "The same 128 bits twice: a snapshot that was restored, an image that was cloned, a short " +
      `cycle.${model}${other}`,
    lines,
  };
}

/** Repeats that chance explains with less than this are none of chance. */
const SIGNIFICANCE = 1e-6;

/** Probability that a pair of places agrees in so many bytes. */
type Chance = (lengthBytes: number) => number;

const chanceOfFair: Chance = (lengthBytes) => 2 ** (-8 * lengthBytes);

/**
 * Half the collision entropy: a sequence that overlaps its own repeat, and one that is compared with a source of less
 * entropy, may be repeated with the square root of what holds for two places of one source (Cauchy and Schwarz).
 */
function chanceOfSteady(
  collisionEntropyRate: number,
  { symbols: { bitsPerSymbol } }: AssessRequest,
): Chance {
  const perLetter = Math.floor(8 / bitsPerSymbol);
  // Places that are no multiple of a symbol apart cut one at either end.
  const cutBits = 8 % bitsPerSymbol === 0 ? 0 : bitsPerSymbol - 1;
  return (lengthBytes) => {
    const whole = Math.floor((8 * lengthBytes - cutBits) / bitsPerSymbol);
    return 2 ** (-Math.max(0, whole - perLetter) * collisionEntropyRate / 2);
  };
}

/** A length in bytes that hold the bits of samples side by side: in samples, unless those are bytes. */
function lengthOf(bytes: number, { symbols: { bitsPerSymbol }, format }: AssessRequest): string {
  return bitsPerSymbol === 8 && ["raw", "hex", "base64"].includes(format)
    ? byteSize(bytes)
    : plural(Math.ceil(8 * bytes / bitsPerSymbol), "sample");
}

/**
 * @param places in which the original may lie
 * @param mostBytes that a repeat can be long
 * @param roomBytes the same where it may overlap its original
 */
function repeatLine(
  name: string,
  result: RepeatsResult,
  request: AssessRequest,
  places: number,
  mostBytes: number,
  roomBytes: number,
  chance: Chance,
  originalRequest: AssessRequest = request,
): TestLine {
  const { repeats, repeatedBytes, first, longest, guaranteedLengthBytes, bytes } = result;
  const pairs = bytes * places * (8 / request.symbols.bitsPerSymbol) ** 2;
  const probabilityOf = (lengthBytes: number) => Math.min(1, pairs * chance(lengthBytes));
  const value = plural(repeats, "repeat");
  const [earliest] = first;
  const found = earliest === undefined || longest === null
    ? null
    : `${lengthOf(repeatedBytes, request)} in all; first at ${
      placeOfPacked(earliest.offset, request)
    }, as at ${placeOfPacked(earliest.earlierOffset, originalRequest)}${
      earliest.earlierSource === undefined ? "" : ` of ${earliest.earlierSource.name}`
    }; longest ` +
      `${lengthOf(longest.lengthBytes, request)} at ${placeOfPacked(longest.offset, request)}`;
  // In less nothing is sure to be found.
  if (found === null && roomBytes < guaranteedLengthBytes) {
    const least = `less than the ${lengthOf(guaranteedLengthBytes, request)} that are always found`;
    return noteLine("missing", name, value, "", least);
  }
  const limit = longestByChance(probabilityOf, mostBytes);
  if (limit === null) {
    const why = "so short a recording of so little entropy may repeat itself by chance throughout";
    return noteLine("missing", name, value, "", found === null ? why : `${found}; ${why}`);
  }
  const expected = limit < WORD_BYTES ? "0" : `up to ${lengthOf(limit, request)} long`;
  const falseAlarms = probabilityOf(Math.max(WORD_BYTES, limit + 1));
  if (earliest === undefined || longest === null || found === null) {
    const meaning = `of ${lengthOf(guaranteedLengthBytes, request)} or more`;
    return { comparison: "fits", name, value, expected, meaning, falseAlarms };
  }
  const departs = Math.floor(longest.lengthBytes) > limit;
  const unexplained = first.find(({ lengthBytes }) => Math.floor(lengthBytes) > limit) ?? longest;
  return {
    comparison: departs ? "departs" : "fits",
    name,
    value,
    expected,
    ...(departs ? { where: placeOfPacked(unexplained.offset, request) } : {}),
    meaning: `${found}; p = ${probability(probabilityOf(longest.lengthBytes))}`,
    falseAlarms,
  };
}

/**
 * The longest repeat that chance explains, in bytes.
 *
 * @returns null where it explains even one of `mostBytes`, so that none can depart
 */
function longestByChance(probabilityOf: Chance, mostBytes: number): number | null {
  let low = 0, high = Math.max(WORD_BYTES, Math.floor(mostBytes));
  if (probabilityOf(high) >= SIGNIFICANCE) return null;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (probabilityOf(middle) < SIGNIFICANCE) high = middle;
    else low = middle;
  }
  return low;
}
