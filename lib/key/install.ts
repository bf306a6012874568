import type { System } from "../system/types.ts";
import { chooseKey, type KeyChoice } from "./choose_key.ts";
import { EXIT, Failure } from "../failure.ts";
import { findingsAboutKey } from "./findings.ts";
import { findCorosyncKey } from "../corosync/corosync_key.ts";
import type { Finding } from "./finding.ts";
import { type Fingerprint, fingerprint } from "./fingerprint.ts";
import { imageSigns } from "./image.ts";
import { permissionFindings } from "./permission_findings.ts";
import { replaceFile, type Replacement } from "../files/replace_file.ts";
import { MAX_BYTES } from "../files/read_key.ts";
import { KEY_MODE } from "../files/temporary.ts";
import { describeError } from "../system/errors.ts";
import { placeInRoot } from "../files/walk_path.ts";

export interface InstallRequest {
  readonly from: KeyChoice;
  /** Null: where corosync would look. */
  readonly to: string | null;
  /** The directory of an image, or null for the running system. */
  readonly root: string | null;
}

/** A key that was put into its place. Holds no key byte. */
export interface Installation extends Replacement {
  /** Why there. */
  readonly reason: string;
  readonly sizeBytes: number;
  readonly fingerprint: Fingerprint;
  /** Notes and warnings about the key and about the place where it is now. */
  readonly findings: readonly Finding[];
  readonly imageSigns: readonly string[];
}

/**
 * Puts a key into its place: key -> judgement -> replacement, the same one as for a new key. It belongs to
 * who installs it, the mode is 0400, missing directories are made.
 *
 * @param stop rejects when a signal arrives; once the key is in its place none counts any more
 * @throws Failure: exit 1 when the key cannot be read, 6 when it is refused, 2 to 5 as in generating;
 * Interrupted. The old key is then as it was.
 */
export async function install(
  system: System,
  request: InstallRequest,
  stop: Promise<never>,
): Promise<Installation> {
  const inRoot = (path: string) => placeInRoot(system, path, request.root);
  const { to, reason } = chooseTarget(system, request.to, inRoot);
  const path = inRoot(to);
  const signs = imageSigns(system, request.root, to);
  const { content } = await Promise.race([
    stop,
    chooseKey(system, request.from, EXIT.usageOrSource, [path]),
  ]);
  try {
    const findings = await findingsAboutKey(content);
    refuseWhatIsNoKey(findings, content.sizeBytes);
    const keyFingerprint = await Promise.race([stop, fingerprint(content.bytes)]);
    // From here on nothing is awaited: no signal comes between the new key and the report of it.
    const replacement = replaceFile(system, content.bytes, {
      path,
      mode: KEY_MODE,
      noClobber: false,
      makeDirectories: true,
    });
    const place = lookAtPlace(system, replacement.path);
    return {
      ...replacement,
      warnings: [...replacement.warnings, ...place.warnings],
      reason,
      sizeBytes: content.sizeBytes,
      fingerprint: keyFingerprint,
      findings: [...findings, ...place.findings],
      imageSigns: signs,
    };
  } finally {
    content.release();
  }
}

/** The key is in its place: that nothing can be said about the place is worth a line and no failure. */
function lookAtPlace(
  system: System,
  path: string,
): { readonly findings: readonly Finding[]; readonly warnings: readonly string[] } {
  try {
    return { findings: permissionFindings(system, path), warnings: [] };
  } catch (error) {
    return { findings: [], warnings: [`Could not look at ${path} again: ${describeError(error)}`] };
  }
}

function chooseTarget(
  system: System,
  to: string | null,
  inRoot: (path: string) => string,
): { readonly to: string; readonly reason: string } {
  if (to !== null) return { to, reason: "named on the command line" };
  const { location, configurationFile } = findCorosyncKey(system, inRoot, EXIT.usageOrSource);
  if (location.kind === "file") return { to: location.path, reason: location.reason };
  throw new Failure(
    EXIT.create,
    `Cannot install a key file: ${configurationFile} holds the key itself in totem.key`,
    "remove totem.key there, or name the target",
  );
}

function refuseWhatIsNoKey(findings: readonly Finding[], sizeBytes: number): void {
  if (sizeBytes >= MAX_BYTES) {
    throw new Failure(EXIT.rejected, `Refused the key: ${sizeBytes} bytes or more are no key`);
  }
  const refusal = findings.find(({ severity }) => severity === "refusal");
  if (refusal === undefined) return;
  const message = `Refused the key: ${refusal.reason}`;
  throw new Failure(EXIT.rejected, message, refusal.remedy, { findings });
}
