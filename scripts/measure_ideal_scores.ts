/**
 * Measures how often the assessed min-entropy of ideal data lies outside of the band that lib/assess/ideal_score.ts
 * derives for its length and width:
 *
 *     deno task coverage:scores [--runs N] [--samples N] [--first N]
 *
 * The data is the key stream of AES-128 in counter mode under the keys first, first + 1, ..., so that every run of
 * this script sees the same. Prints the recordings outside, their share with its 99 percent interval, and fails when
 * that lies above the share that the band leaves out. Before, it measures the deviation of the compression estimate,
 * and fails where the fit of `compressionDeviations` is more than four standard errors off.
 */
import { compressionDeviations, idealBand } from "../lib/assess/ideal_score.ts";
import { clopperPearson } from "../lib/math/binomial.ts";
import { compression } from "../lib/sp800_90b/estimators/compression.ts";
import { assessNonIid } from "./assess_non_iid.ts";
import { parseScriptArguments, runScript, wholeNumber } from "./command_line.ts";
import { fairBytes } from "./fair_keys.ts";

/** The score of one ideal recording; a symbol is the low bits of a byte. */
export function idealScoreOf(
  run: number,
  bitsPerSymbol: number,
  samples: number,
): number {
  const mask = 2 ** bitsPerSymbol - 1;
  const symbols = fairBytes(samples, run).map((byte) => byte & mask);
  return assessNonIid({ symbols, bitsPerSymbol }).assessedMinEntropy;
}

/**
 * Root mean square of the deviations of compression estimates of fair bits that lie below the expected one, which is
 * 1 where they are as far off as a normal figure. Those above are cut off at one bit. The standard error is that of
 * normal figures.
 */
export function deviationBelow(
  bits: number,
  runs: number,
): { deviation: number; standardError: number } {
  let below = 0, sumOfSquares = 0;
  for (let run = 0; run < runs; run++) {
    const values = fairBytes(bits, run).map((byte) => byte & 1);
    const { minEntropy } = compression({ values, alphabetSize: 2 });
    const deviation = compressionDeviations(minEntropy, bits);
    if (deviation >= 0) continue;
    below++;
    sumOfSquares += deviation * deviation;
  }
  return { deviation: Math.sqrt(sumOfSquares / below), standardError: 1 / Math.sqrt(2 * below) };
}

/** Bits of a recording, and so many of them. */
const MEASURED_DEVIATIONS = [[10_000, 20_000], [100_000, 3_000], [600_000, 600]] as const;

const OPTIONS = [
  { name: "runs", value: "N", summary: "so many recordings of each width; default 300" },
  { name: "samples", value: "N", summary: "so long; default 10000" },
  { name: "first", value: "N", summary: "the first key of AES-128; default 0" },
];

if (import.meta.main) {
  await runScript("coverage:scores", () => {
    const given = parseScriptArguments("coverage:scores", OPTIONS, Deno.args);
    const runs = wholeNumber(given, "runs", { otherwise: 300 });
    const samples = wholeNumber(given, "samples", { otherwise: 10_000 });
    const first = wholeNumber(given, "first", { otherwise: 0, least: 0 });
    let fitted = true;
    for (const [bits, recordings] of MEASURED_DEVIATIONS) {
      const { deviation, standardError } = deviationBelow(bits, recordings);
      fitted &&= Math.abs(deviation - 1) < 4 * standardError;
      console.log(
        `compression of ${bits} bits: ${deviation.toFixed(3)} of the fitted deviation below, ` +
          `standard error ${standardError.toFixed(3)}`,
      );
    }
    let below = 0, above = 0, stated = 0;
    for (let bitsPerSymbol = 1; bitsPerSymbol <= 8; bitsPerSymbol++) {
      const band = idealBand(bitsPerSymbol, samples);
      if (band === null) throw new RangeError(`There is no band for ${samples} samples`);
      stated += (band.shareBelow + band.shareAbove) / 8;
      const scores: number[] = [];
      for (let run = first; run < first + runs; run++) {
        scores.push(idealScoreOf(run, bitsPerSymbol, samples));
      }
      const low = scores.filter((score) => score < band.least).length;
      const high = scores.filter((score) => score > band.most).length;
      console.log(
        `${bitsPerSymbol} bits: ${band.least.toFixed(4)} to ${
          band.most.toFixed(4)
        }, ${low} below and ` +
          `${high} above of ${runs}; ${Math.min(...scores).toFixed(4)} to ${
            Math.max(...scores).toFixed(4)
          }`,
      );
      below += low;
      above += high;
    }
    const { least, most } = clopperPearson(below + above, 8 * runs, 0.99);
    console.log(
      `${below} below and ${above} above of ${
        8 * runs
      }: 99 percent interval of the share outside ` +
        `${(100 * least).toFixed(3)} to ${(100 * most).toFixed(3)} percent; the bands leave out ` +
        `${(100 * stated).toFixed(3)}`,
    );
    if (least > stated || !fitted) Deno.exit(1);
  });
}
