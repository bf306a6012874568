/** The examples that SP 800-22 Rev. 1a works out in the text of its sections, with its own small parameters. */
import { assert, assertEquals } from "../assert.ts";
import { approximateEntropy, serial } from "../../lib/sp800_22/patterns.ts";
import { blockFrequency, frequency } from "../../lib/sp800_22/frequency.ts";
import {
  cumulativeSums,
  randomExcursions,
  randomExcursionsVariant,
} from "../../lib/sp800_22/random_walk.ts";
import {
  LINEAR_COMPLEXITY_PROBABILITIES,
  linearComplexity,
} from "../../lib/sp800_22/linear_complexity.ts";
import { longestRun, runs } from "../../lib/sp800_22/runs.ts";
import {
  aperiodicTemplates,
  nonOverlappingTemplate,
  overlappingTemplate,
} from "../../lib/sp800_22/templates.ts";
import { rank } from "../../lib/sp800_22/rank.ts";
import { spectral } from "../../lib/sp800_22/spectral.ts";
import { sumOfLogDistances } from "../../lib/sp800_22/universal.ts";
import { bitsOf, digitsOf, PRINTED_LINEAR_COMPLEXITY_PROBABILITIES } from "./sequences.ts";

/** The first hundred binary digits of pi, as the text prints them. */
const HUNDRED = bitsOf(
  "11001001000011111101101010100010001000010110100011 00001000110100110001001100011001100010100010111000",
);
const E = digitsOf("e");

/** The text prints six digits. */
function near(actual: number | null | undefined, expected: number, tolerance = 1e-6): void {
  assert(
    actual !== null && actual !== undefined && Math.abs(actual - expected) <= tolerance,
    `${actual} is not ${expected}`,
  );
}

Deno.test("frequency() gives the examples of section 2.1", () => {
  const short = frequency(bitsOf("1011010101"));
  assertEquals(short.sum, 2);
  near(short.statistic, 0.632455532);
  near(short.pValue, 0.527089);
  assertEquals(frequency(HUNDRED).sum, -16);
  near(frequency(HUNDRED).pValue, 0.109599);
});

Deno.test("blockFrequency() gives the examples of section 2.2", () => {
  const short = blockFrequency(bitsOf("0110011010"), 3);
  assertEquals(short.blocks, 3);
  near(short.statistic, 1);
  near(short.pValue, 0.801252);
  near(blockFrequency(HUNDRED, 10).statistic, 7.2);
  near(blockFrequency(HUNDRED, 10).pValue, 0.706438);
});

Deno.test("runs() gives the examples of section 2.3", () => {
  const short = runs(bitsOf("1001101011"));
  assertEquals(short.runs, 7);
  near(short.pValue, 0.147232);
  assertEquals(runs(HUNDRED).runs, 52);
  near(runs(HUNDRED).pValue, 0.500798);
});

Deno.test("longestRun() gives the example of section 2.4", () => {
  const { blockBits, counts, statistic, pValue } = longestRun(bitsOf(
    "11001100 00010101 01101100 01001100 11100000 00000010 01001101 01010001 " +
      "00010011 11010110 10000000 11010111 11001100 11100110 11011000 10110010",
  ));
  assertEquals([blockBits, counts], [8, [4, 9, 3, 0]]);
  // The text rounds the class probabilities of this example to four digits.
  near(statistic, 4.882457, 2e-4);
  near(pValue, 0.180598, 2e-5);
});

Deno.test("rank() gives the example of section 2.5", () => {
  const { counts, statistic, pValue } = rank(digitsOf("e", 100_000));
  assertEquals(counts, [23, 60, 14]);
  near(statistic, 1.2619656);
  near(pValue, 0.532069);
});

Deno.test("spectral() with a divisor of 4 gives what the standard's program prints for section 2.6", () => {
  // The text's own 0.029523 and 0.168669 belong to the threshold sqrt(3 n) of the first edition.
  const short = spectral(bitsOf("1001010011"), 4);
  near(short.expected, 4.75);
  assertEquals(short.below, 5);
  near(short.pValue, 0.46816);
  near(spectral(HUNDRED, 4).pValue, 0.646355);
});

Deno.test("spectral() divides the variance by 3.8 unless told otherwise", () => {
  const ours = spectral(E), theirs = spectral(E, 4);
  near(theirs.pValue, 0.847187);
  near(ours.statistic, theirs.statistic * Math.sqrt(3.8 / 4), 1e-12);
  near(ours.pValue, 0.85101);
});

Deno.test("nonOverlappingTemplate() gives the example of section 2.7", () => {
  const results = nonOverlappingTemplate(bitsOf("10100100101110010110"), 3, 2);
  const result = results.find(({ template }) => template === 0b001)!;
  assertEquals(result.occurrences, [2, 1]);
  near(result.statistic, 2.133333);
  near(result.pValue, 0.344154);
});

Deno.test("aperiodicTemplates() finds as many templates as section 2.7.7 and its program list", () => {
  const counts = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((bits) => aperiodicTemplates(bits).length);
  assertEquals(counts, [2, 4, 6, 12, 20, 40, 74, 148, 284, 568]);
  assertEquals(aperiodicTemplates(4), [0b0001, 0b0011, 0b0111, 0b1000, 0b1100, 0b1110]);
});

Deno.test("overlappingTemplate() counts in the blocks of section 2.8.4 as the text does", () => {
  // 5, 1, 3, 4 and 1 occurrences of 11.
  const { counts } = overlappingTemplate(
    bitsOf("1011101111 0010110100 0111001011 1011111000 0101101001"),
    2,
    10,
    [0.324652, 0.182617, 0.14267, 0.106645, 0.077147, 0.166269],
  );
  assertEquals(counts, [0, 2, 0, 1, 1, 1]);
});

/** The compound Poisson approximation of the first edition: eta = 1,024 / 2^9 / 2 = 1. */
function approximateProbabilities(): number[] {
  const e = Math.exp(-1);
  const below = [e, e / 2, e * 3 / 8, e * 13 / 48, e * 73 / 384];
  return [...below, 1 - below.reduce((a, b) => a + b)];
}

Deno.test("overlappingTemplate() with the approximation gives the example of section 2.8.8", () => {
  const { counts, statistic, pValue } = overlappingTemplate(
    E,
    9,
    1_032,
    approximateProbabilities(),
  );
  assertEquals(counts, [329, 164, 150, 111, 78, 136]);
  near(statistic, 8.965859);
  near(pValue, 0.110434);
});

Deno.test("overlappingTemplate() counts by the exact probabilities unless told otherwise", () => {
  near(overlappingTemplate(E).pValue, 0.159037);
});

Deno.test("sumOfLogDistances() gives the example of section 2.9", () => {
  const bits = bitsOf("01011010011101010111").bits;
  near(sumOfLogDistances(bits, 2, 4, 10) / 6, 1.1949875, 1e-7);
});

Deno.test("linearComplexity() gives the example of section 2.10 by the probabilities that are printed", () => {
  const printed = linearComplexity(E, 1_000, PRINTED_LINEAR_COMPLEXITY_PROBABILITIES);
  assertEquals(printed.counts, [11, 31, 116, 501, 258, 57, 26]);
  near(printed.statistic, 2.700348);
  near(printed.pValue, 0.845406);
});

Deno.test("linearComplexity() goes by the exact 1/96, 0.0057 more in the example of section 2.10", () => {
  assertEquals(LINEAR_COMPLEXITY_PROBABILITIES.reduce((a, b) => a + b), 1);
  const { counts, statistic, pValue } = linearComplexity(E, 1_000);
  assertEquals(counts, [11, 31, 116, 501, 258, 57, 26]);
  // 96 (11 - 1,000 / 96)^2 / 1,000 + ... + 48 (26 - 1,000 / 48)^2 / 1,000.
  near(statistic, 2.706, 1e-9);
  near(pValue, 0.8447, 1e-3);
});

Deno.test("serial() gives the examples of section 2.11", () => {
  const short = serial(bitsOf("0011011101"), 3);
  short.psiSquares.forEach((psiSquare, i) => near(psiSquare, [2.8, 1.2, 0.4][i]));
  near(short.pValues[0], 0.808792);
  near(short.pValues[1], 0.67032);
  const long = serial(E, 2);
  near(long.psiSquares[0], 0.343128);
  near(long.psiSquares[1], 0.003364);
  assertEquals(long.psiSquares[2], 0);
  near(long.differences[0], 0.339764);
  near(long.differences[1], 0.3364);
  near(long.pValues[0], 0.843764);
  near(long.pValues[1], 0.561915);
});

Deno.test("approximateEntropy() gives the examples of section 2.12", () => {
  near(approximateEntropy(bitsOf("0100110101"), 3).pValue, 0.261961);
  const long = approximateEntropy(HUNDRED, 2);
  near(long.approximateEntropy, 0.665393);
  near(long.statistic, 5.550792);
  near(long.pValue, 0.235301);
});

Deno.test("cumulativeSums() gives the examples of section 2.13", () => {
  const short = cumulativeSums(bitsOf("1011010111"));
  assertEquals(short.largest[0], 4);
  // The text ends its sums at n / z, which leaves a term of 1.5e-4 out; from 100 bits on none above 1e-20.
  near(short.pValues[0], 0.4116588, 1.6e-4);
  assertEquals(cumulativeSums(HUNDRED).largest, [16, 19]);
  near(cumulativeSums(HUNDRED).pValues[0], 0.219194);
  near(cumulativeSums(HUNDRED).pValues[1], 0.114866);
});

Deno.test("randomExcursions() gives the examples of section 2.14", () => {
  const short = randomExcursions(bitsOf("0110110101"));
  assertEquals([short.cycles, short.applicable], [3, false]);
  const one = short.states.find(({ state }) => state === 1)!;
  assertEquals(one.counts, [1, 1, 0, 1, 0, 0]);
  // The text rounds the probabilities to four digits.
  near(one.statistic, 4.333033, 1e-3);
  near(one.pValue, 0.502529, 1e-4);
  const long = randomExcursions(E);
  assertEquals([long.cycles, long.applicable], [1_490, true]);
});

Deno.test("randomExcursionsVariant() gives the examples of section 2.15", () => {
  const short = randomExcursionsVariant(bitsOf("0110110101"));
  const one = short.states.find(({ state }) => state === 1)!;
  assertEquals([short.cycles, one.visits], [3, 4]);
  near(one.pValue, 0.683091);
  const long = randomExcursionsVariant(E);
  assertEquals([long.cycles, long.applicable], [1_490, true]);
  const expected = [
    ...[0.858946, 0.794755, 0.576249, 0.493417, 0.633873, 0.917283, 0.934708, 0.816012, 0.826009],
    ...[0.137861, 0.200642, 0.441254, 0.939291, 0.505683, 0.445935, 0.512207, 0.538635, 0.59393],
  ];
  long.states.forEach(({ pValue }, i) => near(pValue, expected[i]));
});
