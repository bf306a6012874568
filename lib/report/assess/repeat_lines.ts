import type { Assessment, AssessRequest, ComparisonResult } from "../../assess/assessment.ts";
import { WORD_BYTES } from "../../assess/repeats.ts";
import type { RepeatedSequence, RepeatsResult } from "../../assess/stream_types.ts";
import { lastWhere } from "../../math/root.ts";
import { byteSize, entropyFigure, plural, probabilityIs } from "../numbers.ts";
import { placeOfPacked } from "./places.ts";
import { noteLine, type TestGroup, type TestLine } from "../test_line.ts";

/** How many there are, in the recording and in those before it; null where none were searched for. */
export function repeatsOf({ repeats, against }: Assessment): number | null {
  return repeats && repeats.repeats + (against?.repeats ?? 0);
}

type Searched = Pick<Assessment, "repeats" | "against" | "request" | "collisionEntropyRate">;

/** Repeated sequences: in the recording, and in common with a reference. */
export function repeatsGroup(searched: Searched): TestGroup | null {
  const { repeats, against, request, collisionEntropyRate } = searched;
  const uniform = request.expectation === "uniform";
  const lines: TestLine[] = [];
  if (repeats !== null) {
    lines.push(repeatLine("within the recording", repeats, searched, placesWithin(repeats)));
  }
  if (against !== null) {
    const name = request.against === null ? "in the sources before it" : "in the other recording";
    // Of the recording of --against nothing is skipped.
    const compared = against.first[0]?.earlierSource !== undefined;
    const original = compared ? request : { ...request, skipBytes: 0 };
    const line = repeatLine(name, against, searched, placesIn(against), original);
    // Of several sources each has its own verdict: that one before it is short is told of the comparison.
    const ofComparison = request.against === null && line.comparison === "missing";
    lines.push(ofComparison ? { ...line, otherTooShort: true } : line);
  }
  if (lines.length === 0) return null;
  const other = against === null
    ? ""
    : ` Compared with ${against.otherName}, ${byteSize(against.otherBytes)}.`;
  const found = [repeats, against].flatMap((one) =>
    one === null || one.longest === null ? [] : one
  );
  const explained = uniform && found.length > 0 &&
    found.every((one) => chanceMayExplain(one, searched));
  const causes = explained
    ? "which fair data has not, and what has as little entropy as this may have by chance."
    : "a snapshot that was restored, an image that was cloned, a short cycle.";
  return {
    title: "Repeated sequences",
    note: `The same 128 bits twice: ${causes}${model()}${other}`,
    lines,
  };

  function model(): string {
    if (!uniform && collisionEntropyRate === null && found.length > 0) {
      return " Beside the longest repeat nothing comes twice that tells an entropy: chance is that of fair data.";
    }
    return uniform || collisionEntropyRate === null
      ? ""
      : " What chance repeats is that of a source whose samples depend on the one before: " +
        `${collisionEntropy(collisionEntropyRate)}.`;
  }
}

/** The figure that the chance of a steady source rests on. */
export function collisionEntropy(rate: number): string {
  return `${entropyFigure(rate)} bits of collision entropy a symbol`;
}

/** Where an original may lie, and how long a repeat can be: `roomBytes` where it may overlap its original. */
interface Places {
  readonly places: number;
  readonly mostBytes: number;
  readonly roomBytes: number;
}

function placesWithin({ bytes }: RepeatsResult): Places {
  return { places: bytes / 2, mostBytes: bytes / 2, roomBytes: bytes - 1 };
}

function placesIn({ bytes, otherComparedBytes }: ComparisonResult): Places {
  const most = Math.min(bytes, otherComparedBytes);
  return { places: otherComparedBytes, mostBytes: most, roomBytes: most };
}

/**
 * Whether the longest repeat is one that steady sources of so little entropy have by chance, though fair data has not:
 * it says nothing of a copy then.
 */
export function chanceMayExplain(
  result: RepeatsResult | ComparisonResult,
  { request, collisionEntropyRate }: Searched,
): boolean {
  if (
    result.longest === null || collisionEntropyRate === null ||
    collisionEntropyRate > MAX_LOW_ENTROPY_SHARE * request.symbols.bitsPerSymbol
  ) return false;
  const places = "otherComparedBytes" in result ? placesIn(result) : placesWithin(result);
  const chance = chanceOfSteady(collisionEntropyRate, request);
  const probabilityOf = probabilityIn(result, request, places, chance);
  const limit = longestByChance(probabilityOf, places.mostBytes);
  return limit === null || Math.floor(result.longest.comparedBytes) <= limit;
}

/** Share of the width above which no entropy is low, however much of it a bound leaves. */
const MAX_LOW_ENTROPY_SHARE = 0.9;

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
export function lengthOf(
  bytes: number,
  { symbols: { bitsPerSymbol }, format }: AssessRequest,
  round = Math.ceil,
): string {
  return bitsPerSymbol === 8 && ["raw", "hex", "base64"].includes(format)
    ? byteSize(bytes)
    : plural(round(8 * bytes / bitsPerSymbol), "sample");
}

/** Whole samples of the later occurrence: its bits may go on into the samples beside them. */
export function samplesOf(
  { offset, lengthBytes }: RepeatedSequence,
  { symbols: { bitsPerSymbol } }: AssessRequest,
): number {
  return Math.floor(8 * (offset + lengthBytes) / bitsPerSymbol) -
    Math.ceil(8 * offset / bitsPerSymbol);
}

/** Expected pairs of places that agree in so many bytes: most of the probability that there is one. */
function probabilityIn(
  { bytes }: RepeatsResult,
  { symbols: { bitsPerSymbol } }: AssessRequest,
  { places }: Places,
  chance: Chance,
): Chance {
  const pairs = bytes * places * (8 / bitsPerSymbol) ** 2;
  return (lengthBytes) => Math.min(1, pairs * chance(lengthBytes));
}

function repeatLine(
  name: string,
  result: RepeatsResult,
  searched: Searched,
  room: Places,
  originalRequest: AssessRequest = searched.request,
): TestLine {
  const { request, collisionEntropyRate } = searched;
  const uniform = request.expectation === "uniform";
  const { mostBytes, roomBytes } = room;
  const { repeats, repeatedBytes, first, longest, guaranteedLengthBytes } = result;
  const chance = uniform || collisionEntropyRate === null
    ? chanceOfFair
    : chanceOfSteady(collisionEntropyRate, request);
  const probabilityOf = probabilityIn(result, request, room, chance);
  const value = plural(repeats, "repeat");
  const [earliest] = first;
  const found = earliest === undefined || longest === null
    ? null
    : `${lengthOf(repeatedBytes, request, Math.floor)} in all; first at ${
      placeOfPacked(earliest.offset, request)
    }, as at ${placeOfPacked(earliest.earlierOffset, originalRequest)}${
      earliest.earlierSource === undefined ? "" : ` of ${earliest.earlierSource.name}`
    }; longest compared ${longestOf(longest, request)} at ${
      placeOfPacked(longest.offset, request)
    }`;
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
  const departs = Math.floor(longest.comparedBytes) > limit;
  const unexplained = first.find(({ comparedBytes }) => Math.floor(comparedBytes) > limit) ??
    longest;
  const p = `p ${probabilityIs(probabilityOf(longest.comparedBytes))}`;
  const low = uniform && departs && collisionEntropyRate !== null &&
    chanceMayExplain(result, searched);
  return {
    comparison: departs ? "departs" : "fits",
    name,
    value,
    expected,
    ...(departs ? { where: placeOfPacked(unexplained.offset, request) } : {}),
    meaning: low
      ? `${found}; of fair data ${p}, of steady sources of ${
        collisionEntropy(collisionEntropyRate)
      } chance may give as much`
      : `${found}; ${p}`,
    falseAlarms,
  };
}

/** How long it is, and how much of that was compared where that is not all. */
function longestOf(longest: RepeatedSequence, request: AssessRequest): string {
  const { lengthBytes, comparedBytes } = longest;
  const length = lengthOf(lengthBytes, request) === byteSize(lengthBytes)
    ? byteSize(lengthBytes)
    : plural(samplesOf(longest, request), "sample");
  return comparedBytes < lengthBytes
    ? `${length} (${lengthOf(comparedBytes, request, Math.floor)} of it compared)`
    : length;
}

/**
 * The longest repeat that chance explains, in bytes.
 *
 * @returns null where it explains even one of `mostBytes`, so that none can depart
 */
function longestByChance(probabilityOf: Chance, mostBytes: number): number | null {
  const most = Math.max(WORD_BYTES, Math.floor(mostBytes));
  const explains = (bytes: number) => probabilityOf(bytes) >= SIGNIFICANCE;
  return explains(most) ? null : lastWhere(most, explains);
}
