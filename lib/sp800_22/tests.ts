import { type BitSequence, bitSequence, type PackedSequence } from "./bit_sequence.ts";
import { blockFrequency, frequency } from "./frequency.ts";
import { linearComplexity } from "./linear_complexity.ts";
import { approximateEntropy, serial } from "./patterns.ts";
import {
  cumulativeSums,
  EXCURSION_STATES,
  EXCURSION_VARIANT_STATES,
  randomExcursions,
  randomExcursionsVariant,
} from "./random_walk.ts";
import { rank } from "./rank.ts";
import { longestRun, runs } from "./runs.ts";
import { spectral } from "./spectral.ts";
import {
  aperiodicTemplates,
  NON_OVERLAPPING_TEMPLATE_BITS,
  nonOverlappingTemplate,
  overlappingTemplate,
} from "./templates.ts";
import { universal } from "./universal.ts";

export type TestName =
  | "frequency"
  | "block_frequency"
  | "cumulative_sums"
  | "runs"
  | "longest_run"
  | "rank"
  | "spectral"
  | "non_overlapping_template"
  | "overlapping_template"
  | "universal"
  | "approximate_entropy"
  | "random_excursions"
  | "random_excursions_variant"
  | "serial"
  | "linear_complexity";

/** One test of the suite, with the default parameters of the standard's program. */
export interface TestDefinition {
  readonly name: TestName;
  /** Section of SP 800-22 Rev. 1a. */
  readonly section: string;
  /**
   * Fewest bits of a sequence that the section recommends, or that these parameters need there; the test is
   * not run on shorter ones.
   */
  readonly leastBits: number;
  /** What the sub-tests are told apart by, in the order of the p-values; one "" where there is but one. */
  readonly subTests: readonly string[];
  /** The p-values of the sub-tests; null where the sequence does not fulfil what the test presupposes. */
  run(sequence: BitSequence): readonly number[] | null;
}

const ONE = [""] as const;

/**
 * 2 Q(4): how often the runs test is not performed on fair bits, and then has the p-value 0. That is
 * the frequency test's failure, and no rarer than this.
 */
export const RUNS_NOT_PERFORMED = 6.334248366623996e-5;

/** The 15 tests, in the order of the standard's program. */
export const SP800_22_TESTS: readonly TestDefinition[] = [
  {
    name: "frequency",
    section: "2.1",
    leastBits: 100,
    subTests: ONE,
    run: (sequence) => [frequency(sequence).pValue],
  },
  {
    name: "block_frequency",
    section: "2.2",
    leastBits: 128,
    subTests: ONE,
    run: (sequence) => [blockFrequency(sequence).pValue],
  },
  {
    name: "cumulative_sums",
    section: "2.13",
    leastBits: 100,
    subTests: ["forward", "reverse"],
    run: (sequence) => cumulativeSums(sequence).pValues,
  },
  {
    name: "runs",
    section: "2.3",
    leastBits: 100,
    subTests: ONE,
    run: (sequence) => [runs(sequence).pValue],
  },
  {
    name: "longest_run",
    section: "2.4",
    leastBits: 128,
    subTests: ONE,
    run: (sequence) => [longestRun(sequence).pValue],
  },
  {
    // 38 matrices of 32 x 32 bits.
    name: "rank",
    section: "2.5",
    leastBits: 38_912,
    subTests: ONE,
    run: (sequence) => [rank(sequence).pValue],
  },
  {
    name: "spectral",
    section: "2.6",
    leastBits: 1_000,
    subTests: ONE,
    run: (sequence) => [spectral(sequence).pValue],
  },
  {
    // Blocks with ten occurrences on average: below, their number is not near a normal variable.
    name: "non_overlapping_template",
    section: "2.7",
    leastBits: 41_024,
    subTests: aperiodicTemplates(NON_OVERLAPPING_TEMPLATE_BITS)
      .map((template) => template.toString(2).padStart(NON_OVERLAPPING_TEMPLATE_BITS, "0")),
    run: (sequence) => nonOverlappingTemplate(sequence).map(({ pValue }) => pValue),
  },
  {
    name: "overlapping_template",
    section: "2.8",
    leastBits: 1_000_000,
    subTests: ONE,
    run: (sequence) => [overlappingTemplate(sequence).pValue],
  },
  {
    name: "universal",
    section: "2.9",
    leastBits: 387_840,
    subTests: ONE,
    run: (sequence) => [universal(sequence).pValue],
  },
  {
    // m = 10 < floor(log2 n) - 5.
    name: "approximate_entropy",
    section: "2.12",
    leastBits: 2 ** 16,
    subTests: ONE,
    run: (sequence) => [approximateEntropy(sequence).pValue],
  },
  {
    name: "random_excursions",
    section: "2.14",
    leastBits: 1_000_000,
    subTests: EXCURSION_STATES.map((state) => `x = ${state}`),
    run: (sequence) => {
      const { applicable, states } = randomExcursions(sequence);
      return applicable ? states.map(({ pValue }) => pValue) : null;
    },
  },
  {
    name: "random_excursions_variant",
    section: "2.15",
    leastBits: 1_000_000,
    subTests: EXCURSION_VARIANT_STATES.map((state) => `x = ${state}`),
    run: (sequence) => {
      const { applicable, states } = randomExcursionsVariant(sequence);
      return applicable ? states.map(({ pValue }) => pValue) : null;
    },
  },
  {
    // m = 16 < floor(log2 n) - 2.
    name: "serial",
    section: "2.11",
    leastBits: 2 ** 19,
    subTests: ["first difference", "second difference"],
    run: (sequence) => serial(sequence).pValues,
  },
  {
    name: "linear_complexity",
    section: "2.10",
    leastBits: 1_000_000,
    subTests: ONE,
    run: (sequence) => [linearComplexity(sequence).pValue],
  },
];

/** p-values of all sub-tests of all tests: 188. */
export const P_VALUES: number = SP800_22_TESTS
  .reduce((sum, { subTests }) => sum + subTests.length, 0);

/**
 * Puts a sequence through all tests.
 *
 * @returns The p-values of all sub-tests, in the order of SP800_22_TESTS; NaN where a test does not apply.
 */
export function testSequence(sequence: BitSequence): Float64Array {
  const pValues = new Float64Array(P_VALUES).fill(NaN);
  let at = 0;
  for (const { leastBits, subTests, run } of SP800_22_TESTS) {
    const found = sequence.length >= leastBits ? run(sequence) : null;
    if (found !== null) pValues.set(found, at);
    at += subTests.length;
  }
  return pValues;
}

/** Tests one sequence after another, in a thread of its own; answers with the p-values. */
export function sp80022Service(): (request: unknown) => Float64Array {
  return (message) => {
    const { bytes, bits, firstBit } = message as PackedSequence;
    return testSequence(bitSequence(bytes, bits, firstBit));
  };
}
