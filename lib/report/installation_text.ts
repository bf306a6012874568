import type { Installation } from "../key/install.ts";
import { printable } from "../system/printable.ts";

/** What became of a key, on one line, and what a corosync that is running needs, on another. */
export function installationText(installation: Installation): string {
  const { path, reason, sizeBytes, fingerprint, reload } = installation;
  const [done, before] = whatHappened(installation);
  const lines = [`${done} ${path} (${before}; ${reason}): ${sizeBytes} bytes, ${fingerprint.full}`];
  if (reload !== null) {
    lines.push(
      `A running corosync keeps the old key: run ${reload} on one node of each partition once all ` +
        "nodes have the new one.",
    );
  }
  return lines.map(printable).join("\n") + "\n";
}

function whatHappened(
  { outcome, method, owner, previousFingerprint }: Installation,
): readonly [done: string, before: string] {
  if (outcome === "new") return ["Installed", "there was none"];
  if (outcome === "replaced") {
    return ["Replaced", `the old key was ${previousFingerprint?.full ?? "none that can be read"}`];
  }
  return method === null
    ? ["Unchanged", "it holds this key already"]
    : ["Kept", `it held this key already, and now belongs to ${owner} with mode 0400`];
}
