/** Probabilities of first, first + step, first + 2 step, ... */
export interface LatticeDistribution {
  readonly first: number;
  readonly step: number;
  readonly probabilities: Float64Array;
}

/** P(X < value), summed from the far end. */
export function probabilityBelow(distribution: LatticeDistribution, value: number): number {
  const { first, step, probabilities } = distribution;
  let sum = 0;
  for (let i = 0; i < probabilities.length && first + i * step < value; i++) {
    sum += probabilities[i];
  }
  return sum;
}

/** P(X > value), summed from the far end. */
export function probabilityAbove(distribution: LatticeDistribution, value: number): number {
  const { first, step, probabilities } = distribution;
  let sum = 0;
  for (let i = probabilities.length - 1; i >= 0 && first + i * step > value; i--) {
    sum += probabilities[i];
  }
  return sum;
}

/** Cuts off as much as `tail` allows on either side; both ends are still allowed values. */
export function exactInterval(
  distribution: LatticeDistribution,
  tail: number,
): { readonly least: number; readonly most: number } {
  const { first, step, probabilities } = distribution;
  let lower = 0, upper = probabilities.length - 1;
  for (let sum = probabilities[0]; sum <= tail; sum += probabilities[lower]) lower++;
  for (let sum = probabilities[upper]; sum <= tail; sum += probabilities[upper]) upper--;
  return { least: first + lower * step, most: first + upper * step };
}
