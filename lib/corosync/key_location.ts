import { DEFAULT_KEY_FILE } from "./key_file.ts";
import { type Configuration, toBytes, toText } from "./configuration.ts";

/** Where corosync looks for its configuration when nothing says otherwise. */
export const DEFAULT_CONFIGURATION_FILE = "/etc/corosync/corosync.conf";

/** corosync changes into this directory before it opens anything, unless `system.state_dir` is set. */
const DEFAULT_STATE_DIRECTORY = "/var/lib/corosync";

/** Which key corosync would use, and what made it so. */
export type KeyLocation =
  | { readonly kind: "file"; readonly path: string; readonly reason: string }
  | { readonly kind: "value"; readonly key: Uint8Array; readonly reason: string };

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
