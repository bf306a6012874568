import type { AssessRequest, SampleRequest, SymbolFormat } from "../assess/assessment.ts";
import type { BitSelection } from "../assess/select_bits.ts";
import type { FormatGuess } from "../assess/guess.ts";
import { isSameRecording } from "../assess/reference_recordings.ts";
import { readSamples, type SampleListener, type SampleRecording } from "../assess/sample_stream.ts";
import { MAX_KEPT_SAMPLES } from "../assess/stream_tests.ts";
import { type EntropySource, nameOf, openSource, type SourceChoice } from "../entropy/source.ts";
import { counted } from "../math/amounts.ts";
import { EXIT, Failure } from "../failure.ts";
import { MIN_COMPRESSION_BITS } from "../sp800_90b/estimators/compression.ts";
import type { RestartMatrix } from "../sp800_90b/restart.ts";
import type { SymbolSequence } from "../sp800_90b/types.ts";
import { system } from "../system/mod.ts";
import type { StreamDigest } from "../system/sha256.ts";
import { warn } from "./channels.ts";
import type { EntropySourceOptions } from "./entropy_source_options.ts";

/** Conditioned output is taken as bits, eight a byte. */
const BYTES: SymbolFormat = { bitsPerSymbol: 8, packed: false };

/** The beginning of the conditioned output, and how many bits of it were left out. */
interface ConditionedOutput {
  readonly sequence: SymbolSequence;
  readonly bitsLeftOut: number;
}

/** What an assessment of an entropy source reads: opened while the program may still open anything. */
export interface EntropySourceData {
  /** Null where no noise is read. */
  readonly noiseName: string | null;
  /** Reads the noise; null where there is none. */
  readNoise(listener: SampleListener): Promise<SampleRecording | null>;
  /** Reads the matrix of restarts. @throws Failure (exit 1) where it has another size than said */
  readRestart(): Promise<(RestartMatrix & SymbolSequence) | null>;
  /** Reads the conditioned output. @throws Failure (exit 1) where it is less than one output or than h' takes */
  readConditioned(): Promise<ConditionedOutput | null>;
  /**
   * SHA-256 of the bytes that were read of each, where that is asked for, under the names noise, restarts and
   * conditioned; once, at the end.
   */
  digests(): Readonly<Record<string, string>>;
  /** What those that were read look like other than what they were read as, under the same names. */
  formatGuesses(): Readonly<Record<string, FormatGuess>>;
  close(): void;
}

/**
 * Opens all of it, in the order in which problems are best told.
 *
 * @param startDigest null where no report will tell a digest
 * @param stop rejects when a signal arrives
 * @throws Failure (exit 1) for what cannot be opened, Interrupted
 */
export async function openEntropySourceData(
  request: AssessRequest,
  { restart, conditioning, conditionedPath, readNoise, track }: EntropySourceOptions,
  startDigest: () => Promise<StreamDigest | null>,
  stop: Promise<never>,
): Promise<EntropySourceData> {
  const opened: EntropySource[] = [];
  const open = async (choice: SourceChoice): Promise<EntropySource> => {
    const source = await Promise.race([
      openSource(system, choice, nameOf(choice)),
      stop,
    ]);
    opened.push(source);
    return source;
  };
  const close = () => opened.forEach((source) => source.close());
  const whole: SampleRequest = {
    ...request,
    skipBytes: 0,
    mostBytes: null,
    mostSamples: null,
    seconds: null,
    isWhole: true,
  };
  try {
    const restartSource = restart && await open({ kind: "file", path: restart.path });
    const conditionedSource = conditionedPath === null
      ? null
      : await open({ kind: "file", path: conditionedPath });
    const noiseSource = readNoise ? await open(request.source) : null;
    const digests = {
      noise: noiseSource && await startDigest(),
      restarts: restartSource && await startDigest(),
      conditioned: conditionedSource && await startDigest(),
    };
    const selection: BitSelection = { decided: null };
    const guesses: Record<string, FormatGuess> = {};
    const read = async (
      file: keyof typeof digests,
      source: EntropySource,
      samples: SampleRequest,
      most: number,
      listener: SampleListener = {},
    ) => {
      const onBytes = (bytes: Uint8Array) => {
        digests[file]?.update(bytes);
        listener.onBytes?.(bytes);
      };
      const listeners = { ...listener, onBytes };
      const recording = await readSamples(source, samples, most, selection, listeners, stop);
      if (recording.guess !== null) guesses[file] = recording.guess;
      return recording;
    };
    return {
      noiseName: noiseSource && noiseSource.name,
      readNoise: async (listener) => {
        const most = Math.min(request.mostSamples ?? Infinity, MAX_KEPT_SAMPLES);
        return noiseSource && await read("noise", noiseSource, request, most, listener);
      },
      readRestart: async () => {
        if (restart === null || restartSource === null) return null;
        const { rows, columns } = restart;
        const { sequence, samples } = await read("restarts", restartSource, whole, rows * columns);
        checkMatrixSize(restart, samples);
        return { ...sequence, rows, columns };
      },
      readConditioned: async () => {
        if (conditionedSource === null) return null;
        const bytes = { ...whole, format: "raw", lsbFirst: false, symbols: BYTES } as const;
        const most = MAX_KEPT_SAMPLES / 8;
        const { sequence, samples } = await read("conditioned", conditionedSource, bytes, most);
        const { outputBits } = conditioning!;
        // On the IID track section 5 has its own least; otherwise every estimator has to take part in h'.
        const least = track === "iid" ? outputBits : Math.max(outputBits, MIN_COMPRESSION_BITS);
        checkConditionedSize(conditionedPath!, 8 * sequence.symbols.length, least);
        return { sequence, bitsLeftOut: 8 * (samples - sequence.symbols.length) };
      },
      digests: () =>
        Object.fromEntries(
          Object.entries(digests).flatMap(([name, digest]) =>
            digest === null ? [] : [[name, digest.hex()]]
          ),
        ),
      formatGuesses: () => guesses,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** The code of the failure for data of another size than its test takes. */
export const UNSUITED_DATA = "unsuited-data";

/** A data set as it was read; null where there is none. */
export interface ReadDataSet {
  readonly path: string | null;
  /** As a sentence has it: "the raw noise". */
  readonly what: string;
  readonly sequence: SymbolSequence | null;
}

/**
 * Refuses one recording under several names, of which each would confirm another: equal data, and data that another
 * begins with. A recording that lies elsewhere in another is not looked for.
 *
 * @throws Failure (exit 1)
 */
export function checkRecordings(dataSets: readonly ReadDataSet[]): void {
  for (const [i, { path, what, sequence }] of dataSets.entries()) {
    const other = dataSets.slice(0, i).find((earlier) =>
      sequence !== null && earlier.sequence !== null && isSameRecording(earlier.sequence, sequence)
    );
    if (other === undefined) continue;
    throw new Failure(
      EXIT.usageOrSource,
      `Cannot use ${path} as ${what}: it holds the same data as ${other.what}, ${other.path}`,
      "each has to be recorded by itself: a copy says nothing more of the source",
      { code: UNSUITED_DATA },
    );
  }
}

function checkConditionedSize(path: string, bits: number, least: number): void {
  if (bits >= least) return;
  throw new Failure(
    EXIT.usageOrSource,
    `Cannot use ${path} as conditioned data: it holds ${counted(bits, "bit")}, ${least} are needed`,
    "SP 800-90B section 3.1.1 asks for 1,000,000 outputs",
    { code: UNSUITED_DATA },
  );
}

/** Says how many samples there are; a matrix of another shape is warned of. */
function checkMatrixSize(
  { path, rows, columns }: NonNullable<EntropySourceOptions["restart"]>,
  samples: number,
): void {
  const shape = `${counted(rows, "restart")} of ${counted(columns, "sample")}`;
  if (samples !== rows * columns) {
    throw new Failure(
      EXIT.usageOrSource,
      `Cannot use ${path} as ${shape}: it holds ${counted(samples, "sample")}, ` +
        `${rows * columns} are needed`,
      "--rows and --columns say what it holds",
      { code: UNSUITED_DATA },
    );
  }
  if (rows !== 1000 || columns !== 1000) {
    warn(
      `${shape}: SP 800-90B section 3.1.4.1 asks for 1,000 of 1,000, ` +
        "and a claim from less holds only together with them",
    );
  }
}
