import { EXIT, Failure } from "../failure.ts";
import { savedKeyWarnings } from "../files/place_warnings.ts";
import type { KeyContent } from "../files/read_key.ts";
import { replaceFile } from "../files/replace_file.ts";
import { ownerOf, type Replacement } from "../files/link_or_rename.ts";
import { KEY_MODE } from "../files/temporary.ts";
import { placeInRoot } from "../files/image_path.ts";
import { statusAt } from "../files/walk_path.ts";
import { describeError } from "../system/errors.ts";
import type { FileStatus, System } from "../system/types.ts";
import { chooseKey, type KeyChoice } from "./choose_key.ts";
import { bySeverity, COPY_AGAIN, damageFinding, type Finding } from "./finding.ts";
import { findingsAboutKey } from "./findings.ts";
import { type Fingerprint, fingerprint } from "./fingerprint.ts";
import { imageSigns } from "./image.ts";
import { lengthFindings, type LengthSituation, readSituation } from "./length_findings.ts";
import {
  permissionFindings,
  unfinishedWriteFindings,
  writerWarnings,
} from "./permission_findings.ts";
import { readPreviousKey } from "./previous_key.ts";
import type { PreviousKey } from "./types.ts";
import { chooseTarget, inspectTarget } from "./install_target.ts";
import { isWanted, type WantedKey } from "./wanted_key.ts";

export interface InstallRequest {
  readonly from: KeyChoice;
  /** Null: where corosync would look. */
  readonly to: string | null;
  /** The directory of an image, or null for the running system. */
  readonly root: string | null;
  /** The key that it has to be, or null. */
  readonly check: WantedKey | null;
  /** Whether signs of a damaged copy are no reason to stop. */
  readonly force: boolean;
}

/** A key that is in its place now. Holds no key byte. */
export interface Installation
  extends Omit<Replacement, "method" | "replaced" | "isTheSame" | "passed"> {
  /** There was none, another one, or this one. */
  readonly outcome: "new" | "replaced" | "same";
  /** How it took its place; null where the same key was there already, with its owner and mode. */
  readonly method: Replacement["method"] | null;
  /** Why there. */
  readonly reason: string;
  readonly sizeBytes: number;
  readonly fingerprint: Fingerprint;
  /** Of the key that was there before; null where there was none. */
  readonly previousFingerprint: Fingerprint | null;
  /** What a corosync that is running needs to use the new key, or null. */
  readonly reload: string | null;
  /** Notes and warnings about the key and about the place where it is now. */
  readonly findings: readonly Finding[];
  readonly imageSigns: readonly string[];
}

/** Tells the corosync of the caller's partition, and of that one only, to read its key again. */
const RELOAD = "corosync-cfgtool -R";

/**
 * Puts a key into its place: key -> findings -> replacement, the same one as for a new key. It belongs to who
 * installs it, the mode is 0400, missing directories are made.
 *
 * @param stop rejects when a signal arrives; once the key is in its place none counts any more
 * @throws Failure: exit 1 when the key cannot be read or may be damaged, 6 when it is refused, 2 to 5 as in
 * generating; Interrupted. The old key is then as it was.
 */
export async function install(
  system: System,
  request: InstallRequest,
  stop: Promise<never>,
): Promise<Installation> {
  const inRoot = (path: string) => placeInRoot(system, path, request.root);
  const target = chooseTarget(system, request.to, inRoot);
  const { to, reason, warnings } = target;
  const path = placeInRoot(system, to, request.root, true);
  const signs = imageSigns(system, request.root, to);
  const situation = readSituation(system, request.root, request.to === null);
  // Nobody may ask any more once permissions are given up.
  const stdin = request.from.kind === "stdin" ? system.stdin.status() : null;
  const { content, path: source } = await Promise.race([
    stop,
    chooseKey(system, request.from, EXIT.usageOrSource, { usedLater: [path] }),
  ]);
  try {
    const { findings, fingerprint } = await Promise.race([
      stop,
      acceptKey(
        content,
        request.check,
        request.force,
        situation,
        source === null ? [] : unfinishedWriteFindings(system, source, content.bytes),
      ),
    ]);
    const file = {
      ...{ path, isPhysical: request.root !== null, mode: KEY_MODE, isSecret: true, isKey: true },
      ...{ noClobber: false, makeDirectories: true },
      hints: {
        directory: target.directoryHint,
        notRegular: target.notRegularHint,
      },
      source: source === null ? stdin : statusAt(system, source),
    };
    const destination = inspectTarget(system, path, file, target);
    const { existing } = destination;
    const previous = await Promise.race([
      stop,
      readPreviousKey(system, destination.path, existing, content.bytes),
    ]);
    const cut = request.check === null && previous?.goesOn
      ? [cutCopy(content.sizeBytes, previous)]
      : [];
    if (cut.length > 0 && !request.force) throw stoppedByDamage(cut[0], [...findings, ...cut]);
    const left = savedKeyWarnings(system, destination.directory);
    const writers = source === null || request.check !== null ? [] : writerWarnings(system, source);
    // From here on nothing is awaited: no signal comes between the new key and the report of it.
    const replacement = previous?.isTheSame && isInOrder(system, existing)
      ? { path: destination.path, method: null, owner: ownerOf(existing), ...NOTHING_CHANGED }
      : replaceFile(system, content.bytes, file);
    const place = lookAtPlace(system, to, request.root);
    const outcome = outcomeOf(previous);
    return {
      outcome,
      method: replacement.method,
      path: replacement.path,
      owner: replacement.owner,
      previousOwner: replacement.previousOwner,
      warnings: [...warnings, ...writers, ...replacement.warnings, ...left, ...place.warnings],
      reason,
      sizeBytes: content.sizeBytes,
      fingerprint,
      previousFingerprint: previous?.fingerprint ?? null,
      reload: outcome === "replaced" && request.root === null &&
          previous?.fingerprint?.full !== fingerprint.full
        ? RELOAD
        : null,
      findings: [...findings, ...cut, ...target.findings, ...place.findings],
      imageSigns: signs,
    };
  } finally {
    content.release();
  }
}

/** What is to be installed is the beginning of the longer key that is there. */
function cutCopy(sizeBytes: number, previous: PreviousKey): Finding {
  return damageFinding(
    "cut-copy",
    256 ** -sizeBytes,
    `these ${sizeBytes} bytes are the first of the ${previous.sizeBytes} of the key that is there: ` +
      "a copy that was cut",
    COPY_AGAIN,
    "warning",
  );
}

const NOTHING_CHANGED = { previousOwner: null, warnings: [] };

/** An empty file, as a run that was killed leaves it, was no key. */
function outcomeOf(previous: PreviousKey | null): Installation["outcome"] {
  if (previous === null || previous.sizeBytes === 0) return "new";
  return previous.isTheSame ? "same" : "replaced";
}

/** Whether the file itself is as install would leave it; in a directory with setgid its group is that one's. */
function isInOrder(system: System, existing: FileStatus | null): existing is FileStatus {
  return existing !== null && existing.mode === KEY_MODE && existing.uid === system.userId();
}

/** The key is in its place: that nothing can be said about the place is worth a line and no failure. */
function lookAtPlace(
  system: System,
  path: string,
  root: string | null,
): { readonly findings: readonly Finding[]; readonly warnings: readonly string[] } {
  try {
    return { findings: permissionFindings(system, path, root), warnings: [] };
  } catch (error) {
    return { findings: [], warnings: [`Could not look at ${path} again: ${describeError(error)}`] };
  }
}

/** A key that may be installed. */
interface AcceptedKey {
  readonly fingerprint: Fingerprint;
  /** Without signs of damage that a fingerprint has disproved. */
  readonly findings: readonly Finding[];
}

/**
 * Decides whether a key is installed. What verify refuses is refused, whatever was asked for. Signs of a
 * damaged copy, an unusual length among them, stop it too, unless the fingerprint of the original shows that
 * nothing is missing, or `force` says so.
 *
 * @param check the key that it has to be, or null
 * @param aboutFile what is to be said about the file that the key was read from
 * @throws Failure: exit 6 for a refusal and for another key than `check`, 1 for signs of damage.
 */
async function acceptKey(
  content: KeyContent,
  check: WantedKey | null,
  force: boolean,
  situation: Partial<LengthSituation>,
  aboutFile: readonly Finding[],
): Promise<AcceptedKey> {
  const findings = bySeverity([...await findingsAboutKey(content, situation), ...aboutFile]);
  const refusal = findings.find(({ severity }) => severity === "refusal");
  if (refusal !== undefined) {
    throw failure(EXIT.rejected, "Refused the key", refusal, refusal.remedy, findings);
  }
  const found = await fingerprint(content.bytes);
  if (check !== null && !isWanted(found, check)) {
    throw new Failure(
      EXIT.rejected,
      `Refused the key: it is ${found.full}, wanted ${check.fingerprint}`,
      "copy the key again from the node that has the wanted one",
      { code: "another-key", fingerprint: found, wanted: check.fingerprint, findings },
    );
  }
  if (check !== null) {
    // It disproves damage, and says nothing of bytes behind those that corosync reads: their length is told again.
    const others = findings.filter(({ kind }) => !["damage", "length"].includes(kind));
    const length = lengthFindings(content.sizeBytes, { ...situation, isWanted: true });
    return { fingerprint: found, findings: bySeverity([...others, ...length]) };
  }
  const sign = findings.find(({ kind }) => kind === "damage");
  if (sign !== undefined && !force) {
    throw stoppedByDamage(sign, findings);
  }
  return { fingerprint: found, findings };
}

function stoppedByDamage(sign: Finding, findings: readonly Finding[]): Failure {
  const hint =
    `${sign.remedy}; --check with the fingerprint of the original, or --force, installs ` +
    "it as it is";
  return failure(EXIT.usageOrSource, "Installed nothing", sign, hint, findings);
}

function failure(
  exitCode: number,
  action: string,
  { code, reason }: Finding,
  hint: string,
  findings: readonly Finding[],
): Failure {
  return new Failure(exitCode, `${action}: ${reason}`, hint, { code, findings });
}
