import { toKeyChoice } from "../key/choose_key.ts";
import { type Verification, verify } from "../key/verify.ts";
import { system } from "../system/mod.ts";
import { deliver } from "./channels.ts";
import { parseOptions, refusePositionals } from "./parse.ts";
import { listenForSignals } from "./signals.ts";
import { loadTextLayout } from "./text_layout.ts";
import { UNREADABLE, verifySpec } from "./verify_spec.ts";
import { withJsonErrors } from "./with_json_errors.ts";

const EXIT_CODE: Readonly<Record<Verification["verdict"]["result"], number>> = {
  good: 0,
  warnings: 1,
  refused: 2,
};

/** `corosync-keygen verify`. Returns the exit code. */
export async function runVerify(args: readonly string[]): Promise<number> {
  const options = await parseOptions(args, verifySpec, () => {}, UNREADABLE);
  if (typeof options === "number") return options;
  const { positionals, flags, values } = options;
  return await withJsonErrors("verify", flags.has("json"), async () => {
    refusePositionals(
      positionals,
      1,
      "verify judges one key; fingerprint compares several",
      UNREADABLE,
    );
    const toText = flags.has("json") ? await jsonWriter() : await textWriter();
    const choice = toKeyChoice(positionals[0]);
    const verification = await Promise.race([
      listenForSignals().requested,
      verify(system, choice, UNREADABLE, values.get("root") ?? null),
    ]);
    deliver(toText(verification));
    return EXIT_CODE[verification.verdict.result];
  });
}

/** Loaded before the key is: imports are among the permissions that are given up for it. */
async function textWriter(): Promise<(verification: Verification) => string> {
  const { verificationText } = await import("../report/verification_text.ts");
  const layout = await loadTextLayout();
  return (verification) => verificationText(verification, layout);
}

async function jsonWriter(): Promise<(verification: Verification) => string> {
  const { jsonReport } = await import("../report/json_report.ts");
  return ({ verdict, ...rest }) =>
    jsonReport("verify", {
      result: verdict.result,
      exitCode: EXIT_CODE[verdict.result],
      verdict: verdict.sentence,
      ...rest,
    });
}
