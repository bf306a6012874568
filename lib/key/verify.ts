import type { System } from "../system/types.ts";
import { chooseKey, type KeyChoice } from "./choose_key.ts";
import { findingsAboutKey } from "./findings.ts";
import { configurationFindings } from "./configuration_findings.ts";
import type { CorosyncKey } from "../corosync/corosync_key.ts";
import { type Finding, type Severity, worstSeverity } from "./finding.ts";
import { type Fingerprint, fingerprint } from "./fingerprint.ts";
import { type PacketProtection, packetProtection } from "../corosync/packet_protection.ts";
import { permissionFindings } from "./permission_findings.ts";

/** What is known about a key and about what corosync would do with it. Holds no key byte. */
export interface Verification {
  readonly path: string | null;
  readonly reason: string;
  readonly sizeBytes: number;
  readonly fingerprint: Fingerprint;
  readonly configurationFile: string | null;
  /** Null where no configuration was read. */
  readonly protection: PacketProtection | null;
  readonly findings: readonly Finding[];
  readonly worst: Severity | null;
}

/**
 * Judges a key: configuration -> key file -> length, form, self-test, permissions -> findings.
 *
 * @param unreadable exit code of the failure when nothing can be judged
 * @throws Failure when the key or the configuration cannot be read.
 */
export async function verify(
  system: System,
  choice: KeyChoice,
  unreadable: number,
): Promise<Verification> {
  const { path, reason, content, corosync } = await chooseKey(system, choice, unreadable);
  try {
    const configuration = corosync?.configuration ?? null;
    const protection = configuration?.kind === "read"
      ? packetProtection(configuration.values)
      : null;
    const findings = [
      ...corosync === null ? [] : findingsAbout(corosync, protection),
      ...await findingsAboutKey(content),
      ...path === null ? [] : permissionFindings(system, path),
    ];
    return {
      path,
      reason,
      sizeBytes: content.sizeBytes,
      fingerprint: await fingerprint(content.bytes),
      configurationFile: configuration === null ? null : corosync?.configurationFile ?? null,
      protection,
      findings,
      worst: worstSeverity(findings),
    };
  } finally {
    content.release();
  }
}

function findingsAbout(corosync: CorosyncKey, protection: PacketProtection | null): Finding[] {
  const { configuration, configurationFile, location, locationOf3 } = corosync;
  const findings = configuration === null
    ? []
    : configurationFindings(configurationFile, configuration, protection);
  if (location.kind === "value") {
    findings.push({
      name: "key in configuration",
      severity: "warning",
      reason: `the key stands in ${configurationFile}, which is copied around and often readable ` +
        "for everybody",
      remedy: "put the key into a file of its own and remove totem.key",
    });
  }
  const otherFile = location.kind === "file" &&
    !(locationOf3.kind === "file" && locationOf3.path === location.path);
  if (otherFile) {
    findings.push({
      name: "environment",
      severity: "warning",
      reason: "COROSYNC_TOTEM_AUTHKEY_FILE has an effect up to corosync 2.99.3 only; 3.x reads " +
        (locationOf3.kind === "file" ? locationOf3.path : `totem.key in ${configurationFile}`),
      remedy: "name the file in totem.keyfile, and unset the variable",
    });
  }
  return findings;
}
