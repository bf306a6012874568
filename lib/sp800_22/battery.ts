import { atMost } from "../math/binomial.ts";
import {
  FAIR_TAILS,
  type Proportion,
  proportionPassing,
  type Uniformity,
  UNIFORMITY_SIGNIFICANCE,
  uniformityOf,
} from "./interpretation.ts";
import { RUNS_NOT_PERFORMED, SP800_22_TESTS, type TestName } from "./tests.ts";

/** The p-values of one sub-test in all sequences, and what section 4.2 makes of them. */
export interface SubTestResult {
  /** "" where the test has no other. */
  readonly label: string;
  /** One a sequence, in order; null where the test does not apply to it. */
  readonly pValues: readonly (number | null)[];
  /** Null where the test applies to no sequence. */
  readonly proportion: Proportion | null;
  readonly uniformity: Uniformity;
}

/** A test, with all its sub-tests. */
export interface TestResult {
  readonly name: TestName;
  readonly section: string;
  /** Sequences that the test applies to. */
  readonly sequences: number;
  /** Fewest bits that the test needs; it was not run where sequences are shorter. */
  readonly leastBits: number;
  readonly subTests: readonly SubTestResult[];
}

/** One figure of one sub-test, as the verdict looks at it. */
export interface VerdictFigure {
  readonly test: TestName;
  readonly label: string;
  readonly figure: "smallest p-value" | "proportion" | "uniformity";
  /** Probability that one fair sub-test does so badly, at most. */
  readonly probability: number;
  /** The same times all the figures that it was picked from: what is compared with the significance. */
  readonly adjusted: number;
}

export interface BatteryVerdict {
  /** "departs" has at most the significance as its probability for a fair source; null without any figure. */
  readonly departs: boolean | null;
  readonly significance: number;
  /** The smallest adjusted probability, at most 1; null without any figure. */
  readonly pValue: number | null;
  /** Figures that are below the significance, the most telling first. */
  readonly departing: readonly VerdictFigure[];
  /** Sub-tests outside the standard's interval of proportions, and as many as chance puts there. */
  readonly outsideProportion: number;
  readonly outsideProportionExpected: number;
  /** Sub-tests whose p-values are not uniform by the standard's 0.0001, and as many as chance makes so. */
  readonly notUniform: number;
  readonly notUniformExpected: number;
  /** Sub-tests that apply to a sequence at least. */
  readonly subTests: number;
}

/** All tests on all sequences of a source. */
export interface BatteryResult {
  readonly sequences: number;
  /** n */
  readonly sequenceBits: number;
  readonly tests: readonly TestResult[];
  readonly verdict: BatteryVerdict;
}

/** A fair source departs in at most so many of its batteries. */
export const BATTERY_SIGNIFICANCE = 0.01;

/**
 * The verdict looks at uniformity where there are at most so many sequences for each bit of one: in FAIR_TAILS are bounds
 * of small p-values alone, and the more sequences, the more shows that the ten classes do not fill alike.
 */
export const UNIFORMITY_SEQUENCES_PER_BIT = 1e-3;

/**
 * What FAIR_TAILS has of the tests, here of the chi-square of ten classes: of 55 sequences, the fewest, and down to the
 * p-value that decides for one template of 148. `deno task constants` computes it.
 */
export const UNIFORMITY_EXPONENT = 0.87;

/**
 * Puts the p-values of all sequences together, as SP 800-22 Rev. 1a section 4.2 says, and gives a verdict on all.
 *
 * The standard looks at each sub-test by itself: with 188 of them a fair source is outside the interval of
 * one or the other in most batteries. The verdict looks at up to three figures of each: the probability
 * that so few sequences pass, the p-value of uniformity, and the smallest p-value of all m, as
 * 1 - (1 - p)^m. Each is at most what FAIR_TAILS says of fair bits, so that the verdict's rate holds at
 * any length and number of sequences. Each test has an equal share of the significance, each of its
 * sub-tests an equal share of that, and each figure an equal share of that (Bonferroni): whatever
 * depends on whatever, the shares add up. Uniformity counts with at most n / 1,000 sequences.
 *
 * @param pValues of each sequence, as testSequence gives them
 * @param sequenceBits n
 */
export function summarize(
  pValues: readonly Float64Array[],
  sequenceBits: number,
): BatteryResult {
  let at = 0;
  const tests = SP800_22_TESTS.map(({ name, section, leastBits, subTests: labels }) => {
    const subTests = labels.map((label) => {
      const index = at++;
      return subTestOf(label, pValues.map((sequence) => sequence[index]));
    });
    const sequences = subTests[0].proportion?.sequences ?? 0;
    return { name, section, sequences, leastBits, subTests };
  });
  const verdict = verdictOn(tests, pValues.length <= UNIFORMITY_SEQUENCES_PER_BIT * sequenceBits);
  return { sequences: pValues.length, sequenceBits, tests, verdict };
}

function subTestOf(label: string, pValues: readonly number[]): SubTestResult {
  const present = pValues.filter((pValue) => !Number.isNaN(pValue));
  return {
    label,
    pValues: pValues.map((pValue) => Number.isNaN(pValue) ? null : pValue),
    proportion: present.length === 0 ? null : proportionPassing(present),
    uniformity: uniformityOf(present),
  };
}

function verdictOn(tests: readonly TestResult[], uniformityCounts: boolean): BatteryVerdict {
  const figures = tests.map((test) => figuresOf(test, uniformityCounts))
    .filter((ofTest) => ofTest.length > 0);
  const adjusted = figures.flatMap((ofTest) =>
    ofTest.map((figure) => ({ ...figure, adjusted: Math.min(1, figure.adjusted * figures.length) }))
  ).sort((a, b) => a.adjusted - b.adjusted);
  const pValue = adjusted[0]?.adjusted ?? null;
  const subTests = tests.flatMap(({ subTests }) => subTests)
    .filter(({ proportion }) => proportion !== null);
  const uniformities = subTests.filter(({ uniformity }) => uniformity.uniform !== null);
  return {
    departs: pValue === null ? null : pValue <= BATTERY_SIGNIFICANCE,
    significance: BATTERY_SIGNIFICANCE,
    pValue,
    departing: adjusted.filter((figure) => figure.adjusted <= BATTERY_SIGNIFICANCE),
    outsideProportion:
      subTests.filter(({ proportion }) => !proportion!.acceptableProportion).length,
    outsideProportionExpected: subTests
      .reduce((sum, { proportion }) => sum + proportion!.acceptable.falseAlarmProbability, 0),
    notUniform: uniformities.filter(({ uniformity }) => !uniformity.uniform).length,
    notUniformExpected: uniformities.length * UNIFORMITY_SIGNIFICANCE,
    subTests: subTests.length,
  };
}

/** The figures of a test, adjusted for each other and for its sub-tests. */
function figuresOf({ name, subTests }: TestResult, uniformityCounts: boolean): VerdictFigure[] {
  const { failing, exponent } = FAIR_TAILS[name];
  return subTests.flatMap(({ label, pValues, proportion, uniformity }) => {
    if (proportion === null) return [];
    const { sequences, passed } = proportion;
    const found: Omit<VerdictFigure, "adjusted">[] = [];
    const add = (figure: VerdictFigure["figure"], probability: number) =>
      found.push({ test: name, label, figure, probability });
    if (exponent !== null) {
      const smallest = pValues.reduce<number>((least, pValue) => Math.min(least, pValue ?? 1), 1);
      const most = Math.max(name === "runs" ? RUNS_NOT_PERFORMED : 0, smallest ** exponent);
      add("smallest p-value", -Math.expm1(sequences * Math.log1p(-most)));
    }
    // Of a single sequence the p-value itself says more.
    if (sequences > 1) add("proportion", atMost(passed, sequences, 1 - failing));
    if (uniformityCounts && uniformity.pValue !== null) {
      add("uniformity", uniformity.pValue ** UNIFORMITY_EXPONENT);
    }
    return found.map((figure) => ({
      ...figure,
      adjusted: figure.probability * found.length * subTests.length,
    }));
  });
}
