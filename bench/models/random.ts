/** A reproducible stream of uniform numbers: the same seed gives the same hosts on every runtime. */
export interface RandomStream {
  /** Uniform in the open interval (0, 1), in steps of 2^-32. */
  uniform(): number;
  /** Exponential with mean 1: the gap between two events of a Poisson process of rate 1. */
  exponential(): number;
}

/**
 * Small fast counting generator (C. Doty-Humphrey, PractRand 0.95, sfc32): 128 bits of state, of which
 * 32 are a counter, so that no seed leads into a short cycle. For simulations only, never for keys.
 *
 * @param seed any integer; neighbouring seeds give unrelated streams
 */
export function randomStream(seed: number): RandomStream {
  let a = seed | 0;
  let b = Math.floor(seed / 0x1_0000_0000) | 0;
  let c = 0;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum | 0;
    return sum >>> 0;
  };
  // Twelve rounds mix the seed through all the state, as the generator's author does.
  for (let round = 0; round < 12; round++) next();

  const uniform = () => (next() + 0.5) / 0x1_0000_0000;
  return { uniform, exponential: () => -Math.log(uniform()) };
}
