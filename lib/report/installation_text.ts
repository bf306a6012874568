import type { Installation } from "../key/install.ts";
import { printable } from "../system/printable.ts";

/**
 * What became of a key, on one line; the key that it replaced, on another, so that each line names one key
 * and can be given to --check; and what a corosync that is running needs.
 */
export function installationText(installation: Installation): string {
  const { path, reason, sizeBytes, fingerprint, outcome, previousFingerprint, reload } =
    installation;
  const [done, ...before] = whatHappened(installation);
  const why = [...before, reason].join("; ");
  const lines = [`${done} ${path} (${why}): ${sizeBytes} bytes, ${fingerprint.full}`];
  if (outcome === "replaced") {
    lines.push(
      previousFingerprint === null
        ? "What was there before was no key, or could not be read."
        : `The old key was ${previousFingerprint.full}.`,
    );
  }
  if (reload !== null) {
    const keeps = previousFingerprint === null
      ? "A corosync that is running keeps the key that it has"
      : "A corosync that runs with the old key keeps it";
    lines.push(
      `${keeps}: run ${reload} on one node of each partition ` +
        "once all nodes have the new one.",
    );
  }
  return lines.map(printable).join("\n") + "\n";
}

function whatHappened(
  { outcome, method, owner }: Installation,
): readonly [done: string, before?: string] {
  if (outcome === "new") return ["Installed", "there was none"];
  if (outcome === "replaced") return ["Replaced"];
  if (method === null) return ["Unchanged", "it holds this key already"];
  const kept = "it held this key already";
  // A mount point stays whose it was.
  return method === "in place"
    ? ["Kept", kept]
    : ["Kept", `${kept}, and now belongs to ${owner} with mode 0400`];
}
