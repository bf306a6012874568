import type { CorosyncKey } from "../corosync/corosync_key.ts";
import { packetProtection, waysToEncrypt } from "../corosync/packet_protection.ts";
import { Failure } from "../failure.ts";

const COPY_OR_MAKE =
  "copy the key from a node that has it, and put it into its place with corosync-keygen install; if none " +
  "has one, make it with corosync-keygen -l -s 256";

/**
 * The end of a run that found no key where corosync would look: whether one is needed there, and how to
 * come by it.
 */
export function missingKey(
  path: string,
  { configuration, configurationFile, location }: CorosyncKey,
  exitCode: number,
): Failure {
  const message = `Could not read ${path}: No such file or directory`;
  const fail = (needed: boolean | null, hint: string) =>
    new Failure(exitCode, message, hint, { code: "no-key-file", keyNeeded: needed });
  if (configuration === null) {
    return fail(
      null,
      `${location.reason}, without which corosync does not start; with encryption it needs a key: ` +
        COPY_OR_MAKE,
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
  const { readsKey, cipher, hash } = packetProtection(configuration.values);
  return readsKey
    ? fail(
      true,
      `corosync will not start without it (${location.reason}; cipher ${cipher}, hash ${hash}): ` +
        COPY_OR_MAKE,
    )
    : fail(
      false,
      `none is needed: encryption is off in ${configurationFile}, and anybody on its network can ` +
        `join the cluster; to encrypt, ${waysToEncrypt(configuration.values)}, and ${COPY_OR_MAKE}`,
    );
}
