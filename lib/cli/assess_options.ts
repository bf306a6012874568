import type { AssessRequest, Requirements, SymbolFormat } from "../assess/assessment.ts";
import type { SourceChoice } from "../entropy/source.ts";
import { EXIT, Failure } from "../failure.ts";
import {
  checkEntropySourceValue,
  type EntropySourceOptions,
  toEntropySourceOptions,
} from "./entropy_source_options.ts";
import { type ParsedOptions, parseSeconds, refusePositionals } from "./parse.ts";

/** What `assess` was asked for. */
export interface AssessOptions {
  readonly request: AssessRequest;
  readonly output: "text" | "json" | "rngtest";
  readonly htmlPath: string | null;
  readonly recordPath: string | null;
  /** Null: one thread a processor. */
  readonly jobs: number | null;
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

/** @throws Failure (exit 1) for a value that cannot be used. */
export function checkAssessValue(key: string, value: string): void {
  if (key === "bytes" || key === "samples") parseCount(key, value);
  if (key === "seconds" || key === "timeout") parseSeconds(key, value);
  if (key === "bits-per-symbol") parseInteger(key, value, 1, 8);
  if (key === "sequences") parseCount(key, value, 1, MAX_SEQUENCES);
  if (key === "sequence-bits") parseCount(key, value, MIN_SEQUENCE_BITS, MAX_SEQUENCE_BITS);
  if (key === "jobs") parseInteger(key, value, 1, MAX_JOBS);
  if (key === "claimed-entropy" || key === "require-min-entropy") parseEntropy(key, value, 8);
  checkEntropySourceValue(key, value);
  if (key === "require" && value !== "fips") {
    throw new Failure(EXIT.usageOrSource, `Unsupported --require '${value}' (supported: fips)`);
  }
}

/** @throws Failure (exit 1) for options that do not go together. */
export function toAssessOptions(parsed: ParsedOptions): AssessOptions {
  const { flags, values, positionals } = parsed;
  refusePositionals(positionals, 1, "assess looks at one source at a time");
  const symbols = toSymbols(flags, values);
  const rngtest = flags.has("rngtest");
  const scope = rngtest || flags.has("fips") ? "fips" : "all";
  refuseTogether(flags, values, scope);
  const { bitsPerSymbol } = symbols;
  const number = (key: string) => {
    const text = values.get(key);
    return text === undefined ? null : parseSeconds(key, text);
  };
  const entropy = (key: string) => {
    const text = values.get(key);
    return text === undefined ? null : parseEntropy(key, text, bitsPerSymbol);
  };
  const requirements: Requirements = {
    minEntropy: entropy("require-min-entropy"),
    fips: values.has("require"),
  };
  const jobs = values.get("jobs");
  return {
    request: {
      source: toSource(positionals[0], flags.has("csprng")),
      scope,
      symbols,
      mostSamples: toMostSamples(values, symbols),
      seconds: number("seconds"),
      stallSeconds: number("timeout"),
      claimedEntropy: entropy("claimed-entropy") ?? bitsPerSymbol,
      against: values.get("against") ?? null,
      partial: flags.has("partial") || rngtest,
      requirements,
    },
    output: rngtest ? "rngtest" : flags.has("json") ? "json" : "text",
    htmlPath: values.get("html") ?? null,
    recordPath: values.get("record") ?? null,
    jobs: jobs === undefined ? null : parseInteger("jobs", jobs, 1, MAX_JOBS),
    sp80022: flags.has("sp800-22") ? toSequenceOptions(values) : null,
    entropySource: toEntropySourceOptions(parsed),
  };
}

function toSequenceOptions(values: ParsedOptions["values"]): SequenceOptions {
  const count = (key: string) => {
    const text = values.get(key);
    return text === undefined ? null : parseCount(key, text);
  };
  return {
    sequences: count("sequences"),
    sequenceBits: count("sequence-bits") ?? DEFAULT_SEQUENCE_BITS,
  };
}

function toSource(named: string | undefined, csprng: boolean): SourceChoice {
  if (csprng && named !== undefined) {
    throw new Failure(EXIT.usageOrSource, `Cannot assess --csprng and '${named}' at once`);
  }
  if (csprng) return { kind: "csprng" };
  return named === "-" ? { kind: "stdin" } : { kind: "file", path: named ?? "/dev/random" };
}

function toSymbols(
  flags: ParsedOptions["flags"],
  values: ParsedOptions["values"],
): SymbolFormat {
  const text = values.get("bits-per-symbol");
  const bitsPerSymbol = text === undefined ? 8 : parseInteger("bits-per-symbol", text, 1, 8);
  const packed = flags.has("packed");
  if (packed && 8 % bitsPerSymbol !== 0) {
    throw new Failure(
      EXIT.usageOrSource,
      `Cannot unpack symbols of ${bitsPerSymbol} bits: --packed goes with 1, 2, 4 or 8`,
    );
  }
  return { bitsPerSymbol, packed };
}

/** The smaller limit counts where both were given; a byte may hold several samples. */
function toMostSamples(
  values: ParsedOptions["values"],
  { bitsPerSymbol, packed }: SymbolFormat,
): number | null {
  const [bytes, samples] = ["bytes", "samples"].map((key) => {
    const text = values.get(key);
    return text === undefined ? Infinity : parseCount(key, text);
  });
  const most = Math.min(samples!, packed ? bytes! * 8 / bitsPerSymbol : bytes!);
  return most === Infinity ? null : most;
}

/** Says which options would have no effect, rather than leave somebody waiting for what they do. */
function refuseTogether(
  flags: ParsedOptions["flags"],
  values: ParsedOptions["values"],
  scope: AssessRequest["scope"],
): void {
  const given = (name: string) => flags.has(name) || values.has(name);
  const refuse = (one: string, others: readonly string[]) => {
    const other = given(one) ? others.find(given) : undefined;
    if (other === undefined) return;
    throw new Failure(EXIT.usageOrSource, `Cannot use --${one} together with --${other}`);
  };
  refuse("rngtest", ["json", "html", "require"]);
  if (scope === "fips") {
    const needEverything = ["require-min-entropy", "claimed-entropy", "against", "jobs"];
    refuse("fips", needEverything);
    refuse("rngtest", needEverything);
  }
  const elsewhere = ["fips", "rngtest", "require-min-entropy", "claimed-entropy", "require"];
  refuse("sp800-22", [...elsewhere, "against"]);
  const without = flags.has("sp800-22") ? undefined : ["sequences", "sequence-bits"].find(given);
  if (without !== undefined) {
    throw new Failure(EXIT.usageOrSource, `Cannot use --${without} without --sp800-22`);
  }
}

const MULTIPLES: Readonly<Record<string, number>> = {
  "": 1,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};

/**
 * A number of bytes or samples, such as "4096", "10M" or "256Mi".
 *
 * @throws Failure (exit 1) for anything but a whole number from 1 to 2^53 - 1, or between other limits.
 */
export function parseCount(
  option: string,
  text: string,
  least = 1,
  most: number = Number.MAX_SAFE_INTEGER,
): number {
  const match = /^([0-9]+)((?:[KMG]i?)?)$/.exec(text);
  const count = match === null ? NaN : Number(match[1]) * MULTIPLES[match[2]];
  if (count >= least && count <= most) return count;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '${text}' (supported: ${range}, with K, M, G, Ki, Mi or Gi)`,
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
