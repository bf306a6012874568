/** What ideal data of one width and length scored. */
export interface IdealScore {
  readonly bitsPerSymbol: number;
  readonly samples: number;
  readonly runs: number;
  /** Least and most assessed min-entropy of these runs, bits per symbol. */
  readonly least: number;
  readonly most: number;
}

/**
 * What the assessment of section 3.1.3 makes of the key stream of AES-128 in counter mode, measured by
 * scripts/measure_ideal_scores.ts, which prints these rows and compares them. The spread comes from the
 * estimators that look at the rarest events, compression and longest runs of right predictions.
 */
export const IDEAL_SCORES: readonly IdealScore[] = [
  { bitsPerSymbol: 1, samples: 10_000, runs: 32, least: 0.5185, most: 0.7626 },
  { bitsPerSymbol: 1, samples: 100_000, runs: 16, least: 0.741, most: 0.822 },
  { bitsPerSymbol: 1, samples: 1_000_000, runs: 24, least: 0.8042, most: 0.8959 },
  { bitsPerSymbol: 2, samples: 10_000, runs: 32, least: 1.2059, most: 1.497 },
  { bitsPerSymbol: 2, samples: 100_000, runs: 16, least: 1.4799, most: 1.6741 },
  { bitsPerSymbol: 2, samples: 1_000_000, runs: 24, least: 1.6755, most: 1.8052 },
  { bitsPerSymbol: 3, samples: 10_000, runs: 32, least: 1.8858, most: 2.3875 },
  { bitsPerSymbol: 3, samples: 100_000, runs: 16, least: 2.338, most: 2.6224 },
  { bitsPerSymbol: 3, samples: 1_000_000, runs: 24, least: 2.5291, most: 2.8107 },
  { bitsPerSymbol: 4, samples: 10_000, runs: 32, least: 2.6113, most: 3.1785 },
  { bitsPerSymbol: 4, samples: 100_000, runs: 16, least: 3.1155, most: 3.5328 },
  { bitsPerSymbol: 4, samples: 1_000_000, runs: 24, least: 3.3918, most: 3.7157 },
  { bitsPerSymbol: 5, samples: 10_000, runs: 32, least: 3.3517, most: 4.1476 },
  { bitsPerSymbol: 5, samples: 100_000, runs: 16, least: 4.0112, most: 4.334 },
  { bitsPerSymbol: 5, samples: 1_000_000, runs: 24, least: 4.2922, most: 4.6757 },
  { bitsPerSymbol: 6, samples: 10_000, runs: 32, least: 4.1648, most: 4.812 },
  { bitsPerSymbol: 6, samples: 100_000, runs: 16, least: 4.721, most: 5.2597 },
  { bitsPerSymbol: 6, samples: 1_000_000, runs: 24, least: 5.2076, most: 5.6351 },
  { bitsPerSymbol: 7, samples: 10_000, runs: 32, least: 4.8507, most: 6.0893 },
  { bitsPerSymbol: 7, samples: 100_000, runs: 16, least: 5.5093, most: 6.1915 },
  { bitsPerSymbol: 7, samples: 1_000_000, runs: 24, least: 6.1547, most: 6.6166 },
  { bitsPerSymbol: 8, samples: 10_000, runs: 32, least: 5.595, most: 6.6244 },
  { bitsPerSymbol: 8, samples: 100_000, runs: 16, least: 6.5065, most: 7.1039 },
  { bitsPerSymbol: 8, samples: 1_000_000, runs: 24, least: 6.6384, most: 7.4686 },
];

/** What to expect of ideal data, in bits per symbol. */
export interface IdealRange {
  readonly least: number;
  readonly most: number;
}

/**
 * What ideal data scores: between two measured lengths in proportion to the logarithm of the length, beyond
 * the longest as at the longest.
 *
 * @returns null for fewer samples than were measured
 */
export function idealScore(bitsPerSymbol: number, samples: number): IdealRange | null {
  const rows = IDEAL_SCORES.filter((row) => row.bitsPerSymbol === bitsPerSymbol);
  const lower = rows.findLast((row) => row.samples <= samples);
  if (lower === undefined) return null;
  const upper = rows.find((row) => row.samples > samples);
  if (upper === undefined) return { least: lower.least, most: lower.most };
  const share = Math.log(samples / lower.samples) / Math.log(upper.samples / lower.samples);
  const between = (from: number, to: number) => from + share * (to - from);
  return { least: between(lower.least, upper.least), most: between(lower.most, upper.most) };
}
