import { expectedShannonEntropy, type FairCounts, fairCounts } from "../../assess/fair_data.ts";
import type { StreamStatistics, SymbolStatistics } from "../../assess/stream_types.ts";
import { twoSidedPValue } from "../../math/binomial.ts";
import { chiSquareQuantile } from "../../math/special_functions.ts";
import { decimals, entropyFigure, grouped, plural, probabilityIs } from "../numbers.ts";
import {
  compareScore,
  MAX_STANDARD_SCORE,
  noteLine,
  SCORE_TAIL,
  type TestGroup,
  type TestLine,
} from "../test_line.ts";

/** Byte and bit statistics, with the figures of ent(1). */
export function statisticsGroups(statistics: StreamStatistics): TestGroup[] {
  const { bytes, bits } = statistics;
  return [
    {
      title: "Bytes",
      note: `${plural(bytes.samples, "byte")}; the figures are computed as ent(1) does.`,
      lines: [
        ...entropyLines(bytes, "byte"),
        byteChiSquareLine(bytes),
        byteMeanLine(bytes),
        correlationLine(bytes, "byte"),
        piLine(statistics),
      ],
    },
    {
      title: "Bits",
      note: `${plural(bits.samples, "bit")}, most significant first.`,
      lines: [
        ...entropyLines(bits, "bit"),
        ...bitCountLines(bits),
        correlationLine(bits, "bit"),
        positionLine(statistics),
        autocorrelationLine(statistics),
      ],
    },
  ];
}

function entropyLines(of: SymbolStatistics, unit: "byte" | "bit"): TestLine[] {
  const expected = expectedShannonEntropy(of.samples, of.histogram.length);
  return [
    noteLine(
      "info",
      "Shannon entropy",
      `${entropyFigure(of.shannonEntropy)} bits`,
      `about ${entropyFigure(expected)}`,
      `of the counts, a ${unit}; knows no order`,
    ),
    noteLine(
      "info",
      "min-entropy of counts",
      `${entropyFigure(of.histogramMinEntropy)} bits`,
      `up to ${unit === "byte" ? 8 : 1}`,
      `from the most common ${unit}`,
    ),
  ];
}

/** Nothing that so little data can give is outside of what chance has: a line that cannot depart compares nothing. */
function cannotDepart(name: string, value: string, meaning: string): TestLine {
  return noteLine("missing", name, value, "", `${meaning}; of so few any is what chance has`);
}

/** The approximation by a chi-square distribution wants so many samples a cell. */
const MIN_SAMPLES_A_CELL = 5;

function byteChiSquareLine(bytes: SymbolStatistics): TestLine {
  const { samples, degreesOfFreedom, chiSquare, chiSquarePValue } = bytes;
  const needed = MIN_SAMPLES_A_CELL * (degreesOfFreedom + 1);
  if (samples < needed) {
    return noteLine(
      "missing",
      "chi-square",
      decimals(chiSquare, 2),
      "",
      `needs ${grouped(needed)} bytes to say anything`,
    );
  }
  const { least, most } = chiSquareBand(degreesOfFreedom);
  const meaning = chiSquare < least
    ? "bytes more equally common than chance has them"
    : chiSquare > most
    ? "bytes not equally common"
    : "all bytes equally common";
  return {
    comparison: chiSquare >= least && chiSquare <= most ? "fits" : "departs",
    name: "chi-square",
    value: decimals(chiSquare, 2),
    expected: `${decimals(least, 2)} to ${decimals(most, 2)}`,
    meaning: `${meaning}; p ${probabilityIs(chiSquarePValue)}`,
    falseAlarms: 2 * SCORE_TAIL,
  };
}

/** The chi-squares that fair data exceeds with 1 - Q(4) and with Q(4): too even departs as well. */
function chiSquareBand(degreesOfFreedom: number): { least: number; most: number } {
  return {
    least: chiSquareQuantile(1 - SCORE_TAIL, degreesOfFreedom),
    most: chiSquareQuantile(SCORE_TAIL, degreesOfFreedom),
  };
}

function byteMeanLine(bytes: SymbolStatistics): TestLine {
  const { samples, mean, expectedMean, degreesOfFreedom } = bytes;
  // Values 0 to k - 1 alike have a variance of (k^2 - 1) / 12.
  const deviation = Math.sqrt(((degreesOfFreedom + 1) ** 2 - 1) / 12 / samples);
  const digits = Math.min(6, Math.max(2, Math.ceil(-Math.log10(deviation)) + 1));
  // Values lie between 0 and twice what is expected.
  if (MAX_STANDARD_SCORE * deviation >= expectedMean) {
    return cannotDepart("mean", decimals(mean, digits), "of the byte values");
  }
  return {
    comparison: compareScore((mean - expectedMean) / deviation),
    name: "mean",
    value: decimals(mean, digits),
    expected: band(expectedMean, MAX_STANDARD_SCORE * deviation, digits),
    meaning: "of the byte values",
    falseAlarms: 2 * SCORE_TAIL,
  };
}

/** No correlation is larger. */
const MAX_CORRELATION = 1;

/** Samples that are all equal are no chance where fair data is that with less than two tails of Q(4). */
function correlationLine(of: SymbolStatistics, unit: "byte" | "bit"): TestLine {
  const name = "serial correlation";
  const { samples, serialCorrelation, histogram } = of;
  // Of independent samples it is normal with a standard deviation of 1 / sqrt(n).
  const deviation = 1 / Math.sqrt(samples);
  const expected = band(0, MAX_STANDARD_SCORE * deviation, 6);
  const meaning = `of each ${unit} with the next`;
  if (serialCorrelation === null) {
    const allEqual = histogram.length ** (1 - samples);
    return allEqual < 2 * SCORE_TAIL
      ? {
        comparison: "departs",
        name,
        value: "none",
        expected,
        meaning: `all ${unit}s are equal`,
        falseAlarms: 2 * SCORE_TAIL,
      }
      : noteLine("missing", name, "-", "", `all ${unit}s are equal, of too few`);
  }
  if (MAX_STANDARD_SCORE * deviation >= MAX_CORRELATION) {
    return cannotDepart(name, decimals(serialCorrelation, 6), meaning);
  }
  return {
    comparison: compareScore(serialCorrelation / deviation),
    name,
    value: decimals(serialCorrelation, 6),
    expected,
    meaning,
    falseAlarms: 2 * SCORE_TAIL,
  };
}

/** As many ones as zeros is what is expected, so it is the exact binomial distribution that decides. */
function bitCountLines(bits: SymbolStatistics): TestLine[] {
  const { samples, histogram, chiSquare, mean } = bits;
  const [, ones] = histogram as readonly [number, number];
  const { least, most, shareOutside } = fairCounts(samples, 0.5, MAX_STANDARD_SCORE);
  const meaning = `of the bits; p ${probabilityIs(twoSidedPValue(ones, samples, 0.5))}, exact`;
  return [
    isEveryCount({ least, most }, samples) ? cannotDepart("ones", grouped(ones), meaning) : {
      comparison: ones >= least && ones <= most ? "fits" : "departs",
      name: "ones",
      value: grouped(ones),
      expected: countBand({ least, most }),
      meaning,
      falseAlarms: shareOutside,
    },
    noteLine("info", "chi-square", decimals(chiSquare, 2), "about 1", "the same, as ent has it"),
    noteLine("info", "mean", decimals(mean, 6), "about 0.5", "the same, as a share"),
  ];
}

function piLine({ monteCarloPi, monteCarloPoints }: StreamStatistics): TestLine {
  const name = "Monte Carlo pi", meaning = "points of 6 bytes inside a circle";
  if (monteCarloPi === null) return noteLine("missing", name, "-", "", "needs 6 bytes");
  // A share of pi / 4 of the points is inside: a binomial count, times 4.
  const { least, most, shareOutside } = fairCounts(
    monteCarloPoints,
    Math.PI / 4,
    MAX_STANDARD_SCORE,
  );
  const inside = Math.round(monteCarloPi * monteCarloPoints / 4);
  const pi = (count: number) => decimals(4 * count / monteCarloPoints, 6);
  if (isEveryCount({ least, most }, monteCarloPoints)) {
    return cannotDepart(name, decimals(monteCarloPi, 6), meaning);
  }
  return {
    comparison: inside >= least && inside <= most ? "fits" : "departs",
    name,
    value: decimals(monteCarloPi, 6),
    expected: `${pi(least)} to ${pi(most)}`,
    meaning,
    falseAlarms: shareOutside,
  };
}

/** For the worst of 8 positions: fair data is further off in 8 x 2 x Q(4.5) = 5.4e-5 of all cases. */
export const MAX_POSITION_SCORE = 4.5;

function positionLine({ bitPositions, bytes }: StreamStatistics): TestLine {
  const limits = fairCounts(bytes.samples, 0.5, MAX_POSITION_SCORE);
  const worst = bitPositions.reduce((a, b) =>
    Math.abs(b.standardScore) > Math.abs(a.standardScore) ? b : a
  );
  const percent = (ones: number) => decimals(100 * ones / bytes.samples, 3);
  const name = "worst bit position";
  const value = `${percent(worst.ones)} percent`;
  const meaning = `bit ${worst.bit} of a byte (7 is the highest) is one, ` +
    `${decimals(worst.standardScore, 1)} sigma off`;
  if (isEveryCount(limits, bytes.samples)) return cannotDepart(name, value, meaning);
  return {
    comparison: worst.ones >= limits.least && worst.ones <= limits.most ? "fits" : "departs",
    name,
    value,
    expected: `${percent(limits.least)} to ${percent(limits.most)}`,
    meaning,
    falseAlarms: bitPositions.length * limits.shareOutside,
  };
}

/** For the worst of 64 lags: fair data is further off in 64 x 2 x Q(4.9) = 6.1e-5 of all cases. */
export const MAX_LAG_SCORE = 4.9;

function autocorrelationLine({ autocorrelation, autocorrelationBits }: StreamStatistics): TestLine {
  const name = "worst autocorrelation";
  if (autocorrelation.length === 0) {
    return noteLine("missing", name, "-", "", "too few bits");
  }
  // Pairs of fair bits are equal or not alike: a binomial count at each distance.
  const compared = autocorrelation.map((one) => {
    const pairs = autocorrelationBits - one.lagBits;
    const equal = Math.round((1 + one.correlation) * pairs / 2);
    const limits = fairCounts(pairs, 0.5, MAX_LAG_SCORE);
    return { ...one, limits, pairs, fits: equal >= limits.least && equal <= limits.most };
  });
  // At larger distances there are fewer pairs, which can depart less: of few enough no count does.
  const telling = compared.filter(({ limits, pairs }) => !isEveryCount(limits, pairs));
  const worst = (telling.length > 0 ? telling : compared).reduce((a, b) =>
    (a.fits && !b.fits) ||
      (a.fits === b.fits && Math.abs(b.standardScore) > Math.abs(a.standardScore))
      ? b
      : a
  );
  const correlation = (equal: number) => decimals(2 * equal / worst.pairs - 1, 6);
  if (telling.length === 0) {
    return cannotDepart(name, decimals(worst.correlation, 6), `bits ${worst.lagBits} apart`);
  }
  return {
    comparison: worst.fits ? "fits" : "departs",
    name,
    value: decimals(worst.correlation, 6),
    expected: `${correlation(worst.limits.least)} to ${correlation(worst.limits.most)}`,
    meaning:
      `bits ${worst.lagBits} apart, ${decimals(worst.standardScore, 1)} sigma off; largest of ` +
      `${telling.length} distances`,
    falseAlarms: telling.reduce((sum, { limits }) => sum + limits.shareOutside, 0),
  };
}

function band(middle: number, room: number, digits: number): string {
  return `${decimals(middle - room, digits)} to ${decimals(middle + room, digits)}`;
}

/** Whether no count is outside. */
function isEveryCount(
  { least, most }: Pick<FairCounts, "least" | "most">,
  trials: number,
): boolean {
  return least <= 0 && most >= trials;
}

function countBand({ least, most }: Pick<FairCounts, "least" | "most">): string {
  return `${grouped(least)} to ${grouped(most)}`;
}
