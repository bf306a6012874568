import { type CorosyncKey, findCorosyncKey } from "./keyfile/corosync_key.ts";
import { type KeyContent, readKeyFile, readKeyFromStdin, toContent } from "./keyfile/read_key.ts";
import { system } from "./system/mod.ts";

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
 * @throws Failure when the key or the configuration cannot be read.
 */
export async function chooseKey(choice: KeyChoice, unreadable: number): Promise<ChosenKey> {
  switch (choice.kind) {
    case "stdin": {
      system.dropPowers();
      const content = await readKeyFromStdin(unreadable);
      return { path: null, reason: "standard input", content, corosync: null };
    }
    case "file": {
      system.dropPowers();
      const content = readKeyFile(choice.path, unreadable);
      return { path: choice.path, reason: "named on the command line", content, corosync: null };
    }
    case "corosync": {
      const corosync = findCorosyncKey((path) => path, unreadable);
      system.dropPowers();
      const { location } = corosync;
      const path = location.kind === "file" ? location.path : null;
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
