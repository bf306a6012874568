import {
  type AssessRequest,
  RECORDING_FORMATS,
  type RecordingFormat,
  type RequirementName,
  REQUIREMENTS,
  type SymbolFormat,
} from "../assess/assessment.ts";
import type { SourceChoice } from "../entropy/source.ts";
import { EXIT, Failure } from "../failure.ts";
import { FIPS_BLOCK_BYTES, FIPS_WORD_BYTES } from "../fips_140_2/limits.ts";
import {
  checkEntropySourceValue,
  type EntropySourceOptions,
  toEntropySourceOptions,
} from "./entropy_source_options.ts";
import type { ParsedOptions } from "./parse.ts";
import { parseCount, parseDuration } from "./units.ts";

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

/** The sequences that SP 800-22 looks at. */
export interface SequenceOptions {
  /** Null: as many as the source has. */
  readonly sequences: number | null;
  /** n */
  readonly sequenceBits: number;
}

/** n unless told otherwise: the most that a section of SP 800-22 asks for. */
const DEFAULT_SEQUENCE_BITS = 1_000_000;
/** SP 800-22 Rev. 1a speaks of sequences of 10^3 to 10^7 bits. */
const MIN_SEQUENCE_BITS = 1_000;
const MAX_SEQUENCE_BITS = 10_000_000;
/** Every p-value is kept and reported: 1.5 kB a sequence in memory, 4 kB in JSON. */
const MAX_SEQUENCES = 10_000;

/** More threads than there are jobs would stand idle. */
const MAX_JOBS = 64;

/** What each option with a value takes. @throws Failure (exit 1) for a value that cannot be used */
const CHECKS: Readonly<Record<string, (key: string, value: string) => unknown>> = {
  bytes: parseCount,
  samples: parseCount,
  skip: (key, value) => parseCount(key, value, 0),
  seconds: parseDuration,
  timeout: parseDuration,
  blockcount: (key, value) => parseCount(key, value),
  sequences: (key, value) => parseCount(key, value, 1, MAX_SEQUENCES),
  "sequence-bits": (key, value) => parseCount(key, value, MIN_SEQUENCE_BITS, MAX_SEQUENCE_BITS),
  "bits-per-symbol": (key, value) => parseInteger(key, value, 1, 8),
  jobs: (key, value) => parseInteger(key, value, 1, MAX_JOBS),
  "claimed-entropy": (key, value) => parseEntropy(key, value, 8),
  "require-min-entropy": (key, value) => parseEntropy(key, value, 8),
  require: parseRequirement,
  format: parseFormat,
};

/** @throws Failure (exit 1) for a value that cannot be used. */
export function checkAssessValue(key: string, value: string): void {
  CHECKS[key]?.(key, value);
  checkEntropySourceValue(key, value);
}

/**
 * @param required the values of --require, all of them
 * @throws Failure (exit 1) for options that do not go together.
 */
export function toAssessOptions(
  parsed: ParsedOptions,
  required: readonly string[],
): AssessOptions {
  const { flags, values, positionals } = parsed;
  const given = (name: string) => flags.has(name) || values.has(name);
  const format = parseFormat("format", values.get("format") ?? "raw");
  const symbols = toSymbols(flags, values, format);
  const rngtest = flags.has("rngtest");
  const scope = rngtest || flags.has("fips") ? "fips" : "all";
  refuseTogether(given, required, positionals.length > 1);
  const { bitsPerSymbol } = symbols;
  const valueOf = <Value>(key: string, parse: (key: string, text: string) => Value) => {
    const text = values.get(key);
    return text === undefined ? null : parse(key, text);
  };
  const entropy = (key: string) =>
    valueOf(key, (_, text) => parseEntropy(key, text, bitsPerSymbol));
  const blocks = valueOf("blockcount", parseCount);
  const ofBlocks = blocks === null
    ? Infinity
    : Math.ceil(8 * (FIPS_WORD_BYTES + blocks * FIPS_BLOCK_BYTES) / bitsPerSymbol);
  const mostSamples = Math.min(valueOf("samples", parseCount) ?? Infinity, ofBlocks);
  const sources = toSources(positionals, flags.has("csprng"), rngtest);
  const requests = sources.map((source): AssessRequest => ({
    source,
    scope,
    format,
    lsbFirst: flags.has("lsb-first"),
    skipBytes: valueOf("skip", (key, text) => parseCount(key, text, 0)) ?? 0,
    symbols,
    expectation: flags.has("raw") ? "steady" : "uniform",
    mostBytes: valueOf("bytes", parseCount),
    mostSamples: mostSamples === Infinity ? null : mostSamples,
    seconds: valueOf("seconds", parseDuration),
    stallSeconds: valueOf("timeout", parseDuration),
    claimedEntropy: entropy("claimed-entropy") ?? (flags.has("raw") ? null : bitsPerSymbol),
    against: values.get("against") ?? null,
    partial: flags.has("partial") || rngtest,
    requirements: {
      named: required.flatMap((text) => parseRequirement("require", text)),
      minEntropy: entropy("require-min-entropy"),
    },
  }));
  const [request, ...others] = requests as [AssessRequest, ...AssessRequest[]];
  return {
    request,
    others,
    output: rngtest ? "rngtest" : flags.has("json") ? "json" : "text",
    htmlPath: values.get("html") ?? null,
    recordPath: values.get("record") ?? null,
    jobs: valueOf("jobs", (key, text) => parseInteger(key, text, 1, MAX_JOBS)),
    verbose: flags.has("verbose"),
    sp80022: flags.has("sp800-22")
      ? {
        sequences: valueOf("sequences", parseCount),
        sequenceBits: valueOf("sequence-bits", parseCount) ?? DEFAULT_SEQUENCE_BITS,
      }
      : null,
    entropySource: toEntropySourceOptions(parsed),
  };
}

/** Without a name it is /dev/random, or, as of rngtest, standard input. */
function toSources(
  named: readonly string[],
  csprng: boolean,
  rngtest: boolean,
): readonly SourceChoice[] {
  const [first] = named;
  if (csprng) {
    if (first !== undefined) {
      throw new Failure(EXIT.usageOrSource, `Cannot assess --csprng and '${first}' at once`);
    }
    return [{ kind: "csprng" }];
  }
  if (first === undefined) {
    return [rngtest ? { kind: "stdin" } : { kind: "file", path: "/dev/random" }];
  }
  if (named.filter((path) => path === "-").length > 1) {
    throw new Failure(
      EXIT.usageOrSource,
      "Cannot assess standard input twice: '-' was given again",
    );
  }
  return named.map((path) => path === "-" ? { kind: "stdin" } : { kind: "file", path });
}

function toSymbols(
  flags: ParsedOptions["flags"],
  values: ParsedOptions["values"],
  format: RecordingFormat,
): SymbolFormat {
  const text = values.get("bits-per-symbol");
  const oneBit = format === "bits";
  const given = text === undefined ? null : parseInteger("bits-per-symbol", text, 1, 8);
  const bitsPerSymbol = given ?? (oneBit ? 1 : 8);
  const packed = flags.has("packed");
  const refuse = (what: string, why: string) => {
    throw new Failure(
      EXIT.usageOrSource,
      `Cannot use ${what} together with --format ${format}`,
      why,
    );
  };
  if (oneBit && bitsPerSymbol !== 1) {
    refuse(`--bits-per-symbol ${bitsPerSymbol}`, "each character is a symbol of one bit");
  }
  const word = format === "u16le" || format === "u16be";
  if (word && bitsPerSymbol !== 8) {
    refuse(`--bits-per-symbol ${bitsPerSymbol}`, "8 bits of each sample are kept");
  }
  if (packed && (oneBit || word || format === "decimal")) {
    refuse("--packed", "it holds one sample at a time");
  }
  if (flags.has("lsb-first") && (oneBit || word || format === "decimal")) {
    refuse("--lsb-first", "it says in which order the bits of a sample are");
  }
  if (packed && 8 % bitsPerSymbol !== 0) {
    throw new Failure(
      EXIT.usageOrSource,
      `Cannot unpack symbols of ${bitsPerSymbol} bits: --packed goes with 1, 2, 4 or 8`,
    );
  }
  if (flags.has("lsb-first") && !packed && bitsPerSymbol < 8) {
    throw new Failure(
      EXIT.usageOrSource,
      `Cannot use --lsb-first with one symbol of ${bitsPerSymbol} bits a byte`,
      "it says in which order a byte of 8 bits holds its bits: add --packed",
    );
  }
  return { bitsPerSymbol, packed };
}

/** Says which options would have no effect, rather than leave somebody waiting for what they do. */
function refuseTogether(
  given: (name: string) => boolean,
  required: readonly string[],
  several: boolean,
): void {
  const refuse = (one: string, others: readonly string[]) => {
    const other = given(one) ? others.find(given) : undefined;
    if (other === undefined) return;
    throw new Failure(EXIT.usageOrSource, `Cannot use --${one} together with --${other}`);
  };
  const needEverything = [
    "require-min-entropy",
    "claimed-entropy",
    "against",
    "jobs",
    "raw",
    "verbose",
  ];
  refuse("rngtest", ["json", "html", "require", "fips", ...needEverything]);
  refuse("fips", needEverything);
  refuse("sp800-22", [
    "fips",
    "rngtest",
    "require",
    "format",
    "lsb-first",
    "skip",
    ...needEverything.filter((name) => name !== "jobs"),
  ]);
  const without = given("sp800-22") ? undefined : ["sequences", "sequence-bits"].find(given);
  if (without !== undefined) {
    throw new Failure(EXIT.usageOrSource, `Cannot use --${without} without --sp800-22`);
  }
  const whole = required.flatMap((text) => text.split(","))
    .find((name) => name === "iid" || name === "no-repeats");
  if (given("fips") && whole !== undefined) {
    throw new Failure(EXIT.usageOrSource, `Cannot use --fips together with --require ${whole}`);
  }
  if (given("blockcount") && !given("rngtest")) {
    throw new Failure(
      EXIT.usageOrSource,
      "Cannot use --blockcount without --rngtest",
      "--bytes and --samples limit what is read",
    );
  }
  const single = several
    ? ["html", "record", "rngtest", "against", "sp800-22"].find(given)
    : undefined;
  if (single !== undefined) {
    throw new Failure(EXIT.usageOrSource, `Cannot use --${single} with more than one source`);
  }
}

/** One name, or several with commas between them. */
function parseRequirement(option: string, text: string): RequirementName[] {
  return text.split(",").map((word) => {
    const name = REQUIREMENTS.find((one) => one === word);
    if (name !== undefined) return name;
    throw new Failure(
      EXIT.usageOrSource,
      `Unsupported --${option} '${word}' (supported: ${REQUIREMENTS.join(", ")})`,
    );
  });
}

function parseFormat(option: string, text: string): RecordingFormat {
  const format = RECORDING_FORMATS.find((one) => one === text);
  if (format !== undefined) return format;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '${text}' (supported: ${RECORDING_FORMATS.join(", ")})`,
  );
}

function parseInteger(option: string, text: string, least: number, most: number): number {
  const value = /^[0-9]+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '${text}' (supported: ${least} to ${most})`,
  );
}

function parseEntropy(option: string, text: string, most: number): number {
  const value = /^[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : NaN;
  if (value > 0 && value <= most) return value;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '${text}' (supported: more than 0 and up to ${most} bits a symbol)`,
  );
}
