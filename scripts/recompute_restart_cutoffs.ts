/**
 * Derives cutoffs of the restart tests' sanity check anew and fails when one differs:
 *
 *     deno run -R scripts/recompute_restart_cutoffs.ts
 *
 * lib/sp800_90b/restart.ts sums binomial tails over the symbols. Here the probability is that of the multinomial
 * distribution itself: n! times the coefficient of x^n in the product of the symbols' truncated exponential
 * series, all terms positive.
 */
import { restartCutoff } from "../lib/sp800_90b/restart.ts";
import { orEnd, parseScriptArguments } from "./command_line.ts";

orEnd(
  "constants",
  () =>
    parseScriptArguments(
      {
        script: "scripts/recompute_restart_cutoffs.ts",
        description: "Derive the cutoffs of the restart tests anew",
      },
      [],
      Deno.args,
    ),
);

/** Samples of a row, and alpha of 1,000 rows and 1,000 columns (section 3.1.4.3). */
const TRIALS = 1_000;
const ALPHA = 1 - 0.99 ** (1 / 2_000);

/** e^-m m^j / j! for j up to `most`, m the mean. */
function poisson(mean: number, most: number): Float64Array {
  const terms = new Float64Array(TRIALS + 1);
  let logTerm = -mean;
  for (let j = 0; j <= most; j++) {
    terms[j] = Math.exp(logTerm);
    logTerm += Math.log(mean) - Math.log(j + 1);
  }
  return terms;
}

function multiply(a: Float64Array, b: Float64Array): Float64Array {
  const product = new Float64Array(TRIALS + 1);
  for (let i = 0; i <= TRIALS; i++) {
    if (a[i] === 0) continue;
    for (let j = 0; i + j <= TRIALS; j++) product[i + j] += a[i] * b[j];
  }
  return product;
}

function power(base: Float64Array, exponent: number): Float64Array {
  let result: Float64Array = new Float64Array(TRIALS + 1);
  result[0] = 1;
  for (let square = base, left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = multiply(result, square);
    if (left > 1) square = multiply(square, square);
  }
  return result;
}

/** P(some symbol comes more than `most` times) under the near-uniform distribution of that min-entropy. */
function exceedance(minEntropy: number, most: number): number {
  const probability = 2 ** -minEntropy;
  const symbols = Math.floor(2 ** minEntropy);
  const rest = 1 - symbols * probability;
  const series = (bound: number) => {
    const likely = power(poisson(TRIALS * probability, bound), symbols);
    const all = rest < 1e-12 ? likely : multiply(likely, poisson(TRIALS * rest, bound));
    return all[TRIALS];
  };
  return 1 - series(most) / series(TRIALS);
}

/** Near one bit the symbol that takes what is left counts as well. */
const CUTOFFS = [[0.9, 605], [0.7, 683], [0.993, 573], [1, 572], [7.2, 25], [8, 19]] as const;

let failed = false;
for (const [minEntropy, wanted] of CUTOFFS) {
  const cutoff = restartCutoff(TRIALS, minEntropy, ALPHA);
  const [at, below] = [exceedance(minEntropy, wanted), exceedance(minEntropy, wanted - 1)];
  const holds = cutoff === wanted && at <= ALPHA && below > ALPHA;
  failed ||= !holds;
  const text = `${holds ? "ok  " : "FAIL"} restart cutoff at H_I = ${minEntropy}: ${cutoff}; ` +
    `P(more) = ${at.toExponential(3)}, P(as many or more) = ${below.toExponential(3)}, ` +
    `alpha = ${ALPHA.toExponential(3)}\n`;
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}
Deno.exit(failed ? 1 : 0);
