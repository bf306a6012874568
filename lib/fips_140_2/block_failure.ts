import { type CountInterval, FIPS_ONES, FIPS_POKER, FIPS_RUNS } from "./limits.ts";
import type { FipsBlock } from "./block.ts";
import type { FipsTest } from "./types.ts";

/** Whether the block fails a test. */
export function fipsBlockFails(block: FipsBlock, test: FipsTest): boolean {
  switch (test) {
    case "monobit":
      return outside(block.ones, FIPS_ONES);
    case "poker":
      return outside(sumOfSquares(block.nibbles), FIPS_POKER);
    case "runs":
      return anyOutside(block.runs[0], FIPS_RUNS) || anyOutside(block.runs[1], FIPS_RUNS);
    case "longRun":
      return block.longRun;
    case "continuousRun":
      return block.repeatedWord;
  }
}

function outside(count: number, { least, most }: CountInterval): boolean {
  return count < least || count > most;
}

function anyOutside(counts: Int32Array, intervals: readonly CountInterval[]): boolean {
  for (let i = 0; i < counts.length; i++) if (outside(counts[i]!, intervals[i]!)) return true;
  return false;
}

function sumOfSquares(counts: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i]! * counts[i]!;
  return sum;
}
