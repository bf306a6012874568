import type { Assessment } from "../lib/assess/assessment.ts";
import { compareAssessments } from "../lib/assess/comparison.ts";
import { StreamStatisticsCounter } from "../lib/assess/stream_statistics.ts";
import { FipsStream } from "../lib/fips_140_2/stream.ts";
import { assessNonIid } from "../scripts/assess_non_iid.ts";
import { correlatedNoise, uniformNumbers } from "./noise.ts";

/** Independent bytes, each made of uniform numbers. */
function independent(byte: (random: () => number) => number) {
  return (length: number, seed: number): Uint8Array => {
    const random = uniformNumbers(seed);
    return Uint8Array.from({ length }, () => byte(random));
  };
}

/** One bit after the other, a byte of eight. */
function ofBits(ones: number) {
  return independent((random) => {
    let byte = 0;
    for (let bit = 0; bit < 8; bit++) byte = byte << 1 | (random() < ones ? 1 : 0);
    return byte;
  });
}

type Recording = (length: number, seed: number) => Uint8Array;

/** Sources of which two recordings differ by chance alone. */
export const STEADY_SOURCES: readonly (readonly [name: string, recording: Recording])[] = [
  ["fair bytes", independent((random) => 256 * random())],
  ["bytes of 00 and FF", independent((random) => random() < 0.5 ? 0 : 255)],
  ["00, of 1,000 one is 01", independent((random) => random() < 0.001 ? 1 : 0)],
  ["00, of 10,000 one is 01", independent((random) => random() < 0.0001 ? 1 : 0)],
  ["bits of which 0.1 are ones", ofBits(0.1)],
  ["symbols of 4 bits in bytes", independent((random) => 16 * random())],
  ["bytes correlated by 0.9", (length, seed) => correlatedNoise(length, 0.9, seed)],
];

/** What a comparison looks at, without what takes long to estimate. */
export function quickAssessment(bytes: Uint8Array): Assessment {
  const statistics = new StreamStatisticsCounter();
  statistics.update(bytes);
  const fips = new FipsStream();
  fips.update(bytes);
  return {
    statistics: statistics.result(),
    fips: fips.result(),
    recording: null,
    problems: [],
  } as unknown as Assessment;
}

/** How many figures of pairs of recordings were compared, and how many of those are said to differ. */
export interface StarCounts {
  readonly compared: number;
  readonly differing: readonly string[];
}

/** Every second pair has a recording that is a fourth as long as the other. */
export function countStars(recording: Recording, pairs: number, length: number): StarCounts {
  let compared = 0;
  const differing: string[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const lengths = [length, pair % 2 === 0 ? length : length / 4];
    const both = lengths.map((of, i) => quickAssessment(recording(of, 1_000_003 * i + 7 * pair)));
    for (const { figure, compared: isCompared, differs } of compareAssessments(both)) {
      if (!isCompared[1]) continue;
      compared++;
      if (differs[1]) differing.push(figure);
    }
  }
  return { compared, differing };
}

/** Samples of two recordings whose scores are compared: nearly as many, and four times as many. */
const SCORED_LENGTHS = [[20_000, 19_999], [40_000, 10_000]] as const;

/** The same of the assessed min-entropy alone; of a source that is constant now and then it has none. */
export function countScoreStars(recording: Recording, pairs: number): StarCounts {
  let compared = 0;
  const differing: string[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const lengths = SCORED_LENGTHS[pair % SCORED_LENGTHS.length];
    const both = lengths.map((of, i) => recording(of, 1_000_003 * i + 7 * pair));
    if (both.some((symbols) => symbols.every((symbol) => symbol === symbols[0]))) continue;
    const assessments = both.map((symbols) => ({
      ...quickAssessment(symbols),
      recording: { nonIid: assessNonIid({ symbols, bitsPerSymbol: 8 }) },
    } as unknown as Assessment));
    const [{ figure, compared: isCompared, differs }] = compareAssessments(assessments);
    if (isCompared[1]) compared++;
    if (differs[1]) differing.push(figure);
  }
  return { compared, differing };
}
