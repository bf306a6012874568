import type { ReducedSamples } from "../sp800_90b/types.ts";
import type {
  Assessment,
  AssessRequest,
  ComparisonResult,
  HealthSummary,
  StretchesResult,
} from "./assessment.ts";
import { nameOf } from "../entropy/source.ts";
import type { BitSelection } from "./select_bits.ts";
import { SampleStore } from "../entropy/recording.ts";
import { FipsStream } from "../fips_140_2/stream.ts";
import { atLeast } from "../math/binomial.ts";
import { Repeats } from "./repeats.ts";
import { type Samples, SampleStream } from "./sample_stream.ts";
import { StreamStatisticsCounter } from "./stream_statistics.ts";
import { StretchSearch } from "./stretches.ts";
import { SourceHealthTests } from "../sp800_90b/health_tests.ts";

/**
 * Samples of a longer stream that are kept for the estimators: they take about 120 bytes a sample. Everything else
 * looks at the whole stream.
 */
export const MAX_KEPT_SAMPLES = 10_000_000;

/** The tests that look at each byte once, as it comes. */
export interface StreamTests {
  /**
   * Takes the next bytes of the source.
   *
   * @param onUsed is given those of them that are used: of text all up to the last sample that was asked for
   * @returns how many were used, where there are as many samples as were asked for; else null
   * @throws Failure (exit 1) for what does not belong into the format, or a symbol that is wider than said
   */
  take(bytes: Uint8Array, onUsed?: (used: Uint8Array) => void): number | null;
  /** Takes in what waited for more bytes. @param ended whether the source ended @throws Failure (exit 1) as `take` */
  finish(ended: boolean): void;
  /** Samples that came. */
  readonly samples: number;
  /** The first of them; empty with the scope "fips". */
  readonly kept: Uint8Array;
  /** What their samples were reduced to, where those are wider. */
  readonly reduced: ReducedSamples | null;
  /** The words that were kept, to search other recordings for; null with the scope "fips". */
  readonly words: Repeats | null;
  results(): Pick<
    Assessment,
    | "guess"
    | "selectedBits"
    | "bitsDecidedBy"
    | "bitsRankedSamples"
    | "fips"
    | "statistics"
    | "health"
    | "stretches"
    | "repeats"
    | "against"
  >;
}

/** A reference recording, or several, taken in. */
export interface ReferenceRecording {
  /** Searches the next bits of a recording for what it holds. */
  search(bits: Uint8Array): void;
  /** What was found so far. */
  result(): ComparisonResult;
}

/**
 * Sets up the tests. FIPS 140-2, the byte statistics and the search for repeats see the bits of the symbols
 * side by side, however the source packs them; the health tests and the estimators see the symbols.
 *
 * @param selection what wide samples of this run are reduced by
 */
export function startStreamTests(
  request: AssessRequest,
  reference: ReferenceRecording | null,
  selection: BitSelection,
): StreamTests {
  const all = request.scope === "all";
  const { mostSamples, symbols: format } = request;
  const stream = new SampleStream(request, nameOf(request.source), selection);
  const most = all ? Math.min(MAX_KEPT_SAMPLES, mostSamples ?? Infinity) : 0;
  const store = new SampleStore(most, mostSamples);
  const fips = new FipsStream();
  const statistics = all ? new StreamStatisticsCounter() : null;
  const repeats = all ? new Repeats(format.bitsPerSymbol) : null;
  const stretches = all ? new StretchSearch(format.bitsPerSymbol) : null;
  // Without a claim the health tests wait until the min-entropy is assessed.
  const health = all && request.claimedEntropy !== null
    ? startHealthTests(
      request.claimedEntropy,
      format.bitsPerSymbol,
      request.expectation === "steady" ? request.claimedEntropy : format.bitsPerSymbol,
    )
    : null;
  const add = ({ symbols, bits }: Samples): void => {
    fips.update(bits);
    statistics?.update(bits);
    repeats?.update(bits);
    reference?.search(bits);
    health?.tests.feed(symbols);
    stretches?.update(symbols);
    if (all) store.add(symbols);
  };

  return {
    take: (bytes, onUsed) => {
      const samples = stream.take(bytes);
      const used = bytes.subarray(0, bytes.length - stream.unusedBytes);
      onUsed?.(used);
      add(samples);
      return stream.isFull ? used.length : null;
    },
    finish: (ended) => add(stream.finish(ended)),
    get samples() {
      return stream.count;
    },
    get kept() {
      return store.samples;
    },
    get reduced() {
      return stream.reduced;
    },
    words: repeats,
    results: () => ({
      guess: stream.guess(),
      selectedBits: stream.reduced?.keptBits ?? null,
      bitsDecidedBy: stream.reduced?.rankedIn ?? null,
      bitsRankedSamples: stream.reduced?.rankedSamples ?? null,
      fips: fips.result(),
      statistics: statistics?.result() ?? null,
      health: health?.summary() ?? null,
      stretches: stretchesOf(stretches),
      repeats: repeats?.result() ?? null,
      against: reference && reference.result(),
    }),
  };
}

function stretchesOf(search: StretchSearch | null): StretchesResult | null {
  return search && { worst: search.worst(), running: search.running() };
}

/** False alarms of the health tests: 2^-30 a sample or window; SP 800-90B recommends 2^-20 to 2^-40. */
const FALSE_ALARM_EXPONENT = 30;

/**
 * The health tests of SP 800-90B, section 4.4, for a claimed min-entropy in bits per symbol.
 *
 * @param actualEntropy of the source whose alarms are expected: the width of a symbol for fair data
 */
export function startHealthTests(
  claimedEntropy: number,
  bitsPerSymbol: number,
  actualEntropy: number = bitsPerSymbol,
): { readonly tests: SourceHealthTests; summary(): HealthSummary } {
  const tests = new SourceHealthTests({
    minEntropyPerSample: claimedEntropy,
    falseAlarmExponent: FALSE_ALARM_EXPONENT,
    bitsPerSymbol,
  });
  return {
    tests,
    summary: () => ({
      samples: tests.samples,
      claimedEntropy,
      falseAlarmExponent: FALSE_ALARM_EXPONENT,
      windowSamples: tests.windowSamples,
      cutoffs: tests.cutoffs,
      expectedAlarms: expectedAlarms(tests, actualEntropy),
      repetitionCountAlarms: tests.repetitionCountAlarms,
      adaptiveProportionAlarms: tests.adaptiveProportionAlarms,
      firstAlarms: tests.firstAlarms,
    }),
  };
}

/**
 * Alarms that symbols of 2^-H each raise on average. A run reaches C symbols where C - 1 in a row equal
 * the one before and, but at the start, the one before those differs. A window alarms where C - 1 or more of
 * its other symbols equal the first.
 */
function expectedAlarms(
  { samples, cutoffs, windowSamples }: SourceHealthTests,
  entropy: number,
): HealthSummary["expectedAlarms"] {
  const equal = 2 ** -entropy;
  const { repetitionCount: run, adaptiveProportion: count } = cutoffs;
  const starts = samples < run ? 0 : 1 + (samples - run) * (1 - equal);
  const inWindow = (size: number) => count > size ? 0 : atLeast(count - 1, size - 1, equal);
  return {
    repetitionCount: starts * equal ** (run - 1),
    adaptiveProportion: Math.floor(samples / windowSamples) * inWindow(windowSamples) +
      inWindow(samples % windowSamples),
  };
}
