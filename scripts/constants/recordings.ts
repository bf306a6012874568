import {
  MIN_OTHER_BYTES,
  PAIRING_BEYOND,
  PAIRING_ROOTS,
} from "../../lib/assess/binary_number_guess.ts";
import { INFLATION, MAX_DEPENDENCE } from "../../lib/assess/drift.ts";
import { type Check, compare } from "./check.ts";

/** What samples of a recording may have by chance, or by a correlation that falls to 1/e in a quarter of a part. */
export function checkRecordings(): Check {
  const { inflation, dependence } = quarterPartCorrelation();
  return {
    name: "drift, and places of binary numbers",
    detail: `dependence ${dependence.toFixed(4)}, inflation ${inflation.toFixed(4)}, ` +
      `${MIN_OTHER_BYTES} bytes`,
    problems: [
      ...MAX_DEPENDENCE <= dependence
        ? compare("MAX_DEPENDENCE", MAX_DEPENDENCE, dependence, 5e-3)
        : [`MAX_DEPENDENCE is ${MAX_DEPENDENCE}, at most ${dependence}`],
      ...INFLATION >= inflation
        ? compare("INFLATION", INFLATION, inflation, 1e-2)
        : [`INFLATION is ${INFLATION}, at least ${inflation}`],
      ...compare("MIN_OTHER_BYTES", MIN_OTHER_BYTES, Math.log2(2 / 2 ** -31), 0),
      ...pairingProblems(),
    ],
  };
}

/** Whether the bound for two chi-square statistics is below 1e-9 at every degree of freedom of pairs of bytes. */
function pairingProblems(): readonly string[] {
  const logBound = (degrees: number) => {
    const x = PAIRING_ROOTS * Math.sqrt(degrees) + PAIRING_BEYOND;
    // Where its derivative is 0: x s^2 + 2 d s - x = 0.
    const s = (Math.sqrt(degrees ** 2 + x ** 2) - degrees) / x;
    return -degrees / 2 * Math.log1p(-(s ** 2)) - s * x / 2;
  };
  for (let degrees = 1; degrees <= 255 ** 2; degrees++) {
    const bound = Math.exp(logBound(degrees));
    if (!(bound < 1e-9)) {
      return [`PAIRING_ROOTS and PAIRING_BEYOND leave ${bound} at ${degrees} degrees of freedom`];
    }
  }
  return [];
}

/** The integral of e^-x over two parts of four correlation lengths each, and over one. */
function quarterPartCorrelation(): { readonly inflation: number; readonly dependence: number } {
  const lengths = 4;
  const within = 2 * (lengths - 1 + Math.exp(-lengths));
  const between = (1 - Math.exp(-lengths)) ** 2;
  const neighbours = between / within;
  const at = (distance: number) => (4 * Math.exp(-distance) - Math.exp(-2 * distance)) / 3;
  return {
    // Of twenty parts a stretch, each correlated with the next, and as much less with those behind.
    inflation: 1 + 2 * neighbours / (1 - Math.exp(-lengths)),
    dependence: 1 - (1 - at(1)) / (1 - at(lengths)),
  };
}
