import { toKeyChoice } from "../key/choose_key.ts";
import { type Verification, verify } from "../key/verify.ts";
import { Failure } from "../failure.ts";
import { system } from "../system/mod.ts";
import { deliver, textLayout } from "./channels.ts";
import {
  type Command,
  type CommandTable,
  directoryPath,
  helpOption,
  jsonOption,
  type RunResult,
  USAGE_OR_UNREADABLE,
  valued,
} from "./command.ts";
import { refusePositionals } from "./parse.ts";
import { listenForSignals } from "./signals.ts";
import { runParsed } from "./with_json_errors.ts";

const rootOption = valued("root", "DIR", "check the key in the image at DIR", directoryPath, {
  completes: "directory",
  description: "Paths, configuration and the symbolic links on the way are those of the image.",
});

const table: CommandTable = {
  positionals: "[FILE]",
  description: [
    "Without FILE the key is the one that corosync itself would read: the file that " +
    "$COROSYNC_TOTEM_AUTHKEY_FILE names, else totem.keyfile or totem.key of the configuration " +
    "($COROSYNC_MAIN_CONFIG_FILE or /etc/corosync/corosync.conf), else /etc/corosync/authkey. The " +
    "configuration is read by corosync's own rules. FILE - is standard input.",
    "The verdict comes first, then refusals, warnings and notes, each with what to do. A refusal means " +
    "that corosync will not start, that the key is no secret, or that the file is a damaged copy or no key " +
    "at all: archives, encrypted files, certificates, pages and the like are told apart. How sure that is " +
    "stands beside it.",
  ],
  options: [rootOption, jsonOption, helpOption],
  exitCodes: [
    ["0", "the key is good; there may be notes"],
    ["1", "there are warnings, such as encryption that is off, or signs of a damaged copy"],
    ["2", "corosync will refuse it, it is no secret, a damaged copy, or no key at all"],
    ["3", "wrong usage, or the key or the configuration cannot be read"],
    ["4", "the report could not be written"],
  ],
  examples: [
    ["verify", "the key that corosync reads"],
    ["verify --json /root/authkey", "another file, for a script"],
  ],
};

export const verifyCommand: Command = { table, run: runVerify };

/** Below this hardly two words stand beside each other; a narrower terminal breaks the lines itself. */
const MIN_COLUMNS = 40;

const EXIT_CODE: Readonly<Record<Verification["verdict"]["result"], number>> = {
  good: 0,
  warnings: 1,
  refused: 2,
};

function runVerify(args: readonly string[]): Promise<RunResult> {
  return runParsed("verify", args, table.options, USAGE_OR_UNREADABLE, async (options, json) => {
    refusePositionals(
      options.positionals,
      1,
      "verify checks one key; fingerprint compares several",
      USAGE_OR_UNREADABLE,
    );
    const toText = json ? await jsonWriter() : await textWriter();
    const choice = toKeyChoice(options.positionals[0]);
    if (choice.kind === "stdin" && options.has(rootOption)) {
      throw new Failure(
        USAGE_OR_UNREADABLE,
        "Cannot use --root together with -",
        "standard input is no file of an image: leave --root out",
        { code: "usage" },
      );
    }
    const verification = await Promise.race([
      listenForSignals(),
      verify(system, choice, USAGE_OR_UNREADABLE, options.value(rootOption)),
    ]);
    deliver(toText(verification));
    return EXIT_CODE[verification.verdict.result];
  });
}

/** Loaded before permissions are given up for the key. */
async function textWriter(): Promise<(verification: Verification) => string> {
  const { verificationText } = await import("../report/key_text.ts");
  const layout = textLayout(MIN_COLUMNS, Infinity);
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
