import type {
  AssessRequest,
  HealthSummary,
  RecordingResults,
  StretchesResult,
} from "../../assess/assessment.ts";
import { type DriftResult, MAX_DEPENDENCE, MIN_DRIFT_SAMPLES } from "../../assess/drift.ts";
import type { WorstStretch } from "../../assess/stream_types.ts";
import { IID_SIGNIFICANCE } from "../../sp800_90b/iid.ts";
import {
  BINARY_WINDOW_SAMPLES,
  type HealthAlarm,
  WINDOW_SAMPLES,
} from "../../sp800_90b/health_tests.ts";
import {
  bitsASymbol,
  decimals,
  entropyFigure,
  expectation,
  grouped,
  plural,
  probability,
  probabilityIs,
} from "../numbers.ts";
import { placeOf } from "./places.ts";
import { noteLine, SCORE_TAIL, type TestGroup, type TestLine } from "../test_line.ts";

/**
 * Section 4.4: how often a generator that claims this entropy would have alarmed, and where.
 *
 * @param isLimit whether that is what was assessed, and no more than an upper limit
 */
export function healthGroup(
  health: HealthSummary,
  request: AssessRequest,
  isLimit = false,
): TestGroup {
  const { samples, windowSamples, cutoffs, falseAlarmExponent, claimedEntropy } = health;
  const { expectedAlarms, firstAlarms } = health;
  const line = (
    test: HealthAlarm["test"],
    alarms: number,
    expected: number,
    possible: boolean,
    meaning: string,
  ): TestLine => {
    const name = test;
    if (!possible) {
      return noteLine("info", name, plural(alarms, "alarm"), "", `cannot alarm: ${meaning}`);
    }
    const first = firstAlarms.find((alarm) => alarm.test === test);
    return {
      comparison: alarms === 0 ? "fits" : "departs",
      name,
      value: plural(alarms, "alarm"),
      expected: "0",
      ...(first === undefined ? {} : { where: placeOf(first.sample, request) }),
      meaning: meaning + (first ? `; first at ${placeOf(first.sample, request)}` : "") +
        (expected > 0 ? `; ${expectation(expected)} by chance` : ""),
      falseAlarms: Math.min(1, expected),
    };
  };
  const claim = request.claimedEntropy === null
    ? `As nothing was claimed, for ${entropyFigure(claimedEntropy, isLimit)} bits a symbol: ` +
      (isLimit
        ? "an upper limit of what was assessed, as not all estimators ran"
        : "what was assessed, or half the collision entropy where that is more")
    : `For a claimed entropy of ${bitsASymbol(claimedEntropy)}`;
  return {
    title: "Health tests: SP 800-90B, section 4.4",
    note: `${claim}; the cut-offs are those of the standard for 2^-${falseAlarmExponent}.` +
      (windowSamples === BINARY_WINDOW_SAMPLES && request.symbols.bitsPerSymbol > 1
        ? ` Two values alone came: the window is that of a binary source, ${windowSamples} samples; it is ` +
          `${WINDOW_SAMPLES} for one that can give others.`
        : ""),
    lines: [
      line(
        "repetition count",
        health.repetitionCountAlarms,
        expectedAlarms.repetitionCount,
        cutoffs.repetitionCount <= samples,
        `${cutoffs.repetitionCount} or more equal symbols in a row`,
      ),
      line(
        "adaptive proportion",
        health.adaptiveProportionAlarms,
        expectedAlarms.adaptiveProportion,
        cutoffs.adaptiveProportion <= Math.min(windowSamples, samples),
        `one symbol ${cutoffs.adaptiveProportion} times in ${windowSamples}`,
      ),
    ],
  };
}

/** Where the samples are least like fair data; of a raw source the figures are told and not compared. */
export function stretchesGroup(
  { worst }: StretchesResult,
  recording:
    | Pick<RecordingResults, "samples" | "drift" | "spreadDrift" | "neighbourDrift">
    | null,
  request: AssessRequest,
): TestGroup | null {
  const uniform = request.expectation === "uniform";
  const lines = worst.map((one) => worstLine(one, request, uniform));
  if (!uniform) {
    const drift = recording?.drift ?? null;
    lines.push(
      drift === null
        ? noteLine("missing", "drift", "-", "", whyNoDrift(recording?.samples ?? 0))
        : driftLine("drift", drift, "the means"),
    );
    // Of two values, and of too few samples, all is said by the line above.
    const drifts = [
      ["of the spread", recording?.spreadDrift ?? null, "the mean distances from the mean"],
      ["of repetition", recording?.neighbourDrift ?? null, "the shares that equal the one before"],
    ] as const;
    // Samples that depend on each other too far for one figure do so for all.
    const dependence = drift?.dependence ?? 0;
    for (const [name, drift, figures] of drifts) {
      if (drift !== null) lines.push(driftLine(`drift ${name}`, drift, figures, dependence));
    }
  }
  if (lines.length === 0) return null;
  return {
    title: "Stretches",
    note: uniform
      ? "The stretch that is least like fair data, at two lengths, by its most common symbol and by its bits."
      : "Whether the source stays as it is, and the stretches that are least like fair data.",
    lines,
  };
}

function worstLine(worst: WorstStretch, request: AssessRequest, uniform: boolean): TestLine {
  const { stretchSamples, stretches, sample, finding, minEntropy, pValue } = worst;
  const what = finding.kind === "symbol"
    ? `its most common symbol comes ${grouped(finding.count)} times`
    : `bit ${finding.bit} is one in ${grouped(finding.ones)}`;
  const line: TestLine = {
    comparison: pValue >= 2 * SCORE_TAIL ? "fits" : "departs",
    name: `worst ${grouped(stretchSamples)} samples`,
    value: `p ${probabilityIs(pValue)}`,
    expected: `${probability(2 * SCORE_TAIL)} or more`,
    meaning: `from ${placeOf(sample, request)} on: ${what}; min-entropy ` +
      `${entropyFigure(minEntropy)} bits; of ${plural(stretches, "stretch", "stretches")}`,
    falseAlarms: 2 * SCORE_TAIL,
    where: placeOf(sample, request),
  };
  // Of a raw source p is no news, but where its most common symbol is most common is.
  return uniform ? line : {
    ...line,
    comparison: "info",
    value: `${entropyFigure(minEntropy)} bits`,
    expected: "",
    falseAlarms: 0,
  };
}

function whyNoDrift(samples: number): string {
  return samples < MIN_DRIFT_SAMPLES
    ? `needs ${grouped(MIN_DRIFT_SAMPLES)} samples`
    : "all samples are equal, nothing can move";
}

function driftLine(
  name: string,
  { statistic, pValue, means, lagSamples, dependence }: DriftResult,
  figures: string,
  dependenceOfOther = 0,
): TestLine {
  if (Math.max(dependence, dependenceOfOther) > MAX_DEPENDENCE) {
    const needed = "samples " + grouped(lagSamples) + " apart still depend on each other: " +
      "needs a longer recording";
    return noteLine("missing", name, "-", "", needed);
  }
  const fits = pValue >= IID_SIGNIFICANCE;
  const [least, most] = [Math.min(...means), Math.max(...means)];
  const digits = decimalsApart(least, most);
  const differ = statistic === 0
    ? `are all ${decimals(least, digits)}`
    : `${decimals(least, digits)} to ${decimals(most, digits)}, differ ${
      fits ? "as within them" : "by more than within them"
    }; ${
      statistic === Number.MAX_VALUE
        ? "within them they do not differ at all"
        : `F = ${statistic.toPrecision(3)}`
    }`;
  return {
    comparison: fits ? "fits" : "departs",
    name,
    value: `p ${probabilityIs(pValue, "=", IID_SIGNIFICANCE)}`,
    expected: `${IID_SIGNIFICANCE} or more`,
    meaning: `${figures} of ten stretches${statistic === 0 ? "" : ","} ${differ}`,
    falseAlarms: IID_SIGNIFICANCE,
  };
}

/** Three, or as many as it takes for two digits of what two figures differ by. */
function decimalsApart(least: number, most: number): number {
  const apart = most - least;
  return apart === 0 ? 3 : Math.max(3, Math.min(12, 1 - Math.floor(Math.log10(apart))));
}
