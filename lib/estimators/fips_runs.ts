import { FIPS_RUNS } from "../stats/fips_140_2.ts";

/**
 * Tables that find the runs of a block in two histograms: of its bytes, and of what meets where one byte
 * follows another. Both stand in one array, bytes from 0 and meetings from 256, and so do all tables here.
 *
 * A run that touches neither end of a byte is told by that byte. Any other run is told by the last two
 * neighbours that it touches: it ends where they meet or in the second, and it has come as far as the end of
 * the first. A whole byte of equal bits is longer than the longest class, 6 and more, so what came before it
 * makes no difference. Therefore nothing is carried from byte to byte: no step waits for the one before,
 * which is what makes counting so much faster than an automaton that follows the run.
 */
export const FIPS_HISTOGRAM_SIZE = 512;

/** Parts of `edges`: the run at the byte's end, moved to where meetings are counted, and the run at its start. */
export const TRAILING = 0x1f0;
export const LEADING = 0x00f;
/** Where two neighbouring bytes of zeros are counted, and two of ones. */
export const ZEROS_MEET = 0x177, ONES_MEET = 0x1ff;

/** A run at either end of a byte in four bits: which bit it is of, then its length less one. */
function codeOf(bit: number, length: number): number {
  return bit << 3 | length - 1;
}

/** A run at the edge of a byte: its bit and its length, 1 to 8. */
export interface EdgeRun {
  readonly bit: 0 | 1;
  readonly length: number;
}

/** The run at the start of a byte with these edges. */
export function leadingRun(edges: number): EdgeRun {
  return { bit: (edges & 8) === 0 ? 0 : 1, length: (edges & 7) + 1 };
}

/** The run at the end of a byte with these edges. */
export function trailingRun(edges: number): EdgeRun {
  return leadingRun(edges >>> 4);
}

/**
 * Runs are added up in three doubles: runs of zeros in the lower 26 bits, runs of ones above them, and in
 * each half two classes side by side. Of 20,000 bits at most 20,000 / (k + 1) are runs of k bits of one kind:
 * 10,000 of one bit, 6,667 of two, 5,000, 4,000, 3,334, and 2,858 of six. With one more each they fit into 14,
 * 13, 13, 12, 13 and 13 bits.
 */
const SUMS = [
  { lowerClass: 1, lowerBits: 14, upperClass: 4 },
  { lowerClass: 2, lowerBits: 13, upperClass: 3 },
  { lowerClass: 5, lowerBits: 13, upperClass: 6 },
] as const;
const HALF = 2 ** 26;

/** In which sum a run is counted, and as how much. */
function counterOf(bit: number, length: number): { sum: number; weight: number } {
  const runs = runClass(length);
  const sum = SUMS.findIndex(({ lowerClass, upperClass }) =>
    runs === lowerClass || runs === upperClass
  );
  const { lowerBits, upperClass } = SUMS[sum]!;
  return { sum, weight: (bit === 1 ? HALF : 1) * (runs === upperClass ? 2 ** lowerBits : 1) };
}

/** Takes the counts of all classes out of the three sums. */
export function setRuns(
  [zeros, ones]: readonly [Int32Array, Int32Array],
  sums: readonly [number, number, number],
): void {
  for (let i = 0; i < SUMS.length; i++) {
    const { lowerClass, lowerBits, upperClass } = SUMS[i]!;
    const mask = (1 << lowerBits) - 1;
    const upperHalf = Math.floor(sums[i]! / HALF);
    const lowerHalf = sums[i]! - upperHalf * HALF;
    zeros[lowerClass - 1] = lowerHalf & mask;
    zeros[upperClass - 1] = lowerHalf >>> lowerBits;
    ones[lowerClass - 1] = upperHalf & mask;
    ones[upperClass - 1] = upperHalf >>> lowerBits;
  }
}

/** Class 1 to 6 of a run. */
export function runClass(length: number): number {
  return Math.min(length, FIPS_RUNS.length);
}

/** The tables. */
export interface FipsRunTables {
  /** By byte: the runs at its two ends. */
  readonly edges: Uint16Array;
  /** By place in the histograms: the runs that one occurrence stands for. */
  readonly sums: readonly [Float64Array, Float64Array, Float64Array];
  /** By place in the histograms: the longest of them; of a run over a whole byte no more than is known. */
  readonly longest: Uint8Array;
}

/** Derives all tables from the bits of each byte. */
export function makeFipsRunTables(): FipsRunTables {
  const edges = new Uint16Array(256);
  const sums = [
    new Float64Array(FIPS_HISTOGRAM_SIZE),
    new Float64Array(FIPS_HISTOGRAM_SIZE),
    new Float64Array(FIPS_HISTOGRAM_SIZE),
  ] as const;
  const longest = new Uint8Array(FIPS_HISTOGRAM_SIZE);
  const count = (place: number, bit: number, length: number) => {
    const { sum, weight } = counterOf(bit, length);
    sums[sum]![place]! += weight;
    longest[place] = Math.max(longest[place]!, length);
  };

  for (let byte = 0; byte < 256; byte++) {
    const runs = runsOf(byte);
    const [leading, trailing] = [runs[0]!, runs.at(-1)!];
    edges[byte] = 256 |
      codeOf(trailing.bit, trailing.length) << 4 |
      codeOf(leading.bit, leading.length);
    for (const { bit, length } of runs.slice(1, -1)) count(byte, bit, length);
  }
  for (let place = 256; place < FIPS_HISTOGRAM_SIZE; place++) {
    const before = trailingRun(place), after = leadingRun(place);
    const joined = before.bit === after.bit;
    if (!joined) count(place, before.bit, before.length);
    if (after.length < 8) count(place, after.bit, after.length + (joined ? before.length : 0));
  }
  return { edges, sums, longest };
}

/** The runs of eight bits, in order. */
function runsOf(byte: number): { bit: number; length: number }[] {
  const runs: { bit: number; length: number }[] = [];
  for (let position = 7; position >= 0; position--) {
    const bit = byte >>> position & 1;
    const open = runs.at(-1);
    if (open?.bit === bit) open.length++;
    else runs.push({ bit, length: 1 });
  }
  return runs;
}
