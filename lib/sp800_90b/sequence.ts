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

/** The sequence that a track looks at; bits are taken before symbols are renamed. */
export function sequenceOf(track: SequenceKind, input: SymbolSequence): Sequence {
  return track === "original"
    ? renameSymbols(input.symbols)
    : { values: bitString(input.symbols, input.bitsPerSymbol), alphabetSize: 2 };
}
