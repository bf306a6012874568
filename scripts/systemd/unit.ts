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
  return text.replaceAll(PLACE, program);
}
