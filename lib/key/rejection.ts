import { EXIT, Failure } from "../failure.ts";
import type { Refusal, Rejection } from "./types.ts";
import type { KeyTestResult } from "./test_key_bytes.ts";
import type { FailedStatistic } from "../selftest/battery.ts";
import type { EntropySource } from "../entropy/source.ts";
import { BEYOND_CHANCE } from "../selftest/bounds.ts";

/** How often bytes are drawn before the source counts as broken. */
export const MAX_ATTEMPTS = 2;

/**
 * Which tests failed, with value and allowed interval, on one line: of a test with several statistics the
 * first that failed, and how many more. Without any, for what else the bytes are refused.
 */
export function describeRejection(
  { alarm, failed, refusal }: KeyTestResult & Pick<Rejection, "refusal">,
): string {
  return [
    ...alarm === null ? describeTests(failed) : [
      `${alarm.test} test: ${alarm.value}, alarm at ${alarm.cutoff}`,
      ...describeWorst(failed),
    ],
    ...refusal === undefined ? [] : [describeRefusal(refusal)],
  ].join("; ");
}

function describeRefusal({ reason, ofSourcesOnly }: Refusal): string {
  return ofSourcesOnly ? `they are no source: ${reason}` : `verify would refuse them: ${reason}`;
}

function describeTests(failed: readonly FailedStatistic[]): string[] {
  const byTest = Map.groupBy(failed, ({ test }) => test);
  return Array.from(byTest.values(), describeTest);
}

/** What repeats itself fails nearly every test: of these the statistic that chance explains least. */
function describeWorst(failed: readonly FailedStatistic[]): string[] {
  if (failed.length === 0) return [];
  const worst = failed.reduce((worst, one) =>
    one.probabilityAtMost < worst.probabilityAtMost ? one : worst
  );
  return [describeTest([worst, ...failed.filter((one) => one !== worst)])];
}

function describeTest([first, ...others]: readonly FailedStatistic[]): string {
  const { test, statistic, value, allowed } = first;
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  return `${test} test: ${statistic} ${value}, allowed ${allowed.least} to ${allowed.most}${more}`;
}

/** Why no fresh bytes are drawn after a rejection. */
export type StopReason =
  /** It was the second in a row. */
  | "again"
  /** One statistic is so far out that chance does not explain it. */
  | "beyond chance"
  /** The bytes are the start of another file, such as an archive, and what follows is the rest of it. */
  | "another file"
  /** They were changed on the way, or there is something in front of them, and what follows may be an old key. */
  | "changed bytes"
  /** What a regular file holds does not get better by reading on. */
  | "regular file"
  /** The source ended or failed meanwhile. */
  | Failure;

/**
 * Why a source is not asked again after its bytes were rejected, or null where it is. A fair source is rejected
 * about once in 2,000 keys, twice in a row once in 4,000,000. It looks like the start of another file once in
 * 4,000,000 keys: the chances of all kinds of them together are at most 2.5e-7. How long the start of a file is, and
 * so how improbable, makes no difference.
 *
 * What is no character device was written by somebody, a greeting in front of a file as well: after any refusal for
 * content nothing more of it is read. That ends one run in 620,000 of a fair pipe (the sum of the chances of all such
 * signs in keys of whole multiples of 128 bytes). A generator is asked again where chance explains the sign.
 *
 * An alarm of the health tests alone is not beyond chance: in a fair key of 128 bytes five equal bytes in a
 * row have the probability 124 x 2^-32 = 2.9e-8. What goes on from there the self-test finds.
 */
export function stopReason(
  rejection: Rejection,
  source: Pick<EntropySource, "isRegularFile" | "isCharacterDevice">,
): Exclude<StopReason, Failure> | null {
  if (source.isRegularFile) return "regular file";
  const { attempt, refusal } = rejection;
  if (refusal?.kind === "foreign") return "another file";
  if (isOfChangedBytes(rejection) && !source.isCharacterDevice) return "changed bytes";
  // A refusal without a chance is one in which chance has no part.
  const isBeyondChance = refusal !== undefined && (refusal.chance ?? 0) <= BEYOND_CHANCE;
  if (isBeyondChance || failsBeyondChance(rejection.failed)) return "beyond chance";
  return attempt >= MAX_ATTEMPTS ? "again" : null;
}

/** Whether one statistic is so far out that chance does not explain it. */
export function failsBeyondChance(failed: readonly FailedStatistic[]): boolean {
  return failed.some(({ probabilityAtMost }) => probabilityAtMost <= BEYOND_CHANCE);
}

/** Codes of what stands at an end of a key. */
const AT_AN_END = [
  "byte-order-mark",
  "text-before-key",
  "text-after-key",
  "zeros-in-front",
  "zeros-at-end",
];

/** Whether bytes are refused for what stands at an end of them. */
export function isAtAnEnd(refusal: Pick<Refusal, "code"> | undefined): boolean {
  return refusal !== undefined && AT_AN_END.includes(refusal.code);
}

/**
 * Whether bytes are refused as a damaged copy and are one for all that the tests say. What stands at an end makes them
 * fail, and is no refusal where the rest fails them too.
 */
function isOfChangedBytes({ refusal, failed }: Rejection): boolean {
  return refusal?.kind === "damage" && (isAtAnEnd(refusal) || !failsBeyondChance(failed));
}

/** The end of a run whose source gave no usable bytes. */
export function sourceRejected(
  { name, isRegularFile = false }: Pick<EntropySource, "name" | "isRegularFile">,
  rejections: readonly Rejection[],
  reason: StopReason,
): Failure {
  const last = rejections[rejections.length - 1];
  const times = rejections.length === 1 ? "once" : `${rejections.length} times`;
  return new Failure(
    EXIT.rejected,
    `Rejected what ${name} gave ${times}${describeStopReason(reason)}; ` +
      (rejections.length === 1 ? "" : "last: ") + describeRejection(last),
    `${causeOf(last, reason)}; ${NOTHING_WRITTEN}`,
    {
      code: "rejected",
      end: reason instanceof Failure ? reason.code : reason.replace(" ", "-"),
      source: name,
      sourceIsRegularFile: isRegularFile,
      rejections: rejections.map(rejectionForReport),
    },
  );
}

const NOTHING_WRITTEN = "no key was written and an old one is as it was";
const MAYBE_CHANCE =
  "a good source is rejected once in 2,000 keys too, and this one gave too little to tell";
const OF_OTHERS = "what others have, or can guess, is no key";

/** What is wrong with a source. */
function causeOf(last: Rejection, reason: StopReason): string {
  if (["foreign", "secrecy"].includes(last.refusal?.kind ?? "")) return OF_OTHERS;
  if (reason instanceof Failure) return MAYBE_CHANCE;
  if (reason !== "regular file" && reason !== "changed bytes") {
    return "the source is broken or not random";
  }
  return isOfChangedBytes(last)
    ? "something writes text or another file in front of the bytes, or changes them"
    : "the file holds no random bytes, or too few of them";
}

/** A rejection as JSON has it: of a refusal the code and the reason. */
export function rejectionForReport({ refusal, ...rejection }: Rejection): Record<string, unknown> {
  if (refusal === undefined) return rejection;
  const { code, reason } = refusal;
  return { ...rejection, refusal: { code, reason } };
}

/** The end of a run whose source is a file that is plainly something else. */
export function fileRefused(sourceName: string, { code, reason }: Refusal): Failure {
  return new Failure(
    EXIT.rejected,
    `Refused ${sourceName} as a source: ${reason}`,
    `${OF_OTHERS}; ${NOTHING_WRITTEN}`,
    {
      code: "rejected",
      end: "regular-file",
      source: sourceName,
      sourceIsRegularFile: true,
      refusal: { code, reason },
    },
  );
}

function describeStopReason(reason: StopReason): string {
  if (reason instanceof Failure) return `, then: ${reason.message}`;
  switch (reason) {
    case "again":
      return "";
    case "beyond chance":
      return `, and chance does not explain it (probability at most ${BEYOND_CHANCE})`;
    case "another file":
      return ", and what follows is of the same file";
    case "changed bytes":
      return ", and a source that gives changed bytes is not read on";
    case "regular file":
      return ", and a regular file is not read on";
  }
}
