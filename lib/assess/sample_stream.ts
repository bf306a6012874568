import { EXIT, Failure } from "../failure.ts";
import { tooWide } from "../sp800_90b/non_iid_track.ts";
import type { ReducedSamples } from "../sp800_90b/types.ts";
import type { SampleRequest, SymbolFormat } from "./assessment.ts";
import { decodedBytesFor, type Decoder } from "./decoder.ts";
import { type RecordingFormatGuess, startFormatGuess } from "./format_guess.ts";
import type { FormatGuess } from "./format_guess_types.ts";
import type { BitSelection } from "./select_bits.ts";
import { startDecoder } from "./start_decoder.ts";
import { SymbolPacker, unpackSymbols } from "./symbol_packing.ts";

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
