import type { Assessment } from "../../assess/assessment.ts";
import type { RepeatsResult } from "../../assess/stream_types.ts";
import { byteSize, grouped, plural, probability } from "../numbers.ts";
import type { TestGroup, TestLine } from "./test_line.ts";

/** Stretches that come twice: in the recording, and in an earlier one. */
export function repeatsGroup(
  { repeats, against }: Pick<Assessment, "repeats" | "against">,
): TestGroup | null {
  const lines: TestLine[] = [];
  if (repeats !== null) lines.push(repeatLine("within the recording", repeats));
  if (against !== null) lines.push(repeatLine("in the other recording", against));
  if (lines.length === 0) return null;
  const other = against === null
    ? ""
    : ` Compared with ${against.otherName}, ${byteSize(against.otherBytes)}.`;
  return {
    title: "Repeated stretches",
    note:
      "The same 128 bits twice: a snapshot that was restored, an image that was cloned, a short " +
      `cycle.${other}`,
    lines,
  };
}

function repeatLine(name: string, result: RepeatsResult): TestLine {
  const { repeats, repeatedBytes, first, guaranteedLengthBytes, falseAlarmProbability } = result;
  const [earliest] = first;
  return {
    comparison: repeats === 0 ? "fits" : "departs",
    name,
    value: plural(repeats, "repeat"),
    expected: `0, else p = ${probability(falseAlarmProbability)}`,
    meaning: earliest === undefined
      ? `of ${guaranteedLengthBytes} bytes or more`
      : `${byteSize(repeatedBytes)} in all; first at byte ${grouped(earliest.offset)}, as at ` +
        grouped(earliest.earlierOffset),
  };
}
