import { bitsASymbol } from "../report/numbers.ts";
import { RECORDING_FORMATS, REQUIREMENTS } from "../assess/assessment.ts";
import { EXIT, Failure } from "../failure.ts";
import { MAX_SEED } from "../sp800_90b/shuffle.ts";
import { fileName, flag, helpOption, oneOf, recordedFile, someOf, valued } from "./command.ts";
import { parseConditioning } from "./conditioning_option.ts";
import { parseBytes, parseCount, parseDuration, parseInteger } from "./parse.ts";

/** SP 800-22 Rev. 1a speaks of sequences of 10^3 to 10^7 bits. */
const MIN_SEQUENCE_BITS = 1_000;
const MAX_SEQUENCE_BITS = 10_000_000;
/** Every p-value is kept and reported: 1.5 kB a sequence in memory, 4 kB in JSON. */
const MAX_SEQUENCES = 10_000;
/** More threads than there are jobs would stand idle. */
const MAX_JOBS = 64;
/** More than any matrix that fits into memory. */
const MAX_SIDE = 1_000_000;

/** The options of `assess`. */
export const ASSESS_OPTIONS = {
  bytes: valued("bytes", "N", "read N bytes, such as 4096, 100k, 10MiB or 1GB", parseBytes),
  samples: valued(
    "samples",
    "N",
    "read N samples; default 1M of a device, all of anything else",
    parseCount,
  ),
  seconds: valued("seconds", "TIME", "read for so long, such as 10s or 2m", parseDuration),
  timeout: valued(
    "timeout",
    "TIME",
    "give up when no byte comes for so long: exit 1; default never",
    parseDuration,
  ),
  skip: valued(
    "skip",
    "BYTES",
    "leave out the first BYTES of the source",
    (option, text) => parseBytes(option, text, 0),
  ),
  format: oneOf(
    "format",
    "FORMAT",
    `read SOURCE as ${RECORDING_FORMATS.join(", ")}; default raw`,
    RECORDING_FORMATS,
    {
      description:
        "bits are the characters 0 and 1, decimal whole numbers with spaces, line ends, " +
        "commas or semicolons between them, u16le and u16be samples of 16 bits in either order. Of samples of " +
        "more than 8 bits the 8 that contribute most are kept (SP 800-90B, section 6.4); the report says " +
        "which.",
    },
  ),
  bitsPerSymbol: valued(
    "bits-per-symbol",
    "BITS",
    "width of a symbol, 1 to 8, default 8; one symbol a byte",
    (option, text) => parseInteger(option, text, 1, 8),
  ),
  packed: flag("packed", "each byte holds 8/BITS symbols, most significant first"),
  lsbFirst: flag("lsb-first", "the first bit of a byte is its least significant"),
  csprng: flag("csprng", "assess crypto.getRandomValues, which -l uses, instead of SOURCE"),
  raw: flag("raw", "SOURCE is a raw noise source: it has to be steady, not uniform"),
  fips: flag("fips", "only the FIPS 140-2 tests, in constant memory"),
  rngtest: flag("rngtest", "only the FIPS 140-2 tests, with the lines and exit codes of rngtest", {
    description:
      "The lines go to standard error, as those of rngtest do. Without SOURCE standard input is read, to its " +
      "end or to the first signal.",
  }),
  sp80022: flag("sp800-22", "only the 15 tests of NIST SP 800-22 Rev. 1a, on sequences of bits", {
    description:
      "Proportion and uniformity of the p-values of all 188 sub-tests, and a verdict over all of them. " +
      "Passing says nothing about entropy. The report as JSON is described by sp800_22.schema.json.",
  }),
  standards: flag(
    "standards",
    "FIPS 140-2, SP 800-90B and SP 800-22 of the same samples in one report",
    {
      description:
        "SOURCE is read once. What may be claimed is that of the non-IID track, or with --iid of the IID track; the " +
        "tests of both are in the report, and what --restart and --conditioning say joins them. With --raw " +
        "what is not uniform is told and not held against SOURCE, and whether it is steady only a run " +
        "without --standards tells. Of --require it takes fits (no standard finds a fault, and all were " +
        "applied; not with --raw), fips and iid. The report as JSON is described by " +
        "standards.schema.json.",
    },
  ),
  sequences: valued(
    "sequences",
    "N",
    "with --sp800-22 or --standards: test N sequences; default all, 100 of a device",
    (option, text) => parseCount(option, text, 1, MAX_SEQUENCES),
  ),
  sequenceBits: valued(
    "sequence-bits",
    "N",
    "with --sp800-22 or --standards: bits of a sequence, default 1M",
    (option, text) => parseCount(option, text, MIN_SEQUENCE_BITS, MAX_SEQUENCE_BITS),
  ),
  blockcount: valued(
    "blockcount",
    "N",
    "with --rngtest: stop after N blocks, 0 for no limit",
    parseBlocks,
    {
      short: "c",
    },
  ),
  claimedEntropy: valued(
    "claimed-entropy",
    "H",
    "bits a symbol that the source claims, default BITS",
    parseEntropy,
    {
      description:
        "Sets the cut-offs of the health tests of SP 800-90B, section 4.4. With --raw the default is " +
        "what was assessed, or half the collision entropy of the samples where a fault made less of it. A claim departs " +
        "where the count of the most common symbol refutes it; what was assessed is told beside it.",
    },
  ),
  against: valued(
    "against",
    "FILE",
    "look for sequences that an earlier recording holds too",
    recordedFile,
    {
      completes: "file",
    },
  ),
  json: flag(
    "json",
    "print the report as JSON; assessment.schema.json describes it",
  ),
  html: valued("html", "FILE", "write the report as one page with charts", fileName, {
    completes: "file",
  }),
  record: valued(
    "record",
    "FILE",
    "keep what is read, in a new file of mode 0600; never use it as a key",
    fileName,
    {
      completes: "file",
    },
  ),
  require: someOf(
    "require",
    "NAME",
    `exit 6 unless met: ${
      REQUIREMENTS.join(", ")
    }; may be repeated; fits and fips of the FIPS tests alone, ` +
      "fits of SP 800-22 alone, iid of the IID track, all but no-repeats of all standards",
    REQUIREMENTS,
    {
      description:
        "fits: the verdict finds no fault. fips: the number of failed FIPS 140-2 blocks fits fair data. " +
        "no-repeats: no sequence comes twice, here or with --against, that chance does not explain, of the length that the report " +
        "names and any longer one; shorter ones are found by the longest repeat of SP 800-90B, section 5.2.5, which must not depart " +
        "(of fair data it does once in 1,000 times at most). iid: nothing in SP 800-90B, section 5.2, " +
        "speaks against independent samples. An incomplete run meets nothing. With --fips it takes fits and fips, with --sp800-22 " +
        "fits, with --iid only iid (sections 5.1 and 5.2), with --standards fits, fips and iid; --restart and " +
        "--conditioning without those, and --rngtest, take none.",
    },
  ),
  requireMinEntropy: valued(
    "require-min-entropy",
    "H",
    "exit 6 below H bits a symbol of assessed min-entropy",
    parseEntropy,
    {
      description:
        "With --iid, --restart and --standards it is the entropy of a sample that may be claimed, after " +
        "restarts where there are any, and unknown where no raw noise was read. --fips, --rngtest and --sp800-22 estimate none and refuse it.",
    },
  ),
  iid: flag(
    "iid",
    "the IID track of SP 800-90B: are samples independent and alike",
    {
      description:
        "Sections 5.1 and 5.2, and the most common value estimate. Where section 5.2 says no, " +
        "section 5.1 is left out. The report as JSON is described by entropy_source.schema.json, as are " +
        "those of --restart and --conditioning.",
    },
  ),
  complete: flag(
    "complete",
    "with --iid or --standards: run what a failure elsewhere would leave out",
  ),
  seed: valued(
    "seed",
    "N",
    "with --iid or --standards: shuffle as the run that printed N did",
    (option, text) => parseInteger(option, text, 0, MAX_SEED),
  ),
  maxTime: valued(
    "max-time",
    "TIME",
    "with --iid or --standards: report what is known of section 5.1 after so long",
    parseDuration,
  ),
  restart: valued(
    "restart",
    "FILE",
    "SP 800-90B restart tests of FILE, 1000 restarts of 1000 samples",
    recordedFile,
    {
      completes: "file",
      description: "Row by row, one symbol a byte. H_I is that of SOURCE, or without one of " +
        "--claimed-entropy.",
    },
  ),
  rows: valued(
    "rows",
    "N",
    "with --restart: restarts, default 1000",
    (option, text) => parseInteger(option, text, 2, MAX_SIDE),
  ),
  columns: valued(
    "columns",
    "N",
    "with --restart: samples after each restart, default 1000",
    (option, text) => parseInteger(option, text, 2, MAX_SIDE),
  ),
  conditioning: valued(
    "conditioning",
    "WORDS",
    "entropy of conditioned output: n_in=N,n_out=N,nw=N,vetted",
    (_, text) => parseConditioning(text),
    {
      description:
        "Bits of input, of output and of the narrowest width. h_in=H is the entropy of an " +
        "input; without it that of SOURCE counts. A component that is not vetted needs h_prime=H " +
        "or --conditioned.",
    },
  ),
  conditioned: valued(
    "conditioned",
    "FILE",
    "with --conditioning: output of a component that is not vetted",
    recordedFile,
    {
      completes: "file",
    },
  ),
  partial: flag(
    "partial",
    "report what there is when a run ends early; its exit code stays, or is 6 where something is required; of several " +
      "sources that is always done but with --fips or after a signal",
  ),
  jobs: valued(
    "jobs",
    "N",
    "estimators or sequences at once, default one a processor, up to 4",
    (option, text) => parseInteger(option, text, 1, MAX_JOBS),
  ),
  verbose: flag("verbose", "print each result on standard error as it comes"),
  help: helpOption,
};

/** 0 is no limit. */
function parseBlocks(option: string, text: string): number {
  return parseCount(option, text, 0);
}

/** Bits a symbol, at most those of the widest. */
function parseEntropy(option: string, text: string): number {
  const value = /^[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : NaN;
  if (value > 0 && value <= 8) return value;
  throw unsupportedEntropy(option, text, 8);
}

/** The failure for a min-entropy that symbols cannot have, `most` being their width in bits. */
export function unsupportedEntropy(option: string, text: string, most: number): Failure {
  return new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '${text}' (supported: more than 0 and up to ${bitsASymbol(most)})`,
    option === "require-min-entropy"
      ? "it is about a sample of the source, also where --conditioning says what an output holds"
      : undefined,
  );
}
