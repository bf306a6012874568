import { BYTES_READ_BY_COROSYNC_2, MAX_KEY_BYTES, MIN_KEY_BYTES } from "../corosync/key_file.ts";
import { MAX_KEY_FILE_BYTES } from "../files/read_key.ts";
import { counted } from "../math/amounts.ts";
import { valueOrNull } from "../system/errors.ts";
import type { System } from "../system/types.ts";
import {
  COMPARE_BEGINNING,
  COMPARE_FIRST,
  COPY_WHOLE,
  type Finding,
  isUsualLength,
} from "./finding.ts";

/** NSS in FIPS mode imports no longer key, and `pcs cluster authkey` takes exactly this length. */
const BYTES_OF_NSS_AND_PCS = 256;

/** What makes a length matter that is a good one elsewhere. */
export interface LengthSituation {
  /** The kernel is in FIPS mode. */
  readonly fipsMode: boolean;
  /** pcsd manages the cluster of this machine. */
  readonly pcs: boolean;
  /** The environment names the key file, which only corosync up to 2.99.3 reads. */
  readonly olderCorosync: boolean;
  /** False where the configuration has encryption off, and corosync opens no key. */
  readonly keyIsRead: boolean;
  /** Its fingerprint is the one that was asked for: nothing is missing or added in what corosync reads. */
  readonly isWanted: boolean;
}

/** A length by itself. */
export const NO_SITUATION: LengthSituation = {
  fipsMode: false,
  pcs: false,
  olderCorosync: false,
  keyIsRead: true,
  isWanted: false,
};

/** What corosync, and in this situation the programs around it, make of a key of this length. */
export function lengthFindings(sizeBytes: number, known: Partial<LengthSituation> = {}): Finding[] {
  const situation = { ...NO_SITUATION, ...known };
  if (sizeBytes < MIN_KEY_BYTES) return [tooShort(sizeBytes, situation.keyIsRead)];
  if (sizeBytes >= MAX_KEY_FILE_BYTES) return [tooLarge(sizeBytes)];
  const findings: Finding[] = [];
  const add = (
    code: string,
    severity: Finding["severity"],
    reason: string,
    remedy: string,
    kind: Finding["kind"] = "length",
  ) => findings.push({ code, kind, severity, reason, remedy });
  const isDoubtful = !isUsualLength(sizeBytes) && !situation.isWanted;
  if (sizeBytes > MAX_KEY_BYTES && !isDoubtful) {
    add(
      "too-long",
      "warning",
      `${sizeBytes} bytes: corosync 3.x uses the first ${MAX_KEY_BYTES} ` +
        "and drops the rest without a word",
      "compare its fingerprint, which is that of the bytes it uses, with those of the other nodes: where " +
        "it is the same, nothing has to be done; where not, copy the key again from a good node",
    );
  }
  if (situation.olderCorosync && sizeBytes > BYTES_READ_BY_COROSYNC_2) {
    add(
      "older-reads-less",
      "note",
      `corosync 1.x and 2.x read only the first ${BYTES_READ_BY_COROSYNC_2} bytes`,
      `use -s ${BYTES_READ_BY_COROSYNC_2} if nodes run them`,
    );
  }
  if (situation.fipsMode && sizeBytes > BYTES_OF_NSS_AND_PCS) {
    add(
      "too-long-for-fips-mode",
      "warning",
      `this kernel is in FIPS mode, and NSS then rejects keys over ${BYTES_OF_NSS_AND_PCS} bytes`,
      `make a key with -s ${BYTES_OF_NSS_AND_PCS} and install it on every node`,
    );
  }
  if (situation.pcs && sizeBytes !== BYTES_OF_NSS_AND_PCS) {
    add(
      "not-the-length-of-pcs",
      "note",
      `pcs is here and takes keys of ${BYTES_OF_NSS_AND_PCS} bytes only, unless --force is given`,
      `use -s ${BYTES_OF_NSS_AND_PCS} for the next key`,
    );
  }
  if (isDoubtful) {
    add(
      "unusual-length",
      "warning",
      `${sizeBytes} bytes is no usual length (a multiple of 128): a good key if it was asked for, else ` +
        "a copy that was cut, or that something was added to" +
        (sizeBytes > MAX_KEY_BYTES ? `; corosync 3.x uses the first ${MAX_KEY_BYTES} only` : ""),
      sizeBytes > MAX_KEY_BYTES ? COMPARE_BEGINNING : COMPARE_FIRST,
      "damage",
    );
  }
  return findings;
}

function tooShort(sizeBytes: number, keyIsRead: boolean): Finding {
  const empty = sizeBytes === 0;
  const least = `corosync wants at least ${MIN_KEY_BYTES}${
    empty ? " bytes" : ""
  } and exits with code 8`;
  return {
    code: empty ? "empty" : "too-short",
    kind: "length",
    severity: "refusal",
    reason: (empty ? "the file is empty: " : `${counted(sizeBytes, "byte")}: `) +
      (keyIsRead ? least : `once encryption is on, ${least}`),
    remedy: COPY_WHOLE,
  };
}

/** corosync would use the start of it, which nobody meant. */
function tooLarge(sizeBytes: number): Finding {
  return {
    code: "too-large",
    kind: "foreign",
    severity: "refusal",
    // Of standard input no more was read.
    reason: `${sizeBytes} bytes${
      sizeBytes === MAX_KEY_FILE_BYTES ? " or more" : ""
    }: far more than the ${MAX_KEY_BYTES} that corosync reads`,
    remedy: "copy the key itself from a good node; this is another file",
  };
}

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
): Omit<LengthSituation, "keyIsRead" | "isWanted"> {
  const answer = (ask: () => boolean) => valueOrNull(ask) ?? false;
  return {
    fipsMode: root === null && answer(() => files.readFile(FIPS_MODE, 1)[0] === 0x31),
    pcs: answer(() => files.status(`${root ?? ""}${PCSD_DIRECTORY}`).kind === "directory"),
    olderCorosync: asCorosync &&
      (environment("COROSYNC_TOTEM_AUTHKEY_FILE") ?? "") !== "",
  };
}
