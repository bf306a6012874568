import { erfc } from "../math/special_functions.ts";
import type { BitSequence } from "./bit_sequence.ts";
import { hasEnoughCycles } from "./random_excursions.ts";

/** x: distances from 0 whose visits are counted. */
export const EXCURSION_VARIANT_STATES: readonly number[] = [
  ...[-9, -8, -7, -6, -5, -4, -3, -2, -1],
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9],
];

export interface RandomExcursionsVariantResult {
  /** J */
  readonly cycles: number;
  /** Whether there are enough cycles for the test to apply, as in the random excursions test. */
  readonly applicable: boolean;
  readonly states: readonly {
    readonly state: number;
    /** xi(x): visits in all cycles. */
    readonly visits: number;
    readonly pValue: number;
  }[];
}

/** Random excursions variant test, SP 800-22 Rev. 1a section 2.15: how often is each state visited in all? */
export function randomExcursionsVariant(
  { bits, length }: BitSequence,
): RandomExcursionsVariantResult {
  const reach = 9;
  const visits = new Uint32Array(2 * reach + 1);
  let sum = 0;
  for (let i = 0; i < length; i++) {
    sum += 2 * bits[i] - 1;
    if (sum >= -reach && sum <= reach) visits[sum + reach]++;
  }
  const cycles = visits[reach] + (sum === 0 ? 0 : 1);
  return {
    cycles,
    applicable: hasEnoughCycles(cycles, length),
    states: EXCURSION_VARIANT_STATES.map((state) => {
      const ofState = visits[state + reach];
      // Each cycle has mean 1 and variance 4 |x| - 2.
      const deviation = Math.sqrt(cycles * (4 * Math.abs(state) - 2));
      const pValue = erfc(Math.abs(ofState - cycles) / (Math.SQRT2 * deviation));
      return { state, visits: ofState, pValue };
    }),
  };
}
