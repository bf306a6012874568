import { acceptableCounts, clopperPearson, isOutside, twoSidedPValue } from "../math/binomial.ts";
import { Timeline } from "../math/timeline.ts";
import { FipsBlock } from "./block.ts";
import { fipsExtremes, pokerStatistic } from "./extremes.ts";
import {
  FIPS_BLOCK_BYTES,
  FIPS_FALSE_ALARM_PROBABILITY,
  FIPS_ONES,
  FIPS_POKER,
  FIPS_RUNS,
  FIPS_WORD_BYTES,
} from "./limits.ts";
import type {
  FipsBlockExtremes,
  FipsStreamResult,
  FipsTest,
  FipsTimeline,
  FipsVerdict,
} from "./types.ts";

const TESTS: readonly FipsTest[] = ["monobit", "poker", "runs", "longRun", "continuousRun"];

/**
 * The FIPS 140-2 statistical tests over a stream of any length, in constant memory.
 *
 * Counts as rngtest(1) of rng-tools 6 does: the first four bytes only start the continuous test, then
 * come blocks of 2,500 bytes, and what is left at the end is not tested.
 *
 * @example
 * ```ts
 * const stream = new FipsStream();
 * for await (const chunk of source) stream.update(chunk);
 * const { blocks, failedBlocks, verdict } = stream.result();
 * ```
 */
export class FipsStream {
  #bytesRead = 0;
  /** Set once the first four bytes are there. */
  #block: FipsBlock | null = null;
  /** Bytes that wait for the rest of their block, or at first of their word. */
  readonly #waiting = new Uint8Array(FIPS_BLOCK_BYTES);
  #waitingBytes = 0;

  #blocks = 0;
  #failedBlocks = 0;
  readonly #failures: Record<FipsTest, number> = {
    monobit: 0,
    poker: 0,
    runs: 0,
    longRun: 0,
    continuousRun: 0,
  };
  #ones = 0;
  readonly #nibbles = new Float64Array(16);
  readonly #runs = [new Float64Array(6), new Float64Array(6)] as const;
  #leastOnes = Infinity;
  #mostOnes = -Infinity;
  /** Sums of squares. */
  #leastPoker = Infinity;
  #mostPoker = -Infinity;
  readonly #failedBlocksAlong = new Timeline((a, b) => a + b);

  /** Takes in the next bytes, however many. They may be overwritten afterwards. */
  update(bytes: Uint8Array): void {
    this.#bytesRead += bytes.length;
    let at = 0;
    if (this.#block === null) {
      at = this.#keep(bytes, at, FIPS_WORD_BYTES);
      if (this.#waitingBytes < FIPS_WORD_BYTES) return;
      this.#block = new FipsBlock(new DataView(this.#waiting.buffer).getInt32(0));
      this.#waitingBytes = 0;
    }
    if (this.#waitingBytes > 0) {
      at = this.#keep(bytes, at, FIPS_BLOCK_BYTES);
      if (this.#waitingBytes < FIPS_BLOCK_BYTES) return;
      this.#test(this.#block, new DataView(this.#waiting.buffer), 0);
      this.#waitingBytes = 0;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (; at + FIPS_BLOCK_BYTES <= bytes.length; at += FIPS_BLOCK_BYTES) {
      this.#test(this.#block, view, at);
    }
    this.#keep(bytes, at, FIPS_BLOCK_BYTES);
  }

  /** Everything counted so far; more may follow. */
  result(): FipsStreamResult {
    const started = this.#block !== null;
    const longestRunBits = this.#block?.longestRunBits ?? 0;
    return {
      limits: "FIPS 140-2 Change Notice 1",
      bytesRead: this.#bytesRead,
      bootstrapBytes: started ? FIPS_WORD_BYTES : 0,
      leftoverBytes: this.#waitingBytes,
      blocks: this.#blocks,
      failedBlocks: this.#failedBlocks,
      failures: { ...this.#failures },
      ones: this.#ones,
      nibbles: Array.from(this.#nibbles),
      runs: [Array.from(this.#runs[0]), Array.from(this.#runs[1])],
      expectedRuns: expectedRuns().map((runs) => runs * this.#blocks),
      longestRunBits,
      timeline: this.#timeline(),
      verdict: fipsVerdict(this.#blocks, this.#failedBlocks, {
        ones: { least: this.#leastOnes, most: this.#mostOnes },
        poker: {
          least: pokerStatistic(this.#leastPoker),
          most: pokerStatistic(this.#mostPoker),
        },
        longestRunBits,
      }),
    };
  }

  /** Moves bytes to the waiting ones until there are `enough`; returns where it stopped. */
  #keep(bytes: Uint8Array, from: number, enough: number): number {
    const to = Math.min(bytes.length, from + enough - this.#waitingBytes);
    this.#waiting.set(bytes.subarray(from, to), this.#waitingBytes);
    this.#waitingBytes += to - from;
    return to;
  }

  #test(block: FipsBlock, data: DataView, offset: number): void {
    block.read(data, offset);
    let failed = false;
    for (const test of TESTS) {
      if (!fipsBlockFails(block, test)) continue;
      this.#failures[test]++;
      failed = true;
    }
    this.#ones += block.ones;
    this.#leastOnes = Math.min(this.#leastOnes, block.ones);
    this.#mostOnes = Math.max(this.#mostOnes, block.ones);
    const poker = sumOfSquares(block.nibbles);
    this.#leastPoker = Math.min(this.#leastPoker, poker);
    this.#mostPoker = Math.max(this.#mostPoker, poker);
    for (let i = 0; i < 16; i++) this.#nibbles[i] += block.nibbles[i];
    for (let i = 0; i < 6; i++) {
      this.#runs[0][i] += block.runs[0][i];
      this.#runs[1][i] += block.runs[1][i];
    }
    if (failed) this.#failedBlocks++;
    this.#failedBlocksAlong.add(failed ? 1 : 0);
    this.#blocks++;
  }

  #timeline(): FipsTimeline {
    const { figuresPerPoint, points } = this.#failedBlocksAlong;
    return { blocksPerStretch: figuresPerPoint, failedBlocks: points };
  }
}

/**
 * Runs of one bit expected in n fair bits: of length k exactly, (n - k + 3) / 2^(k + 2), the two runs at
 * the ends included; of 6 or more, the sum over all longer ones, (n - 6 + 2) / 2^7 = (n - 4) / 2^7.
 */
function expectedRuns(): number[] {
  const n = 8 * FIPS_BLOCK_BYTES;
  return [1, 2, 3, 4, 5, 6].map((k) => k < 6 ? (n - k + 3) / 2 ** (k + 2) : (n - 4) / 2 ** 7);
}

/** Whether the block fails a test. */
function fipsBlockFails(block: FipsBlock, test: FipsTest): boolean {
  switch (test) {
    case "monobit":
      return isOutside(block.ones, FIPS_ONES);
    case "poker":
      return isOutside(sumOfSquares(block.nibbles), FIPS_POKER);
    case "runs":
      return runsFail(block.runs[0]) || runsFail(block.runs[1]);
    case "longRun":
      return block.longRun;
    case "continuousRun":
      return block.repeatedWord;
  }
}

/** Whether there are too many or too few runs of some length. */
function runsFail(runs: Int32Array): boolean {
  for (let i = 0; i < runs.length; i++) if (isOutside(runs[i], FIPS_RUNS[i])) return true;
  return false;
}

function sumOfSquares(counts: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i] * counts[i];
  return sum;
}

/**
 * Probability of each tail of the acceptable numbers of failed blocks. One failed block out of one is
 * just outside (8e-4 is less), so that the shortest stream can be rejected too.
 */
const TAIL = 0.001;
const FAILURE_RATE_CONFIDENCE = 0.99;

/**
 * Compares with chance the number of failed blocks, since of fair blocks about one in 1,270 fails, and a long
 * stream without a single failure is no more credible than one with too many; and the most extreme figures of any
 * block, since one that chance cannot explain is a fault whatever the number.
 */
export function fipsVerdict(
  blocks: number,
  failedBlocks: number,
  found: FipsBlockExtremes,
): FipsVerdict {
  const probability = FIPS_FALSE_ALARM_PROBABILITY;
  const acceptable = acceptableCounts(blocks, probability, TAIL);
  const failedBlocksFit = acceptable.least <= failedBlocks && failedBlocks <= acceptable.most;
  const extremes = blocks === 0 ? [] : fipsExtremes(blocks, found);
  return {
    falseAlarmProbability: probability,
    expectedFailedBlocks: blocks * probability,
    significance: 2 * TAIL,
    acceptable,
    pValue: blocks === 0 ? null : twoSidedPValue(failedBlocks, blocks, probability),
    failureRate: blocks === 0
      ? { least: 0, most: 1 }
      : clopperPearson(failedBlocks, blocks, FAILURE_RATE_CONFIDENCE),
    failedBlocksFit: blocks === 0 ? null : failedBlocksFit,
    extremes,
    fits: blocks === 0 ? null : failedBlocksFit && extremes.every(({ fits }) => fits),
  };
}
