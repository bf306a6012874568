import type { ConditioningResult } from "../../sp800_90b/conditioning.ts";
import { entropyText, grouped } from "../numbers.ts";

/** An entropy with its unit: "1 bit", "7.8 bits". */
export function entropyBits(value: number): string {
  const text = entropyText(value);
  return `${text} bit${text === "1" ? "" : "s"}`;
}

/**
 * The entropy of an output, which may be short of its bits by less than a double can tell: that is said unless it is
 * full entropy, which by its definition may be.
 */
export function outputBitsText(
  { entropy, epsilon, fullEntropy, component: { outputBits } }: ConditioningResult,
): string {
  const text = entropyBits(entropy);
  return fullEntropy !== false || epsilon === 0 || entropy < outputBits
    ? text
    : `just under ${text} (${grouped(outputBits)} - ${shortfallText(epsilon * outputBits)})`;
}

/** With three digits, and never less than it is. */
function shortfallText(value: number): string {
  const [digits, power] = value.toExponential(2).split("e") as [string, string];
  const up = Number(`${digits}e${power}`) < value ? Number(digits) + 0.01 : Number(digits);
  // 9.99 goes over into the next power.
  return Number(`${up.toFixed(2)}e${power}`).toExponential(2);
}

/** Decimals in which every double below 1 is told from 1. */
const DECIMALS_BELOW_ONE = 17;

/** The share of an output that is missing: three decimals, and as many more as it takes for it not to look like all. */
export function missingShare({ epsilon, entropy }: ConditioningResult): string {
  if (epsilon > 0 && epsilon < 0.001) return `= ${epsilon.toExponential(2)}`;
  if (epsilon === 1 && entropy > 0) return "just under 1";
  let digits = 3;
  while (epsilon < 1 && Number(epsilon.toFixed(digits)) === 1 && digits < DECIMALS_BELOW_ONE) {
    digits++;
  }
  return `= ${Number(epsilon.toFixed(digits))}`;
}
