import { hashOf, WordIndex } from "./word_index.ts";
import type { RepeatedWord, RepeatsResult } from "./stream_types.ts";

/** 128 bits: fair data of any length that can be read never repeats so many. */
export const WORD_BYTES = 16;
/** Repeats that are listed one by one. */
const MAX_LISTED = 16;
/** Words that are kept, in 6 MiB: few enough for a cache, which decides the speed of the search. */
const MAX_WORDS = 2 ** 17;

/** Greatest common divisors of a width and 8. */
const STEP_BITS = [8, 1, 2, 1, 4, 1, 2, 1, 8] as const;

/**
 * Finds stretches that a recording has twice, or has in common with another one: a machine that was
 * restored from a snapshot, a generator with a short cycle, a buffer that was read again.
 *
 * One word of 128 bits in every `stride` bytes is kept; the 128 bits at every symbol are looked up. Symbols of
 * less than a byte lie side by side, so that a word may begin at any multiple of `step` bits, the greatest common
 * divisor of their width and 8. Any repeat of `8 stride + 136 - 2 step` bits is found, whatever its offsets: up
 * to `8 stride - step` before the first word kept, 128 of that word, and up to `8 - step` that still wait for
 * their byte at the end of the recording. Of bytes that is `stride + 15`. Shorter ones are found by chance. The
 * stride begins at 16 bytes and doubles whenever 2^17 words are kept, every other of which is then dropped: memory
 * stays constant. Repeats that were found before stay found. In 2 MiB repeats of 31 bytes are found, in 1 GiB
 * those of 8,207; what this looks for is longer.
 *
 * @example
 * ```ts
 * const within = new Repeats();
 * within.update(recording);
 * const between = new Repeats();
 * between.remember(earlierRecording);
 * between.search(recording);
 * ```
 */
export class Repeats {
  readonly #index: WordIndex;
  readonly #remembered = new Position();
  readonly #searched = new Position();
  readonly #stepBits: number;
  #repeats = 0;
  #repeatedBits = 0;
  readonly #first: RepeatedWord[] = [];
  #longest: RepeatedWord | null = null;
  /** The repeat that may go on: from its first bit to its end, and where its original begins. */
  #begin = 0;
  #end = -1;
  #original = 0;

  /**
   * @param bitsPerSymbol 1 to 8: how wide the symbols are whose bits lie side by side in the bytes
   * @param index words of `rememberedBytes` bytes to search in, where they have been taken in already
   */
  constructor(bitsPerSymbol = 8, index = newWordIndex(), rememberedBytes = 0) {
    this.#stepBits = STEP_BITS[bitsPerSymbol];
    this.#index = index;
    this.#remembered.bytes = rememberedBytes;
  }

  /** Searches the next bytes of a recording for what it had before. */
  update(bytes: Uint8Array): void {
    this.#scan(bytes, this.#searched, true, true);
  }

  /** Takes in the next bytes of the recording to compare with. */
  remember(bytes: Uint8Array): void {
    this.#scan(bytes, this.#remembered, false, true);
  }

  /** Searches the next bytes of a recording for what `remember` was given. */
  search(bytes: Uint8Array): void {
    this.#scan(bytes, this.#searched, true, false);
  }

  /** Puts the words that were kept into another index, `base` bytes further on. */
  copyTo(index: WordIndex, base: number): void {
    this.#index.copyTo(index, base);
  }

  /** Bytes that were looked at. */
  get bytes(): number {
    return this.#searched.bytes;
  }

  /** Bytes of what is searched for. */
  get rememberedBytes(): number {
    return this.#remembered.bytes;
  }

  #scan(bytes: Uint8Array, position: Position, search: boolean, keep: boolean): void {
    const index = this.#index;
    const step = this.#stepBits, high = 32 - step, mask = 2 ** step - 1;
    let [a, b, c, d] = position.word;
    // Offset of the 16 bytes that end with byte i is `first + i`; negative until there are so many.
    const first = position.bytes + 1 - WORD_BYTES;
    const searchFrom = Math.max(0, -first);
    const lookUpFrom = search ? searchFrom : bytes.length;
    // A countdown: the offset may be larger than the integers that are fast.
    let untilKept = keep ? searchFrom + toMultiple(first + searchFrom, index.stride) : -1;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      // Whole bytes are what most recordings have: constant shifts make them faster by a tenth.
      if (step === 8) {
        a = a << 8 | b >>> 24;
        b = b << 8 | c >>> 24;
        c = c << 8 | d >>> 24;
        d = d << 8 | byte;
        if (i >= lookUpFrom) {
          const hash = hashOf(a, b, c, d);
          if (index.mayHold(hash)) this.#lookUp(hash, a, b, c, d, 8 * (first + i));
        }
      } else {
        // `left` bits of this byte are still to come when a word is looked up.
        for (let left = 8 - step; left >= 0; left -= step) {
          a = a << step | b >>> high;
          b = b << step | c >>> high;
          c = c << step | d >>> high;
          d = d << step | byte >>> left & mask;
          if (i < lookUpFrom) continue;
          const hash = hashOf(a, b, c, d);
          if (index.mayHold(hash)) this.#lookUp(hash, a, b, c, d, 8 * (first + i) - left);
        }
      }
      if (untilKept-- === 0) {
        index.add(a, b, c, d, first + i);
        untilKept = toMultiple(first + i + 1, index.stride);
      }
    }
    position.word = [a, b, c, d];
    position.bytes += bytes.length;
  }

  /** The first word is complete with the last bit of its last byte: none begins before the recording. */
  #lookUp(hash: number, a: number, b: number, c: number, d: number, offset: number): void {
    const original = this.#index.find(hash, a, b, c, d);
    if (original >= 0 && offset >= 0) this.#found(offset, 8 * original);
  }

  /** Everything found so far; more may follow. */
  result(): RepeatsResult {
    const bytes = this.#searched.bytes;
    const open = this.#end >= 0 ? [this.#open()] : [];
    // Each place that is looked up against each byte at which a word may be kept.
    const places = bytes * 8 / this.#stepBits;
    const pairs = places * (this.#remembered.bytes || bytes / 2);
    return {
      bytes,
      guaranteedLengthBytes: this.#index.stride + WORD_BYTES + 1 - this.#stepBits / 4,
      repeats: this.#repeats + open.length,
      repeatedBytes: this.#repeatedBits / 8 +
        open.reduce((sum, repeat) => sum + repeat.lengthBytes, 0),
      first: [...this.#first, ...open].slice(0, MAX_LISTED),
      longest: open.reduce(longer, this.#longest),
      falseAlarmProbability: Math.min(1, pairs * 2 ** -128),
    };
  }

  #open(): RepeatedWord {
    return {
      offset: this.#begin / 8,
      earlierOffset: this.#original / 8,
      lengthBytes: (this.#end - this.#begin) / 8,
    };
  }

  /** The 128 bits from one on are those from another on. */
  #found(offset: number, original: number): void {
    const sameDistance = offset - original === this.#begin - this.#original;
    // Kept words lie a stride apart, so a repeat that goes on is met again after that many bytes.
    const goesOn = this.#end >= 0 &&
      (offset <= this.#end || (sameDistance && offset <= this.#end + 8 * this.#index.stride));
    if (!goesOn) {
      if (this.#end >= 0) this.#close();
      this.#begin = offset;
      this.#original = original;
    }
    this.#end = offset + 8 * WORD_BYTES;
  }

  #close(): void {
    const repeat = this.#open();
    this.#repeats++;
    this.#repeatedBits += this.#end - this.#begin;
    this.#longest = longer(this.#longest, repeat);
    if (this.#first.length < MAX_LISTED) this.#first.push(repeat);
  }
}

/** Room for the words of one recording, or of all that are compared. */
export function newWordIndex(): WordIndex {
  return new WordIndex(MAX_WORDS, WORD_BYTES);
}

function longer(one: RepeatedWord | null, other: RepeatedWord): RepeatedWord {
  return one !== null && one.lengthBytes >= other.lengthBytes ? one : other;
}

/** How far it is from an offset to the next multiple of a stride. */
function toMultiple(offset: number, stride: number): number {
  return (stride - offset % stride) % stride;
}

/** Where a stream stands: its last 16 bytes as four words, and all its bytes. */
class Position {
  word: [number, number, number, number] = [0, 0, 0, 0];
  bytes = 0;
}
