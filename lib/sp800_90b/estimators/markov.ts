import type { Sequence } from "../sequence.ts";
import type { MarkovEstimate } from "../types.ts";

/** Length of the sequence whose likeliest instance is sought (section 6.3.3, step 3). */
const SEQUENCE_BITS = 128;

/**
 * Markov estimate, SP 800-90B section 6.3.3: the likeliest 128-bit output of a first-order Markov chain
 * with the frequencies seen. Binary sequences only.
 *
 * @param sequence At least two bits.
 */
export function markov({ values }: Sequence): MarkovEstimate {
  const length = values.length;
  const pairs = new Float64Array(4);
  let previous = values[0];
  for (let i = 1; i < length; i++) {
    const value = values[i];
    pairs[previous << 1 | value]++;
    previous = value;
  }
  const [zeroZero, zeroOne, oneZero, oneOne] = [pairs[0], pairs[1], pairs[2], pairs[3]];
  const zeros = zeroZero + zeroOne + (previous === 0 ? 1 : 0);
  const initial = [zeros / length, 1 - zeros / length] as const;
  const transition = [row(zeroZero, zeroOne), row(oneZero, oneOne)] as const;

  // A likeliest path keeps to a cycle of one or two states, entered after at most one step, so these
  // six are all (table in step 3). Each is (first bit, then how often each transition is taken).
  const n = SEQUENCE_BITS;
  const cost = (first: number, taken: readonly [number, number, number][]): number =>
    taken.reduce((sum, [from, to, times]) => sum - times * Math.log2(transition[from][to]), 0) -
    Math.log2(initial[first]);
  const costs = [
    cost(0, [[0, 0, n - 1]]),
    cost(0, [[0, 1, n / 2], [1, 0, n / 2 - 1]]),
    cost(0, [[0, 1, 1], [1, 1, n - 2]]),
    cost(1, [[1, 0, 1], [0, 0, n - 2]]),
    cost(1, [[1, 0, n / 2], [0, 1, n / 2 - 1]]),
    cost(1, [[1, 1, n - 1]]),
  ];
  const least = Math.min(...costs);
  return {
    estimator: "markov",
    initial,
    transition,
    likeliestSequenceProbability: 2 ** -least,
    minEntropy: Math.min(least / n, 1),
  };
}

/** Transition probabilities out of a state; none when it was never left. */
function row(toZero: number, toOne: number): readonly [number, number] {
  const left = toZero + toOne;
  return left === 0 ? [0, 0] : [toZero / left, toOne / left];
}
