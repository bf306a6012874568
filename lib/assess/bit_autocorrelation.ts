import { countOnes } from "../math/packed_bits.ts";
import type { Autocorrelation } from "./stream_types.ts";

/** Distances looked at: 1 to 64 bits, which shows what repeats with bytes and words of any usual width. */
export const AUTOCORRELATION_LAGS = 64;
/**
 * Bytes looked at, from the start of the stream. Four million bits show a correlation of 2.5e-3 at more
 * than five standard deviations; looking at all would cost ten times as much as all other figures.
 */
export const AUTOCORRELATION_BYTES = 2 ** 19;

/** Words of 32 bits that a shift by 64 bits reaches back. */
const HISTORY_WORDS = AUTOCORRELATION_LAGS / 32;

/** Correlation of the first bits of a stream with themselves, shifted, most significant bit first. */
export class BitAutocorrelation {
  /** Unequal pairs at each distance, less one. */
  readonly #unequal = new Float64Array(AUTOCORRELATION_LAGS);
  /** The words before the current one, the latest first. */
  readonly #history = new Int32Array(HISTORY_WORDS);
  #words = 0;
  #bytesLeft = AUTOCORRELATION_BYTES;
  /** Bytes that wait for the rest of their word. */
  #word = 0;
  #wordBytes = 0;

  update(bytes: Uint8Array): void {
    const end = Math.min(bytes.length, this.#bytesLeft);
    this.#bytesLeft -= end;
    for (let i = 0; i < end; i++) {
      this.#word = this.#word << 8 | bytes[i];
      if (++this.#wordBytes < 4) continue;
      this.#compare(this.#word);
      this.#wordBytes = 0;
    }
  }

  #compare(word: number): void {
    const history = this.#history, unequal = this.#unequal;
    let newer = word;
    for (let back = 0; back < HISTORY_WORDS; back++) {
      const older = history[back];
      // The first words have nothing before them: those pairs are not counted.
      const whole = this.#words > back;
      for (let shift = 1; shift <= 32; shift++) {
        // JavaScript shifts by 32 as if by 0.
        const shifted = shift === 32 ? older : newer >>> shift | older << (32 - shift);
        const differing = word ^ shifted;
        const missing = 32 * (back - this.#words) + shift;
        const counted = whole ? differing : missing >= 32 ? 0 : differing & (-1 >>> missing);
        unequal[32 * back + shift - 1] += countOnes(counted);
      }
      newer = older;
    }
    history.copyWithin(1, 0, HISTORY_WORDS - 1);
    history[0] = word;
    this.#words++;
  }

  result(): { autocorrelationBits: number; autocorrelation: Autocorrelation[] } {
    const bits = 32 * this.#words;
    const autocorrelation: Autocorrelation[] = [];
    for (let lagBits = 1; lagBits <= AUTOCORRELATION_LAGS && lagBits < bits; lagBits++) {
      const pairs = bits - lagBits;
      const correlation = 1 - 2 * this.#unequal[lagBits - 1] / pairs;
      // For fair bits each pair is +1 or -1 alike: the mean has a standard deviation of 1 / sqrt(pairs).
      autocorrelation.push({ lagBits, correlation, standardScore: correlation * Math.sqrt(pairs) });
    }
    return { autocorrelationBits: bits, autocorrelation };
  }
}
