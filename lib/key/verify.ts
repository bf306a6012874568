import { type PacketProtection, packetProtection } from "../corosync/configuration.ts";
import type { CorosyncKey } from "../corosync/corosync_key.ts";
import type { System } from "../system/types.ts";
import { chooseKey, type KeyChoice } from "./choose_key.ts";
import { configurationFindings } from "./configuration_findings.ts";
import {
  bySeverity,
  type Finding,
  type FindingKind,
  INTO_A_FILE,
  worstSeverity,
} from "./finding.ts";
import { findingsAboutKey, isNoKey } from "./findings.ts";
import { type Fingerprint, fingerprint } from "./fingerprint.ts";
import { readSituation } from "./length_findings.ts";
import { permissionFindings, unfinishedWriteFindings } from "./permission_findings.ts";

/** What is known about a key and about what corosync would do with it. Holds no key byte. */
export interface Verification {
  readonly verdict: Verdict;
  readonly path: string | null;
  readonly reason: string;
  readonly sizeBytes: number;
  /** Null for less than a key and for what is plainly another file: a hash of a passphrase is enough to guess it. */
  readonly fingerprint: Fingerprint | null;
  readonly configurationFile: string | null;
  /** Null where no configuration was read. */
  readonly protection: PacketProtection | null;
  /** Refusals, then warnings, then notes. */
  readonly findings: readonly Finding[];
}

/**
 * Looks at a key: configuration -> key file -> kind, damage, self-test, length, permissions -> findings.
 *
 * @param unreadable exit code of the failure when nothing can be read
 * @param root the directory of an image whose key is meant, or null for the running system
 * @throws Failure when the key or the configuration cannot be read.
 */
export async function verify(
  system: System,
  choice: KeyChoice,
  unreadable: number,
  root: string | null = null,
): Promise<Verification> {
  const situation = readSituation(system, root, choice.kind === "corosync");
  const chosen = await chooseKey(system, choice, unreadable, { root });
  const { path, reason, content, corosync } = chosen;
  try {
    const configuration = corosync?.configuration ?? null;
    // As the image sees it: links on the way lead through directories that count too.
    const asked = choice.kind === "file"
      ? choice.path
      : corosync?.location.kind === "file"
      ? corosync.location.path
      : null;
    const protection = configuration?.kind === "read"
      ? packetProtection(configuration.values)
      : null;
    const aboutKey = await findingsAboutKey(
      content,
      { ...situation, keyIsRead: protection?.readsKey ?? true },
      corosync?.location.kind === "value" ? "value" : "file",
    );
    const findings = bySeverity([
      ...aboutKey,
      ...corosync === null ? [] : corosyncFindings(corosync),
      ...path === null || mustBeReplaced(aboutKey) ? [] : [
        ...unfinishedWriteFindings(system, path, content.bytes),
        ...permissionFindings(system, asked ?? path, root),
      ],
    ]);
    return {
      verdict: verdictOn(findings),
      path,
      reason,
      sizeBytes: content.sizeBytes,
      fingerprint: isNoKey(content.sizeBytes, aboutKey) ? null : await fingerprint(content.bytes),
      configurationFile: configuration === null ? null : corosync?.configurationFile ?? null,
      protection,
      findings,
    };
  } finally {
    content.release();
  }
}

/** Who can reach a file does not matter where another one has to take its place. */
function mustBeReplaced(findings: readonly Finding[]): boolean {
  return findings.some(({ severity, kind }) =>
    severity === "refusal" && ["foreign", "damage", "length"].includes(kind)
  );
}

/** What led corosync to the key, and what its configuration makes of it. */
function corosyncFindings(corosync: CorosyncKey): Finding[] {
  const { configuration, configurationFile, absence, ignoredVariable, location, locationOf3 } =
    corosync;
  const findings: Finding[] = configuration !== null
    ? configurationFindings(configurationFile, configuration)
    : [{
      code: "no-configuration",
      kind: "configuration",
      severity: "note",
      reason: `${absence}: corosync takes this key, and does not start without a configuration`,
      remedy: "write the configuration, the same one on every node, before corosync is started",
    }];
  if (ignoredVariable !== null) {
    findings.push({
      code: "configuration-file-ignored",
      kind: "configuration",
      severity: "warning",
      reason: ignoredVariable,
      remedy: "unset the variable, unless corosync is started with -c and this file",
    });
  }
  if (location.kind === "value") {
    findings.push({
      code: "key-in-configuration",
      kind: "file",
      severity: "warning",
      reason: `the key stands in ${configurationFile}, which is copied around and often readable ` +
        "for everybody",
      remedy: INTO_A_FILE,
    });
  }
  const otherFile = location.kind === "file" &&
    !(locationOf3.kind === "file" && locationOf3.path === location.path);
  if (otherFile) {
    findings.push({
      code: "environment-ignored",
      kind: "configuration",
      severity: "warning",
      reason: "COROSYNC_TOTEM_AUTHKEY_FILE has an effect up to corosync 2.99.3 only; 3.x " +
        (locationOf3.kind === "file"
          ? `reads ${locationOf3.path}`
          : locationOf3.kind === "value"
          ? `reads totem.key in ${configurationFile}`
          : configuration?.kind === "read" && packetProtection(configuration.values).readsKey
          ? `opens a file without a name, and does not start, since ${locationOf3.reason}`
          : "reads none, since encryption is off"),
      remedy: "name the file in totem.keyfile, and unset the variable",
    });
  }
  return findings;
}

/** What all findings come to: one word for scripts, one word and a sentence for people. */
export interface Verdict {
  readonly result: "good" | "warnings" | "refused";
  readonly label: "good" | "usable" | "doubtful" | "refused";
  readonly sentence: string;
}

/**
 * What a refusal of each kind says about the key; the kind that comes first here decides. Who can reach the file
 * is never more than a warning, since corosync takes it.
 */
const REFUSED: Readonly<Record<Exclude<FindingKind, "file">, string>> = {
  foreign: "this is no key",
  damage: "a damaged copy of a key",
  secrecy: "no secret, or too easy to guess",
  length: "too short for corosync",
  configuration: "corosync will not start with this configuration",
};

/** The verdict on these findings. */
export function verdictOn(findings: readonly Finding[]): Verdict {
  const worst = worstSeverity(findings);
  const has = (kind: string) =>
    findings.some((finding) => finding.severity === worst && finding.kind === kind);
  if (worst === "refusal") {
    const [[, sentence]] = Object.entries(REFUSED).filter(([kind]) => has(kind));
    return { result: "refused", label: "refused", sentence };
  }
  if (worst !== "warning") {
    return { result: "good", label: "good", sentence: "corosync takes this key" };
  }
  if (has("damage")) {
    const sentence = "perhaps a damaged copy, which corosync would take";
    return { result: "warnings", label: "doubtful", sentence };
  }
  const hasFinding = (wanted: string) => findings.some(({ code }) => code === wanted);
  const sentence = hasFinding("encryption-off")
    ? "but encryption is off, and corosync reads no key"
    : hasFinding("not-encrypted")
    ? "but packets are authenticated only, not encrypted"
    : "corosync takes this key, with warnings";
  return { result: "warnings", label: "usable", sentence };
}
