import type { AssessRequest, SymbolFormat } from "../assess/assessment.ts";
import { startUnpacking } from "../assess/stream_tests.ts";
import { nameOf, openSource } from "../entropy/open.ts";
import { readRecording, type RecordingLimits } from "../entropy/recording.ts";
import { SampleStore } from "../entropy/sample_store.ts";
import type { EntropySource, SourceChoice } from "../entropy/source.ts";
import { EXIT, Failure } from "../failure.ts";
import { dropPermissions } from "../files/permissions.ts";
import type { EntropySourceReport } from "../report/sp800_90b/report.ts";
import { type DataSetPool, startDataSetPool } from "../sp800_90b/data_set_pool.ts";
import { assessEntropySource } from "../sp800_90b/entropy_source.ts";
import type {
  EntropySourceAssessment,
  EntropySourceRequest,
} from "../sp800_90b/entropy_source_types.ts";
import { MAX_SEED } from "../sp800_90b/shuffle.ts";
import type { SymbolSequence } from "../sp800_90b/types.ts";
import { readConditionsHere } from "../system/conditions.ts";
import { system } from "../system/mod.ts";
import type { AssessOptions } from "./assess_options.ts";
import { deliverAll, withUsualLimit } from "./assess_source.ts";
import { paperHere } from "./assess_writers.ts";
import { deliver, warn } from "./channels.ts";
import type { EntropySourceOptions } from "./entropy_source_options.ts";
import { startEntropySourceProgress } from "./entropy_source_progress.ts";
import { createRecord } from "./record_file.ts";
import { listenForSignals } from "./signals.ts";
import { prepareReportFile } from "./write_report.ts";

/** Samples that are looked at, unless more are asked for. */
const MAX_SAMPLES = 10_000_000;

/**
 * Assesses an entropy source by SP 800-90B section 3.1 and reports: raw noise, restarts, conditioning, as far as they
 * were given. Everything that needs permissions comes first, and so does what could make the report impossible.
 *
 * @returns the exit code
 * @throws Failure (exit 1) when something cannot be read or assessed, Interrupted
 */
export async function assessEntropySourceCommand(
  options: AssessOptions,
  wanted: EntropySourceOptions,
): Promise<number> {
  const { requested } = listenForSignals();
  const request = withUsualLimit(options.request);
  const started = performance.now();
  const writers = await loadWriters(options);
  const conditions = readConditionsHere(system);
  const record = options.recordPath === null || !wanted.readNoise
    ? null
    : createRecord(options.recordPath);
  const outputPaths = [options.htmlPath, options.recordPath].filter((path) => path !== null);
  const pool = startDataSetPool(options.jobs ?? navigator.hardwareConcurrency);
  const progress = startEntropySourceProgress();
  const opened: EntropySource[] = [];
  const open = async (choice: SourceChoice): Promise<EntropySource> => {
    const source = await Promise.race([openSource(system, choice, nameOf(choice)), requested]);
    opened.push(source);
    return source;
  };
  try {
    const restartSource = wanted.restart && await open(file(wanted.restart.path));
    const conditionedSource = wanted.conditionedPath === null
      ? null
      : await open(file(wanted.conditionedPath));
    const noiseSource = wanted.readNoise ? await open(request.source) : null;
    dropPermissions(system, outputPaths);

    const { symbols: format, stallSeconds } = request;
    const whole = { bytes: null, seconds: null, stallSeconds };
    let readBytes = 0;
    const noise = noiseSource && await readSymbols(
      noiseSource,
      { format, limits: noiseLimits(request), mostSamples: request.mostSamples ?? MAX_SAMPLES },
      requested,
      (bytes) => {
        record?.write(bytes);
        progress.onReading(noiseSource.name, readBytes += bytes.length);
      },
    );
    record?.close();
    const { rows, columns } = wanted.restart ?? { rows: 0, columns: 0 };
    const restart = restartSource && await readSymbols(
      restartSource,
      { format, limits: whole, mostSamples: rows * columns },
      requested,
      () => {},
    );
    if (wanted.restart !== null && restart !== null) {
      checkMatrixSize(wanted.restart, restart.samples);
    }
    const conditioned = conditionedSource === null ? null : (await readSymbols(
      conditionedSource,
      { format: BYTES, limits: whole, mostSamples: MAX_SAMPLES / 8 },
      requested,
      () => {},
    )).sequence;

    const assessment = await assessOrFail(
      pool,
      {
        noise: noise && noise.sequence,
        track: wanted.track,
        claimedEntropy: wanted.claimedEntropy,
        restart: restart && { ...restart.sequence, rows, columns },
        conditioning: wanted.conditioning && { ...wanted.conditioning, conditioned },
        permutation: {
          seed: wanted.seed ?? randomSeed(),
          complete: wanted.complete,
          maxSeconds: wanted.maxSeconds,
        },
      },
      progress,
      requested,
    );
    progress.stop();

    const report: EntropySourceReport = {
      assessment,
      subject: noiseSource?.name ?? wanted.restart?.path ?? "the conditioning component",
      files: {
        ...(noiseSource ? { noise: noiseSource.name } : {}),
        ...(wanted.restart ? { restarts: wanted.restart.path } : {}),
        ...(wanted.conditionedPath ? { conditioned: wanted.conditionedPath } : {}),
      },
      samplesLeftOut: noise === null ? 0 : noise.samples - noise.sequence.symbols.length,
      conditions,
      seconds: (performance.now() - started) / 1000,
    };
    const exitCode = exitCodeOf(assessment, request);
    deliverAll([
      () => deliver(writers.toOutput(report, exitCode)),
      () => writers.writePage?.(report),
    ]);
    return exitCode;
  } finally {
    progress.stop();
    record?.abandon();
    pool.end();
    for (const source of opened) source.close();
  }
}

/** Samples of a source, the first `mostSamples` of them, and how many there were. */
async function readSymbols(
  source: EntropySource,
  { format, limits, mostSamples }: {
    readonly format: SymbolFormat;
    readonly limits: RecordingLimits;
    readonly mostSamples: number;
  },
  stop: Promise<never>,
  onBytes: (bytes: Uint8Array) => void,
): Promise<{ sequence: SymbolSequence; samples: number }> {
  const unpack = startUnpacking(format);
  const store = new SampleStore(mostSamples, null);
  let samples = 0;
  const { failure } = await readRecording(source, limits, (piece) => {
    onBytes(piece);
    const { symbols } = unpack(piece);
    samples += symbols.length;
    store.add(symbols);
  }, stop);
  if (failure !== null) throw failure;
  const { bitsPerSymbol } = format;
  return { sequence: { symbols: store.samples.slice(), bitsPerSymbol }, samples };
}

/** Conditioned output is taken as bits, eight a byte. */
const BYTES: SymbolFormat = { bitsPerSymbol: 8, packed: false };

function file(path: string): SourceChoice {
  return { kind: "file", path };
}

function noiseLimits({ mostSamples, symbols, seconds, stallSeconds }: AssessRequest) {
  const perByte = symbols.packed ? 8 / symbols.bitsPerSymbol : 1;
  const bytes = mostSamples === null ? null : Math.ceil(mostSamples / perByte);
  return { bytes, seconds, stallSeconds };
}

/** Says how many samples there are; a matrix of another shape is warned of. */
function checkMatrixSize(
  { path, rows, columns }: {
    readonly path: string;
    readonly rows: number;
    readonly columns: number;
  },
  samples: number,
): void {
  if (samples !== rows * columns) {
    throw new Failure(
      EXIT.usageOrSource,
      `Cannot use ${path} as ${rows} restarts of ${columns} samples: it holds ${samples} samples, ` +
        `${rows * columns} are needed`,
      "--rows and --columns say what it holds",
    );
  }
  if (rows !== 1000 || columns !== 1000) {
    warn(
      `${rows} restarts of ${columns} samples: SP 800-90B section 3.1.4.1 asks for 1000 of 1000, ` +
        "and no claim rests on less",
    );
  }
}

/** What the samples themselves rule out is the source's fault; everything else is ours. */
async function assessOrFail(
  pool: DataSetPool,
  request: EntropySourceRequest,
  progress: Parameters<typeof assessEntropySource>[2],
  stop: Promise<never>,
): Promise<EntropySourceAssessment> {
  try {
    return await Promise.race([assessEntropySource(pool, request, progress), stop]);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure(EXIT.usageOrSource, error.message);
  }
}

/** A requirement that nothing was computed for is not met. */
function exitCodeOf(
  { claim, noise, restart }: EntropySourceAssessment,
  { requirements }: AssessRequest,
): number {
  const { minEntropy } = requirements;
  if (minEntropy === null) return EXIT.ok;
  const perSample = restart === null
    ? noise?.initialEntropy ?? null
    : restart.result.validatedEntropy;
  if (claim !== null && perSample !== null && perSample >= minEntropy) return EXIT.ok;
  const found = claim === null || perSample === null ? "unknown" : `${perSample.toFixed(4)} bits`;
  warn(`Requirement not met: min-entropy is ${found}, wanted at least ${minEntropy} bits a symbol`);
  return EXIT.rejected;
}

/** 53 bits; not a secret, and printed. */
function randomSeed(): number {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2)) as unknown as [number, number];
  return (high * 2 ** 32 + low) % (MAX_SEED + 1);
}

interface Writers {
  toOutput(report: EntropySourceReport, exitCode: number): string;
  readonly writePage: ((report: EntropySourceReport) => void) | null;
}

/** Loaded before anything is read: afterwards the permission to load is gone. */
async function loadWriters({ output, htmlPath }: AssessOptions): Promise<Writers> {
  let writePage: Writers["writePage"] = null;
  if (htmlPath !== null) {
    const write = prepareReportFile(htmlPath);
    const { entropySourcePage } = await import("../report/sp800_90b/html.ts");
    writePage = (report) => write(entropySourcePage(report));
  }
  if (output === "json") {
    const { entropySourceJson } = await import("../report/sp800_90b/json.ts");
    return { toOutput: entropySourceJson, writePage };
  }
  const [{ entropySourceText }, paper] = await Promise.all([
    import("../report/sp800_90b/text.ts"),
    paperHere(),
  ]);
  return { toOutput: (report) => entropySourceText(report, paper), writePage };
}
