import { atLeast } from "../math/binomial.ts";
import { BEYOND_CHANCE, beyondChance, SIGNIFICANCE } from "./bounds.ts";

/** More than the rounding of a binomial tail, relative. */
const ROUNDED = 1 + 1e-12;

/** Upper bounds of the probability that a statistic of fair bits is at least as far out as a value. */
export const probabilities = {
  /** Two-sided and exact but for rounding, of ones among fair bits. */
  fairBinomial: (bits: number, ones: number): number =>
    // The least number where it is even less: an upper bound is never 0.
    Math.max(Number.MIN_VALUE, 2 * ROUNDED * atLeast(Math.max(ones, bits - ones), bits, 1 / 2)),

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

  /** The sum over the places where such a run can begin: see `longestRunBounds`. */
  longestRun: (bits: number, length: number): number =>
    Math.max(Number.MIN_VALUE, (bits - length + 2) * 2 ** -length),

  /** Each of the sets of so many of the 16 values is missing with (1 - missing / 16)^nibbles. */
  absentNibbles: (bits: number, missing: number): number => {
    let sets = 1;
    for (let i = 0; i < missing; i++) sets = sets * (16 - i) / (i + 1);
    return Math.max(Number.MIN_VALUE, sets * (1 - missing / 16) ** (bits / 4));
  },

  /** Each pair of the words of 8 bytes is equal with 2^-64. */
  repeatedWords: (bytes: number): number => {
    const words = bytes - 7;
    return words * (words - 1) / 2 * 2 ** -64;
  },
} as const;
