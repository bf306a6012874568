import { MAX_INFORMATION_DEVIATION_BITS } from "../../lib/assess/select_bits.ts";
import { type Check, compare } from "./check.ts";

/** The largest standard deviation of the information of one bit, whatever it depends on, on a grid of probabilities. */
export function checkBitInformation(): Check {
  let most = 0, at = 0;
  for (let i = 1; i <= 500_000; i++) {
    const p = i / 1e6;
    const secondMoment = p * Math.log2(p) ** 2 + (1 - p) * Math.log2(1 - p) ** 2;
    if (secondMoment > most) [most, at] = [secondMoment, p];
  }
  return {
    name: "information of one bit",
    detail: `its standard deviation is at most the square root of ${most.toFixed(4)}, at p = ${
      at.toFixed(4)
    }`,
    problems: compare(
      "MAX_INFORMATION_DEVIATION_BITS",
      MAX_INFORMATION_DEVIATION_BITS,
      Math.sqrt(most),
      5e-5,
    ),
  };
}
