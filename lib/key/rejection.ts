import { EXIT, Failure } from "../failure.ts";
import type { Rejection } from "./receipt.ts";
import type { KeyTestResult } from "./test_key_bytes.ts";
import type { FailedStatistic } from "../selftest/battery.ts";
import { BEYOND_CHANCE } from "../selftest/bounds.ts";

/** How often bytes are drawn before the source counts as broken. */
export const MAX_ATTEMPTS = 2;

/**
 * Which tests failed, with value and allowed interval, on one line: of a test with several statistics the
 * first that failed, and how many more.
 */
export function describeRejection({ alarm, failed }: KeyTestResult): string {
  if (alarm !== null) {
    return `${alarm.test} test: ${alarm.value}, alarm at ${alarm.cutoff}`;
  }
  const byTest = Map.groupBy(failed, ({ test }) => test);
  return Array.from(byTest.values(), describeTest).join("; ");
}

function describeTest([first, ...others]: readonly FailedStatistic[]): string {
  const { test, statistic, value, allowed } = first;
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  return `${test} test: ${statistic} ${value}, allowed ${allowed.least} to ${allowed.most}${more}`;
}

/** Why no fresh bytes are drawn after a rejection. */
export type EndOfDrawing =
  /** It was the second in a row. */
  | "again"
  /** One statistic is so far out that chance does not explain it. */
  | "beyond chance"
  /** What a regular file holds does not get better by reading on. */
  | "regular file"
  /** The source ended or failed meanwhile. */
  | Failure;

/**
 * Why a source is not asked again after its bytes were rejected, or null where it is. A fair source is rejected
 * about once in 2,000 keys, twice in a row once in 4,000,000.
 *
 * The health tests alone are never beyond chance: in a fair key of 128 bytes five equal bytes in a row have
 * the probability 124 x 2^-32 = 2.9e-8.
 */
export function endOfDrawing(
  { attempt, failed }: Rejection,
  fromRegularFile: boolean,
): Exclude<EndOfDrawing, Failure> | null {
  if (fromRegularFile) return "regular file";
  if (failed.some(({ probabilityAtMost }) => probabilityAtMost <= BEYOND_CHANCE)) {
    return "beyond chance";
  }
  return attempt >= MAX_ATTEMPTS ? "again" : null;
}

/** The end of a run whose source gave no usable bytes. */
export function sourceRejected(
  sourceName: string,
  rejections: readonly Rejection[],
  end: EndOfDrawing,
): Failure {
  const times = rejections.length === 1 ? "once" : `${rejections.length} times`;
  const last = (rejections.length === 1 ? "" : "last: ") +
    describeRejection(rejections[rejections.length - 1]);
  return new Failure(
    EXIT.rejected,
    `Rejected what ${sourceName} gave ${times}${describeEnd(end)}; ${last}`,
    end === "regular file"
      ? "the file holds no random bytes, or too few of them; no key was written and an old one is " +
        "as it was"
      : "the source is broken or not random; no key was written and an old one is as it was",
    { rejections },
  );
}

function describeEnd(end: EndOfDrawing): string {
  if (end instanceof Failure) return `, then: ${end.message}`;
  switch (end) {
    case "again":
      return "";
    case "beyond chance":
      return `, and chance does not explain it (probability at most ${BEYOND_CHANCE})`;
    case "regular file":
      return ", and a regular file is not read on";
  }
}
