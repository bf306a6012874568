import { readRecording, type RecordingOutcome } from "../entropy/recording.ts";
import { SampleStore } from "../entropy/sample_store.ts";
import type { EntropySource } from "../entropy/source.ts";
import type { SymbolSequence } from "../sp800_90b/types.ts";
import { bytesFor } from "./assess.ts";
import type { SampleRequest } from "./assessment.ts";
import type { FormatGuess } from "./format_guess_types.ts";
import type { BitSelection } from "./select_bits.ts";
import { type Samples, SampleStream } from "./sample_stream.ts";

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
