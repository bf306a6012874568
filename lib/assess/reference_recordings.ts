import { openSource } from "../entropy/source.ts";
import { collisionProbability, countBytes } from "../math/counts.ts";
import type { SymbolSequence } from "../sp800_90b/types.ts";
import type { System } from "../system/types.ts";
import type { AssessRequest, ComparisonResult } from "./assessment.ts";
import { newWordIndex, Repeats } from "./repeats.ts";
import { type ByteLookup, MAX_HEAD_BYTES } from "./retained_bytes.ts";
import { readSamples } from "./sample_stream.ts";
import type { BitSelection } from "./select_bits.ts";
import type { ReferenceRecording } from "./stream_tests.ts";
import type { RepeatedSequence } from "./stream_types.ts";

/** Recordings begin at multiples of this in the common index: more than any stride. */
const INDEX_ALIGNMENT_BYTES = 2 ** 30;

/** One of the recordings, and where it lies in the common index. */
interface PlacedRecording {
  readonly source: number;
  readonly name: string;
  readonly begin: number;
  readonly bytes: number;
  /** Bytes of its beginning that are retained. */
  readonly head: Uint8Array;
}

/**
 * Recordings that were taken in one after the other, each of which is searched for what those before it hold. All
 * share the words of one index: memory and time stay those of one, and the length that is always found grows with
 * all their bytes together as `Repeats` has it, to 31 bytes in 2 MiB and 8,207 in 1 GiB. The first 16 MiB of them
 * are all retained, to tell how long a common sequence is.
 */
export class ReferenceRecordings implements ByteLookup {
  /** What wide samples of all of them are reduced by. */
  readonly selection: BitSelection = { decided: null };
  readonly #index = newWordIndex();
  readonly #recordings: PlacedRecording[] = [];
  #headBytes = 0;

  /** What the next recording is searched with; null where none was taken in. */
  startSearch(bitsPerSymbol: number): ReferenceRecording | null {
    if (this.#recordings.length === 0) return null;
    const bytes = this.#recordings.reduce((sum, one) => sum + one.bytes, 0);
    // What is taken in later, this recording itself to begin with, is not searched.
    const names = this.#recordings.map(({ name }) => name).join(", ");
    const words = new Repeats(bitsPerSymbol, { index: this.#index, bytes, originals: this });
    return {
      search: (bits) => words.search(bits),
      result: () => this.#resultOf(words, names, bytes),
    };
  }

  /**
   * Takes in a recording after all of it was searched.
   *
   * @param source which of all sources it is, from 0
   */
  add(source: number, name: string, words: Repeats): void {
    const last = this.#recordings.at(-1);
    const end = last === undefined ? 0 : last.begin + last.bytes;
    const begin = Math.ceil(end / INDEX_ALIGNMENT_BYTES) * INDEX_ALIGNMENT_BYTES;
    words.copyTo(this.#index, begin);
    const head = words.head.slice(0, MAX_HEAD_BYTES - this.#headBytes);
    this.#headBytes += head.length;
    this.#recordings.push({ source, name, begin, bytes: words.bytes, head });
  }

  at(byte: number): number {
    const recording = this.#recordingAt(byte);
    return recording?.head[byte - recording.begin] ?? -1;
  }

  #resultOf(words: Repeats, otherName: string, bytes: number): ComparisonResult {
    const { first, longest, ...result } = words.result();
    return {
      ...result,
      first: first.map((word) => this.#placed(word)),
      longest: longest && this.#placed(longest),
      otherName,
      otherBytes: bytes,
      otherComparedBytes: bytes,
    };
  }

  #recordingAt(byte: number): PlacedRecording | undefined {
    return this.#recordings.findLast(({ begin }) => begin <= byte);
  }

  /** Where the earlier occurrence is in its own recording. */
  #placed(word: RepeatedSequence): RepeatedSequence {
    const recording = this.#recordingAt(word.earlierOffset)!;
    return {
      ...word,
      earlierOffset: word.earlierOffset - recording.begin,
      earlierSource: { place: recording.source, name: recording.name },
    };
  }
}

/**
 * Takes in a reference recording, whole; it holds symbols in the same format.
 *
 * @param selection what wide samples of this run are reduced by
 * @throws Failure (exit 1) when it cannot be read, Interrupted
 */
export async function readReferenceRecording(
  system: System,
  path: string,
  { symbols, format, lsbFirst }: AssessRequest,
  selection: BitSelection,
  stop: Promise<never>,
): Promise<ReferenceRecording> {
  const source = await Promise.race([
    openSource(system, { kind: "file", path }, path),
    stop,
  ]);
  const words = new Repeats(symbols.bitsPerSymbol);
  const whole = {
    symbols,
    format,
    lsbFirst,
    skipBytes: 0,
    mostBytes: null,
    mostSamples: null,
    seconds: null,
    stallSeconds: null,
    isWhole: true,
  } as const;
  try {
    const { reading } = await readSamples(
      source,
      whole,
      0,
      selection,
      { onBits: (bits) => words.remember(bits) },
      stop,
    );
    return {
      search: (bits) => words.search(bits),
      result: () => ({
        ...words.result(),
        otherName: path,
        otherBytes: reading.bytes,
        otherComparedBytes: words.rememberedBytes,
      }),
    };
  } finally {
    source.close();
  }
}

/** Recordings that independent samples make equal with at most 2^-64 are one recording. */
const MIN_COLLISION_BITS = 64;

/**
 * Whether two data sets are one recording: the shorter is the beginning of the longer, symbol by symbol or bit by bit,
 * and independent samples with the shares of its symbols would agree as far with 2^-64 at most. Where nearly
 * all samples are one value two recordings may well begin alike.
 */
export function isSameRecording(a: SymbolSequence, b: SymbolSequence): boolean {
  if (beginAlike(a.symbols, b.symbols)) {
    return collisionBits(shorterOf(a, b, symbolsOf)) >= MIN_COLLISION_BITS;
  }
  return a.bitsPerSymbol !== b.bitsPerSymbol && bitsBeginAlike(a, b) &&
    collisionBits(shorterOf(a, b, bitLength)) >= MIN_COLLISION_BITS;
}

const symbolsOf = ({ symbols }: SymbolSequence): number => symbols.length;
const bitLength = ({ symbols, bitsPerSymbol }: SymbolSequence): number =>
  symbols.length * bitsPerSymbol;

function shorterOf(
  a: SymbolSequence,
  b: SymbolSequence,
  length: (sequence: SymbolSequence) => number,
): Uint8Array {
  return (length(a) <= length(b) ? a : b).symbols;
}

function beginAlike(a: Uint8Array, b: Uint8Array): boolean {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** As strings of bits, of each symbol the most significant first. */
function bitsBeginAlike(a: SymbolSequence, b: SymbolSequence): boolean {
  const length = Math.min(bitLength(a), bitLength(b));
  for (let bit = 0; bit < length; bit++) if (bitOf(a, bit) !== bitOf(b, bit)) return false;
  return true;
}

function bitOf({ symbols, bitsPerSymbol }: SymbolSequence, bit: number): number {
  const place = bitsPerSymbol - 1 - bit % bitsPerSymbol;
  return symbols[Math.floor(bit / bitsPerSymbol)] >> place & 1;
}

/** -log2 of the probability that two strings of independent samples with these shares are equal. */
function collisionBits(symbols: Uint8Array): number {
  const collision = collisionProbability(countBytes(symbols));
  return symbols.length === 0 ? 0 : -symbols.length * Math.log2(collision);
}
