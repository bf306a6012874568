import type { System } from "../system/types.ts";
import { GROUP_WRITES, OTHERS_WRITE, STICKY } from "../files/mode_bits.ts";
import { savedKeys, whoCanReplace } from "../files/place_warnings.ts";
import { type PassedDirectory, statusAt, walkPath } from "../files/walk_path.ts";
import type { Finding } from "./finding.ts";

/** Permission bits that the owner of a key may have: 0400, or 0600. */
const OWNER_MAY = 0o600;

const GROUP_OR_OTHERS_WRITE = GROUP_WRITES | OTHERS_WRITE;

/**
 * Who but root could read or replace a key file. corosync itself checks none of this.
 *
 * @param path A file that exists.
 * @param root The directory of an image in which it lies; what leads there is not the image's.
 */
export function permissionFindings(
  system: System,
  path: string,
  root: string | null = null,
): Finding[] {
  const { files } = system;
  const { path: walked, link, leadsIntoProc } = walkPath(system, path);
  const real = leadsIntoProc ? path : walked;
  const findings: Finding[] = [];
  const add = (code: string, reason: string, remedy: string) =>
    findings.push({ code, kind: "file", severity: "warning", reason, remedy });

  const status = files.status(real);
  if ((status.mode & ~OWNER_MAY) !== 0) {
    add(
      "mode",
      `mode ${octal(status.mode)}: wider than 0400 or 0600, so others may use the key`,
      `chmod 0400 ${path}; if others had access, make a new key`,
    );
  }
  if (status.uid !== 0) {
    add(
      "owner",
      `the file belongs to user ${status.uid} and not to root`,
      `chown 0:0 ${path}`,
    );
  }
  if (link !== null) {
    add(
      "symlink",
      `${path} is a symbolic link to ${link.target}, where a copy or a backup may miss it`,
      "put the key itself into this place, unless the link is meant",
    );
  }
  const top = root === null ? "/" : walkPath(system, root).path;
  for (const directory of ancestorsOf(real, top)) {
    const { mode, uid } = files.status(directory);
    const others = (mode & GROUP_OR_OTHERS_WRITE) !== 0 && (mode & STICKY) === 0;
    const foreign = uid !== 0 && uid !== status.uid;
    if (!others && !foreign) continue;
    add(
      "directory",
      `${directory} (mode ${octal(mode)}, user ${uid}) lets others replace what is in it`,
      `chown 0:0 ${directory}; chmod go-w ${directory}`,
    );
  }
  return findings;
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
  const slash = path.lastIndexOf("/");
  const saved = savedKeys(system, path.slice(0, slash) || "/")
    .filter((name) => name.endsWith(`-saved-${path.slice(slash + 1)}`))
    .map((name) => `${path.slice(0, slash)}/${name}`)
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
  let saved: Uint8Array;
  try {
    const status = files.linkStatus(path);
    if (status.kind !== "file" || status.sizeBytes !== key.length) return false;
    saved = files.readFile(path, key.length, status);
  } catch {
    return false;
  }
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
    ? `may be written to by others (mode ${octal(mode)})`
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
  try {
    return walkPath(system, path).passed;
  } catch {
    return [];
  }
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

/** The directories that lead from `top` to an absolute path below it, nearest first. */
function ancestorsOf(path: string, top: string): string[] {
  const ancestors: string[] = [];
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
    ancestors.push(path.slice(0, end));
    if (path.slice(0, end) === top) return ancestors;
  }
  return [...ancestors, "/"];
}
