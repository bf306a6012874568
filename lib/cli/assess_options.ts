import type {
  AssessRequest,
  RecordingFormat,
  RequirementName,
  SymbolFormat,
} from "../assess/assessment.ts";
import type { SourceChoice } from "../entropy/source.ts";
import { statusOrNull } from "../files/status.ts";
import { FIPS_BLOCK_BYTES, FIPS_WORD_BYTES } from "../fips_140_2/limits.ts";
import { counted } from "../math/amounts.ts";
import { MAX_ESTIMATOR_JOBS } from "../sp800_90b/jobs.ts";
import { STANDARD_SAMPLES } from "../sp800_90b/non_iid_track.ts";
import { system } from "../system/mod.ts";
import { ASSESS_OPTIONS, unsupportedEntropy } from "./assess_table.ts";
import { DEFAULT_SOURCE, type OptionSpec, sourceNamed, type ValuedOption } from "./command.ts";
import {
  ENTROPY_SOURCE_MODES,
  type EntropySourceOptions,
  refuse,
  type SequenceOptions,
  toEntropySourceOptions,
  toSequenceOptions,
} from "./entropy_source_options.ts";
import type { ParsedOptions } from "./parse.ts";

/** What `assess` was asked for. */
export interface AssessOptions {
  readonly request: AssessRequest;
  /** The same of further sources, to compare with. */
  readonly others: readonly AssessRequest[];
  readonly output: "text" | "json" | "rngtest";
  readonly htmlPath: string | null;
  readonly recordPath: string | null;
  /** Null: the default. */
  readonly jobs: number | null;
  readonly verbose: boolean;
  /** Null unless only SP 800-22 is asked for. */
  readonly sp80022: SequenceOptions | null;
  /** What SP 800-90B section 3.1 asks for beyond estimators; null: nothing of it. */
  readonly entropySource: EntropySourceOptions | null;
}

/**
 * What is asked of `assess` by its options.
 *
 * @throws Failure (exit 1) for options that do not go together.
 */
export function toAssessOptions(options: ParsedOptions): AssessOptions {
  const { positionals } = options;
  const required = options.all(ASSESS_OPTIONS.require).flat();
  refuseTogether(options, required);
  const format = options.value(ASSESS_OPTIONS.format) ?? "raw";
  const symbols = toSymbols(options, format);
  const { bitsPerSymbol } = symbols;
  const rngtest = options.has(ASSESS_OPTIONS.rngtest);
  const raw = options.has(ASSESS_OPTIONS.raw);
  const blocks = options.value(ASSESS_OPTIONS.blockcount);
  // As rngtest takes it, 0 is no limit.
  const ofBlocks = blocks === null || blocks === 0
    ? Infinity
    : Math.ceil(8 * (FIPS_WORD_BYTES + blocks * FIPS_BLOCK_BYTES) / bitsPerSymbol);
  const mostSamples = Math.min(options.value(ASSESS_OPTIONS.samples) ?? Infinity, ofBlocks);
  const sources = toSources(positionals, options.has(ASSESS_OPTIONS.csprng), rngtest);
  const requests = sources.map((source): AssessRequest => ({
    source,
    scope: rngtest || options.has(ASSESS_OPTIONS.fips) ? "fips" : "all",
    format,
    lsbFirst: options.has(ASSESS_OPTIONS.lsbFirst),
    skipBytes: options.value(ASSESS_OPTIONS.skip) ?? 0,
    symbols,
    expectation: raw ? "steady" : "uniform",
    mostBytes: options.value(ASSESS_OPTIONS.bytes),
    mostSamples: mostSamples === Infinity ? null : mostSamples,
    seconds: options.value(ASSESS_OPTIONS.seconds),
    stallSeconds: options.value(ASSESS_OPTIONS.timeout),
    claimedEntropy: entropyOf(options, ASSESS_OPTIONS.claimedEntropy, bitsPerSymbol) ??
      (raw ? null : bitsPerSymbol),
    against: options.value(ASSESS_OPTIONS.against),
    partial: options.has(ASSESS_OPTIONS.partial) || rngtest,
    requirements: {
      named: required,
      minEntropy: entropyOf(options, ASSESS_OPTIONS.requireMinEntropy, bitsPerSymbol),
    },
  }));
  const [request, ...others] = requests as [AssessRequest, ...AssessRequest[]];
  return {
    request,
    others,
    output: rngtest ? "rngtest" : options.has(ASSESS_OPTIONS.json) ? "json" : "text",
    htmlPath: options.value(ASSESS_OPTIONS.html),
    recordPath: options.value(ASSESS_OPTIONS.record),
    jobs: options.value(ASSESS_OPTIONS.jobs),
    verbose: options.has(ASSESS_OPTIONS.verbose),
    sp80022: options.has(ASSESS_OPTIONS.sp80022) ? toSequenceOptions(options) : null,
    entropySource: toEntropySourceOptions(options),
  };
}

/** @throws Failure (exit 1) for more than a symbol of that width can have */
function entropyOf(
  options: ParsedOptions,
  option: ValuedOption<number>,
  bitsPerSymbol: number,
): number | null {
  const entropy = options.value(option);
  if (entropy === null || entropy <= bitsPerSymbol) return entropy;
  throw unsupportedEntropy(option.long, String(entropy), bitsPerSymbol);
}

/** Without a name it is /dev/random, or, as of rngtest, standard input. */
function toSources(
  named: readonly string[],
  csprng: boolean,
  rngtest: boolean,
): readonly SourceChoice[] {
  const [first] = named;
  if (csprng) {
    if (first !== undefined) refuse(`Cannot assess --csprng and '${first}' at once`);
    return [{ kind: "csprng" }];
  }
  if (first === undefined) {
    return [sourceNamed(rngtest ? "-" : DEFAULT_SOURCE)];
  }
  if (named.includes("")) refuse("Cannot assess '': it names no file", "- is standard input");
  if (named.filter((path) => path === "-").length > 1) {
    refuse("Cannot assess standard input twice: '-' was given again");
  }
  return named.map(sourceNamed);
}

function toSymbols(
  options: ParsedOptions,
  format: RecordingFormat,
): SymbolFormat {
  const oneBit = format === "bits";
  const bitsPerSymbol = options.value(ASSESS_OPTIONS.bitsPerSymbol) ?? (oneBit ? 1 : 8);
  const packed = options.has(ASSESS_OPTIONS.packed);
  const lsbFirst = options.has(ASSESS_OPTIONS.lsbFirst);
  const refuseFor = (what: string, why: string) =>
    refuse(`Cannot use ${what} together with --format ${format}`, why);
  if (oneBit && bitsPerSymbol !== 1) {
    refuseFor(`--bits-per-symbol ${bitsPerSymbol}`, "each character is a symbol of one bit");
  }
  const word = format === "u16le" || format === "u16be";
  if (word && bitsPerSymbol !== 8) {
    refuseFor(`--bits-per-symbol ${bitsPerSymbol}`, "8 bits of each sample are kept");
  }
  if (packed && (oneBit || word || format === "decimal")) {
    refuseFor("--packed", "it holds one sample at a time");
  }
  if (lsbFirst && (oneBit || word || format === "decimal")) {
    refuseFor("--lsb-first", "it says in which order the bits of a sample are");
  }
  if (packed && 8 % bitsPerSymbol !== 0) {
    refuse(`Cannot unpack symbols of ${bitsPerSymbol} bits: --packed goes with 1, 2, 4 or 8`);
  }
  if (lsbFirst && !packed && bitsPerSymbol < 8) {
    refuse(
      `Cannot use --lsb-first with one symbol of ${counted(bitsPerSymbol, "bit")} a byte`,
      "it says in which order a byte of 8 bits holds its bits: add --packed",
    );
  }
  return { bitsPerSymbol, packed };
}

/** Says which options would have no effect, rather than leave somebody waiting for what they do. */
function refuseTogether(options: ParsedOptions, required: readonly RequirementName[]): void {
  const given = (option: OptionSpec) => options.has(option);
  const refuseAny = (one: OptionSpec, others: readonly OptionSpec[]) => {
    const other = given(one) ? others.find(given) : undefined;
    if (other !== undefined) refuse(`Cannot use --${one.long} together with --${other.long}`);
  };
  const { jobs, fips, rngtest, sp80022, require } = ASSESS_OPTIONS;
  const needEverything = [
    ASSESS_OPTIONS.requireMinEntropy,
    ASSESS_OPTIONS.claimedEntropy,
    ASSESS_OPTIONS.against,
    jobs,
    ASSESS_OPTIONS.raw,
    ASSESS_OPTIONS.verbose,
  ];
  refuseAny(rngtest, [ASSESS_OPTIONS.json, ASSESS_OPTIONS.html, require, fips, ...needEverything]);
  refuseAny(fips, needEverything);
  refuseAny(sp80022, [
    fips,
    rngtest,
    ASSESS_OPTIONS.format,
    ASSESS_OPTIONS.lsbFirst,
    ASSESS_OPTIONS.skip,
    ...needEverything.filter((option) => option !== jobs),
  ]);
  const without = given(sp80022) || given(ASSESS_OPTIONS.standards)
    ? undefined
    : [ASSESS_OPTIONS.sequences, ASSESS_OPTIONS.sequenceBits].find(given);
  if (without !== undefined) {
    refuse(`Cannot use --${without.long} without --sp800-22 or --standards`);
  }
  const whole = required.find((name) => name === "iid" || name === "no-repeats");
  const other = required.find((name) => name !== "fits");
  if (given(sp80022) && other !== undefined) {
    refuse(
      `Cannot use --sp800-22 together with --require ${other}`,
      "it takes --require fits, a verdict over all its tests without fault",
    );
  }
  if (given(fips) && whole !== undefined) {
    refuse(`Cannot use --fips together with --require ${whole}`);
  }
  if (given(ASSESS_OPTIONS.blockcount) && !given(rngtest)) {
    refuse("Cannot use --blockcount without --rngtest", "--bytes and --samples limit what is read");
  }
  const single = options.positionals.length > 1
    ? [
      ASSESS_OPTIONS.html,
      ASSESS_OPTIONS.record,
      rngtest,
      ASSESS_OPTIONS.against,
      sp80022,
      ...ENTROPY_SOURCE_MODES,
    ]
      .find(given)
    : undefined;
  if (single !== undefined) refuse(`Cannot use --${single.long} with more than one source`);
}

/** More threads than this gain little, and each takes memory of its own. */
const MAX_DEFAULT_THREADS = 4;

/** A device has no end of its own; a file, a pipe and standard input do. */
export function isEndless(source: SourceChoice): boolean {
  return source.kind === "csprng" ||
    source.kind === "file" && statusOrNull(system, source.path)?.kind === "device";
}

/** The request, where nothing else ends it with as many samples as SP 800-90B, section 3.1.1, asks for. */
export function withUsualLimit(request: AssessRequest): AssessRequest {
  const { source, mostSamples, mostBytes, seconds } = request;
  if (mostSamples !== null || mostBytes !== null || seconds !== null) return request;
  return isEndless(source) ? { ...request, mostSamples: STANDARD_SAMPLES } : request;
}

/** Threads as asked for, else one a processor, up to four. */
export function threadsOrDefault(jobs: number | null, processors: number): number {
  return jobs ?? Math.min(processors, MAX_DEFAULT_THREADS);
}

/** Threads for the estimators, of which no more have work. */
export function estimatorThreads(jobs: number | null, processors: number): number {
  return Math.min(threadsOrDefault(jobs, processors), MAX_ESTIMATOR_JOBS);
}
