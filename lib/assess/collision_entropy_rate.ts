import type { RepeatedSequence } from "./stream_types.ts";

/** Letters after which the growth of matching paths is read: as many as the shortest repeat that is looked for. */
const STEPS = 15;

/**
 * Collision entropy rate of the symbols, taken for a Markov chain of the first order over letters, in bits a symbol:
 * -log2 of the spectral radius of the matrix of squared transition probabilities (Rached, Alajaji and Campbell,
 * "Renyi's entropy rate for discrete Markov sources", 1999). Two places of such a source agree in w more symbols with
 * about 2^(-w H2). No sequence of w symbols is likelier than about 2^(-w H2 / 2), so that half of it bounds the
 * min-entropy rate from below.
 *
 * A letter is as many whole symbols as 8 bits hold. Squares are estimated without bias, as n (n - 1) / (N (N - 1)).
 * The radius is taken for at least the share of equal pairs of letters, and for at least that of fair data, so that
 * too few samples do not make it vanish.
 *
 * @param bitsPerSymbol 1 to 8
 * @param copy a repeat that counts once: what is to be explained must not lower what explains it
 * @returns 0 to bitsPerSymbol; null where no letter comes twice, which leaves nothing to estimate from
 */
export function collisionEntropyRate(
  symbols: Uint8Array,
  bitsPerSymbol: number,
  copy: RepeatedSequence | null = null,
): number | null {
  const perLetter = Math.floor(8 / bitsPerSymbol);
  const letters = 2 ** (perLetter * bitsPerSymbol);
  const pairs = new Float64Array(letters * letters);
  const counts = new Float64Array(letters);
  for (const part of withoutCopy(symbols, bitsPerSymbol, copy)) {
    countPairs(part, bitsPerSymbol, perLetter, pairs, counts);
  }
  const equal = (count: number, of: number) => of < 2 ? 0 : count * (count - 1) / (of * (of - 1));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const share = counts.reduce((sum, count) => sum + equal(count, total), 0);
  if (share === 0) return null;
  const matching = pairs.map((count, at) => equal(count, counts[Math.floor(at / letters)]));
  // The share of paths that match from the likeliest letter on: the norm of a power bounds the radius.
  let paths = new Float64Array(letters).fill(1);
  for (let step = 0; step < STEPS; step++) {
    paths = paths.map((_, row) => {
      let sum = 0;
      for (let to = 0; to < letters; to++) sum += matching[row * letters + to] * paths[to];
      return sum;
    });
  }
  const radius = paths.reduce((most, path) => Math.max(most, path)) ** (1 / STEPS);
  return -Math.log2(Math.min(1, Math.max(radius, share, 1 / letters))) / perLetter + 0;
}

/** Symbols before and after the later occurrence of a repeat, whose place is given in bytes of packed symbols. */
function withoutCopy(
  symbols: Uint8Array,
  bitsPerSymbol: number,
  copy: RepeatedSequence | null,
): Uint8Array[] {
  if (copy === null) return [symbols];
  const at = (byte: number) => Math.floor(8 * byte / bitsPerSymbol);
  return [
    symbols.subarray(0, at(copy.offset)),
    symbols.subarray(at(copy.offset + copy.lengthBytes)),
  ];
}

/** Each letter with the one that begins where it ends, from every symbol on. */
function countPairs(
  symbols: Uint8Array,
  bitsPerSymbol: number,
  perLetter: number,
  pairs: Float64Array,
  counts: Float64Array,
): void {
  const letters = counts.length;
  let both = 0;
  for (let i = 0; i < symbols.length; i++) {
    both = (both * 2 ** bitsPerSymbol + symbols[i]) % (letters * letters);
    if (i + 1 < 2 * perLetter) continue;
    pairs[both]++;
    counts[Math.floor(both / letters)]++;
  }
}
