import type { Finding } from "./finding.ts";
import { BYTES_READ_BY_2, BYTES_READ_BY_3 } from "./fingerprint.ts";

/**
 * NSS in FIPS mode imports no longer key, `pcs cluster authkey` takes exactly this length, and corosync
 * 3.0.0 and 3.0.1 want at least as much.
 */
const BYTES_OF_NSS_AND_PCS = 256;

/** What the versions of corosync and the tools around it make of a key of this length. */
export function lengthFindings(sizeBytes: number): Finding[] {
  if (sizeBytes < BYTES_READ_BY_2) {
    return [{
      name: "too short",
      severity: "refusal",
      reason:
        `${sizeBytes} bytes: corosync wants at least ${BYTES_READ_BY_2} and exits with code 8`,
      remedy: "make a new key, or copy the key again from a node that has all of it",
    }];
  }
  const findings: Finding[] = [];
  if (sizeBytes > BYTES_READ_BY_3) {
    findings.push({
      name: "too long",
      severity: "warning",
      reason: `${sizeBytes} bytes: corosync 3.x uses the first ${BYTES_READ_BY_3} ` +
        "and drops the rest without a word",
      remedy: `make a key of at most ${BYTES_READ_BY_3} bytes (-s ${BYTES_READ_BY_3})`,
    });
  }
  if (sizeBytes > BYTES_READ_BY_2) {
    findings.push({
      name: "2.x reads less",
      severity: "note",
      reason: `corosync 1.x and 2.x read only the first ${BYTES_READ_BY_2} bytes`,
      remedy: `none is needed where all nodes run 3.x; else use -s ${BYTES_READ_BY_2}`,
    });
  }
  if (sizeBytes > BYTES_OF_NSS_AND_PCS) {
    findings.push({
      name: "too long for FIPS mode",
      severity: "note",
      reason: `NSS in FIPS mode rejects keys over ${BYTES_OF_NSS_AND_PCS} bytes`,
      remedy: `use -s ${BYTES_OF_NSS_AND_PCS} where a node runs in FIPS mode`,
    });
  }
  if (sizeBytes < BYTES_OF_NSS_AND_PCS) {
    findings.push({
      name: "too short for 3.0.0",
      severity: "note",
      reason: `corosync 3.0.0 and 3.0.1 want at least ${BYTES_OF_NSS_AND_PCS} bytes`,
      remedy: `use -s ${BYTES_OF_NSS_AND_PCS} where a node runs one of these`,
    });
  }
  if (sizeBytes !== BYTES_OF_NSS_AND_PCS) {
    findings.push({
      name: "not the length of pcs",
      severity: "note",
      reason: `pcs takes keys of ${BYTES_OF_NSS_AND_PCS} bytes only, unless --force is given`,
      remedy: `use -s ${BYTES_OF_NSS_AND_PCS} where pcs manages the cluster`,
    });
  }
  return findings;
}
