import { EXIT, Failure } from "../failure.ts";
import type { Rejection } from "./receipt.ts";
import type { KeyTestResult } from "./test_key_bytes.ts";
import type { FailedStatistic } from "../selftest/battery.ts";

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

/** The end of a run whose source gave no usable bytes. */
export function sourceRejected(
  sourceName: string,
  rejections: readonly Rejection[],
  cause?: Failure,
): Failure {
  const last = rejections[rejections.length - 1];
  const times = rejections.length === 1 ? "once" : `${rejections.length} times`;
  const then = cause === undefined ? "" : `, then: ${cause.message}`;
  return new Failure(
    EXIT.rejected,
    `Rejected what ${sourceName} gave ${times}${then}; last: ${describeRejection(last)}`,
    "the source is broken or not random; no key was written and an old one is as it was",
    { rejections },
  );
}
