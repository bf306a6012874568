import { readRecording, type RecordingOutcome, SampleStore } from "../entropy/recording.ts";
import type { EntropySource } from "../entropy/source.ts";
import { EXIT, Failure } from "../failure.ts";
import { bitString } from "../math/bits.ts";
import { tooWide } from "../sp800_90b/non_iid_track.ts";
import type { ReducedSamples, SymbolSequence } from "../sp800_90b/types.ts";
import type { SampleRequest, SymbolFormat } from "./assessment.ts";
import type { Decoder } from "./decoder.ts";
import { startDecoder } from "./start_decoder.ts";
import { type RecordingFormatGuess, startFormatGuess } from "./format_guess.ts";
import type { FormatGuess } from "./guess.ts";
import type { BitSelection } from "./select_bits.ts";

/**
 * Puts the bits of symbols side by side, the most significant first, as they arrive. What does not fill a
 * byte waits for the next symbols.
 */
export class SymbolPacker {
  #waiting = 0;
  #waitingBits = 0;

  /** @param bitsPerSymbol 1 to 8 */
  constructor(readonly bitsPerSymbol: number) {}

  /** @param symbols each below 2 ** bitsPerSymbol */
  pack(symbols: Uint8Array): Uint8Array {
    const bits = this.#waitingBits + symbols.length * this.bitsPerSymbol;
    const bytes = new Uint8Array(Math.floor(bits / 8));
    let at = 0;
    for (const symbol of symbols) {
      this.#waiting = this.#waiting << this.bitsPerSymbol | symbol;
      this.#waitingBits += this.bitsPerSymbol;
      if (this.#waitingBits < 8) continue;
      this.#waitingBits -= 8;
      bytes[at++] = this.#waiting >>> this.#waitingBits;
      this.#waiting &= 2 ** this.#waitingBits - 1;
    }
    return bytes;
  }
}

/** Widths of which several fill a byte without a rest. */
const PACKED_WIDTHS: readonly number[] = [1, 2, 4, 8];

/**
 * Unpacks bytes that hold 8 / n symbols of n bits each, most significant first, to one symbol a byte.
 *
 * @param bitsPerSymbol 1, 2, 4 or 8. Symbols of other widths would straddle bytes, which no two programs
 * lay out alike.
 * @throws {RangeError} For another width.
 */
export function unpackSymbols(bytes: Uint8Array, bitsPerSymbol: number): Uint8Array {
  if (!PACKED_WIDTHS.includes(bitsPerSymbol)) {
    throw new RangeError(
      `Cannot unpack symbols of ${bitsPerSymbol} bits: only 1, 2, 4 or 8 bits fill a byte evenly`,
    );
  }
  if (bitsPerSymbol === 8) return bytes.slice();
  if (bitsPerSymbol === 1) return bitString(bytes, 8);
  const symbols = new Uint8Array(bytes.length * 8 / bitsPerSymbol);
  const mask = 2 ** bitsPerSymbol - 1;
  let at = 0;
  for (let i = 0; i < bytes.length; i++) {
    for (let shift = 8 - bitsPerSymbol; shift >= 0; shift -= bitsPerSymbol) {
      symbols[at++] = (bytes[i] >>> shift) & mask;
    }
  }
  return symbols;
}

/** What says how the bytes of a source hold its samples, and which of them are wanted. */
type SampleFormat = Pick<
  SampleRequest,
  "format" | "lsbFirst" | "skipBytes" | "symbols" | "mostSamples" | "isWhole"
>;

/** Samples one a byte, and their bits side by side. */
export interface Samples {
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
}

/**
 * The samples in the bytes of a source, piece by piece, in the format that it has them in: what is to be skipped is
 * left out, and what comes behind as many as were asked for.
 */
export class SampleStream {
  readonly #format: SampleFormat;
  readonly #decoder: Decoder;
  readonly #guess: RecordingFormatGuess;
  readonly #toSamples: (decoded: Uint8Array) => Samples;
  #toSkip: number;
  #count = 0;
  #ended = false;

  /**
   * @param name of the source, as messages call it
   * @param selection what wide samples of this run are reduced by
   */
  constructor(format: SampleFormat, name: string, selection?: BitSelection) {
    this.#format = format;
    this.#decoder = startDecoder({ ...format, name, most: decodedBytesFor(format) }, selection);
    this.#guess = startFormatGuess(format);
    this.#toSamples = toSamples(format.symbols);
    this.#toSkip = format.skipBytes;
  }

  /**
   * Takes the next bytes of the source.
   *
   * @returns the samples that they complete; views of the bytes, where these hold them as they are
   * @throws Failure (exit 1) for what does not belong into the format, or a symbol that is wider than said
   */
  take(bytes: Uint8Array): Samples {
    const skipped = Math.min(this.#toSkip, bytes.length);
    this.#toSkip -= skipped;
    const data = bytes.subarray(skipped);
    this.#guess.take(data);
    return this.#samplesOf(this.#decoder.decode(data));
  }

  /** Takes in what waited for more bytes. @param ended whether the source ended @throws Failure (exit 1) as `take` */
  finish(ended: boolean): Samples {
    this.#ended = ended;
    return this.#samplesOf(this.#decoder.finish(ended));
  }

  #samplesOf(decoded: Uint8Array): Samples {
    // A byte of packed samples is taken whole.
    const wanted = this.#format.symbols.packed ? decoded.length : this.#most - this.#count;
    const samples = this.#toSamples(decoded.subarray(0, Math.min(wanted, decoded.length)));
    this.#count += samples.symbols.length;
    return samples;
  }

  get #most(): number {
    return this.#format.mostSamples ?? Infinity;
  }

  /** Samples that came. */
  get count(): number {
    return this.#count;
  }

  /** Bytes at the end of the latest piece that come behind the last sample that was asked for. */
  get unusedBytes(): number {
    return this.#decoder.unusedBytes;
  }

  /** Whether there are as many as were asked for. */
  get isFull(): boolean {
    return this.#count >= this.#most;
  }

  /** What the samples were reduced to, where they are wider than 8 bits. */
  get reduced(): ReducedSamples | null {
    return this.#decoder.selectedBits?.reduced ?? null;
  }

  /** What the beginning looks like other than what it was read as; null where it looks like nothing else. */
  guess(): FormatGuess | null {
    return this.#guess.result(this.#ended);
  }
}

/** Decoded bytes that hold as many samples as were asked for; null: no such limit. */
function decodedBytesFor(
  { symbols: { packed, bitsPerSymbol }, mostSamples }: Pick<
    SampleRequest,
    "symbols" | "mostSamples"
  >,
): number | null {
  return mostSamples === null || !packed ? mostSamples : Math.ceil(mostSamples * bitsPerSymbol / 8);
}

/** Bytes that hold as many samples as were asked for, where the format says how many those are. */
export function bytesFor(
  request: Pick<
    SampleRequest,
    "mostBytes" | "mostSamples" | "symbols" | "format" | "skipBytes"
  >,
): number | null {
  const { mostBytes, format, skipBytes } = request;
  const limits = mostBytes === null ? [] : [mostBytes + skipBytes];
  const bytes = decodedBytesFor(request);
  if (bytes !== null) {
    if (format === "raw") limits.push(bytes + skipBytes);
    if (format === "u16le" || format === "u16be") limits.push(2 * bytes + skipBytes);
  }
  return limits.length === 0 ? null : Math.min(...limits);
}

/** Symbols one a byte, and their bits side by side, of what was decoded, piece by piece. */
function toSamples({ bitsPerSymbol, packed }: SymbolFormat): (decoded: Uint8Array) => Samples {
  if (bitsPerSymbol === 8) return (bytes) => ({ symbols: bytes, bits: bytes });
  if (packed) return (bytes) => ({ symbols: unpackSymbols(bytes, bitsPerSymbol), bits: bytes });
  const packer = new SymbolPacker(bitsPerSymbol);
  const check = startWidthCheck(bitsPerSymbol);
  return (symbols) => {
    check(symbols);
    return { symbols, bits: packer.pack(symbols) };
  };
}

/** Refuses symbols that are wider than said; counts, so that the message can say which. */
function startWidthCheck(bitsPerSymbol: number): (symbols: Uint8Array) => void {
  let before = 0;
  return (symbols) => {
    const wide = tooWide(symbols, bitsPerSymbol, before);
    if (wide !== null) {
      throw new Failure(
        EXIT.usageOrSource,
        wide,
        "--bits-per-symbol says how wide the symbols are, --packed that a byte holds several",
      );
    }
    before += symbols.length;
  };
}

/** Whoever follows while a recording is read. */
export interface SampleListener {
  /** Bytes as they came, for a copy; they are overwritten afterwards. */
  onBytes?(bytes: Uint8Array): void;
  /** Bits of the samples, side by side; reading waits for a promise. They are overwritten afterwards. */
  onBits?(bits: Uint8Array): void | Promise<void>;
}

/** A recording in memory, or the beginning of one. */
export interface SampleRecording {
  /** The first samples, as many as were to be kept. */
  readonly sequence: SymbolSequence;
  /** All that came. */
  readonly samples: number;
  /** What it looks like other than what it was read as; null where it looks like nothing else. */
  readonly guess: FormatGuess | null;
  readonly reading: Pick<RecordingOutcome, "bytes" | "milliseconds" | "end">;
}

/**
 * Reads the samples of a source in the format that it has them in, once, and keeps the first of them.
 *
 * @param keptSamples how many at most
 * @param selection what wide samples of this run are reduced by
 * @param stop rejects when a signal arrives
 * @throws Failure (exit 1) when the source cannot be read, ended before a limit, or holds what does not belong
 * there; Interrupted
 */
export async function readSamples(
  source: EntropySource,
  request: SampleRequest,
  keptSamples: number,
  selection: BitSelection,
  listener: SampleListener,
  stop: Promise<never>,
): Promise<SampleRecording> {
  const stream = new SampleStream(request, source.name, selection);
  const store = new SampleStore(keptSamples, request.mostSamples);
  const add = async ({ symbols, bits }: Samples): Promise<void> => {
    store.add(symbols);
    await listener.onBits?.(bits);
  };
  const { failure, ...reading } = await readRecording(
    source,
    { bytes: bytesFor(request), seconds: request.seconds, stallSeconds: request.stallSeconds },
    async (bytes) => {
      const samples = stream.take(bytes);
      const used = bytes.subarray(0, bytes.length - stream.unusedBytes);
      listener.onBytes?.(used);
      await add(samples);
      return stream.isFull ? used.length : null;
    },
    stop,
  );
  if (failure !== null) throw failure;
  await add(stream.finish(reading.end === "end of source"));
  const { bitsPerSymbol } = request.symbols;
  return {
    sequence: { symbols: store.samples.slice(), bitsPerSymbol, reduced: stream.reduced },
    samples: stream.count,
    guess: stream.guess(),
    reading,
  };
}
