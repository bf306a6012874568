import { SampleStore } from "../entropy/recording.ts";

/** Bytes from the beginning of a stream that are retained: more than the estimators see of one. */
export const MAX_HEAD_BYTES = 2 ** 24;
/** Bytes before the latest piece that are retained: two of the widest strides of `Repeats` in 1 GiB. */
const MAX_RECENT_BYTES = 2 ** 14;

/** Bytes that can still be looked at, by their place in a stream. */
export interface ByteLookup {
  /** @returns the byte at a place, or -1 where it is not retained */
  at(byte: number): number;
}

/** The beginning of a stream and what came last of it: memory stays constant. */
export class RetainedBytes implements ByteLookup {
  readonly #store = new SampleStore(MAX_HEAD_BYTES, null);
  #head: Uint8Array = new Uint8Array(0);
  /** What came last, once the head is full; it ends where the stream stands. */
  #recent = new Uint8Array(0);
  #bytes = 0;

  /** Takes in the next bytes; they may be overwritten afterwards. */
  add(piece: Uint8Array): void {
    this.#store.add(piece);
    this.#head = this.#store.samples;
    this.#bytes += piece.length;
    if (this.#bytes <= MAX_HEAD_BYTES) return;
    const before = this.#recent.subarray(-MAX_RECENT_BYTES);
    const recent = new Uint8Array(before.length + piece.length);
    recent.set(before);
    recent.set(piece, before.length);
    this.#recent = recent;
  }

  /** Bytes that came. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The beginning; a view, which the next `add` may leave behind. */
  get head(): Uint8Array {
    return this.#head;
  }

  at(byte: number): number {
    const head = this.#head;
    if (byte < head.length) return byte < 0 ? -1 : head[byte];
    return this.#recent[byte - this.#bytes + this.#recent.length] ?? -1;
  }
}

/** How far two sequences agree, and why no further: they differ there, or one is not retained. */
export interface EqualBits {
  readonly bits: number;
  readonly differs: boolean;
}

/**
 * Counts equal bits from two places on.
 *
 * @param forward the bits from a place on; else those before it, the nearest first
 */
export function countEqualBits(
  one: ByteLookup,
  bit: number,
  other: ByteLookup,
  otherBit: number,
  forward: boolean,
): EqualBits {
  let bits = 0;
  for (;;) {
    const from = forward ? bits : -bits - 8;
    const a = eightBits(one, bit + from);
    if (a < 0 || a !== eightBits(other, otherBit + from)) break;
    bits += 8;
  }
  for (;; bits++) {
    const from = forward ? bits : -bits - 1;
    const [a, b] = [oneBit(one, bit + from), oneBit(other, otherBit + from)];
    if (a < 0 || b < 0 || a !== b) return { bits, differs: a >= 0 && b >= 0 };
  }
}

/** @returns -1 where not all of them are retained */
function eightBits(bytes: ByteLookup, bit: number): number {
  const byte = Math.floor(bit / 8), shift = bit - 8 * byte;
  const first = bytes.at(byte);
  if (shift === 0 || first < 0) return first;
  const next = bytes.at(byte + 1);
  return next < 0 ? -1 : (first << shift | next >>> (8 - shift)) & 255;
}

function oneBit(bytes: ByteLookup, bit: number): number {
  const byte = Math.floor(bit / 8);
  const value = bytes.at(byte);
  return value < 0 ? -1 : value >>> (7 - bit + 8 * byte) & 1;
}
