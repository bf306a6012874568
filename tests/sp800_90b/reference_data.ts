/** The data sets of tests/fixtures/sp800-90b: one symbol a byte, from xorshift32 with a small seed. */

const GENERATORS: Record<string, (samples: number) => Uint8Array> = {
  uniform8: (samples) => fill(samples, 1, (draw) => draw() >>> 24),
  biased1: (samples) => fill(samples, 2, (draw) => draw() < 0x99999999 ? 1 : 0),
  sticky4: (samples) => {
    let previous = 0;
    return fill(samples, 3, (draw) => {
      const drawn = draw();
      if (drawn >>> 31) previous = (drawn >>> 8) & 15;
      return previous;
    });
  },
  bell8: (samples) =>
    fill(
      samples,
      4,
      (draw) => (draw() >>> 26) + (draw() >>> 26) + (draw() >>> 26) + (draw() >>> 26),
    ),
  clock3: (samples) =>
    fill(samples, 5, (draw, i) => {
      const drawn = draw();
      return drawn < 0x20000000 ? (drawn >>> 4) & 7 : i % 7;
    }),
};

/** Generates a data set by the generator's name. */
export function referenceData(generator: string, samples: number): Uint8Array {
  const generate = GENERATORS[generator];
  if (generate === undefined) {
    throw new RangeError(`Cannot generate ${generator}: no such generator`);
  }
  return generate(samples);
}

/** xorshift32 (Marsaglia, "Xorshift RNGs", 2003): each call steps once and yields 32 bits. */
export function xorshift32(seed: number): () => number {
  let x = seed;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

function fill(
  samples: number,
  seed: number,
  symbol: (draw: () => number, index: number) => number,
): Uint8Array {
  const draw = xorshift32(seed);
  const symbols = new Uint8Array(samples);
  for (let i = 0; i < samples; i++) symbols[i] = symbol(draw, i);
  return symbols;
}
