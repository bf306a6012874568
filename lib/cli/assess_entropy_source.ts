import type { AssessRequest } from "../assess/assessment.ts";
import type { SampleRecording } from "../assess/sample_stream.ts";
import { type BitTests, startBitTests } from "../assess/sp800_22.ts";
import { EXIT, Failure } from "../failure.ts";
import { dropPermissions } from "../files/drop_permissions.ts";
import { counted } from "../math/amounts.ts";
import { commandFor } from "../report/format_sentences.ts";
import { byteSize } from "../report/numbers.ts";
import { type EntropySourceGate, entropySourceGate } from "../report/standards/gate.ts";
import type { EntropySourceReport } from "../report/standards/entropy_source.ts";
import type { StandardsReport } from "../report/standards/findings.ts";
import {
  type StandardsGate,
  standardsGate,
  type StandardsVerdict,
  standardsVerdict,
} from "../report/standards/verdict.ts";
import { startSequencePool } from "../sp800_22/sequence_pool.ts";
import { type DataSetPool, startDataSetPool } from "../sp800_90b/data_set_pool.ts";
import { assessEntropySource } from "../sp800_90b/entropy_source.ts";
import type {
  EntropySourceAssessment,
  EntropySourceListener,
  EntropySourceRequest,
} from "../sp800_90b/entropy_source_types.ts";
import type { PermutationProgress } from "../sp800_90b/permutation_tests.ts";
import { randomSeed } from "../sp800_90b/shuffle.ts";
import { system } from "../system/mod.ts";
import { type AssessOptions, threadsOrDefault, withUsualLimit } from "./assess_options.ts";
import { openRun, startReportDigest, textWriter, warnOfUnmet, withRun } from "./assess_run.ts";
import { checkRecordings, openEntropySourceData, UNSUITED_DATA } from "./entropy_source_data.ts";
import type { EntropySourceOptions, SequenceOptions } from "./entropy_source_options.ts";
import { hasLiveLine, startLiveLine } from "./live_line.ts";
import { prepareReport, type ReportWriters } from "./option_files.ts";
import { shareText, timeLeft } from "./progress.ts";
import { listenForSignals } from "./signals.ts";

/**
 * Assesses an entropy source by SP 800-90B section 3.1 and reports: raw noise, restarts, conditioning, as far as they
 * were given; with --standards FIPS 140-2 and SP 800-22 of the same noise as well. Everything that needs
 * permissions comes first, and so does what could make the report impossible.
 *
 * @returns the exit code
 * @throws Failure (exit 1) when something cannot be read or assessed, Interrupted
 */
export async function assessEntropySourceCommand(
  options: AssessOptions,
  wanted: EntropySourceOptions,
): Promise<number> {
  const { standards } = wanted;
  const requested = listenForSignals();
  const request = withSequences(options.request, standards);
  const started = performance.now();
  const report = await (standards === null ? loadEntropyReport : loadStandardsReport)(options);
  const { conditions, record, outputPaths } = openRun(options);
  const threads = threadsOrDefault(options.jobs, navigator.hardwareConcurrency);
  const pool = startDataSetPool(threads);
  const progress = startEntropySourceProgress();
  const sequencePool = standards && startSequencePool(threads, progress.onSequence);
  const run = {
    required: request.requirements,
    unsuited: UNSUITED_DATA,
    progress,
    pools: [pool, sequencePool],
    record,
  };
  return await withRun(run, async () => {
    const startDigest = () => startReportDigest(options);
    const data = await openEntropySourceData(request, wanted, startDigest, requested);
    try {
      const { noiseName } = data;
      dropPermissions(system, outputPaths);

      const bits = standards && sequencePool &&
        startBitTests(sequencePool, standards.sequences, standards.sequenceBits);
      let readBytes = 0;
      const noise = await data.readNoise({
        onBytes: (bytes) => {
          record?.write(bytes);
          progress.onReading(noiseName ?? "", readBytes += bytes.length);
        },
        ...(bits === null ? {} : { onBits: bits.take }),
      });
      record?.close();
      const restart = await data.readRestart();
      const conditioned = await data.readConditioned();
      checkRecordings([
        { path: noiseName, what: "the raw noise", sequence: noise && noise.sequence },
        { path: wanted.restart?.path ?? null, what: "restarts", sequence: restart },
        {
          path: wanted.conditionedPath,
          what: "conditioned data",
          sequence: conditioned && conditioned.sequence,
        },
      ]);
      const bitTests = bits && await Promise.race([bits.finish(), requested]);
      sequencePool?.end();

      const assessment = await assessOrFail(
        pool,
        {
          noise: noise && noise.sequence,
          track: wanted.track,
          bothTracks: standards !== null,
          claimedEntropy: wanted.claimedEntropy,
          restart,
          conditioning: wanted.conditioning && {
            ...wanted.conditioning,
            conditioned: conditioned && conditioned.sequence,
          },
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

      const reduced = noise?.sequence.reduced ?? restart?.reduced;
      const files: Readonly<Record<string, string>> = {
        ...(noiseName === null ? {} : { noise: noiseName }),
        ...(wanted.restart ? { restarts: wanted.restart.path } : {}),
        ...(wanted.conditionedPath ? { conditioned: wanted.conditionedPath } : {}),
      };
      const entropySource: EntropySourceReport = {
        assessment,
        subject: noiseName ?? wanted.restart?.path ?? "the conditioning component",
        files,
        sha256: data.digests(),
        conditionedBitsLeftOut: conditioned?.bitsLeftOut ?? 0,
        formatGuesses: Object.entries(data.formatGuesses()).map(([file, guess]) => ({
          file,
          guess,
          command: file === "noise"
            ? commandFor(guess, request.source, request.skipBytes)
            : commandFor(guess, { kind: "file", path: files[file] }),
        })),
        skippedBytes: noise === null ? 0 : request.skipBytes,
        selectedBits: reduced?.keptBits ?? null,
        bitsRankedSamples: reduced?.rankedSamples ?? null,
        samplesLeftOut: noise === null ? 0 : noise.samples - noise.sequence.symbols.length,
        conditions,
        seconds: (performance.now() - started) / 1000,
      };
      return report({ entropySource, bitTests, recording: noise, request });
    } finally {
      data.close();
    }
  });
}

/** A device without an end has to give the sequences that were asked for as well. */
function withSequences(asked: AssessRequest, standards: SequenceOptions | null): AssessRequest {
  const request = withUsualLimit(asked);
  const { mostSamples, symbols: { bitsPerSymbol } } = request;
  const sequences = standards?.sequences ?? 0;
  if (request === asked || mostSamples === null || standards === null) return request;
  const needed = Math.ceil(sequences * standards.sequenceBits / bitsPerSymbol);
  return { ...request, mostSamples: Math.max(mostSamples, needed) };
}

/** What the samples themselves rule out is the source's fault; everything else is ours. */
async function assessOrFail(
  pool: DataSetPool,
  request: EntropySourceRequest,
  progress: EntropySourceListener,
  stop: Promise<never>,
): Promise<EntropySourceAssessment> {
  try {
    return await Promise.race([assessEntropySource(pool, request, progress), stop]);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure(EXIT.usageOrSource, error.message, undefined, { code: UNSUITED_DATA });
  }
}

/** What was found out; the bit tests are there with --standards. */
interface Found {
  readonly entropySource: EntropySourceReport;
  readonly bitTests: BitTests | null;
  readonly recording: SampleRecording | null;
  readonly request: AssessRequest;
}

/** Prints and writes what was found. @returns the exit code */
type Report = (found: Found) => number;

const ENTROPY_SOURCE_WRITERS: ReportWriters<[EntropySourceReport, EntropySourceGate]> = {
  text: async () => {
    const { entropySourceText } = await import("../report/standards/text.ts");
    return textWriter(entropySourceText);
  },
  json: async () => (await import("../report/standards/json.ts")).entropySourceJson,
  page: async () => (await import("../report/standards/html.ts")).entropySourcePage,
};

/** Loaded before anything is read, as the next one. */
async function loadEntropyReport({ output, htmlPath }: AssessOptions): Promise<Report> {
  const report = await prepareReport(output === "json", htmlPath, ENTROPY_SOURCE_WRITERS);
  return ({ entropySource, request: { requirements } }) => {
    const gate = entropySourceGate(entropySource.assessment, requirements);
    warnOfUnmet(gate.requirements);
    report(entropySource, gate);
    return gate.exitCode;
  };
}

const STANDARDS_WRITERS: ReportWriters<[StandardsReport, StandardsVerdict, StandardsGate]> = {
  text: async () => {
    const { standardsText } = await import("../report/standards/text.ts");
    return textWriter(standardsText);
  },
  json: async () => (await import("../report/standards/json.ts")).standardsJson,
  page: async () => (await import("../report/standards/html.ts")).standardsPage,
};

async function loadStandardsReport({ output, htmlPath }: AssessOptions): Promise<Report> {
  const report = await prepareReport(output === "json", htmlPath, STANDARDS_WRITERS);
  return ({ entropySource, bitTests, recording, request: { requirements, expectation } }) => {
    const found: StandardsReport = {
      entropySource,
      bitTests: bitTests!,
      recording: recording!,
      uniform: expectation === "uniform",
      requirements,
    };
    const verdict = standardsVerdict(found);
    const gate = standardsGate(found, verdict);
    warnOfUnmet(gate.requirements);
    report(found, verdict, gate);
    return gate.exitCode;
  };
}

/** Tells a person how far the assessment of an entropy source has come. */
interface EntropySourceProgress extends EntropySourceListener {
  onReading(name: string, bytes: number): void;
  /** SP 800-22, of which sequences are tested while others are read. */
  onSequence(tested: number): void;
  /** Takes the line away for good; calling it again changes nothing. */
  stop(): void;
}

/** On a terminal one line on stderr, drawn four times a second; elsewhere nothing. */
function startEntropySourceProgress(): EntropySourceProgress {
  let text = "";
  const line = hasLiveLine() ? startLiveLine(() => text, false) : null;
  let phase = "";
  let phaseStart = performance.now();
  return {
    onReading: (name, bytes) => {
      text = `Reading ${name}: ${byteSize(bytes)} so far`;
    },
    onSequence: (tested) => {
      text = `SP 800-22: ${counted(tested, "sequence")} tested so far`;
    },
    onPermutation: (dataSet, progress) => {
      text = permutationText(dataSet, progress);
    },
    onEstimating: (dataSet, doneShare) => {
      if (phase !== dataSet) {
        phase = dataSet;
        phaseStart = performance.now();
      }
      const left = (performance.now() - phaseStart) * (1 - doneShare) / Math.max(doneShare, 0.01);
      text = shareText(dataSet, doneShare, timeLeft(left));
    },
    stop: () => line?.stop(),
  };
}

/**
 * The line while data is shuffled: "Permutation tests, raw noise: 1234 shuffles, 2 statistics open, about 0:45
 * left".
 */
function permutationText(
  dataSet: string,
  { shuffles, open, secondsLeft }: PermutationProgress,
): string {
  const names = open.length === 1
    ? `${open[0].replaceAll("_", " ")} open`
    : `${open.length} statistics open`;
  const time = timeLeft(1_000 * secondsLeft);
  return `Permutation tests, ${dataSet}: ${shuffles} shuffles, ${names}, ${time}`;
}
