import { EXIT, Failure } from "../failure.ts";
import { toKeyChoice } from "../key/choose_key.ts";
import { install, type Installation } from "../key/install.ts";
import { parseWantedKey, type WantedKey } from "../key/wanted_key.ts";
import { system } from "../system/mod.ts";
import { deliverIfPossible, hint, warn } from "./channels.ts";
import { warnAboutImage } from "./image_warning.ts";
import { installSpec } from "./install_spec.ts";
import { parseOptions, refusePositionals } from "./parse.ts";
import { listenForSignals } from "./signals.ts";
import { withJsonErrors } from "./with_json_errors.ts";

/** `corosync-keygen install`. Returns the exit code. */
export async function runInstall(args: readonly string[]): Promise<number> {
  const options = await parseOptions(args, installSpec, () => {});
  if (typeof options === "number") return options;
  const { positionals: [from, to], positionals, flags, values } = options;
  return await withJsonErrors("install", flags.has("json"), async () => {
    if (from === undefined) {
      throw new Failure(
        EXIT.usageOrSource,
        "Missing argument: which key to install",
        "- is stdin",
        {
          code: "usage",
        },
      );
    }
    refusePositionals(positionals, 2, "install takes one key and one target");
    const request = {
      from: toKeyChoice(from),
      to: to ?? null,
      root: values.get("root") ?? null,
      check: toWantedKey(values.get("check")),
      force: flags.has("force"),
    };
    const toText = await loadWriter(flags.has("json"));
    const installation = await install(system, request, listenForSignals().requested);
    deliverIfPossible(toText(installation));
    warnAbout(installation);
    return EXIT.ok;
  });
}

/** @throws Failure (exit 1) for what names no whole key */
function toWantedKey(text: string | undefined): WantedKey | null {
  if (text === undefined) return null;
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

/** Loaded before the key is: imports are among the permissions that are given up for it. */
async function loadWriter(json: boolean): Promise<(installation: Installation) => string> {
  if (!json) return (await import("../report/installation_text.ts")).installationText;
  const { jsonReport } = await import("../report/json_report.ts");
  return (installation) =>
    jsonReport("install", {
      result: "installed",
      exitCode: EXIT.ok,
      mode: "0400",
      ...installation,
    });
}
