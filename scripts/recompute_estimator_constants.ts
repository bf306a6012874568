/**
 * Derives the constants of the estimators and of the FIPS 140-2 stream anew and fails when one differs.
 *
 *     deno run -R scripts/recompute_estimator_constants.ts
 */
import {
  FIPS_BLOCK_BYTES,
  FIPS_LONG_RUN_BITS,
  FIPS_ONES,
  FIPS_POKER,
  FIPS_RUNS,
} from "../lib/fips_140_2/limits.ts";
import { MIN_POKER_TAIL, POKER_TAIL_FACTOR, pokerStatistic } from "../lib/fips_140_2/extremes.ts";
import { acceptableCounts } from "../lib/math/binomial.ts";
import { NORMAL_QUANTILE_0_995 } from "../lib/sp800_90b/estimators/most_common_value.ts";
import { findRoot } from "../lib/math/root.ts";
import { chiSquareUpper } from "../lib/math/special_functions.ts";
import { sumOfSquaresDistribution } from "./constants/sum_of_squares.ts";
import { orEnd, parseScriptArguments } from "./command_line.ts";

orEnd(
  "constants",
  () =>
    parseScriptArguments(
      {
        script: "scripts/recompute_estimator_constants.ts",
        description: "Derive the constants of the estimators anew",
      },
      [],
      Deno.args,
    ),
);

const BITS = 8 * FIPS_BLOCK_BYTES;
const NIBBLES = BITS / 4;
let failed = false;

function check(name: string, holds: boolean, detail: string): void {
  failed ||= !holds;
  Deno.stdout.writeSync(
    new TextEncoder().encode(`${holds ? "ok  " : "FAIL"} ${name}: ${detail}\n`),
  );
}

// The square of a standard normal variable is chi-square with one degree of freedom.
const square = findRoot((x) => 0.01 - chiSquareUpper(x, 1), 1, 20, -1, 1);
check(
  "normal quantile",
  Math.abs(Math.sqrt(square) - NORMAL_QUANTILE_0_995) < 1e-13,
  `0.995 quantile ${Math.sqrt(square)}`,
);

// The standard's interval is exclusive and symmetric; 1e-4 is its stated false-alarm rate.
const ones = acceptableCounts(BITS, 0.5, 0.5e-4);
check(
  "monobit",
  FIPS_ONES.least === ones.least + 1 && FIPS_ONES.most === ones.most - 1 ||
    FIPS_ONES.least === ones.least && FIPS_ONES.most === ones.most,
  `exact interval at 1e-4: ${ones.least} to ${ones.most}, the standard's ${FIPS_ONES.least} to ${FIPS_ONES.most}`,
);

// X between 2.16 and 46.17, exclusive, as sums of squares; sums are even because 5,000 is.
const sumOf = (x: number): number => (x + NIBBLES) * NIBBLES / 16;
check(
  "poker",
  FIPS_POKER.least === 2 * Math.ceil(sumOf(2.16) / 2) &&
    FIPS_POKER.most === 2 * Math.floor(sumOf(46.17) / 2),
  `2.16 and 46.17 are sums of ${sumOf(2.16)} and ${sumOf(46.17)}; ` +
    `tails ${(1 - chiSquareUpper(2.16, 15)).toExponential(2)} and ${
      chiSquareUpper(46.17, 15).toExponential(2)
    }`,
);

// Runs of one kind and length k: mean n / 2^(k + 2); the limits are symmetric about it, and the number of
// deviations is about the normal quantile of 1e-4, two-sided, which is 3.89.
FIPS_RUNS.forEach(({ least, most }, i) => {
  const k = i + 1;
  const mean = k < 6 ? (BITS - k + 3) / 2 ** (k + 2) : (BITS - 4) / 2 ** 7;
  const width = (most - least) / 2 / Math.sqrt(mean);
  check(
    `runs of ${k}${k === 6 ? " and more" : ""}`,
    Math.abs((most + least) / 2 - mean) < 1 && width > 3 && width < 4.5,
    `mean ${mean.toFixed(2)}, limits ${least} to ${most}, ${
      width.toFixed(2)
    } roots of the mean away`,
  );
});

// Runs of 26 bits and more of either kind: about n 2^-26 of them begin in a block of fair bits.
const expected = 2 * (BITS - FIPS_LONG_RUN_BITS + 2) / 2 ** (FIPS_LONG_RUN_BITS + 1);
check(
  "long run",
  expected < 1e-3 && 2 * expected > 1e-4,
  `${expected.toExponential(2)} runs of ${FIPS_LONG_RUN_BITS} bits a block`,
);

// Each tail of X, value by value from the far end, against that of chi-square with 15 degrees of freedom.
const exact = sumOfSquaresDistribution(NIBBLES);
for (const side of ["lower", "upper"] as const) {
  let tail = 0, most = 0;
  const values = Array.from(
    exact.probabilities,
    (probability, i) => [pokerStatistic(exact.first + exact.step * i), probability] as const,
  );
  if (side === "upper") values.reverse();
  for (const [x, probability] of values) {
    tail += Math.max(0, probability);
    const upper = chiSquareUpper(Math.max(0, x), 15);
    const asChiSquare = side === "upper" ? upper : 1 - upper;
    if (asChiSquare < MIN_POKER_TAIL) continue;
    if (asChiSquare > 1e-4) break;
    most = Math.max(most, tail / asChiSquare);
  }
  check(
    `poker of many blocks, ${side} tail`,
    most > 1 && most <= POKER_TAIL_FACTOR,
    `at most ${most.toFixed(3)} times that of chi-square from ${MIN_POKER_TAIL} to 1e-4`,
  );
}

Deno.exit(failed ? 1 : 0);
