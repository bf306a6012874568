import type { ConditioningResult } from "../../sp800_90b/conditioning.ts";
import {
  computedProbability,
  digitsUp,
  entropyText,
  grouped,
  MIN_COMPUTED_PROBABILITY,
} from "../numbers.ts";

/** An entropy with its unit: "1 bit", "7.8 bits". */
export function entropyBits(value: number, isLimit = false): string {
  const text = entropyText(value, isLimit);
  return `${text} bit${text === "1" ? "" : "s"}`;
}

/**
 * The entropy of an output, which may be short of its bits by less than a double can tell: that is said unless it is
 * full entropy, which by its definition may be.
 */
export function outputBitsText(
  { entropy, epsilon, fullEntropy, component: { outputBits } }: ConditioningResult,
  isLimit = false,
): string {
  const text = entropyBits(entropy, isLimit);
  if (isLimit || fullEntropy !== false || epsilon === 0 || entropy < outputBits) return text;
  const shortfall = digitsUp(epsilon * outputBits, 3).toExponential(2);
  return `just under ${text} (${grouped(outputBits)} - ${shortfall})`;
}

/** Decimals in which every double below 1 is told from 1. */
const DECIMALS_BELOW_ONE = 17;

/**
 * The share of an output that is missing: three decimals, and as many more as it takes for it not to look like all.
 *
 * @param isLeast whether no less is missing: the share is never told more than it is then
 */
export function missingShare(
  { epsilon, entropy }: ConditioningResult,
  isLeast = false,
): string {
  if (epsilon < MIN_COMPUTED_PROBABILITY) return computedProbability(epsilon);
  if (isLeast) return `= ${entropyText(epsilon)}`;
  if (epsilon < 0.001) return `= ${epsilon.toExponential(2)}`;
  if (epsilon === 1 && entropy > 0) return "just under 1";
  let digits = 3;
  while (epsilon < 1 && Number(epsilon.toFixed(digits)) === 1 && digits < DECIMALS_BELOW_ONE) {
    digits++;
  }
  return `= ${Number(epsilon.toFixed(digits))}`;
}
