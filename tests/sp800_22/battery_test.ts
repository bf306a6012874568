import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { summarize } from "../../lib/sp800_22/battery.ts";
import {
  acceptableProportion,
  proportionPassing,
  uniformityOf,
} from "../../lib/sp800_22/interpretation.ts";
import {
  P_VALUES,
  RUNS_NOT_PERFORMED,
  SP800_22_TESTS,
  testSequence,
} from "../../lib/sp800_22/tests.ts";
import { fairPValues, packedSequence, xorshift32 } from "./sequences.ts";

Deno.test("the suite has 15 tests and 188 p-values, in the order of the standard's program", () => {
  assertEquals(SP800_22_TESTS.map(({ name, subTests }) => [name, subTests.length]), [
    ["frequency", 1],
    ["block_frequency", 1],
    ["cumulative_sums", 2],
    ["runs", 1],
    ["longest_run", 1],
    ["rank", 1],
    ["spectral", 1],
    ["non_overlapping_template", 148],
    ["overlapping_template", 1],
    ["universal", 1],
    ["approximate_entropy", 1],
    ["random_excursions", 8],
    ["random_excursions_variant", 18],
    ["serial", 2],
    ["linear_complexity", 1],
  ]);
  assertEquals(P_VALUES, 188);
  const templates =
    SP800_22_TESTS.find(({ name }) => name === "non_overlapping_template")!.subTests;
  assertEquals([templates[0], templates[1], templates[147]], [
    "000000001",
    "000000011",
    "111111110",
  ]);
});

Deno.test("testSequence() leaves out what a sequence is too short for", () => {
  const draw = xorshift32(5);
  const run = (length: number) => {
    const pValues = testSequence(packedSequence(Uint8Array.from({ length }, () => draw() >>> 31)));
    let at = 0;
    return SP800_22_TESTS.filter(({ subTests }) => {
      const present = !Number.isNaN(pValues[at]);
      at += subTests.length;
      return present;
    }).map(({ name }) => name);
  };
  assertEquals(run(99), []);
  assertEquals(run(100), ["frequency", "cumulative_sums", "runs"]);
  const short = ["frequency", "block_frequency", "cumulative_sums", "runs", "longest_run"];
  assertEquals(run(999), short);
  assertEquals(run(1_000), [...short, "spectral"]);
  assertEquals(run(38_912), [...short, "rank", "spectral"]);
  assertEquals(run(41_023), [...short, "rank", "spectral"]);
  const middle = [...short, "rank", "spectral", "non_overlapping_template"];
  assertEquals(run(41_024), middle);
  assertEquals(run(65_535), middle);
  assertEquals(run(65_536), [...middle, "approximate_entropy"]);
  assertEquals(run(524_288), [...middle, "universal", "approximate_entropy", "serial"]);
});

Deno.test("acceptableProportion() is the interval of section 4.2.1 for so many sequences", () => {
  // The text's own example: 1,000 sequences, above 0.9805607.
  const thousand = acceptableProportion(1_000);
  assertAlmostEquals(thousand.least, 0.9805607, 1e-7);
  assertAlmostEquals(thousand.most, 0.9994393, 1e-7);
  assertEquals([thousand.leastPassed, thousand.mostPassed], [981, 999]);
  // 0.96 lies below 0.960150, though the standard's program rounds that down to 96 of 100.
  const hundred = acceptableProportion(100);
  assertAlmostEquals(hundred.least, 0.960150, 1e-6);
  assertEquals([hundred.leastPassed, hundred.mostPassed], [97, 100]);
  // Probability of 96 passing or fewer, from the binomial distribution itself.
  let tail = 0, term = 0.99 ** 100;
  const terms = [term];
  for (let failed = 1; failed <= 100; failed++) {
    term *= (101 - failed) / failed * 0.01 / 0.99;
    terms.push(term);
  }
  for (let failed = 100; failed >= 4; failed--) tail += terms[failed];
  assertAlmostEquals(hundred.falseAlarmProbability, tail, 1e-12);
  // A single sequence may fail by 0.01 as it likes.
  assertEquals([acceptableProportion(1).leastPassed, acceptableProportion(1).mostPassed], [1, 1]);
});

Deno.test("proportionPassing() counts 0.01 as passing and what is below as not", () => {
  const { sequences, passed, proportion, acceptableProportion } = proportionPassing(
    [0.01, 0.009999, 0.5, 1],
  );
  assertEquals([sequences, passed, proportion, acceptableProportion], [4, 3, 0.75, false]);
  const of = (failed: number) =>
    proportionPassing(Array.from({ length: 100 }, (_, i) => i < failed ? 0 : 0.5));
  assertEquals([3, 4].map((failed) => of(failed).acceptableProportion), [true, false]);
});

Deno.test("uniformityOf() is the chi-square of section 4.2.2, by m / 10 and not its whole part", () => {
  const spread = (length: number) => Array.from({ length }, (_, i) => (i + 0.5) / length);
  assertEquals(uniformityOf(spread(54)).pValue, null);
  assertEquals(uniformityOf(spread(60)).counts, new Array(10).fill(6));
  assertEquals(uniformityOf(spread(60)).pValue, 1);
  // 0 and 1 belong to the first and the last class.
  assertEquals(uniformityOf([0, 1, 0.1, 0.0999]).counts, [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
  // 55 in one class: 49.5^2 / 5.5 + 9 x 5.5 = 495.
  const one = uniformityOf(new Array(55).fill(0.35));
  assertAlmostEquals(one.statistic!, 495, 1e-9);
  assertEquals(one.uniform, false);
});

const RUNS = 4;

Deno.test("summarize() finds nothing in fair p-values and says how many chance puts outside", () => {
  const { sequences, tests, verdict } = summarize(fairPValues(100), 1_000_000);
  assertEquals([sequences, tests.length, verdict.departs], [100, 15, false]);
  assertEquals(verdict.subTests, 188);
  assertAlmostEquals(verdict.outsideProportionExpected, 188 * 0.018374, 0.01);
  assertAlmostEquals(verdict.notUniformExpected, 0.0188, 1e-12);
  assert(verdict.outsideProportion < 12);
});

Deno.test("summarize() departs by one impossible p-value among many sequences", () => {
  const pValues = fairPValues(100);
  pValues[37][0] = 1e-12;
  const { verdict } = summarize(pValues, 1_000_000);
  assertEquals(verdict.departs, true);
  const [first] = verdict.departing;
  assertEquals([first.test, first.figure, first.label], ["frequency", "smallest p-value", ""]);
  // The exponent of the frequency test.
  assertAlmostEquals(first.probability / (100 * 1e-12 ** 0.975), 1, 1e-6);
  // Three figures, one sub-test, 15 tests.
  assertAlmostEquals(first.adjusted, 45 * first.probability, 1e-16);
});

Deno.test("summarize() shares the significance among tests, sub-tests and figures", () => {
  // 13 tests look at the smallest p-value of a single sequence; the excursions have nothing to say.
  const adjusted = (index: number, pValue: number) => {
    const one = [new Float64Array(P_VALUES).fill(0.5)];
    one[0][index] = pValue;
    return summarize(one, 1_000_000).verdict;
  };
  assertAlmostEquals(adjusted(0, 1e-4).pValue!, 13 * 1e-4 ** 0.975, 1e-12);
  assertAlmostEquals(adjusted(8, 1e-8).pValue!, 13 * 148 * 1e-8 ** 0.725, 1e-12);
  // (0.01 / 13)^(1 / 0.975)
  assertEquals([6.3e-4, 6.5e-4].map((pValue) => adjusted(0, pValue).departs), [true, false]);
});

Deno.test("summarize() does not take a runs test that was not performed for more than it is", () => {
  const one = [new Float64Array(P_VALUES).fill(0.5)];
  one[0][RUNS] = 0;
  const [figure] = summarize(one, 1_000_000).verdict.departing;
  assertAlmostEquals(figure.probability, RUNS_NOT_PERFORMED, 1e-15);
  // Of 100 sequences of a fair source one has it with probability 0.006: no alarm.
  const many = fairPValues(100);
  for (const sequence of many) sequence[RUNS] = Math.max(sequence[RUNS], 0.011);
  many[5][RUNS] = 0;
  assertEquals(summarize(many, 1_000_000).verdict.departs, false);
});

Deno.test("summarize() departs when too many sequences fail, or p-values are not uniform", () => {
  const failing = fairPValues(100);
  for (let i = 0; i < 12; i++) failing[i][P_VALUES - 1] = 0.009;
  const byProportion = summarize(failing, 1_000_000).verdict.departing[0];
  assertEquals([byProportion.test, byProportion.figure], ["linear_complexity", "proportion"]);
  const uneven = fairPValues(100);
  for (const sequence of uneven) sequence[7] = 0.9 + sequence[7] / 10;
  const byUniformity = summarize(uneven, 1_000_000).verdict.departing[0];
  assertEquals([byUniformity.test, byUniformity.figure], ["spectral", "uniformity"]);
});

Deno.test("summarize() counts the proportion from two sequences on: of one the p-value itself says more", () => {
  const figures = (sequences: number) => {
    const pValues = Array.from(
      { length: sequences },
      () => new Float64Array(P_VALUES).fill(0.5),
    );
    for (const sequence of pValues) sequence[0] = 1e-12;
    return summarize(pValues, 1_000_000).verdict.departing.map(({ figure }) => figure);
  };
  assertEquals(figures(1), ["smallest p-value"]);
  assertEquals(figures(2), ["smallest p-value", "proportion"]);
});

Deno.test("summarize() counts uniformity up to one sequence for 1,000 bits", () => {
  const uneven = fairPValues(100);
  for (const sequence of uneven) sequence[7] = 0.9 + sequence[7] / 10;
  const figures = (bits: number) =>
    summarize(uneven, bits).verdict.departing.map(({ figure }) => figure);
  assertEquals(figures(100_000), ["uniformity"]);
  assertEquals(figures(99_999), []);
});

Deno.test("summarize() counts only the sequences that a test applies to", () => {
  const pValues = fairPValues(100);
  const excursions = 1 + 1 + 2 + 1 + 1 + 1 + 1 + 148 + 1 + 1 + 1;
  for (let i = 0; i < 40; i++) pValues[i].fill(NaN, excursions, excursions + 26);
  const { tests } = summarize(pValues, 1_000_000);
  const [first, second] = tests.filter(({ name }) => name.startsWith("random_excursions"));
  assertEquals([first.sequences, second.sequences], [60, 60]);
  const { proportion, uniformity, pValues: ofState } = first.subTests[0];
  assertEquals(proportion!.acceptable.leastPassed, acceptableProportion(60).leastPassed);
  assertEquals(uniformity.counts.reduce((a, b) => a + b), 60);
  assertEquals([ofState[39], typeof ofState[40]], [null, "number"]);
  // In none at all.
  for (const sequence of pValues) sequence.fill(NaN, excursions, excursions + 26);
  const { tests: without, verdict } = summarize(pValues, 1_000_000);
  assertEquals(without[11].subTests[0].proportion, null);
  assertEquals([without[11].sequences, verdict.subTests], [0, 162]);
});

Deno.test("summarize() has no verdict where no test applies", () => {
  const { verdict } = summarize([new Float64Array(P_VALUES).fill(NaN)], 50);
  assertEquals([verdict.departs, verdict.pValue, verdict.subTests], [null, null, 0]);
});
