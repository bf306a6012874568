import { type CorosyncKey, findCorosyncKey } from "../corosync/corosync_key.ts";
import { type KeyContent, readKeyFile, readKeyFromStdin, toContent } from "../files/read_key.ts";
import { system } from "../system/mod.ts";

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
  choice: KeyChoice,
  unreadable: number,
  usedLater: readonly string[] = [],
): Promise<ChosenKey> {
  switch (choice.kind) {
    case "stdin": {
      dropPermissions(usedLater);
      const content = await readKeyFromStdin(unreadable);
      return { path: null, reason: "standard input", content, corosync: null };
    }
    case "file": {
      dropPermissions([choice.path, ...usedLater]);
      const content = readKeyFile(choice.path, unreadable);
      return { path: choice.path, reason: "named on the command line", content, corosync: null };
    }
    case "corosync": {
      const corosync = findCorosyncKey((path) => path, unreadable);
      const { location } = corosync;
      const path = location.kind === "file" ? location.path : null;
      dropPermissions(path === null ? usedLater : [path, ...usedLater]);
      const content = location.kind === "file"
        ? readKeyFile(location.path, unreadable, `${location.path}: ${location.reason}`)
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

/** Nothing but files is needed from here on. Deno ties files in /dev, /proc and /sys to all powers. */
function dropPermissions(paths: readonly string[]): void {
  if (!paths.some((path) => /^\/(dev|proc|sys)\//.test(realPath(path)))) system.dropPermissions();
}

/** What is missing, or out of reach, stays as it is named; whoever opens it tells about it. */
function realPath(path: string): string {
  try {
    return system.files.realPath(path);
  } catch {
    return path;
  }
}
