import { bitString } from "../math/bits.ts";
import type { SequenceKind, SymbolSequence } from "./types.ts";

/** A sequence as the estimators read it: values 0 to `alphabetSize - 1`, each of which occurs. */
export interface Sequence {
  readonly values: Uint8Array;
  readonly alphabetSize: number;
}

/**
 * Renames symbols to 0, 1, ... in order of their value, so that tables have no gaps. The order is kept,
 * because the predictors break ties by it.
 */
export function renameSymbols(symbols: Uint8Array): Sequence {
  const seen = new Uint8Array(256);
  for (let i = 0; i < symbols.length; i++) seen[symbols[i]] = 1;
  const names = new Uint8Array(256);
  let alphabetSize = 0;
  for (let symbol = 0; symbol < 256; symbol++) if (seen[symbol]) names[symbol] = alphabetSize++;
  if (alphabetSize === 0 || names.every((name, symbol) => !seen[symbol] || name === symbol)) {
    return { values: symbols, alphabetSize };
  }
  const values = new Uint8Array(symbols.length);
  for (let i = 0; i < symbols.length; i++) values[i] = names[symbols[i]];
  return { values, alphabetSize };
}

/** The sequence of a kind; bits are taken before symbols are renamed. */
export function sequenceOf(kind: SequenceKind, input: SymbolSequence): Sequence {
  return kind === "original"
    ? renameSymbols(input.symbols)
    : { values: bitString(input.symbols, input.bitsPerSymbol), alphabetSize: 2 };
}

/** What the permutation tests of SP 800-90B section 5.1 need to know of the samples, whatever their order. */
export interface SampleFacts {
  readonly samples: number;
  /** The value of each renamed symbol as it was read, in rising order. */
  readonly rawValues: readonly number[];
  /** Median of the renamed symbols; 0.5 with two of them. */
  readonly median: number;
  /** n x_i - sum, the step of n times the excursion, for each renamed symbol: whole numbers. */
  readonly excursionSteps: Float64Array;
  /** Decimal digits of each raw value with a space behind. */
  readonly decimals: readonly Uint8Array[];
}

/**
 * Computes them in one pass over the samples.
 *
 * @param symbols as they were read
 * @param sequence the same, renamed
 * @throws {RangeError} With fewer than two distinct symbols, of which all permutations are one.
 */
export function sampleFacts(symbols: Uint8Array, { values, alphabetSize }: Sequence): SampleFacts {
  const samples = symbols.length;
  if (alphabetSize < 2) {
    throw new RangeError("Cannot shuffle a constant source: all its permutations are the same");
  }
  const counts = new Float64Array(alphabetSize);
  const rawValues = new Array<number>(alphabetSize).fill(0);
  for (let i = 0; i < samples; i++) {
    counts[values[i]]++;
    rawValues[values[i]] = symbols[i];
  }
  const sum = rawValues.reduce((total, value, name) => total + value * counts[name], 0);
  const encoder = new TextEncoder();
  return {
    samples,
    rawValues,
    median: alphabetSize === 2 ? 0.5 : medianOfCounts(counts, samples),
    excursionSteps: Float64Array.from(rawValues, (value) => samples * value - sum),
    decimals: rawValues.map((value) => encoder.encode(`${value} `)),
  };
}

/** The middle of the sorted samples, or the mean of the two in the middle. */
function medianOfCounts(counts: Float64Array, samples: number): number {
  const at = (place: number): number => {
    let before = 0;
    for (let name = 0; name < counts.length; name++) {
      before += counts[name];
      if (place < before) return name;
    }
    return counts.length - 1;
  };
  return (at(Math.floor((samples - 1) / 2)) + at(Math.floor(samples / 2))) / 2;
}
