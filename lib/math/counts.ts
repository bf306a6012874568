/** How often each byte occurs, of all or of every so many. */
export function countBytes(bytes: Uint8Array, from = 0, step = 1): Float64Array {
  const counts = new Float64Array(256);
  for (let i = from; i < bytes.length; i += step) counts[bytes[i]]++;
  return counts;
}

/** How much one of what is counted tells (Shannon's entropy of the shares), in bits. */
export function shannonEntropy(counts: ArrayLike<number>): number {
  const all = sumOf(counts);
  let entropy = 0;
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] > 0) entropy -= counts[i] / all * Math.log2(counts[i] / all);
  }
  return entropy;
}

/** Probability that two of what is counted are equal, were they independent with these shares. */
export function collisionProbability(counts: ArrayLike<number>): number {
  const all = sumOf(counts);
  let equal = 0;
  for (let i = 0; i < counts.length; i++) equal += (counts[i] / all) ** 2;
  return equal;
}

function sumOf(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i];
  return sum;
}
