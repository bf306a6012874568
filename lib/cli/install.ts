import { environmentPath } from "../corosync/key_file.ts";
import { EXIT, Failure } from "../failure.ts";
import { toKeyChoice } from "../key/choose_key.ts";
import { install, type Installation } from "../key/install.ts";
import { parseWantedKey, type WantedKey } from "../key/wanted_key.ts";
import { system } from "../system/mod.ts";
import { deliver, hint, reportIfPossible, warn } from "./channels.ts";
import {
  type Command,
  type CommandTable,
  flag,
  helpOption,
  jsonOption,
  rootOption,
  type RunResult,
  valued,
  warnAboutImage,
} from "./command.ts";
import { refusePositionals } from "./parse.ts";
import { listenForSignals } from "./signals.ts";
import { runParsed } from "./with_json_errors.ts";

const checkOption = valued(
  "check",
  "FINGERPRINT",
  "install only the key of this fingerprint",
  (_, text) => parseWholeKey(text),
  {
    description:
      "FINGERPRINT is what fingerprint printed on the node that the key comes from. Of the " +
      "bytes that corosync reads none is missing or added then, whatever the length and the end " +
      "look like.",
  },
);
const forceOption = flag(
  "force",
  "install in spite of signs of damage, never what verify refuses",
);

const table: CommandTable = {
  positionals: "FROM [TO]",
  description: [
    "FROM is checked as by verify; what is refused there is not installed, and neither is what shows signs " +
    "of a damaged copy. A pipe that was cut leaves a whole key of another length: one that is no multiple " +
    "of 128 bytes is such a sign; other cuts only --check can tell.",
    "TO, by default the file that corosync reads, is then replaced as when a key is made: at every moment " +
    "either the old or the new key is whole. It belongs to who installs it and has mode 0400; missing directories " +
    "are made. Where TO is this key already, nothing is done. FROM - is standard input. FROM itself is " +
    "left as it is.",
    "A corosync that is running keeps the old key until corosync-cfgtool -R, which reaches the nodes of " +
    "the caller's partition: run it on one node of each once all nodes have the new key.",
  ],
  options: [checkOption, forceOption, rootOption, jsonOption, helpOption],
  exitCodes: [
    ["0", "the key is installed"],
    ["1", "wrong usage, FROM cannot be read, or it may be a damaged copy; nothing was written"],
    ["2", "TO could not be created"],
    ["3", "TO cannot have mode 0400"],
    ["4", "the key could not be written, or its directory was exchanged or not synced"],
    ["5", "TO could not be closed"],
    ["6", "the key was refused, or is not the one of --check; nothing was written"],
    ["128+n", "signal n arrived; nothing was written"],
  ],
  examples: [
    ["install ./authkey", "into the place that corosync reads"],
    ["install --check SHA256:... - KEY", "standard input to KEY, if it is that key"],
  ],
};

export const installCommand: Command = { table, run: runInstall };

function runInstall(args: readonly string[]): Promise<RunResult> {
  return runParsed("install", args, table.options, EXIT.usageOrSource, async (options, json) => {
    const { positionals: [from, to], positionals } = options;
    if (from === undefined) {
      throw new Failure(
        EXIT.usageOrSource,
        "Missing argument: which key to install",
        "- is stdin",
        { code: "usage" },
      );
    }
    refusePositionals(positionals, 2, "install takes one key and one target");
    const named = to ??
      environmentPath(system, "COROSYNC_TOTEM_AUTHKEY_FILE", EXIT.usageOrSource);
    if (named === "-") {
      throw new Failure(
        EXIT.usageOrSource,
        "Unsupported target '-': It takes the name of a file",
        "./- is a file of this name",
        { code: "usage" },
      );
    }
    const request = {
      from: toKeyChoice(from),
      to: to ?? null,
      root: options.value(rootOption),
      check: options.value(checkOption),
      force: options.has(forceOption),
    };
    const toText = await loadWriter(json, options.warnings);
    const installation = await install(system, request, listenForSignals());
    reportIfPossible(() => deliver(toText(installation)));
    reportIfPossible(() => warnAbout(installation));
    return EXIT.ok;
  });
}

/** @throws Failure (exit 1) for what names no whole key */
function parseWholeKey(text: string): WantedKey {
  const wanted = parseWantedKey(text, EXIT.usageOrSource);
  if (wanted.scope === "whole key") return wanted;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --check '${wanted.fingerprint}': of the first 128 bytes, wanted that of the whole key`,
    undefined,
    { code: "no-fingerprint" },
  );
}

function warnAbout({ findings, imageSigns, warnings }: Installation): void {
  for (const text of warnings) warn(`Warning: ${text}`);
  for (const { severity, reason, remedy } of findings) {
    if (severity !== "warning") continue;
    warn(`Warning: ${reason}`);
    hint(remedy);
  }
  warnAboutImage(imageSigns);
}

/** Loaded before permissions are given up for the key. */
async function loadWriter(
  json: boolean,
  warnings: readonly string[],
): Promise<(installation: Installation) => string> {
  if (!json) return (await import("../report/key_text.ts")).installationText;
  const { jsonReport } = await import("../report/json_report.ts");
  return (installation) =>
    jsonReport("install", {
      result: "installed",
      exitCode: EXIT.ok,
      mode: "0400",
      ...installation,
      warnings: [...warnings, ...installation.warnings],
    });
}
