import { renameSymbols } from "./sequence.ts";
import {
  ESTIMATOR_NAMES,
  type EstimatorOutcome,
  type NonIidAssessment,
  type SequenceKind,
  type SymbolSequence,
} from "./types.ts";

/** Samples that section 3.1.1 asks for. */
export const STANDARD_SAMPLES = 1_000_000;

const SEQUENCE_KINDS: readonly SequenceKind[] = ["original", "bitstring"];

/**
 * Refuses what has no assessment, before any time is spent on it.
 *
 * @returns How many distinct symbols there are, at least two.
 * @throws {RangeError} Without a sample, with one distinct symbol, or with a symbol wider than said.
 */
export function checkSymbols(
  { symbols, bitsPerSymbol, reduced = null }: SymbolSequence,
): { alphabetSize: number } {
  if (!Number.isInteger(bitsPerSymbol) || bitsPerSymbol < 1 || bitsPerSymbol > 8) {
    throw new RangeError(`Cannot assess symbols of ${bitsPerSymbol} bits: 1 to 8 are possible`);
  }
  if (symbols.length === 0) {
    throw new RangeError("Cannot assess an empty source: no sample was read");
  }
  const wide = tooWide(symbols, bitsPerSymbol);
  if (wide !== null) throw new RangeError(wide);
  const { alphabetSize } = renameSymbols(symbols);
  if (alphabetSize < 2) {
    throw new RangeError(
      reduced === null
        ? `Cannot assess a constant source: ${
          symbols.length === 1 ? "its one sample is" : `all ${symbols.length} samples are`
        } ${symbols[0]}, ` +
          "which has no entropy"
        : `Cannot assess a constant source: all ${symbols.length} samples are as the first, ` +
          `${reduced.firstSample}, in the bits that were kept of them ` +
          `(${reduced.keptBits.join(", ")}; 0 is the lowest), which has no entropy`,
    );
  }
  return { alphabetSize };
}

/**
 * What is wrong with symbols of which one is wider than said, or null.
 *
 * @param before samples that came before these
 */
export function tooWide(symbols: Uint8Array, bitsPerSymbol: number, before = 0): string | null {
  const limit = 2 ** bitsPerSymbol;
  const wide = symbols.findIndex((symbol) => symbol >= limit);
  return wide < 0
    ? null
    : `Cannot assess ${bitsPerSymbol}-bit symbols: sample ${before + wide} is ` +
      `${symbols[wide]}, the largest possible is ${limit - 1}`;
}

/** Puts the outcomes of all jobs together, in whatever order the jobs ended (section 3.1.3). */
export function combineOutcomes(
  input: SymbolSequence,
  outcomes: readonly EstimatorOutcome[],
): NonIidAssessment {
  const { symbols, bitsPerSymbol } = input;
  const least = (kind: SequenceKind): number | null =>
    outcomes.reduce<number | null>((lowest, { sequence, result }) => {
      if (sequence !== kind || !("minEntropy" in result)) return lowest;
      return lowest === null ? result.minEntropy : Math.min(lowest, result.minEntropy);
    }, null);
  // The symbols' width bounds their entropy even where no estimator could say anything.
  const originalMinEntropy = least("original") ?? bitsPerSymbol;
  const bitstringMinEntropy = least("bitstring");
  return {
    samples: symbols.length,
    bitsPerSymbol,
    alphabetSize: renameSymbols(symbols).alphabetSize,
    enoughSamples: symbols.length >= STANDARD_SAMPLES,
    outcomes: outcomes.toSorted((a, b) =>
      SEQUENCE_KINDS.indexOf(a.sequence) - SEQUENCE_KINDS.indexOf(b.sequence) ||
      ESTIMATOR_NAMES.indexOf(a.result.estimator) - ESTIMATOR_NAMES.indexOf(b.result.estimator)
    ),
    originalMinEntropy,
    bitstringMinEntropy,
    assessedMinEntropy: bitstringMinEntropy === null
      ? originalMinEntropy
      : Math.min(originalMinEntropy, bitsPerSymbol * bitstringMinEntropy),
  };
}
