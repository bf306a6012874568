import type { Assessment, AssessRequest } from "../../assess/assessment.ts";
import type { RepeatsResult } from "../../assess/stream_types.ts";
import { byteSize, plural, probability } from "../numbers.ts";
import { placeOfPacked } from "./places.ts";
import { noteLine, type TestGroup, type TestLine } from "./test_line.ts";

/** Repeated sequences: in the recording, and in an earlier one. */
export function repeatsGroup(
  { repeats, against, request, recording }: Pick<
    Assessment,
    "repeats" | "against" | "request" | "recording"
  >,
): TestGroup | null {
  const assessed = recording?.nonIid?.assessedMinEntropy ?? 0;
  const minEntropy = request.expectation === "uniform" ? request.symbols.bitsPerSymbol : assessed;
  const lines: TestLine[] = [];
  if (repeats !== null) {
    lines.push(repeatLine("within the recording", repeats, request, minEntropy, repeats.bytes / 2));
  }
  if (against !== null) {
    lines.push(
      repeatLine("in the other recording", against, request, minEntropy, against.otherBytes),
    );
  }
  if (lines.length === 0) return null;
  const other = against === null
    ? ""
    : ` Compared with ${against.otherName}, ${byteSize(against.otherBytes)}.`;
  return {
    title: "Repeated sequences",
    note:
      "The same 128 bits twice: a snapshot that was restored, an image that was cloned, a short " +
      `cycle.${other}`,
    lines,
  };
}

/** Repeats that chance explains with less than this are none of chance. */
const SIGNIFICANCE = 1e-6;

/**
 * @param minEntropy of a symbol: pairs of places agree in w symbols with at most 2^(-w minEntropy)
 * @param places in which the original may lie
 */
function repeatLine(
  name: string,
  result: RepeatsResult,
  request: AssessRequest,
  minEntropy: number,
  places: number,
): TestLine {
  const { repeats, repeatedBytes, first, longest, guaranteedLengthBytes, bytes } = result;
  const { bitsPerSymbol } = request.symbols;
  const chance = (lengthBytes: number) =>
    Math.min(1, bytes * places * 2 ** (-8 * lengthBytes * minEntropy / bitsPerSymbol));
  const value = plural(repeats, "repeat");
  const [earliest] = first;
  if (earliest === undefined || longest === null) {
    return {
      comparison: "fits",
      name,
      value,
      expected: "0",
      meaning: `of ${guaranteedLengthBytes} bytes or more`,
      falseAlarms: Math.min(SIGNIFICANCE, chance(16)),
    };
  }
  const pValue = chance(longest.lengthBytes);
  const meaning =
    `${byteSize(repeatedBytes)} in all; first at ${
      placeOfPacked(earliest.offset, request)
    }, as at ${placeOfPacked(earliest.earlierOffset, request)}; longest ` +
    `${byteSize(longest.lengthBytes)} at ${placeOfPacked(longest.offset, request)}`;
  if (pValue >= SIGNIFICANCE) {
    return noteLine(
      "info",
      name,
      value,
      "",
      `${meaning}; with ${minEntropy.toFixed(2)} bits a symbol that is chance`,
    );
  }
  return {
    comparison: "departs",
    name,
    value,
    expected: "0",
    where: placeOfPacked(earliest.offset, request),
    meaning: `${meaning}; p = ${probability(pValue)}`,
    falseAlarms: SIGNIFICANCE,
  };
}
