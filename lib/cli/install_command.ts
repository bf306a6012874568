import { toKeyChoice } from "../key/choose_key.ts";
import { EXIT, Failure } from "../failure.ts";
import { install, type Installation } from "../key/install.ts";
import { printable } from "../system/printable.ts";
import { system } from "../system/mod.ts";
import { deliverIfPossible, hint, warn } from "./channels.ts";
import { warnAboutImage } from "./image_warning.ts";
import { installSpec } from "./install_spec.ts";
import { withJsonErrors } from "./with_json_errors.ts";
import { parseOptions, refusePositionals } from "./parse.ts";
import { listenForSignals } from "./signals.ts";

/** `corosync-keygen install`. Returns the exit code. */
export async function runInstall(args: readonly string[]): Promise<number> {
  const options = await parseOptions(args, installSpec, () => {});
  if (typeof options === "number") return options;
  const { positionals: [from, to], positionals, flags, values } = options;
  if (from === undefined) {
    throw new Failure(EXIT.usageOrSource, "Missing argument: which key to install", "- is stdin");
  }
  refusePositionals(positionals, 2, "install takes one key and one target");
  return await withJsonErrors("install", flags.has("json"), async () => {
    const toText = flags.has("json") ? await jsonWriter() : installationText;
    const request = { from: toKeyChoice(from), to: to ?? null, root: values.get("root") ?? null };
    const installation = await install(system, request, listenForSignals().requested);
    deliverIfPossible(toText(installation));
    warnAbout(installation);
    return EXIT.ok;
  });
}

function installationText(installation: Installation): string {
  const { path, reason, sizeBytes, fingerprint, replaced } = installation;
  const [done, place] = replaced ? ["Replaced", "the old key"] : ["Installed", "there was none"];
  const what = `${sizeBytes} bytes, ${fingerprint.full}`;
  return printable(`${done} ${path} (${place}; ${reason}): ${what}`) + "\n";
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

async function jsonWriter(): Promise<(installation: Installation) => string> {
  const { jsonReport } = await import("../report/json_report.ts");
  return ({ replaced, ...rest }) =>
    jsonReport("install", {
      result: "installed",
      exitCode: EXIT.ok,
      replacedOldKey: replaced,
      mode: "0400",
      ...rest,
    });
}
