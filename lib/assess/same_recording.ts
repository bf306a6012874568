import type { SymbolSequence } from "../sp800_90b/types.ts";

/** Recordings that independent samples make equal with at most 2^-64 are one recording. */
const MIN_COLLISION_BITS = 64;

/**
 * Whether two data sets are one recording: the shorter is the beginning of the longer, symbol by symbol or bit by bit,
 * and independent samples with the shares of its symbols would agree as far with 2^-64 at most. Where nearly
 * all samples are one value two recordings may well begin alike.
 */
export function isSameRecording(a: SymbolSequence, b: SymbolSequence): boolean {
  if (beginAlike(a.symbols, b.symbols)) {
    return collisionBits(shorterOf(a, b, symbolsOf)) >= MIN_COLLISION_BITS;
  }
  return a.bitsPerSymbol !== b.bitsPerSymbol && bitsBeginAlike(a, b) &&
    collisionBits(shorterOf(a, b, bitLength)) >= MIN_COLLISION_BITS;
}

const symbolsOf = ({ symbols }: SymbolSequence): number => symbols.length;
const bitLength = ({ symbols, bitsPerSymbol }: SymbolSequence): number =>
  symbols.length * bitsPerSymbol;

function shorterOf(
  a: SymbolSequence,
  b: SymbolSequence,
  length: (sequence: SymbolSequence) => number,
): Uint8Array {
  return (length(a) <= length(b) ? a : b).symbols;
}

function beginAlike(a: Uint8Array, b: Uint8Array): boolean {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** As strings of bits, of each symbol the most significant first. */
function bitsBeginAlike(a: SymbolSequence, b: SymbolSequence): boolean {
  const length = Math.min(bitLength(a), bitLength(b));
  for (let bit = 0; bit < length; bit++) if (bitOf(a, bit) !== bitOf(b, bit)) return false;
  return true;
}

function bitOf({ symbols, bitsPerSymbol }: SymbolSequence, bit: number): number {
  const place = bitsPerSymbol - 1 - bit % bitsPerSymbol;
  return symbols[Math.floor(bit / bitsPerSymbol)] >> place & 1;
}

/** -log2 of the probability that two strings of independent samples with these shares are equal. */
function collisionBits(symbols: Uint8Array): number {
  const counts = new Float64Array(256);
  for (const symbol of symbols) counts[symbol]++;
  const collision = counts.reduce((sum, count) => sum + (count / symbols.length) ** 2, 0);
  return symbols.length === 0 ? 0 : -symbols.length * Math.log2(collision);
}
