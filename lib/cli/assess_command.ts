import { EXIT, Failure } from "../failure.ts";
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
  const parsed = await withUsage(
    usageExitCode,
    () => parseOptions(args, assessSpec, checkAssessValue, usageExitCode),
  );
  if (typeof parsed === "number") return parsed;
  return await withJsonErrors("assess", parsed.flags.has("json"), async () => {
    const options = await withUsage(usageExitCode, () => {
      const options = toAssessOptions(parsed);
      const { request: { source, against }, htmlPath, recordPath, entropySource } = options;
      const others = [
        against,
        entropySource?.restart?.path ?? null,
        entropySource?.conditionedPath ?? null,
      ].flatMap((path) => path === null ? [] : [{ kind: "file", path } as const]);
      checkOutputFiles(
        [{ option: "record", path: recordPath }, { option: "html", path: htmlPath }],
        [source, ...others],
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
    const { assessSource } = await import("./assess_source.ts");
    return await assessSource(options);
  });
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
