import { RECORDING_FORMATS, REQUIREMENTS } from "../assess/assessment.ts";
import { type CommandSpec, flag, valued } from "./command.ts";

/** Options of `assess`. */
export const assessSpec: CommandSpec = {
  name: "assess",
  positionals: "[SOURCE...]",
  summary: "measure how good the randomness of a source is",
  description: [
    "SOURCE is a device, a file or a FIFO, - is standard input, and without it /dev/random is read. What it " +
    "gives is put through the FIPS 140-2 tests, byte and bit statistics, the health tests and the " +
    "min-entropy estimators of NIST SP 800-90B, and searched for repeated sequences. The report says what each number means and what fair data " +
    "would give. A file or a pipe on standard input while no SOURCE is named is refused: say - to read it. " +
    "Several sources are compared in one table.",
    "A device without an end gives 1,000,000 samples unless --bytes, --samples or --seconds says " +
    "otherwise; everything else is read to its end. Where several limits are given the first that is " +
    "reached counts. Of more than 10,000,000 samples the estimators look at the first 10,000,000; the other " +
    "tests look at all.",
    "Numbers take k, M, G and T for powers of 1,000 and Ki, Mi, Gi and Ti for powers of 1,024, with or " +
    "without a B, and durations take ms, s, m and h: 10MiB, 1GB, 2m.",
    "A raw noise source need not be uniform: with --raw the verdict asks whether it is steady. Its ten " +
    "stretches, its drift, the health tests and repeated sequences are judged; departures from uniform bytes are " +
    "told.",
    "Where a recording seems to be in another format than it is read in, one line under the verdict names it and " +
    "the command that reads it.",
    "Passing statistical tests does not show that a source is unpredictable: a counter that is hashed " +
    "passes them all.",
  ],
  options: [
    valued("bytes", "N", "read N bytes, such as 4096, 100k, 10MiB or 1GB"),
    valued("samples", "N", "read N samples; default 1M of a device, all of anything else"),
    valued("seconds", "TIME", "read for so long, such as 10s or 2m"),
    valued("timeout", "TIME", "give up when no byte comes for so long: exit 1"),
    valued("skip", "BYTES", "leave out the first BYTES of the source"),
    valued("format", "FORMAT", `read SOURCE as ${RECORDING_FORMATS.join(", ")}`, {
      description:
        "Default raw. bits are the characters 0 and 1, decimal whole numbers with spaces, line ends, " +
        "commas or semicolons between them, u16le and u16be samples of 16 bits in either order. Of samples of " +
        "more than 8 bits the 8 that contribute most are kept (SP 800-90B, section 6.4); the report says " +
        "which.",
    }),
    valued("bits-per-symbol", "BITS", "width of a symbol, 1 to 8, default 8; one symbol a byte"),
    flag("packed", "each byte holds 8/BITS symbols, most significant first"),
    flag("lsb-first", "the first bit of a byte is its least significant"),
    flag("csprng", "assess crypto.getRandomValues, which -l uses, instead of SOURCE"),
    flag("raw", "SOURCE is a raw noise source: it has to be steady, not uniform"),
    flag("fips", "only the FIPS 140-2 tests, in constant memory"),
    flag("rngtest", "only the FIPS 140-2 tests, with the lines and exit codes of rngtest", {
      description:
        "The lines go to standard error, as those of rngtest do. Without SOURCE standard input is read, to its " +
        "end or to the first signal.",
    }),
    flag("sp800-22", "only the 15 tests of NIST SP 800-22 Rev. 1a, on sequences of bits", {
      description:
        "Proportion and uniformity of the p-values of all 188 sub-tests, and a verdict over all of them. " +
        "Passing says nothing about entropy. The report as JSON is described by sp800_22.schema.json.",
    }),
    valued("sequences", "N", "with --sp800-22: test N sequences; default all, 100 of a device"),
    valued("sequence-bits", "N", "with --sp800-22: bits of a sequence, default 1M"),
    valued("blockcount", "N", "with --rngtest: stop after N blocks", { short: "c" }),
    valued("claimed-entropy", "H", "bits a symbol that the source claims, default BITS", {
      description:
        "Sets the cut-offs of the health tests of SP 800-90B, section 4.4. With --raw the default is " +
        "the assessed min-entropy.",
    }),
    valued("against", "FILE", "look for sequences that an earlier recording holds too", {
      completes: "file",
    }),
    flag(
      "json",
      "print the report as JSON; assessment.schema.json describes it",
    ),
    valued("html", "FILE", "write the report as one page with charts", { completes: "file" }),
    valued(
      "record",
      "FILE",
      "keep what is read, in a new file of mode 0600; never use it as a key",
      {
        completes: "file",
      },
    ),
    valued("require", "NAME", `exit 6 unless met: ${REQUIREMENTS.join(", ")}; may be repeated`, {
      description:
        "fits: the verdict finds no fault. fips: the number of failed FIPS 140-2 blocks fits fair data. " +
        "no-repeats: no sequence comes twice, here or with --against. iid: nothing in SP 800-90B, section 5.2, " +
        "speaks against independent samples. An incomplete run meets nothing.",
    }),
    valued("require-min-entropy", "H", "exit 6 below H bits a symbol of assessed min-entropy"),
    flag(
      "iid",
      "the IID track of SP 800-90B: are samples independent and alike",
      {
        description:
          "Sections 5.1 and 5.2, and the most common value estimate. Where section 5.2 says no, " +
          "section 5.1 is left out. The report as JSON is described by entropy_source.schema.json, as are " +
          "those of --restart and --conditioning.",
      },
    ),
    flag("complete", "with --iid: run what a failure elsewhere would leave out"),
    valued("seed", "N", "with --iid: shuffle as the run that printed N did"),
    valued("max-time", "SECONDS", "with --iid: report what is known after so long"),
    valued("restart", "FILE", "SP 800-90B restart tests of FILE, 1000 restarts of 1000 samples", {
      completes: "file",
      description: "Row by row, one symbol a byte. H_I is that of SOURCE, or without one of " +
        "--claimed-entropy.",
    }),
    valued("rows", "N", "with --restart: restarts, default 1000"),
    valued("columns", "N", "with --restart: samples after each restart, default 1000"),
    valued("conditioning", "WORDS", "entropy of conditioned output: n_in=N,n_out=N,nw=N,vetted", {
      description:
        "Bits of input, of output and of the narrowest width. h_in=H is the entropy of an " +
        "input; without it that of SOURCE counts. A component that is not vetted needs h_prime=H " +
        "or --conditioned.",
    }),
    valued("conditioned", "FILE", "with --conditioning: output of a component that is not vetted", {
      completes: "file",
    }),
    flag("partial", "report what there is when a run ends early; its exit code stays"),
    valued(
      "jobs",
      "N",
      "estimators or sequences at once, default one a processor, up to 4",
    ),
    flag("verbose", "print each result on standard error as it comes"),
    flag("help", "print this help", { short: "h" }),
  ],
  exitCodes: [
    ["0", "the source was assessed; the report says how it did"],
    [
      "1",
      "wrong usage, or the source cannot be read, ended early, stalled, or gave what cannot be assessed",
    ],
    ["4", "the report or the recording could not be written"],
    ["6", "a requirement was not met; the report was made"],
    ["128+n", "signal n arrived"],
    [
      "with --rngtest",
      "as rngtest: 0 all blocks passed, 1 a block failed or there was none, 10 wrong usage, 11 read error",
    ],
  ],
};
