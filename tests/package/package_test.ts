import { assert, assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { runCommand } from "../cli/program.ts";
import { skipUnless } from "../skip.ts";
import { skipWithout } from "../peers.ts";
import { PROGRAM, readConfiguration, ROOT } from "../../scripts/build/project.ts";
import { runTool } from "../../scripts/build/run_tool.ts";
import { UNIT } from "../../scripts/systemd/unit.ts";
import { inDebian, installDebian } from "./debian.ts";

const { version } = readConfiguration();
const DEB = `${PROGRAM}_${version}-1_amd64.deb`;
const needs = {
  programs: {
    debootstrap: "debootstrap",
    "dpkg-deb": "dpkg",
    lintian: "lintian",
    unshare: "util-linux",
    chroot: "coreutils",
  },
  root: true,
};
const ignore = skipWithout(needs, "the Debian package") ||
  skipUnless(
    Deno.build.target === "x86_64-unknown-linux-gnu",
    "the Debian package",
    "this is not x64",
  );

const deno = (...args: string[]) => runTool([Deno.execPath(), "run", "-A", ...args], { cwd: ROOT });

/** Compiles and packages, by Bun: that needs npm only. */
async function makePackage(): Promise<string> {
  await deno("scripts/build.ts", "--runtime", "bun");
  await deno("scripts/package.ts", "--runtime", "bun");
  return `${ROOT}dist/${DEB}`;
}

const deb = ignore ? "" : await makePackage();

async function inSystem(directory: string, script: string): Promise<string> {
  const { code, stdout, stderr } = await inDebian(directory, script);
  assertEquals(code, 0, `${script}\n${stdout}${stderr}`);
  return stdout;
}

Deno.test({
  name: "lintian has nothing against the package but what a published runtime must have",
  ignore,
  fn: async () => {
    const { code, stdout } = await runCommand(["lintian", "--fail-on", "error,warning", deb]);
    assertEquals([code, stdout], [0, ""]);
  },
});

Deno.test({
  name: "one executable gives the same package, and it names what it needs",
  ignore,
  fn: async () => {
    const sum = async () => (await runTool(["sha256sum", deb])).slice(0, 64);
    const first = await sum();
    // That the executable is the same too, tests/executables/reproducible_test.ts shows.
    await deno("scripts/package.ts", "--runtime", "bun");
    assertEquals(await sum(), first);
    const fields = await runTool(["dpkg-deb", "--field", deb, "Depends", "Architecture"]);
    assertMatch(fields, /^Depends: libc6 \(>= 2\.\d+\)\nArchitecture: amd64\n$/);
  },
});

for (const release of ["bookworm", "trixie"]) {
  Deno.test({
    name:
      `on ${release} the package installs beside corosync, makes keys, and gives Debian's program back`,
    ignore,
    fn: () =>
      withDirectory(async (work) => {
        const root = `${work}/${release}`;
        await installDebian(release, root);
        await Deno.copyFile(deb, `${root}/${DEB}`);
        const original = await inSystem(root, "sha256sum </usr/sbin/corosync-keygen");
        // The policy of the machine, not of the package: no service starts in a chroot.
        const installed = await inSystem(root, `dpkg --install /${DEB} 2>&1`);
        assertStringIncludes(installed, `Setting up ${PROGRAM}`);

        assertStringIncludes(
          await inSystem(root, `${PROGRAM} --version`),
          `${PROGRAM} ${version} `,
        );
        const made =
          `${PROGRAM} -l -s 256; ${PROGRAM} fingerprint; stat -c "%a %s" /etc/corosync/authkey`;
        assertStringIncludes(await inSystem(root, made), "400 256\n");
        assertEquals(
          await inSystem(root, "sha256sum </usr/sbin/corosync-keygen.corosync"),
          original,
        );
        const pages = "cd /usr/share/man/man8; zcat corosync-keygen.8.gz | sed -n 1p; " +
          "test -s corosync-keygen.corosync.8.gz";
        assertMatch(await inSystem(root, pages), /^\.Dd /);

        // First boot, simulated: systemd's conditions, then the command of the unit as it is installed.
        const unit = await Deno.readTextFile(`${root}/usr/lib/systemd/system/${UNIT}`);
        const [, start] = /^ExecStart=(.*)$/m.exec(unit)!;
        assert(start!.startsWith("/usr/sbin/corosync-keygen "), unit);
        await inSystem(
          root,
          ": >/etc/corosync/empty; mv /etc/corosync/empty /etc/corosync/authkey",
        );
        await inSystem(root, start!);
        assertEquals(await inSystem(root, "stat -c '%a %s' /etc/corosync/authkey"), "400 256\n");
        const again = await inDebian(root, start!);
        assertEquals(
          again.code,
          7,
          "a key that is there stays, and the unit takes that for success",
        );
        assertStringIncludes(unit, "\nSuccessExitStatus=7\n");
        assertEquals(await inSystem(root, `systemctl is-enabled ${UNIT} || true`), "disabled\n");
        await inSystem(root, `systemctl enable ${UNIT}`);

        // Over itself, then away: the original is back, the key stays, nothing of ours does.
        await inSystem(root, `dpkg --install /${DEB}`);
        assertStringIncludes(
          await inSystem(root, `${PROGRAM} --version`),
          `${PROGRAM} ${version} `,
        );
        await inSystem(root, `dpkg --purge ${PROGRAM} 2>&1`);
        assertEquals(await inSystem(root, "sha256sum </usr/sbin/corosync-keygen"), original);
        assertEquals(await inSystem(root, "dpkg-divert --list '*corosync-keygen*'"), "");
        assertEquals(
          await inSystem(
            root,
            "find / -xdev -name '*corosync-keygen*' -not -path '/proc/*' | sort",
          ),
          [
            `/${DEB}`,
            "/usr/sbin/corosync-keygen",
            "/usr/share/man/man8/corosync-keygen.8.gz",
          ].sort().join("\n") + "\n",
        );
        assertEquals(await inSystem(root, "stat -c '%a %s' /etc/corosync/authkey"), "400 256\n");
        // The package of corosync is as it was too.
        assertEquals(await inSystem(root, "dpkg --verify corosync"), "");
      }),
  });
}
