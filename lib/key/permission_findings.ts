import type { System } from "../system/types.ts";
import { savedKeys } from "../files/place_warnings.ts";
import { statusOrNull, walkPath } from "../files/walk_path.ts";
import type { Finding } from "./finding.ts";

/** Permission bits that the owner of a key may have: 0400, or 0600. */
const OWNER_MAY = 0o600;

const GROUP_OR_OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

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

/**
 * Version 0.1 wrote a key file that is a mount point in place and kept the old key beside it meanwhile. Where
 * that copy is still there, the run was killed, and the file may be half the new key and half the old one:
 * bytes that no test tells from a good key.
 *
 * @param named A file that exists.
 */
export function unfinishedWriteFindings(system: System, named: string): Finding[] {
  const { path } = walkPath(system, named);
  const slash = path.lastIndexOf("/");
  const directory = path.slice(0, slash) || "/";
  const name = savedKeys(system, directory).find((name) =>
    name.endsWith(`-saved-${path.slice(slash + 1)}`)
  );
  if (name === undefined) return [];
  const saved = `${path.slice(0, slash)}/${name}`;
  return [{
    code: "unfinished-write",
    kind: "damage",
    severity: "warning",
    reason:
      `a run that was killed has left ${saved}: it was writing this file, which may be partly ` +
      "the new key and partly the old one",
    remedy: `copy the key again from a good node, then remove ${saved}`,
  }];
}

/**
 * Who besides root and the caller can have changed a file before it is installed as a key. It is told and not
 * refused: a key often arrives in the home of the user who may log in.
 *
 * @param path The file that was read.
 */
export function writerWarnings(system: System, path: string): string[] {
  const status = statusOrNull(system, path);
  if (status === null) return []; // Removed since it was read.
  const { uid, mode } = status;
  const isForeign = uid !== 0 && uid !== system.userId();
  const others = isForeign
    ? `belongs to user ${uid}`
    : (mode & GROUP_OR_OTHERS_WRITE) !== 0
    ? `may be written to by others (mode ${octal(mode)})`
    : null;
  if (others === null) return [];
  return [
    `${path} ${others}: another key may have been put there; --check with the fingerprint of the original ` +
    "shows whether this is it",
  ];
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
