import { addBytes } from "./bytes.ts";
import { countBlock, type FipsHistograms } from "./histograms.ts";
import { addEdgeRuns, countAllEqual, SHOWN_RUN_BITS } from "./runs.ts";
import { FIPS_LONG_RUN_BITS } from "./limits.ts";
import { longestRunBits, longRunBits } from "./longest_run.ts";

/**
 * The statistics of one block of 2,500 bytes after another. The object is reused for all blocks; what it
 * holds is valid until the next one.
 */
export class FipsBlock {
  ones = 0;
  /** Occurrences of each nibble. */
  readonly nibbles = new Int32Array(16);
  /** `runs[bit][class - 1]`, class 6 for 6 and more. */
  readonly runs = [new Int32Array(6), new Int32Array(6)] as const;
  /** The longest run in all blocks so far. */
  longestRunBits = 0;
  /** Whether the block has a run of 26 bits or more. */
  longRun = false;
  /** Whether a 32-bit word equalled the word before it. */
  repeatedWord = false;

  #lastWord: number;

  /** @param lastWord The 32 bits before the first block. */
  constructor(lastWord: number) {
    this.#lastWord = lastWord;
  }

  /** Takes the statistics of the 2,500 bytes from `offset`. */
  read(data: DataView, offset: number): void {
    const histograms = countBlock(data, offset);
    this.repeatedWord = histograms.repeatedWord || histograms.firstWord === this.#lastWord;
    this.#lastWord = histograms.lastWord;
    this.#sum(histograms);
    this.#findLongestRun(data, offset, histograms);
  }

  #sum({ evenBytes, oddBytes, evenEdges, oddEdges, lastWord }: FipsHistograms): void {
    const { runs } = this;
    runs[0].fill(0);
    runs[1].fill(0);
    addBytes(evenBytes, oddBytes, this);
    addEdgeRuns(evenEdges, oddEdges, runs);
    // The run that was made up after the block is none.
    runs[lastWord & 1 ^ 1]![5]!--;
  }

  /**
   * Fair bits soon have a run so long that any longer one shows in a window of equal bits. From then on one
   * block in four is looked at again; until then nearly each is, byte after byte.
   */
  #findLongestRun(data: DataView, offset: number, { evenEdges, oddEdges }: FipsHistograms): void {
    const { runs: [zeros, ones] } = this;
    let found = 0;
    if (this.longestRunBits >= SHOWN_RUN_BITS - 1) {
      if (countAllEqual(evenEdges) + countAllEqual(oddEdges) > 0) {
        found = longRunBits(data, offset, this.longestRunBits);
      }
    } else if (zeros[5]! + ones[5]! > 0) {
      found = longestRunBits(data, offset);
    } else {
      for (let i = 0; i < 5; i++) if (zeros[i]! + ones[i]! > 0) found = i + 1;
    }
    this.longRun = found >= FIPS_LONG_RUN_BITS;
    this.longestRunBits = Math.max(this.longestRunBits, found);
  }
}
