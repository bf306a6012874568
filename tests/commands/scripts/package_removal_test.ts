import { assertEquals } from "../../assert.ts";
import { runCommand } from "../../cli/program.ts";
import { withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { ROOT } from "../../../scripts/build/project.ts";
import { UNIT } from "../../../scripts/systemd/unit.ts";

/**
 * Runs the script as dpkg does, where /etc/systemd is empty but for the link, nothing is diverted and no systemd runs.
 * Prints where the link leads, if it is left.
 */
const REMOVAL = `
  mount --make-rprivate /; mount -t tmpfs none /etc/systemd; mount -t tmpfs none /run
  wants=/etc/systemd/system/multi-user.target.wants
  mkdir -p $wants; ln -s "$3" "$wants/$4"
  sh "$1" "$2"; readlink "$wants/$4" || true`;

/** What is left of a link to a unit once dpkg has called the script. */
async function left(action: string, target: string): Promise<string> {
  let printed = "";
  await withDirectory(async (directory) => {
    await Deno.mkdir(`${directory}/info`);
    const script = `${ROOT}scripts/package/postrm`;
    const words = ["unshare", "--mount", "sh", "-euc", REMOVAL, "sh", script, action, target, UNIT];
    const env = { DPKG_ADMINDIR: directory };
    const { code, stdout, stderr } = await runCommand(words, { env });
    assertEquals([code, stderr], [0, ""]);
    printed = stdout.trim();
  });
  return printed;
}

Deno.test({
  name: "removing the package takes away the link to its own unit, and leaves that to another",
  ignore: skipWithout(
    { programs: { unshare: "util-linux", "dpkg-divert": "dpkg" }, root: true },
    "removing the package",
  ),
  fn: async () => {
    const up = "../../../..";
    for (const own of [`/usr/lib/systemd/system/${UNIT}`, `/lib/systemd/system/${UNIT}`]) {
      for (const target of [own, up + own]) {
        assertEquals(await left("remove", target), "", target);
        // Nothing of the package was enabled when it could not be installed.
        assertEquals(await left("abort-install", target), target);
      }
    }
    const others = [
      `/usr/local/lib/systemd/system/${UNIT}`,
      `/etc/systemd/system/${UNIT}`,
      `../${UNIT}`,
      "/usr/lib/systemd/system/other.service",
    ];
    for (const target of others) assertEquals(await left("remove", target), target);
  },
});
