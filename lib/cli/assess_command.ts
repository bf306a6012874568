import { EXIT, Failure } from "../failure.ts";
import { isSame } from "../files/walk_path.ts";
import { system } from "../system/mod.ts";
import { checkAssessValue, toAssessOptions } from "./assess_options.ts";
import { assessSpec } from "./assess_spec.ts";
import { withJsonErrors } from "./with_json_errors.ts";
import { checkOutputFiles } from "./write_report.ts";
import { parseOptions } from "./parse.ts";

/** What rngtest(1) ends with when its words are wrong. */
const RNGTEST_USAGE = 10;

/** `corosync-keygen assess`. Returns the exit code. */
export async function runAssess(args: readonly string[]): Promise<number> {
  // Asked of the words themselves: when these are wrong there are no options yet.
  const likeRngtest = args.some((word) => word.startsWith("--rn") && "--rngtest".startsWith(word));
  const usageExitCode = likeRngtest ? RNGTEST_USAGE : EXIT.usageOrSource;
  const required: string[] = [];
  const parsed = await withUsage(usageExitCode, () => {
    if (likeRngtest) refuseRngtestOptions(args);
    return parseOptions(
      args,
      assessSpec,
      (key, value) => {
        checkAssessValue(key, value);
        if (key === "require") required.push(value);
      },
      usageExitCode,
    );
  });
  if (typeof parsed === "number") return parsed;
  return await withJsonErrors("assess", parsed.flags.has("json"), async () => {
    const options = await withUsage(usageExitCode, () => {
      const options = toAssessOptions(parsed, required);
      const { request: { against }, others, htmlPath, recordPath, entropySource } = options;
      const named = parsed.positionals.length > 0 || options.request.source.kind !== "file" ||
        entropySource !== null;
      if (!named) refuseUnnamedInput();
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
    });
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

/** Lets what is wrong with the options end with another exit code. */
async function withUsage<Result>(
  exitCode: number,
  read: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(exitCode, error.message, error.hint, error.details);
  }
}
