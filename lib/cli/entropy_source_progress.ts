import type { PermutationProgress } from "../sp800_90b/permutation_tests.ts";
import { clock, hasLiveLine, startLiveLine } from "./live_line.ts";

/** Tells a person how far the assessment of an entropy source has come. */
export interface EntropySourceProgress {
  onReading(name: string, bytes: number): void;
  /** SP 800-22, of which sequences are tested while others are read. */
  onSequence(tested: number): void;
  onPermutation(dataSet: string, progress: PermutationProgress): void;
  onEstimating(dataSet: string, doneShare: number): void;
  /** Takes the line away for good; calling it again changes nothing. */
  stop(): void;
}

/** On a terminal one line on stderr, drawn four times a second; elsewhere nothing. */
export function startEntropySourceProgress(): EntropySourceProgress {
  let text = "";
  const line = hasLiveLine() ? startLiveLine(() => text, null) : null;
  let phase = "";
  let phaseStart = performance.now();
  return {
    onReading: (name, bytes) => {
      text = `Reading ${name}: ${(bytes / 1e6).toFixed(1)} MB so far`;
    },
    onSequence: (tested) => {
      text = `SP 800-22: ${tested} sequence${tested === 1 ? "" : "s"} tested so far`;
    },
    onPermutation: (dataSet, progress) => {
      text = permutationText(dataSet, progress);
    },
    onEstimating: (dataSet, doneShare) => {
      if (phase !== dataSet) {
        phase = dataSet;
        phaseStart = performance.now();
      }
      const left = (performance.now() - phaseStart) * (1 - doneShare) / Math.max(doneShare, 0.01);
      text = `Estimating ${dataSet}: ${Math.round(100 * doneShare)} percent, about ${
        clock(Math.max(left, 1_000))
      } left`;
    },
    stop: () => line?.stop(),
  };
}

/**
 * The words of the line while data is shuffled.
 *
 * @example
 * "Permutation tests of the noise: 1234 shuffles, 2 of 19 statistics open, about 0:45 left"
 */
export function permutationText(
  dataSet: string,
  { shuffles, open, secondsLeft }: PermutationProgress,
): string {
  const names = open.length === 1
    ? `${open[0].replaceAll("_", " ")} open`
    : `${open.length} statistics open`;
  return `Permutation tests, ${dataSet}: ${shuffles} shuffles, ${names}, about ${
    clock(Math.max(1_000 * secondsLeft, 1_000))
  } left`;
}
