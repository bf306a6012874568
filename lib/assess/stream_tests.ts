import type { Assessment, AssessRequest, HealthSummary, SymbolFormat } from "./assessment.ts";
import { SampleStore } from "../entropy/sample_store.ts";
import { SymbolPacker } from "../entropy/symbol_packing.ts";
import { FipsStream } from "../fips_140_2/stream.ts";
import { Repeats } from "./repeats.ts";
import { StreamStatisticsCounter } from "./stream_statistics.ts";
import { unpackSymbols } from "./unpack_symbols.ts";
import { EXIT, Failure } from "../failure.ts";
import { BINARY_WINDOW_SAMPLES, HealthTests, WINDOW_SAMPLES } from "../sp800_90b/health_tests.ts";

/**
 * Samples of a longer stream that are kept for the estimators, unless more are asked for: they take about
 * 120 bytes a sample. Everything else looks at the whole stream.
 */
export const MAX_KEPT_SAMPLES = 10_000_000;

/** The tests that look at each byte once, as it comes. */
export interface StreamTests {
  /**
   * Takes the next bytes of the source.
   *
   * @throws Failure (exit 1) for a symbol that is wider than said
   */
  take(bytes: Uint8Array): void;
  /** Samples that came. */
  readonly samples: number;
  /** The first of them; empty with the scope "fips". */
  readonly kept: Uint8Array;
  results(): Pick<Assessment, "fips" | "statistics" | "health" | "repeats" | "against">;
}

/** An earlier recording, taken in. */
export interface ReferenceRecording {
  readonly name: string;
  readonly bytes: number;
  /** Holds its words and is asked for them. */
  readonly words: Repeats;
}

/** Symbols one a byte, and their bits side by side, of pieces of a stream. */
export function startUnpacking(
  { bitsPerSymbol, packed }: SymbolFormat,
): (bytes: Uint8Array) => { symbols: Uint8Array; bits: Uint8Array } {
  if (bitsPerSymbol === 8) return (bytes) => ({ symbols: bytes, bits: bytes });
  if (packed) return (bytes) => ({ symbols: unpackSymbols(bytes, bitsPerSymbol), bits: bytes });
  const packer = new SymbolPacker(bitsPerSymbol);
  const check = startWidthCheck(bitsPerSymbol);
  return (symbols) => {
    check(symbols);
    return { symbols, bits: packer.pack(symbols) };
  };
}

/**
 * Sets up the tests. FIPS 140-2, the byte statistics and the search for repeats see the bits of the symbols
 * side by side, however the source packs them; the health tests and the estimators see the symbols.
 */
export function startStreamTests(
  request: AssessRequest,
  earlier: ReferenceRecording | null,
): StreamTests {
  const all = request.scope === "all";
  const unpack = startUnpacking(request.symbols);
  const { mostSamples } = request;
  const most = all ? Math.max(MAX_KEPT_SAMPLES, mostSamples ?? 0) : 0;
  const store = new SampleStore(Math.min(most, mostSamples ?? most), mostSamples);
  const fips = new FipsStream();
  const statistics = all ? new StreamStatisticsCounter() : null;
  const repeats = all ? new Repeats() : null;
  const health = all ? startHealthTests(request) : null;
  let samples = 0;

  return {
    take: (bytes) => {
      const { symbols, bits } = unpack(bytes);
      samples += symbols.length;
      fips.update(bits);
      statistics?.update(bits);
      repeats?.update(bits);
      earlier?.words.search(bits);
      health?.tests.feed(symbols);
      if (all) store.add(symbols);
    },
    get samples() {
      return samples;
    },
    get kept() {
      return store.samples;
    },
    results: () => ({
      fips: fips.result(),
      statistics: statistics?.result() ?? null,
      health: health?.summary() ?? null,
      repeats: repeats?.result() ?? null,
      against: earlier && {
        ...earlier.words.result(),
        otherName: earlier.name,
        otherBytes: earlier.bytes,
      },
    }),
  };
}

/** Refuses symbols that are wider than said; counts, so that the message can say which. */
function startWidthCheck(bitsPerSymbol: number): (symbols: Uint8Array) => void {
  const limit = 2 ** bitsPerSymbol;
  let before = 0;
  return (symbols) => {
    const wide = symbols.findIndex((symbol) => symbol >= limit);
    if (wide >= 0) {
      throw new Failure(
        EXIT.usageOrSource,
        `Cannot assess ${bitsPerSymbol}-bit symbols: sample ${before + wide} is ` +
          `${symbols[wide]}, the largest possible is ${limit - 1}`,
        "--bits-per-symbol says how wide the symbols are, --packed that a byte holds several",
      );
    }
    before += symbols.length;
  };
}

/** False alarms of the health tests: 2^-30 a sample or window; SP 800-90B recommends 2^-20 to 2^-40. */
const FALSE_ALARM_EXPONENT = 30;

function startHealthTests({ claimedEntropy, symbols }: AssessRequest) {
  const windowSamples = symbols.bitsPerSymbol === 1 ? BINARY_WINDOW_SAMPLES : WINDOW_SAMPLES;
  const tests = new HealthTests({
    minEntropyBitsPerByte: claimedEntropy,
    falseAlarmExponent: FALSE_ALARM_EXPONENT,
    windowSamples,
  });
  return {
    tests,
    summary: (): HealthSummary => ({
      samples: tests.samples,
      claimedEntropy,
      falseAlarmExponent: FALSE_ALARM_EXPONENT,
      windowSamples,
      cutoffs: tests.cutoffs,
      repetitionCountAlarms: tests.repetitionCountAlarms,
      adaptiveProportionAlarms: tests.adaptiveProportionAlarms,
    }),
  };
}
