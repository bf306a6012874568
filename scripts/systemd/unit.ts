import { BuildFailure } from "../build/failure.ts";
import { ROOT } from "../build/project.ts";

/** The unit that makes the key at the first boot. */
export const UNIT = "corosync-keygen-first-boot.service";

const PLACE = "@PROGRAM@";

/**
 * The text of the unit, for the program where it is installed: on Debian /usr/sbin/corosync-keygen is another
 * program unless the package of this one has moved it aside.
 *
 * @param program absolute path of the program
 */
export async function unitFor(program: string): Promise<string> {
  const text = await Deno.readTextFile(`${ROOT}scripts/systemd/${UNIT}.in`);
  return text.replaceAll(PLACE, () => quoted(program));
}

/**
 * A path as the first word of a command line (systemd.service(5), "Command lines", and systemd.syntax(7), "Quoting").
 *
 * @throws BuildFailure for the characters that systemd accepts in no path of a program, quoted or not
 */
function quoted(path: string): string {
  if (/[\p{Cc}"'\\]/u.test(path)) {
    throw new BuildFailure(
      `systemd starts no program with quotes, backslashes or control characters in its path: ${path}`,
    );
  }
  return /^[\w./+-]+$/.test(path) ? path : `"${path.replaceAll("%", "%%")}"`;
}

/** What ProtectHome=yes and PrivateTmp=yes of the unit hide, its own program included (systemd.exec(5)). */
const HIDDEN = /^\/(?:home|root|run\/user|tmp|var\/tmp)\//;

/** @throws BuildFailure when the unit could not start its program there */
export function refuseHidden(program: string): void {
  const [hidden] = HIDDEN.exec(program) ?? [];
  if (hidden === undefined) return;
  throw new BuildFailure(
    `The unit cannot start ${program}: it hides ${hidden.slice(0, -1)} from what it starts`,
    ["choose another --prefix, or install without --unit"],
  );
}

/** Directories below which systemd finds units by their names (systemd.unit(5), "Unit File Load Path"). */
const SEARCHED = /^(?:\/usr\/local|\/usr|)\/lib\/systemd\/system\//;

/** Whether systemd finds a unit that lies there without being told its path. */
export const isSearched = (path: string): boolean => SEARCHED.test(path);
