import {
  BINARY_WINDOW_SAMPLES,
  type HealthCutoffs,
  HealthTests,
  type LocatedAlarm,
  WINDOW_SAMPLES,
} from "./health_tests.ts";

/** What a source is tested for. */
export interface SourceHealthTestsOptions {
  readonly minEntropyPerSample: number;
  readonly falseAlarmExponent: number;
  /** A source of single bits is binary, whatever comes. */
  readonly bitsPerSymbol: number;
}

/**
 * The health tests of a source whose alphabet is not known before its end: the window of the adaptive proportion test
 * is 1,024 samples where a noise source is binary and 512 else (4.4.2), and a source of wider symbols is binary where
 * it gives two values alone. Both windows run until a third value comes. What a source can give is more than what it
 * gave: one whose third value is rare is taken for binary as long as that does not come.
 */
export class SourceHealthTests {
  readonly #wide: HealthTests | null;
  /** Null from the third value on. */
  #binary: HealthTests | null;
  readonly #values = new Set<number>();

  /** @throws {RangeError} when an option is outside its range */
  constructor({ bitsPerSymbol, ...options }: SourceHealthTestsOptions) {
    this.#wide = bitsPerSymbol === 1
      ? null
      : new HealthTests({ ...options, windowSamples: WINDOW_SAMPLES });
    this.#binary = new HealthTests({ ...options, windowSamples: BINARY_WINDOW_SAMPLES });
  }

  /** Takes the next samples, in pieces of any size. */
  feed(samples: Uint8Array): void {
    this.#wide?.feed(samples);
    if (this.#binary === null) return;
    if (this.#wide !== null) {
      for (let i = 0; i < samples.length && this.#values.size < 3; i++) {
        this.#values.add(samples[i]);
      }
      if (this.#values.size === 3) this.#binary = null;
    }
    this.#binary?.feed(samples);
  }

  /** Those that count for the values that came; of one value alone nobody knows that the source is binary. */
  get #current(): HealthTests {
    if (this.#wide === null) return this.#binary!;
    return this.#binary !== null && this.#values.size === 2 ? this.#binary : this.#wide;
  }

  get windowSamples(): number {
    return this.#current === this.#wide ? WINDOW_SAMPLES : BINARY_WINDOW_SAMPLES;
  }

  get samples(): number {
    return this.#current.samples;
  }

  get cutoffs(): HealthCutoffs {
    return this.#current.cutoffs;
  }

  get repetitionCountAlarms(): number {
    return this.#current.repetitionCountAlarms;
  }

  get adaptiveProportionAlarms(): number {
    return this.#current.adaptiveProportionAlarms;
  }

  get firstAlarms(): readonly LocatedAlarm[] {
    return this.#current.firstAlarms;
  }
}
