import { criticalBinomial } from "../math/binomial.ts";

/** A health test that found its source failing. */
export interface HealthAlarm {
  readonly test: "repetition count" | "adaptive proportion";
  /** The count when the alarm was raised. */
  readonly value: number;
  /** The count from which on there is an alarm. */
  readonly cutoff: number;
}

/** An alarm and where it was raised. */
export interface LocatedAlarm extends HealthAlarm {
  /** Index of the sample that raised it. */
  readonly sample: number;
}

/** Of each test, so that neither hides where the other began. */
const MAX_LOCATED_ALARMS = 16;

export interface HealthTestsOptions {
  /** Min-entropy claimed for the source, above 0 and at most 8 bits a byte. */
  readonly minEntropyPerSample: number;
  /** 30 stands for a false-alarm probability of 2^-30; SP 800-90B recommends 20 to 40. */
  readonly falseAlarmExponent?: number;
  /** `BINARY_WINDOW_SAMPLES` where each byte holds a single bit. */
  readonly windowSamples?: number;
}

/** Smallest counts that raise an alarm. */
export interface HealthCutoffs {
  readonly repetitionCount: number;
  readonly adaptiveProportion: number;
}

/** Samples in a window of the adaptive proportion test for a source that is not binary (4.4.2). */
export const WINDOW_SAMPLES = 512;
/** The same for a source of single bits. */
export const BINARY_WINDOW_SAMPLES = 1024;

/**
 * The continuous health tests of SP 800-90B (January 2018), section 4.4, over bytes as they arrive.
 *
 * Repetition count (4.4.1): C = 1 + ceil(-log2(alpha) / H); C equal bytes in a row are an alarm.
 *
 * Adaptive proportion (4.4.2): the first byte of each window of 512 occurs C times or more in that
 * window, with C = 1 + CRITBINOM(512, 2^-H, 1 - alpha), as the standard prints it. This is the more
 * sensitive of two readings. The other leaves the first byte out of the binomial count, 2 +
 * CRITBINOM(511, 2^-H, 1 - alpha), is often one more, and keeps strictly below alpha; with the
 * printed formula a window of fair bytes gives a false alarm with 2^-28.2 for alpha = 2^-30.
 *
 * For keys H = 8: /dev/random, /dev/urandom and crypto.getRandomValues give the output of a
 * cryptographic generator, which claims full entropy. The same is claimed of whatever is named with
 * -r, because its bytes become the key as they are: a noise source of fewer than 8 bits a byte,
 * which would have to be conditioned first, may be refused.
 *
 * One long repetition and one window raise one alarm each, however far they go on.
 *
 * @example
 * ```ts
 * new HealthTests({ minEntropyPerSample: 8 }).feed(new Uint8Array(5)); // repetition count: 5
 * ```
 */
export class HealthTests {
  readonly cutoffs: HealthCutoffs;
  readonly #windowSize: number;
  #samples = 0;
  #repetitionCountAlarms = 0;
  #adaptiveProportionAlarms = 0;
  readonly #firstAlarms: LocatedAlarm[] = [];
  #lastByte = -1;
  #repetitions = 0;
  #windowByte = -1;
  #windowSamples = 0;
  #windowCount = 0;

  /** @throws {RangeError} when an option is outside its range */
  constructor(
    { minEntropyPerSample, falseAlarmExponent = 30, windowSamples = WINDOW_SAMPLES }:
      HealthTestsOptions,
  ) {
    if (!(minEntropyPerSample > 0 && minEntropyPerSample <= 8)) {
      throw new RangeError(
        `Cannot claim ${minEntropyPerSample} bits a byte: more than 0 and at most 8 are possible`,
      );
    }
    if (!(falseAlarmExponent >= 20 && falseAlarmExponent <= 40)) {
      throw new RangeError(
        `Cannot use a false-alarm probability of 2^-${falseAlarmExponent}: 2^-20 to 2^-40 are allowed`,
      );
    }
    this.#windowSize = windowSamples;
    this.cutoffs = {
      repetitionCount: 1 + Math.ceil(falseAlarmExponent / minEntropyPerSample),
      adaptiveProportion: 1 + criticalBinomial(
        windowSamples,
        2 ** -minEntropyPerSample,
        2 ** -falseAlarmExponent,
      ),
    };
  }

  /** Bytes seen. */
  get samples(): number {
    return this.#samples;
  }

  /** Alarms of the repetition count test in all the bytes seen. */
  get repetitionCountAlarms(): number {
    return this.#repetitionCountAlarms;
  }

  /** Alarms of the adaptive proportion test in all the bytes seen. */
  get adaptiveProportionAlarms(): number {
    return this.#adaptiveProportionAlarms;
  }

  /** The first alarms of each test, and the samples that raised them, in their order. */
  get firstAlarms(): readonly LocatedAlarm[] {
    return this.#firstAlarms;
  }

  /**
   * Takes the next bytes of the source, in pieces of any size; both tests go on across pieces.
   *
   * @returns the first alarm in these bytes, or null
   */
  feed(bytes: Uint8Array): HealthAlarm | null {
    let first: HealthAlarm | null = null;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      const repetition = this.#countRepetition(byte);
      const proportion = this.#countProportion(byte);
      if (repetition === null && proportion === null) continue;
      first ??= repetition ?? proportion;
      for (const alarm of [repetition, proportion]) {
        if (alarm === null || this.#alarmsOf(alarm.test) > MAX_LOCATED_ALARMS) continue;
        this.#firstAlarms.push({ ...alarm, sample: this.#samples + i });
      }
    }
    this.#samples += bytes.length;
    return first;
  }

  #alarmsOf(test: HealthAlarm["test"]): number {
    return test === "repetition count"
      ? this.#repetitionCountAlarms
      : this.#adaptiveProportionAlarms;
  }

  #countRepetition(byte: number): HealthAlarm | null {
    this.#repetitions = byte === this.#lastByte ? this.#repetitions + 1 : 1;
    this.#lastByte = byte;
    const cutoff = this.cutoffs.repetitionCount;
    if (this.#repetitions !== cutoff) return null;
    this.#repetitionCountAlarms++;
    return { test: "repetition count", value: this.#repetitions, cutoff };
  }

  #countProportion(byte: number): HealthAlarm | null {
    if (this.#windowSamples === 0) {
      this.#windowByte = byte;
      this.#windowCount = 0;
    }
    this.#windowSamples = (this.#windowSamples + 1) % this.#windowSize;
    if (byte !== this.#windowByte) return null;
    this.#windowCount++;
    const cutoff = this.cutoffs.adaptiveProportion;
    if (this.#windowCount !== cutoff) return null;
    this.#adaptiveProportionAlarms++;
    return { test: "adaptive proportion", value: this.#windowCount, cutoff };
  }
}

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
