import { checkAssessValue, toAssessOptions } from "./assess_options.ts";
import { assessSpec } from "./assess_spec.ts";
import { reportingFailures } from "./judging.ts";
import { parseOptions } from "./parse.ts";

/** `corosync-keygen assess`. Returns the exit code. */
export async function runAssess(args: readonly string[]): Promise<number> {
  const parsed = await parseOptions(args, assessSpec, checkAssessValue);
  if (typeof parsed === "number") return parsed;
  return await reportingFailures("assess", parsed.flags.has("json"), async () => {
    const options = toAssessOptions(parsed);
    if (options.output === "rngtest") {
      const { runLikeRngtest } = await import("./like_rngtest.ts");
      return await runLikeRngtest(options);
    }
    const { assessSource } = await import("./assess_source.ts");
    return await assessSource(options);
  });
}
