import { findCorosyncKey, GIVE_KEYFILE_A_VALUE } from "../corosync/corosync_key.ts";
import { EXIT, Failure } from "../failure.ts";
import {
  type Destination,
  type FileRequest,
  inspectDestination,
  NAME_A_FILE,
} from "../files/destination.ts";
import { isSame } from "../files/status.ts";
import { statusAt } from "../files/walk_path.ts";
import type { System } from "../system/types.ts";
import { aboutNoFile } from "./choose_key.ts";
import { configurationFindings } from "./configuration_findings.ts";
import type { Finding } from "./finding.ts";

/** Where the key goes. */
export interface Target {
  readonly to: string;
  readonly reason: string;
  readonly warnings: readonly string[];
  /** What the configuration makes of a key there: it may be of no use, and is installed all the same. */
  readonly findings: readonly Finding[];
  /** What to do where a directory is there. */
  readonly directoryHint: string;
  /** What to do where something else is that is no file. */
  readonly notRegularHint: string;
  /** Of a place that was not named: whether the configuration needs a key, null where it does not say. */
  readonly keyNeeded?: boolean | null;
}

const NAME_ANOTHER_PLACE = "a key is installed as a regular file: name another place for it";

/**
 * Where a key is installed: the place that was named, or the one where corosync would look.
 *
 * @param inRoot maps a path of the system to the path under which it is found, for images
 * @throws Failure where the configuration names no file
 */
export function chooseTarget(
  system: System,
  to: string | null,
  inRoot: (path: string) => string,
): Target {
  if (to !== null) {
    return {
      ...{ to, reason: "named on the command line", warnings: [], findings: [] },
      ...{ directoryHint: NAME_A_FILE, notRegularHint: NAME_ANOTHER_PLACE },
    };
  }
  const corosync = findCorosyncKey(system, inRoot, EXIT.usageOrSource, "the target");
  const { location, configurationFile, ignoredVariable, configuration } = corosync;
  if (location.kind === "file") {
    const warnings = ignoredVariable === null ? [] : [ignoredVariable];
    const findings = configurationFindings(configurationFile, configuration)
      .map((finding) => ({ ...finding, severity: "warning" as const }));
    const { path, reason } = location;
    const { hint, keyNeeded } = aboutNoFile(corosync, reason, NAME_A_FILE);
    if (isSame(statusAt(system, inRoot(path)), statusAt(system, inRoot(configurationFile)))) {
      throw new Failure(
        EXIT.create,
        `Cannot install a key file: ${path} is the configuration itself`,
        `${reason}: name another file there, or name the target`,
        { code: "keyfile-is-configuration", keyNeeded },
      );
    }
    const notRegularHint = keyNeeded === false
      ? aboutNoFile(corosync, reason, NAME_ANOTHER_PLACE).hint
      : `${reason}: ${NAME_ANOTHER_PLACE}`;
    return {
      ...{ to: path, reason, warnings, findings, keyNeeded },
      ...{ directoryHint: hint, notRegularHint },
    };
  }
  if (location.kind === "none") {
    const { hint, keyNeeded } = aboutNoFile(corosync, null, GIVE_KEYFILE_A_VALUE);
    throw new Failure(
      EXIT.create,
      `Cannot install a key file: ${location.reason}`,
      `${hint}; or name the target`,
      { code: "keyfile-without-value", keyNeeded },
    );
  }
  throw new Failure(
    EXIT.create,
    `Cannot install a key file: ${configurationFile} holds the key itself in totem.key`,
    "remove totem.key there, or name the target",
    { code: "key-in-configuration" },
  );
}

/** {@linkcode inspectDestination}; what is wrong with a place of the configuration's is told with what that needs. */
export function inspectTarget(
  system: System,
  path: string,
  file: FileRequest,
  { keyNeeded }: Target,
): Destination {
  try {
    return inspectDestination(system, path, file);
  } catch (error) {
    if (keyNeeded === undefined || !(error instanceof Failure)) throw error;
    const { exitCode, message, hint, details } = error;
    throw new Failure(exitCode, message, hint, { ...details, keyNeeded });
  }
}
