import { EXIT, Failure, withExitCode } from "../failure.ts";
import { isSame } from "../files/status.ts";
import { system } from "../system/mod.ts";
import { type AssessOptions, toAssessOptions } from "./assess_options.ts";
import { ASSESS_OPTIONS } from "./assess_table.ts";
import type { Command, CommandTable, RunResult } from "./command.ts";
import { checkDataSets, checkOutputFiles } from "./option_files.ts";
import { isGiven, ParsedOptions, parseOptions } from "./parse.ts";
import { failureToJson, withJsonErrors } from "./with_json_errors.ts";

const table: CommandTable = {
  positionals: "[SOURCE...]",
  description: [
    "SOURCE is a device, a file or a FIFO, - is standard input, and without it /dev/random is read. What it " +
    "gives is put through the FIPS 140-2 tests, byte and bit statistics, the health tests and the " +
    "min-entropy estimators of NIST SP 800-90B, and searched for repeated sequences. The report says what " +
    "each number means and what fair data would give. A file or a pipe on standard input while no SOURCE is " +
    "named is refused: say - to read it. Several sources are read one after the other and compared in one " +
    "table, and each is searched for sequences that those before it gave.",
    "A device without an end gives 1,000,000 samples unless --bytes, --samples or --seconds says " +
    "otherwise; everything else is read to its end. Where several limits are given the first that is " +
    "reached counts. Of more than 10,000,000 samples the estimators and the tests of independence look at the first " +
    "10,000,000; the other tests look at all.",
    "Numbers take k, M, G and T for powers of 1,000 and Ki, Mi, Gi and Ti for powers of 1,024, with or " +
    "without a B, and durations take ms, s, m, h and d: 10MiB, 1GB, 2m.",
    "A raw noise source need not be uniform: with --raw the verdict says whether it is steady. It depends on " +
    "its ten stretches, its drift, the health tests and repeated sequences; departures from uniform bytes are " +
    "told.",
    "Where a recording seems to be in another usual format than it is read in, one line under the verdict names it " +
    "and the command that reads it.",
    "Passing statistical tests does not show that a source is unpredictable: a counter that is hashed " +
    "passes them all.",
  ],
  options: Object.values(ASSESS_OPTIONS),
  exitCodes: [
    ["0", "the source was assessed; the report says how it did"],
    [
      "1",
      "wrong usage, or the source cannot be read, ended early, stalled, or gave what cannot be assessed",
    ],
    ["4", "the report or the recording could not be written"],
    [
      "6",
      "a requirement was not met, and no source of several failed; there is a report unless nothing could be computed",
    ],
    ["128+n", "signal n arrived"],
    [
      "with --rngtest",
      "as rngtest: 0 all blocks passed, 1 a block failed or there was none, 10 wrong usage, 11 read error",
    ],
  ],
  examples: [
    ["assess --seconds 10s", "/dev/random, as no SOURCE is named"],
    ["assess --require fits recording.bin", "a file; exit 6 unless no fault is found"],
  ],
};

export const assessCommand: Command = { table, run: runAssess };

/** What rngtest(1) ends with when its words are wrong. */
const RNGTEST_USAGE = 10;

async function runAssess(args: readonly string[]): Promise<RunResult> {
  const likeRngtest = isGiven(ASSESS_OPTIONS.rngtest, args, table.options);
  const usageExitCode = likeRngtest ? RNGTEST_USAGE : EXIT.usageOrSource;
  const json = isGiven(ASSESS_OPTIONS.json, args, table.options);
  return await withJsonErrors(await failureToJson("assess", json), usageExitCode, async () => {
    const options = withExitCode(usageExitCode, () => {
      if (likeRngtest) refuseRngtestOptions(args);
      const parsed = parseOptions(args, table.options, usageExitCode);
      return parsed instanceof ParsedOptions ? toCheckedOptions(parsed) : parsed;
    }, "usage");
    if (typeof options !== "object") return options;
    if (options.output === "rngtest") {
      const { runLikeRngtest } = await import("./like_rngtest.ts");
      return await runLikeRngtest(options);
    }
    if (options.sp80022 !== null) {
      const { runSp80022 } = await import("./assess_sp800_22.ts");
      return await runSp80022(options, options.sp80022);
    }
    if (options.entropySource !== null) {
      const { assessEntropySourceCommand } = await import("./assess_entropy_source.ts");
      return await assessEntropySourceCommand(options, options.entropySource);
    }
    if (options.others.length > 0) {
      const { compareSources } = await import("./assess_several.ts");
      return await compareSources(options);
    }
    const { assessSource } = await import("./assess_source.ts");
    return await assessSource(options);
  });
}

/** The options, once they are known to go together and to name what can be read and written. */
function toCheckedOptions(parsed: ParsedOptions): AssessOptions {
  const options = toAssessOptions(parsed);
  const { request: { against }, others, htmlPath, recordPath, entropySource } = options;
  // --restart and --conditioning by themselves read what they name, and no source.
  const named = parsed.positionals.length > 0 || options.request.source.kind !== "file" ||
    entropySource?.readNoise === false;
  if (!named) refuseUnnamedInput();
  if (entropySource !== null) {
    checkDataSets(entropySource.readNoise ? options.request.source : null, [
      { option: "restart", path: entropySource.restart?.path ?? null },
      { option: "conditioned", path: entropySource.conditionedPath },
    ]);
  }
  const files = [
    against,
    entropySource?.restart?.path ?? null,
    entropySource?.conditionedPath ?? null,
  ].flatMap((path) => path === null ? [] : [{ kind: "file", path } as const]);
  checkOutputFiles(
    [{ option: "record", path: recordPath }, { option: "html", path: htmlPath }],
    [...[options.request, ...others].map(({ source }) => source), ...files],
  );
  return options;
}

/** Options of rngtest that this has under other names or not at all. */
const RNGTEST_OPTIONS: readonly [words: RegExp, name: string, instead: string][] = [
  [
    /^(-p|--pipe)$/,
    "--pipe",
    "--record FILE keeps what is read; blocks that pass are not passed on",
  ],
  [
    /^(-b\d*|--blockstats(=.*)?)$/,
    "--blockstats",
    "on a terminal progress is shown; statistics come at the end",
  ],
  [
    /^(-t\d*|--timedstats(=.*)?)$/,
    "--timedstats",
    "--seconds TIME ends the run; statistics come at the end",
  ],
];

function refuseRngtestOptions(args: readonly string[]): void {
  const end = args.indexOf("--");
  for (const word of end < 0 ? args : args.slice(0, end)) {
    const known = RNGTEST_OPTIONS.find(([words]) => words.test(word));
    if (known === undefined) continue;
    const [, name, instead] = known;
    throw new Failure(RNGTEST_USAGE, `Unsupported option '${word}': rngtest's ${name}`, instead);
  }
}

/**
 * Refuses what somebody put on standard input and did not name: their pipe would be ignored, or a loop would lose
 * its list. The null device, a terminal and a closed input are nobody's.
 */
function refuseUnnamedInput(): void {
  const kind = standardInputKind();
  if (kind === null) return;
  throw new Failure(
    EXIT.usageOrSource,
    `Standard input is a ${kind} and no source is named: say - to assess it, or name the source, such as ` +
      "/dev/random",
  );
}

/** What is on standard input, unless that is nobody's or cannot be found out. */
function standardInputKind(): string | null {
  const status = system.stdin.status();
  if (status === null || system.stdin.isTerminal()) return null;
  if (status.kind === "fifo") return "pipe";
  if (status.kind !== "device") return status.kind;
  try {
    return isSame(status, system.files.status("/dev/null")) ? null : "device";
  } catch {
    return null; // Without a null device there is nothing to tell it from.
  }
}
