import { assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { runCommand } from "../cli/program.ts";
import { skipUnless } from "../skip.ts";
import { skipWithout } from "../peers.ts";
import { PROGRAM, readConfiguration, ROOT } from "../../scripts/build/project.ts";
import { runTool } from "../../scripts/build/run_tool.ts";
import { UNIT } from "../../scripts/systemd/unit.ts";
import { testContainer } from "./container.ts";
import { bootDebian, COROSYNC_PACKAGE, inDebian, installDebian } from "./debian.ts";

const { version } = readConfiguration();
const DEB = `${PROGRAM}_${version}-1+bun1_amd64.deb`;
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
    const lintian = ["lintian", "--fail-on", "error,warning", "--display-info"];
    const { code, stdout } = await runCommand([...lintian, deb]);
    const hints = stdout.split("\n").filter((line) => /^[EW]: |-override /.test(line));
    assertEquals([code, hints], [0, []], stdout);
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

/** The same package, as an earlier version would have it. */
async function earlierPackage(work: string): Promise<string> {
  const earlier = `${work}/earlier.deb`;
  const script = `dpkg-deb --raw-extract "$1" "$2/tree"
    sed -i 's/^Version: .*/Version: 0.1.9-1/' "$2/tree/DEBIAN/control"
    dpkg-deb --root-owner-group -Znone --build "$2/tree" "$3"; rm -r "$2/tree"`;
  await runTool(["sh", "-euc", script, "sh", deb, work, earlier]);
  return earlier;
}

/** What a boot has to show of the unit: how it and corosync are, the key, what was said, and which came first. */
const QUESTION = `systemctl show -P ActiveState,Result ${UNIT} corosync
  stat -c '%a %s' /etc/corosync/authkey || true
  journalctl -o cat -t ${PROGRAM}
  ended=$(systemctl show -P ExecMainExitTimestampMonotonic ${UNIT})
  began=$(systemctl show -P ExecMainStartTimestampMonotonic corosync)
  if [ "$ended" -gt 0 ] && [ "$ended" -lt "$began" ]; then echo first the key, then corosync; fi`;

for (const release of ["bookworm", "trixie"]) {
  Deno.test({ name: `on ${release}, beside corosync, the package`, ignore }, async (t) => {
    await withDirectory(async (work) => {
      const root = `${work}/${release}`;
      await installDebian(release, root);
      await Deno.copyFile(deb, `${root}/${DEB}`);
      await Deno.copyFile(await earlierPackage(work), `${root}/earlier.deb`);
      const run = (script: string) => inSystem(root, script);
      const sum = (path: string) => run(`sha256sum <${path}`);
      const program = "/usr/sbin/corosync-keygen";
      const page = "/usr/share/man/man8/corosync-keygen.8.gz";
      const originals = [await sum(program), await sum(page)];
      const aside = async () => [
        await sum(`${program}.corosync`),
        await sum(page.replace(".8.gz", ".corosync.8.gz")),
      ];

      /** Debian's program is in its place, and dpkg knows of no package of ours. */
      const assertAsItWas = async () => {
        assertEquals(await sum(program), originals[0]);
        assertEquals(
          await run(
            "dpkg-divert --list '*corosync-keygen' '*corosync-keygen.8*' | grep -v ^local || true",
          ),
          "",
        );
        const status = await inDebian(
          root,
          `dpkg-query --show --showformat '\${Status}' ${PROGRAM}`,
        );
        assertEquals(/half|config-files|unpacked/.test(status.stdout), false, status.stdout);
      };

      await t.step("moves Debian's program and man page aside, and is found first", async () => {
        assertStringIncludes(await run("dpkg --install /earlier.deb 2>&1"), "Setting up");
        assertEquals(await aside(), originals);
        const made = `${PROGRAM} -l -s 256; ${PROGRAM} fingerprint`;
        assertStringIncludes(await run(made), "SHA256:");
        assertEquals(await run("stat -c '%a %s' /etc/corosync/authkey"), "400 256\n");
        assertMatch(await run(`zcat ${page} | sed -n 1p`), /^\.Dd /);
      });

      await t.step("is upgraded, and so is Debian's corosync beside it", async () => {
        assertStringIncludes(await run(`dpkg --install /${DEB} 2>&1`), "over (0.1.9-1)");
        await run(`dpkg --install ${COROSYNC_PACKAGE}; dpkg --install /${DEB}`);
        assertEquals(await aside(), originals);
        assertStringIncludes(await run(`${PROGRAM} --version`), `${PROGRAM} ${version} `);
      });

      await t.step("has the licences that the program prints, and files as they were", async () => {
        const notices = `zcat /usr/share/doc/${PROGRAM}/NOTICES.gz | cmp - /printed`;
        await run(`${PROGRAM} --licenses >/printed; ${notices}; rm /printed`);
        assertEquals(await run(`dpkg --verify ${PROGRAM} corosync`), "");
      });

      await t.step("makes a key at the first boot of the first node, and only there", async () => {
        assertEquals(await run(`systemctl is-enabled ${UNIT} || true`), "disabled\n");
        await run(`rm /etc/corosync/authkey; systemctl enable ${UNIT}`);
        const other = await bootDebian(root, QUESTION);
        assertEquals(other, "success\ninactive\n\nsuccess\nactive\n");
        // An empty file is what a boot leaves that was cut off.
        await run("touch /etc/corosync/make-authkey; : >/etc/corosync/authkey");
        const said = await bootDebian(root, QUESTION);
        assertEquals(
          said,
          "success\nactive\n\nsuccess\nactive\n400 256\n" +
            "Corosync Cluster Engine Authentication key generator.\n" +
            "Writing corosync key to /etc/corosync/authkey.\nfirst the key, then corosync\n",
        );
        const key = await sum("/etc/corosync/authkey");
        const again = await bootDebian(root, QUESTION);
        // What the first boot said follows: all boots of a test have one boot id, that of the kernel.
        assertStringIncludes(again, "success\ninactive\n\nsuccess\nactive\n400 256\n");
        assertEquals(await sum("/etc/corosync/authkey"), key);
      });

      await t.step(
        "makes a key under strict sandboxes, as the table of both forms says",
        async () => {
          await Deno.writeTextFile(
            `${root}/etc/systemd/system/strict.service`,
            `[Service]
Type=oneshot
MemoryDenyWriteExecute=yes
SystemCallFilter=@system-service
ExecStart=${program} -l -s 256 -k /run/key
`,
          );
          const said = await bootDebian(
            root,
            "systemctl start strict; systemctl show -P Result strict; stat -c '%a %s' /run/key",
          );
          assertEquals(said, "success\n400 256\n");
        },
      );

      await t.step("leaves a key that comes between, and takes that for success", async () => {
        const unit = await Deno.readTextFile(`${root}/usr/lib/systemd/system/${UNIT}`);
        const [, start] = /^ExecStart=(.*)$/m.exec(unit)!;
        assertEquals((await inDebian(root, start)).code, 7);
        assertStringIncludes(unit, "\nSuccessExitStatus=7\n");
      });

      await t.step("leaves no link of its unit behind where there is no systemctl", async () => {
        const link = `/etc/systemd/system/multi-user.target.wants/${UNIT}`;
        await run(`test -L ${link}; mv /usr/bin/systemctl /usr/bin/systemctl.hidden
          dpkg --remove ${PROGRAM}; mv /usr/bin/systemctl.hidden /usr/bin/systemctl
          test ! -L ${link}; dpkg --install /${DEB}`);
      });

      await t.step("leaves a unit of its name enabled that somebody put elsewhere", async () => {
        const link = `/etc/systemd/system/multi-user.target.wants/${UNIT}`;
        const local = "/usr/local/lib/systemd/system";
        await run(`mkdir -p ${local}; cp /usr/lib/systemd/system/${UNIT} ${local}
          ln -s ${local}/${UNIT} ${link}; dpkg --remove ${PROGRAM}; test -e ${link}
          rm -r ${link} ${local}; dpkg --install /${DEB}`);
      });

      await t.step("gives everything back when it is removed, and leaves the key", async () => {
        await run(`systemctl disable report.service; rm -r /report.sh /boot.log /earlier.deb
          rm -r /etc/systemd/system/strict.service /etc/systemd/system/report.service /var/log/journal 2>/dev/null || true`);
        assertStringIncludes(await run(`dpkg --remove ${PROGRAM} 2>&1`), "Removing");
        assertEquals([await sum(program), await sum(page)], originals);
        assertEquals(await run("dpkg-divert --list '*corosync-keygen*'"), "");
        await run(`dpkg --purge ${PROGRAM}`);
        // A boot that was cut off leaves systemd's own directory for the unit, under a name of systemd's.
        const others = "-not -path '/proc/*' -not -path '/var/tmp/systemd-private-*'";
        const left = await run(`find / -xdev -name '*${PROGRAM}*' ${others} | sort`);
        assertEquals(left.trim().split("\n"), [`/${DEB}`, program, page]);
        assertEquals(await run("stat -c '%a %s' /etc/corosync/authkey"), "400 256\n");
        assertEquals(await run("dpkg --verify corosync"), "");
        assertEquals(
          await run(`dpkg --status ${PROGRAM} 2>&1 || true`).then((it) =>
            it.includes("is not installed")
          ),
          true,
        );
      });

      await t.step("changes nothing where one of the files was moved aside already", async () => {
        const moved = page.replace(".8.gz", ".ours.8.gz");
        const locally = `dpkg-divert --local --rename --divert ${moved}`;
        await run(`${locally} --add ${page} 2>&1`);
        const refused = await inDebian(root, `dpkg --install /${DEB}`);
        assertEquals([refused.code, refused.stdout.includes("Setting up")], [1, false]);
        assertStringIncludes(
          refused.stderr,
          `\n${PROGRAM}: ${page} is diverted already (LOCAL): dpkg-divert --list\n`.slice(1),
        );
        assertEquals(refused.stderr.includes("error while cleaning up"), false, refused.stderr);
        await assertAsItWas();
        await run(`${locally} --remove ${page} 2>&1; dpkg --verify corosync`);
        // A file that is in the way is found when the program is aside already, which is taken back.
        const inTheWay = page.replace(".8.gz", ".corosync.8.gz");
        await run(`echo other >${inTheWay}`);
        assertEquals((await inDebian(root, `dpkg --install /${DEB}`)).code, 1);
        await assertAsItWas();
        assertEquals([await sum(program), await sum(page)], originals);
        await run(`rm ${inTheWay}; dpkg --install /${DEB}; dpkg --purge ${PROGRAM}`);
        assertEquals([await sum(program), await sum(page)], originals);
      });

      await t.step("moves the program aside of a corosync that comes later", async () => {
        await run(`dpkg --purge --force-depends corosync; dpkg --install /${DEB}
          dpkg --install ${COROSYNC_PACKAGE}`);
        assertEquals(await aside(), originals);
        assertStringIncludes(await run(`${PROGRAM} --version`), `${PROGRAM} ${version} `);
      });
    });
  });
}

testContainer(deb, ignore);
