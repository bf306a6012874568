import type { System } from "../system/types.ts";
import type { LengthSituation } from "./length_findings.ts";

/** "1" where the kernel, and with it NSS, is in FIPS mode. */
const FIPS_MODE = "/proc/sys/crypto/fips_enabled";

/** Where pcsd keeps what it knows of a cluster. */
const PCSD_DIRECTORY = "/var/lib/pcsd";

/**
 * What this machine, or an image, makes of the length of a key. Asked before permissions are dropped: /proc
 * is out of reach afterwards.
 *
 * @param root the directory of an image, or null for the running system
 * @param asCorosync whether the key is the one that corosync's environment and configuration name
 */
export function readSituation(
  { files, environment }: System,
  root: string | null,
  asCorosync: boolean,
): Omit<LengthSituation, "keyIsRead"> {
  const answer = (ask: () => boolean) => {
    try {
      return ask();
    } catch {
      return false;
    }
  };
  return {
    fipsMode: root === null && answer(() => files.readFile(FIPS_MODE, 1)[0] === 0x31),
    pcs: answer(() => files.status(`${root ?? ""}${PCSD_DIRECTORY}`).kind === "directory"),
    olderCorosync: asCorosync &&
      (environment("COROSYNC_TOTEM_AUTHKEY_FILE") ?? "") !== "",
  };
}
