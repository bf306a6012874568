import { valueOrNull } from "../system/errors.ts";
import { commandWith } from "../system/printable.ts";
import type { System } from "../system/types.ts";
import { walkInRoot } from "../files/image_path.ts";
import { GROUP_OR_OTHERS_WRITE, modeDigits } from "../files/status.ts";
import {
  type PassedDirectory,
  sharedDirectories,
  type SharedDirectory,
  whoCanReplace,
} from "../files/shared_directories.ts";
import { savedKeys } from "../files/place_warnings.ts";
import { baseName, directoryName, statusAt, walkPath } from "../files/walk_path.ts";
import type { Finding } from "./finding.ts";

/** Permission bits that the owner of a key may have: 0400, or 0600. */
const OWNER_MAY = 0o600;

const GROUP_AND_OTHERS_MAY = 0o077;

/**
 * Who but root could read or replace a key file, on the way to it by links too. corosync itself checks none of this.
 *
 * @param asked the name of a file that exists, as the system or the image sees it
 * @param root the directory of an image in which it lies; what leads there is not the image's
 */
export function permissionFindings(
  system: System,
  asked: string,
  root: string | null = null,
): Finding[] {
  const { path: walked, link, leadsIntoProc, passed } = root === null
    ? walkPath(system, asked)
    : walkInRoot(system, asked, root);
  const real = leadsIntoProc ? asked : walked;
  const path = root === null ? asked : real;
  const findings: Finding[] = [];
  const add = (code: string, reason: string, remedy: string) =>
    findings.push({ code, kind: "file", severity: "warning", reason, remedy });

  const { mode, uid } = system.files.status(real);
  if ((mode & ~OWNER_MAY) !== 0) {
    const othersMay = (mode & GROUP_AND_OTHERS_MAY) !== 0;
    const reason = othersMay
      ? "wider than 0400 or 0600, so others may use the key"
      : "a key has 0400 or 0600, and no use for the other bits, which let nobody else use it";
    add(
      "mode",
      `mode ${modeDigits(mode)}: ${reason}`,
      commandWith(path, (path) => `chmod 0400 ${path}`, "give it mode 0400") +
        (othersMay ? "; if others had access, make a new key" : ""),
    );
  }
  if (uid !== 0) {
    add(
      "owner",
      `the file belongs to user ${uid} and not to root`,
      commandWith(path, (path) => `chown 0:0 ${path}`, "give it to root"),
    );
  }
  if (link !== null) {
    add(
      "symlink",
      `${
        root === null ? path : link.path
      } is a symbolic link to ${link.target}, where a copy or a ` +
        "backup may miss it",
      "put the key itself into this place, unless the link is meant",
    );
  }
  // Whoever owns the key may replace it anyway: that is told once. From the key up, as one mends it.
  for (const directory of sharedDirectories(passed, uid).reverse()) {
    const { who, status } = directory;
    add(
      "directory",
      `${who} (mode ${modeDigits(status.mode)}), and can replace what is in it`,
      sharedDirectoryRemedy(directory),
    );
  }
  return findings;
}

/** The user for whom a user namespace shows every owner that it does not know (user_namespaces(7)). */
const OVERFLOW_USER = 65_534;

/** Another owner is the remedy for an owner, another mode for a mode: /tmp has to stay everybody's. */
function sharedDirectoryRemedy({ path, status, isForeign, writers }: SharedDirectory): string {
  const remedies = [];
  if (isForeign) {
    const unless = status.uid === OVERFLOW_USER
      ? `, unless user ${OVERFLOW_USER} stands for one whom this user namespace does not know`
      : "";
    remedies.push(commandWith(path, (path) => `chown 0:0 ${path}`, "give it to root") + unless);
  }
  if (writers !== "") {
    remedies.push(
      commandWith(
        path,
        (path) => `chmod ${writers}-w ${path}, or chmod +t ${path} where they have to write to it`,
        "take their right to write from its mode, or give it the sticky bit",
      ),
    );
  }
  return remedies.join("; ");
}

/** A run that was killed leaves more of the old key unwritten than this; chance makes no two keys agree in it. */
const END_BYTES = 8;

/**
 * Version 0.1 wrote a key file that is a mount point in place and kept the old key beside it meanwhile. Where a
 * run was killed then, the file is new at its beginning and ends as the old key does, byte for byte: half one
 * and half the other, which no test tells from a good key. That copy lies there for anybody to make, so it is
 * believed only where the two end alike, which nobody can arrange who cannot read the key.
 *
 * @param named A file that exists.
 * @param key what it holds
 */
export function unfinishedWriteFindings(
  system: System,
  named: string,
  key: Uint8Array,
): Finding[] {
  const { path } = walkPath(system, named);
  const directory = directoryName(path);
  const saved = savedKeys(system, directory)
    .filter((name) => name.endsWith(`-saved-${baseName(path)}`))
    .map((name) => `${directory}/${name}`)
    .find((name) => endsAlike(system, name, key));
  if (saved === undefined) return [];
  return [{
    code: "unfinished-write",
    kind: "damage",
    severity: "warning",
    reason:
      `it ends as ${saved} does, an old key that a run of version 0.1 left which was killed ` +
      "while it wrote this file: partly the new key and partly the old one",
    remedy: `copy the key again from a good node, then remove ${saved}`,
  }];
}

/** Whether a file is as long as a key and ends with the same bytes, but is another. */
function endsAlike({ files }: System, path: string, key: Uint8Array): boolean {
  const saved = valueOrNull(() => {
    const status = files.linkStatus(path);
    const isAsLong = status.kind === "file" && status.sizeBytes === key.length;
    return isAsLong ? files.readFile(path, key.length, status) : null;
  });
  if (saved === null) return false;
  try {
    const start = key.length - END_BYTES;
    return saved.length === key.length && key.some((byte, at) => byte !== saved[at]) &&
      key.every((byte, at) => at < start || byte === saved[at]);
  } finally {
    saved.fill(0);
  }
}

/**
 * Who besides root and the caller can have changed or exchanged a file before it is installed as a key. It is told
 * and not refused: a key often arrives in the home of the user who may log in.
 *
 * @param path The file that was read.
 */
export function writerWarnings(system: System, path: string): string[] {
  const status = statusAt(system, path);
  if (status === null) return []; // Removed since it was read.
  const { uid, mode } = status;
  const isForeign = uid !== 0 && uid !== system.userId();
  const replacers = whoCanReplace(system, passedOnTheWay(system, path));
  const others = isForeign
    ? `belongs to user ${uid}`
    : (mode & GROUP_OR_OTHERS_WRITE) !== 0
    ? `may be written to by others (mode ${modeDigits(mode)})`
    : replacers !== null
    ? `can be replaced by others (${replacers})`
    : null;
  if (others === null) return [];
  return [
    `${path} ${others}: another key may have been put there; --check with the fingerprint of the original ` +
    "shows whether this is it",
  ];
}

/** The directories on the way to a file; none where it can no longer be followed. */
function passedOnTheWay(system: System, path: string): readonly PassedDirectory[] {
  return valueOrNull(() => walkPath(system, path).passed) ?? [];
}
