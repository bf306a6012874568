import { type CorosyncKey, findCorosyncKey } from "../corosync/corosync_key.ts";
import { type KeyContent, readKeyFile, readKeyFromStdin, toContent } from "../files/read_key.ts";
import { dropPermissions } from "../files/permissions.ts";
import type { System } from "../system/types.ts";

/** Which key to look at: a file, standard input, or the one that corosync would read. */
export type KeyChoice =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stdin" }
  | { readonly kind: "corosync" };

/** A key that was chosen, and how. */
export interface ChosenKey {
  /** Null where the key stands in no file of its own. */
  readonly path: string | null;
  /** Why this one. */
  readonly reason: string;
  readonly content: KeyContent;
  /** What led to it, where corosync's configuration did. */
  readonly corosync: CorosyncKey | null;
}

/**
 * Finds and reads the key that was chosen; whoever calls this releases its content. Powers other than
 * reading files are given up before the first byte of it.
 *
 * @param unreadable exit code of the failure
 * @param usedLater paths that must stay within reach
 * @throws Failure when the key or the configuration cannot be read.
 */
export async function chooseKey(
  system: System,
  choice: KeyChoice,
  unreadable: number,
  usedLater: readonly string[] = [],
): Promise<ChosenKey> {
  switch (choice.kind) {
    case "stdin": {
      dropPermissions(system, usedLater);
      const content = await readKeyFromStdin(system, unreadable);
      return { path: null, reason: "standard input", content, corosync: null };
    }
    case "file": {
      dropPermissions(system, [choice.path, ...usedLater]);
      const content = readKeyFile(system, choice.path, unreadable);
      return { path: choice.path, reason: "named on the command line", content, corosync: null };
    }
    case "corosync": {
      const corosync = findCorosyncKey(system, (path) => path, unreadable);
      const { location } = corosync;
      const path = location.kind === "file" ? location.path : null;
      dropPermissions(system, path === null ? usedLater : [path, ...usedLater]);
      const content = location.kind === "file"
        ? readKeyFile(system, location.path, unreadable, `${location.path}: ${location.reason}`)
        : toContent(location.key, location.key.length);
      return { path, reason: location.reason, content, corosync };
    }
  }
}

/** What a positional argument chooses: `-` is standard input, nothing is corosync's own choice. */
export function toKeyChoice(argument: string | undefined): KeyChoice {
  if (argument === undefined) return { kind: "corosync" };
  return argument === "-" ? { kind: "stdin" } : { kind: "file", path: argument };
}
