import { counted } from "../math/amounts.ts";
import type { DataSetPool } from "./data_set_pool.ts";
import type { MostCommonValueEstimates } from "./data_set_service.ts";
import type { IidResult } from "./iid.ts";
import { checkSymbols, STANDARD_SAMPLES } from "./non_iid_track.ts";
import {
  type PermutationOptions,
  type PermutationProgress,
  type PermutationResult,
  runPermutationTests,
} from "./permutation_tests.ts";
import type { SymbolSequence } from "./types.ts";

/** The IID track of SP 800-90B: sections 5.1, 5.2 and 6.1. */
export interface IidTrackResult {
  readonly samples: number;
  readonly bitsPerSymbol: number;
  readonly alphabetSize: number;
  /** False below 1,000,000 samples, which section 3.1.1 asks for. */
  readonly enoughSamples: boolean;
  /** Section 5.2. */
  readonly chiSquareAndRepeats: IidResult;
  /** Section 5.1; null where section 5.2 said no and nobody asked for the rest. */
  readonly permutation: PermutationResult | null;
  /**
   * Whether there is no evidence against the data being IID; null when time ran out before it was known, or a test of
   * section 5.2 needs more samples.
   */
  readonly passed: boolean | null;
  /** Section 6.1. */
  readonly mostCommonValue: MostCommonValueEstimates;
  /**
   * min(H_original, n H_bitstring) of section 3.1.3 from most common value estimates, in bits a symbol. It
   * counts for data that is IID only.
   */
  readonly assessedMinEntropy: number;
}

/** How much data the permutation tests need: each lag of 32 has a pair, of 8 bits each for two symbols. */
const MIN_SYMBOLS = 33;
const MIN_BITS = 8 * 32 + 1;

/**
 * Runs the IID track on a data set that all threads have. Section 5.2 takes a fraction of a second and comes
 * first; section 5.1 follows if that found nothing, or with `complete`.
 *
 * @throws {RangeError} When the data cannot be assessed (see `checkSymbols`), or is too short: fewer than 33
 * samples, or fewer than 257 of two symbols.
 */
export async function assessIidTrack(
  pool: DataSetPool,
  dataSet: string,
  recording: SymbolSequence,
  options: PermutationOptions,
  onProgress: (progress: PermutationProgress) => void = () => {},
): Promise<IidTrackResult> {
  const { alphabetSize } = checkSymbols(recording);
  const { symbols, bitsPerSymbol } = recording;
  const least = alphabetSize === 2 ? MIN_BITS : MIN_SYMBOLS;
  if (symbols.length < least) {
    throw new RangeError(
      `Cannot run the permutation tests on ${
        counted(symbols.length, "sample")
      }: ${least} are needed`,
    );
  }
  const [chiSquareAndRepeats, mostCommonValue] = await Promise.all([
    pool.ask<IidResult>({ kind: "iid", dataSet }),
    pool.ask<MostCommonValueEstimates>({ kind: "most_common_value", dataSet }),
  ]);
  const permutation = chiSquareAndRepeats.passed !== false || options.complete
    ? await runPermutationTests(pool.shuffleWorkers(dataSet), options, onProgress)
    : null;
  const { original, bitstring } = mostCommonValue;
  return {
    samples: symbols.length,
    bitsPerSymbol,
    alphabetSize,
    enoughSamples: symbols.length >= STANDARD_SAMPLES,
    chiSquareAndRepeats,
    permutation,
    passed: permutation === null || permutation.passed === false
      ? false
      : chiSquareAndRepeats.passed && permutation.passed,
    mostCommonValue,
    assessedMinEntropy: Math.min(
      original.minEntropy,
      bitstring === null ? Infinity : bitsPerSymbol * bitstring.minEntropy,
    ),
  };
}
