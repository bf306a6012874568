import {
  type CorosyncKey,
  findCorosyncKey,
  GIVE_KEYFILE_A_VALUE,
} from "../corosync/corosync_key.ts";
import { packetProtection, waysToEncrypt } from "../corosync/configuration.ts";
import { Failure, IS_THE_VARIABLE_SET } from "../failure.ts";
import {
  CANNOT_READ,
  type KeyContent,
  readKeyFile,
  readKeyFromStdin,
  toContent,
} from "../files/read_key.ts";
import { dropPermissions } from "../files/drop_permissions.ts";
import { NAME_A_FILE } from "../files/destination.ts";
import { placeInRoot } from "../files/image_path.ts";
import { walkPath } from "../files/walk_path.ts";
import { valueOrNull } from "../system/errors.ts";
import { shellPath } from "../system/printable.ts";
import type { System } from "../system/types.ts";

/** Which key to look at: a file, standard input, or the one that corosync would read. */
export type KeyChoice =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stdin" }
  | { readonly kind: "corosync" };

/** A key that was chosen, and how. */
export interface ChosenKey {
  /** Where it was read; null where the key stands in no file of its own. */
  readonly path: string | null;
  /** Why this one. */
  readonly reason: string;
  readonly content: KeyContent;
  /** What led to it, where corosync's configuration did. */
  readonly corosync: CorosyncKey | null;
}

export interface ChooseOptions {
  /** Paths that must stay within reach. */
  readonly usedLater?: readonly string[];
  /** The directory of an image whose paths these are, or null for the running system. */
  readonly root?: string | null;
}

/**
 * Finds and reads the key that was chosen; whoever calls this releases its content. Permissions other than
 * reading files are given up before the first byte of it.
 *
 * @param unreadable exit code of the failure
 * @throws Failure when the key or the configuration cannot be read.
 */
export async function chooseKey(
  system: System,
  choice: KeyChoice,
  unreadable: number,
  { usedLater = [], root = null }: ChooseOptions = {},
): Promise<ChosenKey> {
  const inRoot = (path: string) => toPlace(system, path, root, unreadable);
  switch (choice.kind) {
    case "stdin": {
      dropPermissions(system, usedLater);
      const content = await readKeyFromStdin(system, unreadable);
      return { path: null, reason: "standard input", content, corosync: null };
    }
    case "file": {
      if (choice.path === "") throw new Failure(unreadable, ...NO_NAME);
      const path = inRoot(choice.path);
      dropPermissions(system, [path, ...usedLater]);
      const content = readKeyFile(system, path, unreadable, undefined, root !== null);
      return { path, reason: "named on the command line", content, corosync: null };
    }
    case "corosync": {
      const corosync = findCorosyncKey(system, inRoot, unreadable);
      const { location } = corosync;
      if (location.kind === "value") {
        dropPermissions(system, usedLater);
        const content = toContent(location.key, location.key.length);
        return { path: null, reason: location.reason, content, corosync };
      }
      if (location.kind === "none") {
        const { hint, keyNeeded } = aboutNoFile(corosync, null, GIVE_KEYFILE_A_VALUE);
        throw new Failure(unreadable, `Could not find the key: ${location.reason}`, hint, {
          code: "keyfile-without-value",
          keyNeeded,
        });
      }
      const path = inRoot(location.path);
      dropPermissions(system, [path, ...usedLater]);
      // Where it cannot be followed, whoever opens it tells what is wrong with it.
      const found = valueOrNull(() => walkPath(system, path));
      const kind = found?.mustBeDirectory ? "directory" : found?.status?.kind;
      if (found?.status === null && !found.leadsIntoProc && kind !== "directory") {
        const lacksDirectories = found.missingDirectories.length > 0;
        const remedy = copyOrMake(location.path, root, lacksDirectories);
        throw missingKey(path, corosync, unreadable, remedy);
      }
      const { hint, keyNeeded } = kind === "directory"
        ? aboutNoFile(corosync, location.reason, NAME_A_FILE)
        : kind === "fifo" || kind === "device"
        ? aboutNoFile(corosync, location.reason, ...TAKES_WHAT_IT_GIVES)
        : kind === "socket"
        ? aboutNoFile(corosync, location.reason, NAME_A_REGULAR_FILE)
        : { hint: `${path}: ${location.reason}`, keyNeeded: undefined };
      try {
        const content = readKeyFile(system, path, unreadable, hint, root !== null);
        return { path, reason: location.reason, content, corosync };
      } catch (error) {
        if (keyNeeded === undefined || !(error instanceof Failure)) throw error;
        throw new Failure(unreadable, error.message, error.hint, { ...CANNOT_READ, keyNeeded });
      }
    }
  }
}

const NO_NAME = [
  "Could not read '': a file needs a name",
  IS_THE_VARIABLE_SET,
  CANNOT_READ,
] as const;

const NAME_A_REGULAR_FILE = "name a regular file";

/** What to do about a FIFO or a device in the place of the key, and what corosync does. */
const TAKES_WHAT_IT_GIVES = [
  NAME_A_REGULAR_FILE,
  "at each start corosync takes what it gives as the key, and ends where that is less than 128 bytes",
] as const;

/** What a positional argument chooses: `-` is standard input, nothing is corosync's own choice. */
export function toKeyChoice(argument: string | undefined): KeyChoice {
  if (argument === undefined) return { kind: "corosync" };
  return argument === "-" ? { kind: "stdin" } : { kind: "file", path: argument };
}

/** A root that cannot be entered makes the key unreadable, whatever that is called elsewhere. */
function toPlace(system: System, path: string, root: string | null, unreadable: number): string {
  if (root === null) return path;
  try {
    return placeInRoot(system, path, root);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(unreadable, error.message, error.hint, CANNOT_READ);
  }
}

/**
 * How to come by a key that is not there: with the image and the name, since what is left out would be a file of
 * this machine.
 *
 * @param asked its name as the system or the image sees it
 */
function copyOrMake(asked: string, root: string | null, lacksDirectories: boolean): string {
  const copy = "copy the key from a node that has it, as KEY, and put it into its place";
  const make = "if none has one, make it";
  const [word, image] = [shellPath(asked), root === null ? null : shellPath(root)];
  if (word === null || (root !== null && image === null)) {
    return `${copy} with install; ${make} there`;
  }
  const inImage = image === null ? "" : ` --root ${image}`;
  const mkdir = lacksDirectories ? " --mkdir" : "";
  return `${copy} with corosync-keygen install${inImage} KEY ${word}; ${make} with ` +
    `corosync-keygen -l -s 256${inImage}${mkdir} -k ${word}`;
}

/**
 * What comes of a totem.keyfile that names no file, and what to do about it.
 *
 * @param reason why it is looked for there, where the message does not say it
 * @param outcome what comes of it
 */
export function aboutNoFile(
  { configuration, configurationFile }: CorosyncKey,
  reason: string | null,
  remedy: string,
  outcome = "corosync will not start with it",
): { readonly hint: string; readonly keyNeeded: boolean | null } {
  if (configuration?.kind !== "read") {
    return { hint: reason === null ? remedy : `${reason}: ${remedy}`, keyNeeded: null };
  }
  const { values } = configuration;
  const whose = reason === null || packetProtection(values).readsKey ? "" : ` (${reason})`;
  return aboutNeed(values, configurationFile, outcome, reason, remedy + whose);
}

/** Whether corosync needs a key, what comes of there being none, and what to do to have one. */
function aboutNeed(
  values: ReadonlyMap<string, string>,
  configurationFile: string,
  outcome: string,
  reason: string | null,
  remedy: string,
): { readonly hint: string; readonly keyNeeded: boolean } {
  const { readsKey, cipher, hash } = packetProtection(values);
  const why = reason === null ? "" : `${reason}; `;
  const hint = readsKey
    ? `${outcome} (${why}cipher ${cipher}, hash ${hash}): ${remedy}`
    : `none is needed: encryption is off in ${configurationFile}, and anybody on its network can ` +
      `join the cluster; to encrypt, ${waysToEncrypt(values)}, and ${remedy}`;
  return { hint, keyNeeded: readsKey };
}

/**
 * The end of a run that found no key where corosync would look: whether one is needed there, and how to
 * come by it.
 */
function missingKey(
  path: string,
  { configuration, configurationFile, absence, location }: CorosyncKey,
  exitCode: number,
  remedy: string,
): Failure {
  const message = `Could not read ${path}: No such file or directory`;
  const fail = (needed: boolean | null, hint: string) =>
    new Failure(exitCode, message, hint, { code: "no-key-file", keyNeeded: needed });
  if (configuration === null) {
    const { reason } = location;
    const reasons = absence === null || reason.endsWith(absence) ? reason : `${reason}; ${absence}`;
    return fail(
      null,
      `${reasons}, without which corosync does not start; with encryption it needs a key: ${remedy}`,
    );
  }
  if (configuration.kind === "rejected") {
    const { line, reason } = configuration;
    return fail(
      null,
      `corosync will not start: ${configurationFile}, line ${line}: ${reason}; mend the line, which ` +
        "decides whether a key is needed",
    );
  }
  const { values } = configuration;
  const { reason } = location;
  const outcome = "corosync will not start without it";
  const { hint, keyNeeded } = aboutNeed(values, configurationFile, outcome, reason, remedy);
  return fail(keyNeeded, hint);
}
