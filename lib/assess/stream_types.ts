/**
 * Results of the tests that read a stream once in constant memory: byte and bit statistics, repeats. Counts are
 * exact up to 2^53.
 */

/** Figures that are taken alike over bytes and over bits (most significant first), as ent(1) does. */
export interface SymbolStatistics {
  readonly samples: number;
  /** Occurrences of each value: 256 for bytes, 2 for bits. */
  readonly histogram: readonly number[];
  /** Shannon entropy of the histogram, bits per sample. */
  readonly shannonEntropy: number;
  /** -log2 of the largest share in the histogram, bits per sample. */
  readonly histogramMinEntropy: number;
  /** Chi-square of the histogram against equal shares. */
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** Probability that fair data has a larger chi-square. */
  readonly chiSquarePValue: number;
  readonly mean: number;
  readonly expectedMean: number;
  /** Correlation of each sample with the next, the last with the first; null when all are equal. */
  readonly serialCorrelation: number | null;
}

/** How often one bit position of a byte is one. */
export interface BitPositionBias {
  /** 7 is the most significant bit. */
  readonly bit: number;
  readonly ones: number;
  readonly proportion: number;
  /** Departure from one half in standard deviations of fair data. */
  readonly standardScore: number;
}

/** Correlation of the bit string with itself, shifted. */
export interface Autocorrelation {
  readonly lagBits: number;
  /** Share of equal pairs minus share of unequal pairs: -1 to 1, 0 expected. */
  readonly correlation: number;
  /** In standard deviations of fair data. */
  readonly standardScore: number;
}

/** How often each byte is followed by which, in a square of cells. */
export interface PairDensityResult {
  /** Along each side; a cell takes 256 / cells values of a byte. */
  readonly cells: number;
  readonly pairs: number;
  /** Row by row: the row is that of the first byte, the column that of the next. */
  readonly counts: readonly number[];
}

/** Byte and bit statistics of a stream. */
export interface StreamStatistics {
  readonly bytes: SymbolStatistics;
  readonly bits: SymbolStatistics;
  /** Estimate of pi from 24-bit coordinates; null below six bytes. */
  readonly monteCarloPi: number | null;
  /** Points, six bytes each. */
  readonly monteCarloPoints: number;
  readonly bitPositions: readonly BitPositionBias[];
  /** Bits from the start of the stream that the autocorrelation is taken over; a limit keeps it cheap. */
  readonly autocorrelationBits: number;
  readonly autocorrelation: readonly Autocorrelation[];
  /** Null where there are too few bytes. */
  readonly pairDensity: PairDensityResult | null;
}

/**
 * A sequence of at least 128 bits that was seen before. Symbols of less than 8 bits lie side by side in bytes, so
 * that a sequence of them may begin and end within a byte: bytes are then multiples of 1/8.
 */
export interface RepeatedSequence {
  /** Bytes before the later occurrence. */
  readonly offset: number;
  /** Bytes before the earlier occurrence, in this recording or in the one compared with. */
  readonly earlierOffset: number;
  /** Which of several sources holds the earlier one, from 0; only where sources are compared. */
  readonly earlierSource?: { readonly place: number; readonly name: string };
  /** Bytes that agree from there on (at least 16), and neither before nor after them. */
  readonly lengthBytes: number;
  /**
   * Of those the bytes that were compared: all, but where neither the beginning nor the end of a long recording has
   * them. There the ends are known to within a stride as well.
   */
  readonly comparedBytes: number;
}

/** Identical sequences within one recording, or between two. */
export interface RepeatsResult {
  readonly bytes: number;
  /** Every repeat at least this long is found, whatever its offset; a multiple of 1/8 as lengths are. */
  readonly guaranteedLengthBytes: number;
  /** Repeats of at least 16 bytes that were found; the first of them are listed. */
  readonly repeats: number;
  /** Bytes that lie in the later occurrence of any of them. */
  readonly repeatedBytes: number;
  readonly first: readonly RepeatedSequence[];
  /** The longest of all; null without one. */
  readonly longest: RepeatedSequence | null;
  /** Probability that fair data of this length has an identical 128-bit word pair at all. */
  readonly falseAlarmProbability: number;
}

/** The stretch that is less like fair data than any other of its length. */
export interface WorstStretch {
  /** Samples of each stretch; they lie side by side. */
  readonly stretchSamples: number;
  readonly stretches: number;
  /** First sample of the worst. */
  readonly sample: number;
  /** What is odd there: the most common symbol, or one bit position of the symbols. */
  readonly finding:
    | { readonly kind: "symbol"; readonly symbol: number; readonly count: number }
    | { readonly kind: "bit"; readonly bit: number; readonly ones: number };
  /** Min-entropy of the most common symbol of this stretch by its share, bits a symbol. */
  readonly minEntropy: number;
  /** Probability that any of the stretches of fair data is as odd, at most 1. */
  readonly pValue: number;
}

/** Min-entropy along the samples: of the most common symbol in stretches of equal length. */
export interface RunningMinEntropy {
  readonly stretchSamples: number;
  /** Least of each stretch, bits a symbol; the last stretch is whole as well. */
  readonly minEntropies: readonly number[];
}
