import { readRecording, type RecordingOutcome } from "../entropy/recording.ts";
import { SampleStore } from "../entropy/sample_store.ts";
import type { EntropySource } from "../entropy/source.ts";
import type { SymbolSequence } from "../sp800_90b/types.ts";
import { bytesFor } from "./assess.ts";
import type { SampleRequest } from "./assessment.ts";
import { startDecoder } from "./start_decoder.ts";
import type { FormatGuess } from "./format_guess_types.ts";
import { startFormatGuess } from "./format_guess.ts";
import { decodedBytesFor } from "./decoder.ts";
import type { BitSelection } from "./select_bits.ts";
import { startUnpacking } from "./stream_tests.ts";

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
  const { format, lsbFirst, skipBytes, symbols: { bitsPerSymbol, packed }, mostSamples } = request;
  const decoder = startDecoder({
    format,
    lsbFirst,
    skipBytes,
    name: source.name,
    most: decodedBytesFor(request),
  }, selection);
  const unpack = startUnpacking(request.symbols);
  const guess = startFormatGuess(request);
  const store = new SampleStore(keptSamples, mostSamples);
  const most = mostSamples ?? Infinity;
  let toSkip = skipBytes, samples = 0;
  const add = async (decoded: Uint8Array): Promise<boolean> => {
    // A byte of packed samples is taken whole, as in every other assessment.
    const { symbols, bits } = unpack(packed ? decoded : decoded.subarray(0, most - samples));
    samples += symbols.length;
    store.add(symbols);
    await listener.onBits?.(bits);
    return samples >= most;
  };
  const { failure, ...reading } = await readRecording(
    source,
    { bytes: bytesFor(request), seconds: request.seconds, stallSeconds: request.stallSeconds },
    (bytes) => {
      listener.onBytes?.(bytes);
      const from = Math.min(toSkip, bytes.length);
      toSkip -= from;
      const data = bytes.subarray(from);
      guess.take(data);
      return add(decoder.decode(data));
    },
    stop,
  );
  if (failure !== null) throw failure;
  const ended = reading.end === "end of source";
  await add(decoder.finish(ended));
  const reduced = decoder.selectedBits?.reduced ?? null;
  return {
    sequence: { symbols: store.samples.slice(), bitsPerSymbol, reduced },
    samples,
    guess: guess.result(ended),
    reading,
  };
}
