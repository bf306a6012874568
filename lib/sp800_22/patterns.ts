import { gammaUpper } from "../math/special_functions.ts";
import type { BitSequence } from "./bit_sequence.ts";

/**
 * How often each pattern of m bits begins at one of the n places of a circle: the sequence continued by
 * its own first m - 1 bits.
 *
 * @param bits one bit a byte, at least m of them
 * @param patternBits m, 0 to 24; of no bits there is one pattern
 */
export function circularPatternCounts(bits: Uint8Array, patternBits: number): Uint32Array {
  const counts = new Uint32Array(2 ** patternBits);
  const mask = counts.length - 1;
  let pattern = 0;
  for (let i = 0; i < patternBits - 1; i++) pattern = pattern << 1 | bits[i];
  for (let i = Math.max(0, patternBits - 1); i < bits.length; i++) {
    pattern = (pattern << 1 | bits[i]) & mask;
    counts[pattern]++;
  }
  for (let i = 0; i < patternBits - 1; i++) {
    pattern = (pattern << 1 | bits[i]) & mask;
    counts[pattern]++;
  }
  return counts;
}

/** The counts of patterns one bit shorter: on a circle each is followed by a zero or a one. */
export function shorterPatternCounts(counts: Uint32Array): Uint32Array {
  return Uint32Array.from(
    { length: counts.length / 2 },
    (_, i) => counts[2 * i] + counts[2 * i + 1],
  );
}

/** m, bits of a pattern: the default of SP 800-22's program. */
const SERIAL_PATTERN_BITS = 16;

interface SerialResult {
  /** psi-square of patterns of m, m - 1 and m - 2 bits. */
  readonly psiSquares: readonly [number, number, number];
  /** First and second difference of the psi-squares. */
  readonly differences: readonly [number, number];
  /** One for each difference. */
  readonly pValues: readonly [number, number];
}

/**
 * Serial test, SP 800-22 Rev. 1a section 2.11: is every overlapping pattern of m bits as frequent as
 * the others?
 *
 * @param patternBits m, at least 2
 */
export function serial(
  { bits, length }: BitSequence,
  patternBits: number = SERIAL_PATTERN_BITS,
): SerialResult {
  let counts = circularPatternCounts(bits, patternBits);
  const psiSquares = [0, 1, 2].map(() => {
    // Patterns of no bits have nothing to differ in.
    if (counts.length === 1) return 0;
    let squares = 0;
    for (let i = 0; i < counts.length; i++) squares += counts[i] ** 2;
    const psiSquare = squares * counts.length / length - length;
    counts = shorterPatternCounts(counts);
    return psiSquare;
  }) as [number, number, number];
  const [longest, middle, shortest] = psiSquares;
  const differences = [longest - middle, longest - 2 * middle + shortest] as const;
  return {
    psiSquares,
    differences,
    pValues: [
      gammaUpper(2 ** (patternBits - 2), differences[0] / 2),
      gammaUpper(2 ** (patternBits - 3), differences[1] / 2),
    ],
  };
}

/** m, bits of a pattern: the default of SP 800-22's program. */
const APPROXIMATE_ENTROPY_PATTERN_BITS = 10;

interface ApproximateEntropyResult {
  /** ApEn(m) in nats: the entropy of a bit given the m before it, at most ln 2. */
  readonly approximateEntropy: number;
  /** chi-square of 2^m degrees of freedom. */
  readonly statistic: number;
  readonly pValue: number;
}

/**
 * Approximate entropy test, SP 800-22 Rev. 1a section 2.12: how much do m bits say about the next?
 *
 * @param patternBits m
 */
export function approximateEntropy(
  { bits, length }: BitSequence,
  patternBits: number = APPROXIMATE_ENTROPY_PATTERN_BITS,
): ApproximateEntropyResult {
  const longer = circularPatternCounts(bits, patternBits + 1);
  const approximateEntropy = phi(shorterPatternCounts(longer), length) - phi(longer, length);
  const statistic = 2 * length * (Math.LN2 - approximateEntropy);
  return {
    approximateEntropy,
    statistic,
    pValue: gammaUpper(2 ** (patternBits - 1), statistic / 2),
  };
}

/** The sum of pi ln pi over the patterns' shares pi. */
function phi(counts: Uint32Array, total: number): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i];
    if (count > 0) sum += count * Math.log(count / total);
  }
  return sum / total;
}
