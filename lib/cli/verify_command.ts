import { toKeyChoice } from "../key/choose_key.ts";
import type { Severity } from "../key/finding.ts";
import { type Verification, verify } from "../key/verify.ts";
import { system } from "../system/mod.ts";
import { deliver } from "./channels.ts";
import { parseOptions, refusePositionals } from "./parse.ts";
import { withJsonErrors } from "./with_json_errors.ts";
import { UNREADABLE, verifySpec } from "./verify_spec.ts";

const EXIT_CODE: Readonly<Record<Severity, number>> = { note: 0, warning: 1, refusal: 2 };

/** `corosync-keygen verify`. Returns the exit code. */
export async function runVerify(args: readonly string[]): Promise<number> {
  const options = await parseOptions(args, verifySpec, () => {}, UNREADABLE);
  if (typeof options === "number") return options;
  const { positionals, flags } = options;
  refusePositionals(
    positionals,
    1,
    "verify judges one key; fingerprint compares several",
    UNREADABLE,
  );
  return await withJsonErrors("verify", flags.has("json"), async () => {
    const toText = flags.has("json") ? await jsonWriter() : await textWriter();
    const verification = await verify(system, toKeyChoice(positionals[0]), UNREADABLE);
    deliver(toText(verification));
    return EXIT_CODE[verification.worst ?? "note"];
  });
}

/** Loaded before the key is: imports are among the powers that are given up for it. */
async function textWriter(): Promise<(verification: Verification) => string> {
  return (await import("../report/verification_text.ts")).verificationText;
}

async function jsonWriter(): Promise<(verification: Verification) => string> {
  const { jsonReport } = await import("../report/json_report.ts");
  return (verification) => {
    const { worst, ...rest } = verification;
    return jsonReport("verify", {
      result: worst === "refusal" ? "refused" : worst === "warning" ? "warnings" : "good",
      exitCode: EXIT_CODE[worst ?? "note"],
      ...rest,
    });
  };
}
