import { betaLower } from "../math/special_functions.ts";

/** Whether the mean of the symbols moves more between tenths of the recording than within them. */
export interface DriftResult {
  /** Tenths. */
  readonly stretches: number;
  /** Parts of each, whose means are compared. */
  readonly parts: number;
  /** Mean symbol of each tenth. */
  readonly means: readonly number[];
  /** F: variance between the tenths over that within, 1 expected. */
  readonly statistic: number;
  readonly degreesOfFreedom: readonly [number, number];
  /** Probability that a steady source has a larger F. */
  readonly pValue: number;
}

const STRETCHES = 10;
const PARTS = 20;
/** Samples of a part: enough for its mean to be normal and for neighbours to forget each other. */
const MIN_PART_SAMPLES = 50;

/**
 * One-way analysis of variance over the means of 10 x 20 parts (batch means; Fisher 1925, Law and Kelton 2000,
 * section 9.5.3). It does not ask that neighbouring samples are independent, only that parts are nearly so:
 * an honest noise source may be biased and correlated, but it has to stay as it is.
 *
 * @returns null for fewer than 10,000 samples, and where all parts have one mean
 */
export function driftOf(symbols: Uint8Array): DriftResult | null {
  const size = Math.floor(symbols.length / (STRETCHES * PARTS));
  if (size < MIN_PART_SAMPLES) return null;
  const parts = Array.from({ length: STRETCHES * PARTS }, (_, part) => {
    let sum = 0;
    for (let i = part * size; i < (part + 1) * size; i++) sum += symbols[i];
    return sum / size;
  });
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const squares = (values: readonly number[], from: number) =>
    values.reduce((sum, value) => sum + (value - from) ** 2, 0);
  const stretches = Array.from(
    { length: STRETCHES },
    (_, i) => parts.slice(i * PARTS, (i + 1) * PARTS),
  );
  const means = stretches.map(mean);
  const within = stretches.reduce((sum, part, i) => sum + squares(part, means[i]), 0);
  const moved = squares(means, mean(means));
  if (within === 0 && moved === 0) return null;
  const [between, inside] = [STRETCHES - 1, STRETCHES * (PARTS - 1)] as const;
  const ratio = PARTS * moved / between / (within / inside);
  const statistic = Math.min(Number.MAX_VALUE, ratio);
  // Of F with (m, n) degrees: P(F > f) = I_x(n / 2, m / 2) at x = n / (n + m f) (DLMF 8.17.2).
  const pValue = betaLower(inside / (inside + between * statistic), inside / 2, between / 2);
  return {
    stretches: STRETCHES,
    parts: PARTS,
    means,
    statistic,
    degreesOfFreedom: [between, inside],
    pValue,
  };
}
