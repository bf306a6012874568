import {
  type ByteLookup,
  countEqualBits,
  type EqualBits,
  RetainedBytes,
} from "./retained_bytes.ts";
import type { RepeatedSequence, RepeatsResult } from "./stream_types.ts";
import { hashOf, WordIndex } from "./word_index.ts";

/** 128 bits: fair data of any length that can be read never repeats so many. */
export const WORD_BYTES = 16;
const WORD_BITS = 8 * WORD_BYTES;
const MAX_LISTED_REPEATS = 16;
/** Words that are kept, in 6 MiB: few enough for a cache, which decides the speed of the search. */
const MAX_WORDS = 2 ** 17;

/** What was taken in before: its words, how many bytes those are of, and the bytes that are retained. */
export interface ReferenceWords {
  readonly index: WordIndex;
  readonly bytes: number;
  readonly originals: ByteLookup;
}

/** Greatest common divisors of a width and 8. */
const STEP_BITS = [8, 1, 2, 1, 4, 1, 2, 1, 8] as const;

/**
 * Finds sequences that a recording has twice, or has in common with another one: a machine that was
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
 * A word that was found is extended to both sides as far as the bits agree: a repeat is such a maximal pair, with one
 * distance. Its original is where that word was kept first, and a word within the repeat found last is not looked
 * up: of a sequence that came more than twice, as those of little entropy do, another pair may be longer. Bytes are
 * retained from the first 16 MiB and the last 16 KiB of either stream. Where they are not, words of the same
 * distance in neighbouring strides count as one repeat of which only those words were compared, and its ends are
 * known to within a stride.
 *
 * @example
 * ```ts
 * const within = new Repeats();
 * within.update(recording);
 * const between = new Repeats();
 * between.remember(referenceRecording);
 * between.search(recording);
 * ```
 */
export class Repeats {
  readonly #index: WordIndex;
  readonly #remembered = new Position();
  readonly #searched = new Position();
  #rememberedBytes: number;
  /** In which the earlier occurrences are. */
  #originals: ByteLookup;
  readonly #stepBits: number;
  #repeats = 0;
  readonly #first: RepeatedSequence[] = [];
  #longest: RepeatedSequence | null = null;
  #latest: Found | null = null;
  readonly #covered = new CoveredBits();

  /**
   * @param bitsPerSymbol 1 to 8: how wide the symbols are whose bits lie side by side in the bytes
   * @param reference words of so many bytes to search in, where they were taken in already, and those bytes
   */
  constructor(bitsPerSymbol = 8, reference: ReferenceWords | null = null) {
    this.#stepBits = STEP_BITS[bitsPerSymbol];
    this.#index = reference?.index ?? newWordIndex();
    this.#rememberedBytes = reference?.bytes ?? 0;
    this.#originals = reference?.originals ?? this.#searched.retained;
  }

  /** Searches the next bytes of a recording for what it had before. */
  update(bytes: Uint8Array): void {
    this.#scan(bytes, this.#searched, true, true);
  }

  /** Takes in the next bytes of the recording to compare with. */
  remember(bytes: Uint8Array): void {
    this.#originals = this.#remembered.retained;
    this.#scan(bytes, this.#remembered, false, true);
    this.#rememberedBytes += bytes.length;
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
    return this.#searched.retained.bytes;
  }

  /** The beginning of what was looked at. */
  get head(): Uint8Array {
    return this.#searched.retained.head;
  }

  /** Bytes of what is searched for. */
  get rememberedBytes(): number {
    return this.#rememberedBytes;
  }

  #scan(bytes: Uint8Array, position: Position, search: boolean, keep: boolean): void {
    const index = this.#index;
    const step = this.#stepBits, high = 32 - step, mask = 2 ** step - 1;
    let [a, b, c, d] = position.word;
    // Offset of the 16 bytes that end with byte i is `first + i`; negative until there are so many.
    const first = position.retained.bytes + 1 - WORD_BYTES;
    const searchFrom = Math.max(0, -first);
    const lookUpFrom = search ? searchFrom : bytes.length;
    position.retained.add(bytes);
    if (search) this.#goOn(8 * (first + WORD_BYTES - 1));
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
  }

  /** The first word is complete with the last bit of its last byte: none begins before the recording. */
  #lookUp(hash: number, a: number, b: number, c: number, d: number, offset: number): void {
    if (offset < 0 || this.#latest !== null && offset + WORD_BITS <= this.#latest.end) return;
    const original = this.#index.find(hash, a, b, c, d);
    if (original >= 0) this.#found(offset, 8 * original);
  }

  /** Everything found so far; more may follow. */
  result(): RepeatsResult {
    const bytes = this.bytes;
    const open = this.#latest === null ? [] : [repeatOf(this.#latest)];
    // Each place that is looked up against each byte at which a word may be kept.
    const places = bytes * 8 / this.#stepBits;
    const pairs = places * (this.#rememberedBytes || bytes / 2);
    return {
      bytes,
      guaranteedLengthBytes: this.#index.stride + WORD_BYTES + 1 - this.#stepBits / 4,
      repeats: this.#repeats + open.length,
      repeatedBytes: this.#covered.bitsWith(this.#latest) / 8,
      first: [...this.#first, ...open].slice(0, MAX_LISTED_REPEATS),
      longest: open.reduce(longer, this.#longest),
      falseAlarmProbability: Math.min(1, pairs * 2 ** -128),
    };
  }

  /** The 128 bits from one on are those from another on. */
  #found(offset: number, original: number): void {
    const distance = offset - original, end = offset + WORD_BITS;
    const latest = this.#latest;
    if (
      latest !== null && latest.unknown && latest.distance === distance &&
      offset <= latest.end + 8 * this.#index.stride
    ) {
      latest.compared += Math.min(WORD_BITS, end - latest.end);
      latest.end = end;
    } else {
      if (latest !== null) this.#close(latest);
      const begin = offset - this.#agreement(offset, distance, false).bits;
      this.#latest = { begin, end, distance, compared: end - begin, unknown: false };
    }
    this.#extend(this.#latest!);
  }

  /** As far as the bits that follow agree. */
  #extend(latest: Found): void {
    const { bits, differs } = this.#agreement(latest.end, latest.distance, true);
    latest.end += bits;
    latest.compared += bits;
    latest.unknown = !differs;
  }

  /** The repeat that reached the end of what there was goes on in what came. @param bit at which that begins */
  #goOn(bit: number): void {
    if (this.#latest?.end === bit) this.#extend(this.#latest);
  }

  #agreement(bit: number, distance: number, forward: boolean): EqualBits {
    const { bits, differs } = countEqualBits(
      this.#searched.retained,
      bit,
      this.#originals,
      bit - distance,
      forward,
    );
    // Of bytes a repeat has whole ones, and of symbols of two or four bits as many as may be one.
    return { bits: bits - bits % this.#stepBits, differs };
  }

  #close(found: Found): void {
    const repeat = repeatOf(found);
    this.#repeats++;
    this.#covered.add(found);
    this.#longest = longer(this.#longest, repeat);
    if (this.#first.length < MAX_LISTED_REPEATS) this.#first.push(repeat);
  }
}

/** A maximal pair, in bits. */
interface Found {
  readonly begin: number;
  end: number;
  /** From the earlier occurrence to the later one; negative where another recording has it further on. */
  readonly distance: number;
  /** Bits that were compared: all, but where they are not retained. */
  compared: number;
  /** Whether it may go on in bits that are not retained. */
  unknown: boolean;
}

function repeatOf({ begin, end, distance, compared }: Found): RepeatedSequence {
  return {
    offset: begin / 8,
    earlierOffset: (begin - distance) / 8,
    lengthBytes: (end - begin) / 8,
    comparedBytes: compared / 8,
  };
}

/** Room for the words of one recording, or of all that are compared. */
export function newWordIndex(): WordIndex {
  return new WordIndex(MAX_WORDS, WORD_BYTES);
}

/** By what was compared, on which its probability rests: of one that is longer less may be. */
function longer(one: RepeatedSequence | null, other: RepeatedSequence): RepeatedSequence {
  if (one === null || other.comparedBytes > one.comparedBytes) return other;
  return other.comparedBytes === one.comparedBytes && other.lengthBytes > one.lengthBytes
    ? other
    : one;
}

/** How far it is from an offset to the next multiple of a stride. */
function toMultiple(offset: number, stride: number): number {
  return (stride - offset % stride) % stride;
}

/** Where a stream stands: its last 16 bytes as four words, and its bytes. */
class Position {
  word: [number, number, number, number] = [0, 0, 0, 0];
  readonly retained = new RetainedBytes();
}

/** Ranges that a later one may reach back over. */
const MAX_RANGES = 64;

interface BitRange {
  readonly begin: number;
  readonly end: number;
}

/**
 * Bits in any of the repeats, which come by their ends and may reach back over those before them: of the last 64
 * ranges, and no further, so that memory stays constant.
 */
class CoveredBits {
  #ranges: BitRange[] = [];
  #bits = 0;
  #from = 0;

  add({ begin, end }: BitRange): void {
    this.#bits = this.bitsWith({ begin, end });
    const joined = this.#ranges.filter((one) => one.end >= begin);
    const apart = this.#ranges.filter((one) => one.end < begin);
    this.#ranges = [...apart, {
      begin: Math.min(begin, ...joined.map((one) => one.begin)),
      end: Math.max(end, ...joined.map((one) => one.end)),
    }];
    if (this.#ranges.length > MAX_RANGES) this.#from = this.#ranges.shift()!.end;
  }

  /** All of them, and one more. */
  bitsWith(found: BitRange | null): number {
    if (found === null) return this.#bits;
    const begin = Math.max(found.begin, this.#from);
    return this.#ranges.reduce(
      (sum, one) => sum - Math.max(0, Math.min(one.end, found.end) - Math.max(one.begin, begin)),
      this.#bits + found.end - begin,
    );
  }
}
