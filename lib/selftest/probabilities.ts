import { binomialTail } from "../math/binomial.ts";
import { longestRunProbability } from "../math/longest_run.ts";
import { BEYOND_CHANCE, beyondChance, SIGNIFICANCE } from "./bounds.ts";

/** More than what `binomialTail` leaves out. */
const LEFT_OUT = 1e-27;

/** Upper bounds of the probability that a statistic of fair bits is at least as far out as a value. */
export const probabilities = {
  /** Two-sided and exact, of ones among fair bits. */
  fairBinomial: (bits: number, ones: number): number =>
    2 * (binomialTail(bits, 1 / 2, Math.max(ones, bits - ones)) + LEFT_OUT),

  /** The significance that belongs to the bound which is passed: of the test, or of what chance explains. */
  sumOfSquares: (bits: number, value: number): number => {
    const { least, most } = beyondChance(bits).sumOfSquares;
    return value < least || value > most ? BEYOND_CHANCE : SIGNIFICANCE;
  },

  /** The same; twelve statistics share the significance of the test. */
  runs: (bits: number, index: number, value: number): number => {
    const { least, most } = beyondChance(bits).runs[index];
    return value < least || value > most ? BEYOND_CHANCE : SIGNIFICANCE / 12;
  },

  /** Exact. */
  longestRun: (bits: number, length: number): number => longestRunProbability(bits, length),

  /** Each of the sets of so many of the 16 values is missing with (1 - missing / 16)^nibbles. */
  absentNibbles: (bits: number, missing: number): number => {
    let sets = 1;
    for (let i = 0; i < missing; i++) sets = sets * (16 - i) / (i + 1);
    return sets * (1 - missing / 16) ** (bits / 4);
  },

  /** Each pair of the words of 8 bytes is equal with 2^-64. */
  repeatedWords: (bytes: number): number => {
    const words = bytes - 7;
    return words * (words - 1) / 2 * 2 ** -64;
  },
} as const;
