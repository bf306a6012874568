import type { PermutationProgress } from "../sp800_90b/permutation_tests.ts";
import { system } from "../system/mod.ts";

/** Tells a person how far the assessment of an entropy source has come. */
export interface EntropySourceProgress {
  onReading(name: string, bytes: number): void;
  onPermutation(dataSet: string, progress: PermutationProgress): void;
  onEstimating(dataSet: string, doneShare: number): void;
  /** Takes the line away for good; calling it again changes nothing. */
  stop(): void;
}

const REDRAW_MILLISECONDS = 250;
/** Carriage return and erase to the end of the line (ECMA-48, EL). */
const START_OF_EMPTY_LINE = "\r\x1b[K";

/** On a terminal one line on stderr, drawn four times a second; elsewhere nothing. */
export function startEntropySourceProgress(): EntropySourceProgress {
  const shown = system.stderr.isTerminal() && system.environment("TERM") !== "dumb";
  const encoder = new TextEncoder();
  const put = (text: string) => {
    try {
      system.stderr.write(encoder.encode(START_OF_EMPTY_LINE + text));
    } catch { /* the terminal went away; the assessment does not depend on it */ }
  };
  let text = "";
  const columns = () => (system.stderr.columns() ?? 80) - 1;
  const timer = shown
    ? setInterval(() => put(text.slice(0, columns())), REDRAW_MILLISECONDS)
    : undefined;
  let phase = "";
  let phaseStart = performance.now();
  return {
    onReading: (name, bytes) => {
      text = `Reading ${name}: ${(bytes / 1e6).toFixed(1)} MB so far`;
    },
    onPermutation: (dataSet, progress) => {
      text = permutationText(dataSet, progress);
    },
    onEstimating: (dataSet, doneShare) => {
      if (phase !== dataSet) {
        phase = dataSet;
        phaseStart = performance.now();
      }
      const seconds = (performance.now() - phaseStart) / 1000 * (1 - doneShare) /
        Math.max(doneShare, 0.01);
      text = `Estimating ${dataSet}: ${Math.round(100 * doneShare)} percent, about ${
        clock(seconds)
      } left`;
    },
    stop: () => {
      if (timer === undefined || text === "stopped") return;
      text = "stopped";
      clearInterval(timer);
      put("");
    },
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
    ? `${open[0]!.replaceAll("_", " ")} open`
    : `${open.length} statistics open`;
  return `Permutation tests, ${dataSet}: ${shuffles} shuffles, ${names}, about ${
    clock(secondsLeft)
  } left`;
}

function clock(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  const minutes = Math.floor(whole / 60) % 60;
  const rest = String(whole % 60).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
