import { Failure } from "../failure.ts";
import { readBeginning } from "../files/read_key.ts";
import { findForReading } from "../files/walk_path.ts";
import { describeError, errorCode } from "../system/errors.ts";
import { commandWith } from "../system/printable.ts";
import type { System } from "../system/types.ts";
import { type Configuration, readConfiguration, toBytes, toText } from "./configuration.ts";
import { DEFAULT_KEY_FILE, environmentPath } from "./key_file.ts";

/** Where corosync looks for its configuration when nothing says otherwise. */
const DEFAULT_CONFIGURATION_FILE = "/etc/corosync/corosync.conf";

/** corosync changes into this directory before it opens anything, unless `system.state_dir` is set. */
const DEFAULT_STATE_DIRECTORY = "/var/lib/corosync";

/** Which key corosync would use, and what made it so. */
type KeyLocation =
  | { readonly kind: "file"; readonly path: string; readonly reason: string }
  | { readonly kind: "value"; readonly key: Uint8Array; readonly reason: string }
  /** `totem.keyfile` has no value, and corosync opens a file without a name. */
  | { readonly kind: "none"; readonly reason: string };

/**
 * Follows corosync to its key: `COROSYNC_TOTEM_AUTHKEY_FILE`, which versions up to 2.99.3 read and
 * generating obeys; `totem.keyfile`; `totem.key`, the key itself written into the configuration; the
 * default file. A relative `totem.keyfile` lies below corosync's state directory, not below the
 * directory of the configuration.
 *
 * @param environmentFile The value of `COROSYNC_TOTEM_AUTHKEY_FILE`, if it is set.
 * @param absence What is said where there is no configuration, if it is not that there is none.
 * @param configuration The configuration read from `configurationFile`, or null where there is none.
 */
export function locateKey(
  environmentFile: string | undefined,
  configuration: Configuration | null,
  configurationFile: string,
  absence: string | null = null,
): KeyLocation {
  if (environmentFile !== undefined && environmentFile !== "") {
    return {
      kind: "file",
      path: environmentFile,
      reason: "COROSYNC_TOTEM_AUTHKEY_FILE names it (corosync 3 ignores this variable)",
    };
  }
  if (configuration === null) {
    return {
      kind: "file",
      path: DEFAULT_KEY_FILE,
      reason: `corosync's default; ${absence ?? `there is no ${configurationFile}`}`,
    };
  }
  if (configuration.kind === "rejected") {
    return {
      kind: "file",
      path: DEFAULT_KEY_FILE,
      reason: `corosync's default; ${configurationFile} cannot be parsed`,
    };
  }
  const file = configuration.values.get("totem.keyfile");
  if (file === "") {
    return { kind: "none", reason: `totem.keyfile in ${configurationFile} has no value` };
  }
  if (file !== undefined) {
    const directory = configuration.values.get("system.state_dir") ?? DEFAULT_STATE_DIRECTORY;
    return {
      kind: "file",
      path: toText(file.startsWith("/") ? file : `${directory}/${file}`),
      reason: `totem.keyfile in ${configurationFile} names it`,
    };
  }
  const key = configuration.values.get("totem.key");
  if (key !== undefined) {
    return {
      kind: "value",
      // corosync stores a string with its zero byte and takes that for a part of the key.
      key: toBytes(`${key}\0`),
      reason: `totem.key in ${configurationFile} is the key itself`,
    };
  }
  return {
    kind: "file",
    path: DEFAULT_KEY_FILE,
    reason: `corosync's default; ${configurationFile} names no other`,
  };
}

/** A configuration is a few kilobytes; a file larger than this is none. */
const MAX_CONFIGURATION_BYTES = 1_048_576;

const TOO_LARGE =
  `It has more than ${MAX_CONFIGURATION_BYTES} bytes, wanted a configuration of a few thousand`;

/** What to do about a `totem.keyfile` without a value. */
export const GIVE_KEYFILE_A_VALUE = "give it the name of the key file, or remove the line";

/** What corosync on this machine would read. */
export interface CorosyncKey {
  readonly location: KeyLocation;
  readonly configurationFile: string;
  /** Why corosync 3.x may read another configuration than this one, or null. */
  readonly ignoredVariable: string | null;
  /** Null where there is no configuration file. */
  readonly configuration: Configuration | null;
  /** That there is none, and what is there instead; null where there is one. */
  readonly absence: string | null;
  /** The location when `COROSYNC_TOTEM_AUTHKEY_FILE` is left out, as corosync 3 does. */
  readonly locationOf3: KeyLocation;
}

/**
 * Follows corosync to its configuration and from there to its key.
 *
 * @param inRoot maps a path of the system to the path under which it is found, for images
 * @param exitCode of the failure
 * @param named what can be named to do without the configuration
 * @throws Failure when the configuration is there and cannot be read.
 */
export function findCorosyncKey(
  system: System,
  inRoot: (path: string) => string,
  exitCode: number,
  named = "the key file",
): CorosyncKey {
  const fromEnvironment = environmentPath(system, "COROSYNC_MAIN_CONFIG_FILE", exitCode);
  const configurationFile = fromEnvironment ?? DEFAULT_CONFIGURATION_FILE;
  const configuration = read(system, inRoot(configurationFile), exitCode, named);
  const absence = configuration === null ? absenceOf(system, configurationFile, inRoot) : null;
  const environmentFile = environmentPath(system, "COROSYNC_TOTEM_AUTHKEY_FILE", exitCode);
  return {
    location: locateKey(environmentFile, configuration, configurationFile, absence),
    locationOf3: locateKey(undefined, configuration, configurationFile, absence),
    configurationFile,
    ignoredVariable: configurationFile === DEFAULT_CONFIGURATION_FILE
      ? null
      : `corosync 3.x ignores COROSYNC_MAIN_CONFIG_FILE: it reads ` +
        `${DEFAULT_CONFIGURATION_FILE} unless it is started with -c ` +
        commandWith(configurationFile, (path) => path, "and this file"),
    configuration,
    absence,
  };
}

function absenceOf(system: System, file: string, inRoot: (path: string) => string): string {
  const [, directory, name] = /^(.*\/)?([^/]*)$/.exec(file) ?? [];
  try {
    // The image's link, and not what it leads to.
    const place = directory === undefined ? name : `${inRoot(directory)}/${name}`;
    if (system.files.linkStatus(place).kind === "symlink") {
      return `${file} is a symbolic link to nothing`;
    }
  } catch { /* there is nothing */ }
  return `there is no ${file}`;
}

function read(
  system: System,
  path: string,
  exitCode: number,
  named: string,
): Configuration | null {
  try {
    const found = findForReading(system, path);
    const status = found.status ?? system.files.status(found.path);
    const { bytes, sizeBytes } = readBeginning(system, found.path, status, MAX_CONFIGURATION_BYTES);
    if (sizeBytes > MAX_CONFIGURATION_BYTES) throw new Error(TOO_LARGE);
    return readConfiguration(bytes);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw new Failure(
      exitCode,
      `Could not read ${path}: ${describeError(error)}`,
      `name ${named} to leave the configuration out of it`,
      { code: "cannot-read-configuration" },
    );
  }
}
