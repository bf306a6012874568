import type { StreamStatistics, SymbolStatistics } from "../../assess/stream_types.ts";
import { decimals, grouped, probability } from "../numbers.ts";
import {
  comparePValue,
  compareScore,
  MAX_STANDARD_SCORE,
  type TestGroup,
  type TestLine,
} from "./test_line.ts";

/** Byte and bit statistics, with the figures of ent(1). */
export function statisticsGroups(statistics: StreamStatistics): TestGroup[] {
  return [
    {
      title: "Bytes",
      note: `${grouped(statistics.bytes.samples)} bytes; the figures are computed as ent(1) does.`,
      lines: [...symbolLines(statistics.bytes, "byte"), piLine(statistics)],
    },
    {
      title: "Bits",
      note: `${grouped(statistics.bits.samples)} bits, most significant first.`,
      lines: [
        ...symbolLines(statistics.bits, "bit"),
        positionLine(statistics),
        autocorrelationLine(statistics),
      ],
    },
  ];
}

function symbolLines(of: SymbolStatistics, unit: "byte" | "bit"): TestLine[] {
  const { samples, degreesOfFreedom } = of;
  const width = unit === "byte" ? 8 : 1;
  // Fair counts lose (k - 1) / (2 n ln 2) bits to chance, to first order (Miller 1955).
  const expectedEntropy = width - degreesOfFreedom / (2 * samples * Math.LN2);
  // Values 0 to k - 1 alike have a variance of (k^2 - 1) / 12.
  const meanDeviation = Math.sqrt(((degreesOfFreedom + 1) ** 2 - 1) / 12 / samples);
  const correlation = of.serialCorrelation;
  // Of independent samples it is normal with a standard deviation of 1 / sqrt(n).
  const correlationDeviation = 1 / Math.sqrt(samples);
  // The approximation by a chi-square distribution wants five samples a cell.
  const enough = samples >= 5 * (degreesOfFreedom + 1);
  const meanDigits = Math.min(6, Math.max(2, Math.ceil(-Math.log10(meanDeviation)) + 1));
  return [
    {
      comparison: "info",
      name: "Shannon entropy",
      value: `${decimals(of.shannonEntropy, 6)} bits`,
      expected: `${decimals(expectedEntropy, 6)}`,
      meaning: `of the counts, a ${unit}; knows no order`,
    },
    {
      comparison: "info",
      name: "min-entropy of counts",
      value: `${decimals(of.histogramMinEntropy, 6)} bits`,
      expected: `below ${width}`,
      meaning: `from the most common ${unit}`,
    },
    {
      comparison: enough ? comparePValue(of.chiSquarePValue) : "missing",
      name: "chi-square",
      value: decimals(of.chiSquare, 2),
      expected: `${degreesOfFreedom} +- ${decimals(Math.sqrt(2 * degreesOfFreedom), 1)}`,
      meaning: enough
        ? `all ${unit}s equally common; p = ${probability(of.chiSquarePValue)}`
        : `needs ${grouped(5 * (degreesOfFreedom + 1))} ${unit}s to say anything`,
    },
    {
      comparison: compareScore((of.mean - of.expectedMean) / meanDeviation),
      name: "mean",
      value: decimals(of.mean, meanDigits),
      expected: `${of.expectedMean} +- ${decimals(MAX_STANDARD_SCORE * meanDeviation, meanDigits)}`,
      meaning: `of the ${unit} values`,
    },
    correlation === null
      ? {
        comparison: "departs",
        name: "serial correlation",
        value: "none",
        expected: "0",
        meaning: `all ${unit}s are equal`,
      }
      : {
        comparison: compareScore(correlation / correlationDeviation),
        name: "serial correlation",
        value: decimals(correlation, 6),
        expected: `0 +- ${decimals(MAX_STANDARD_SCORE * correlationDeviation, 6)}`,
        meaning: `of each ${unit} with the next`,
      },
  ];
}

function piLine({ monteCarloPi, monteCarloPoints }: StreamStatistics): TestLine {
  const base = { name: "Monte Carlo pi", meaning: "points of 6 bytes inside a circle" };
  if (monteCarloPi === null) {
    return { ...base, comparison: "missing", value: "-", expected: "6 bytes or more" };
  }
  // A share of pi / 4 of the points is inside: a binomial count, times 4.
  const share = Math.PI / 4;
  const deviation = 4 * Math.sqrt(share * (1 - share) / monteCarloPoints);
  return {
    ...base,
    comparison: compareScore((monteCarloPi - Math.PI) / deviation),
    value: decimals(monteCarloPi, 6),
    expected: `3.141593 +- ${decimals(MAX_STANDARD_SCORE * deviation, 6)}`,
  };
}

/** For the worst of 8 positions: fair data is further off in 8 x 2 x Q(4.5) = 5.4e-5 of all cases. */
export const MAX_POSITION_SCORE = 4.5;

function positionLine({ bitPositions }: StreamStatistics): TestLine {
  const worst = bitPositions.reduce((a, b) =>
    Math.abs(b.standardScore) > Math.abs(a.standardScore) ? b : a
  );
  return {
    comparison: compareScore(worst.standardScore, MAX_POSITION_SCORE),
    name: "worst bit position",
    value: `${decimals(worst.standardScore, 2)} sigma`,
    expected: `0 +- ${MAX_POSITION_SCORE}`,
    meaning: `bit ${worst.bit} of a byte (7 is the highest) is one in ` +
      `${decimals(100 * worst.proportion, 3)} percent`,
  };
}

/** For the worst of 64 lags: fair data is further off in 64 x 2 x Q(4.9) = 6.1e-5 of all cases. */
export const MAX_LAG_SCORE = 4.9;

function autocorrelationLine({ autocorrelation }: StreamStatistics): TestLine {
  if (autocorrelation.length === 0) {
    return {
      comparison: "missing",
      name: "worst autocorrelation",
      value: "-",
      expected: "",
      meaning: "too few bits",
    };
  }
  const worst = autocorrelation.reduce((a, b) =>
    Math.abs(b.standardScore) > Math.abs(a.standardScore) ? b : a
  );
  return {
    comparison: compareScore(worst.standardScore, MAX_LAG_SCORE),
    name: "worst autocorrelation",
    value: `${decimals(worst.standardScore, 2)} sigma`,
    expected: `0 +- ${MAX_LAG_SCORE}`,
    meaning: `bits ${worst.lagBits} apart; largest of ${autocorrelation.length} distances`,
  };
}
