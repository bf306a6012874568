/**
 * The exact probability that n fair bits contain a run of at least `length` equal bits, of either
 * symbol.
 *
 * Such a run is one of length - 1 "equal to the bit before" among n - 1 fair comparisons. The first
 * one ends at comparison j when it begins after an unequal pair and none has ended before that; all
 * terms are positive, so nothing cancels.
 *
 * @param bits n, at least 1
 * @param length at least 2
 */
export function longestRunProbability(bits: number, length: number): number {
  const equalPairs = length - 1;
  /** reached[j]: probability that it has happened within the first j comparisons. */
  const reached = new Float64Array(bits);
  for (let j = equalPairs; j < bits; j++) {
    const ends = j === equalPairs
      ? 2 ** -equalPairs
      : (1 - reached[j - equalPairs - 1]) * 2 ** -length;
    reached[j] = reached[j - 1] + ends;
  }
  return reached[bits - 1];
}
