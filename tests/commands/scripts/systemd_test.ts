import { assertEquals, assertRejects, assertStringIncludes } from "../../assert.ts";
import { PROGRAM as WORDS, runCommand, runProgram } from "../../cli/program.ts";
import { withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { BuildFailure } from "../../../scripts/build/failure.ts";
import { UNIT, unitFor } from "../../../scripts/systemd/unit.ts";

const PROGRAM = "/usr/local/sbin/corosync-keygen";
const unit = await unitFor(PROGRAM);

const ignore = skipWithout(
  { programs: { "systemd-analyze": "systemd" } },
  "checking the systemd unit",
);

/** The machine that runs the tests may have no corosync-keygen, which is not the unit's fault. */
async function analyse(text: string): Promise<{ code: number; output: string }> {
  let result = { code: -1, output: "" };
  await withDirectory(async (directory) => {
    const path = `${directory}/${UNIT}`;
    await Deno.writeTextFile(path, text.replace("=/usr/local/sbin/corosync-keygen", "=/bin/true"));
    const { code, stdout, stderr } = await new Deno.Command("/usr/bin/systemd-analyze", {
      args: ["verify", "--man=no", "--recursive-errors=no", path],
    }).output();
    const decoder = new TextDecoder();
    result = { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
  });
  return result;
}

Deno.test({
  name: "systemd-analyze verify finds nothing in the unit for the first boot",
  ignore,
  fn: async () => {
    assertEquals(await analyse(unit), { code: 0, output: "" });
  },
});

Deno.test({
  name: "systemd-analyze verify would find a misspelt setting",
  ignore,
  fn: async () => {
    const text = unit.replace("ProtectHome", "ProtectHomes");
    assertStringIncludes((await analyse(text)).output, "'ProtectHomes'");
  },
});

Deno.test({
  name: "the unit fills no empty key that is mounted, and fails",
  ignore: skipWithout(
    { programs: { setpriv: "util-linux", unshare: "util-linux" }, root: true },
    "the unit's program without capabilities",
  ),
  fn: () =>
    withDirectory(async (directory) => {
      assertStringIncludes(unit, "\nCapabilityBoundingSet=\n");
      const [, args] = /^ExecStart=\S+ (.*)$/m.exec(unit)!;
      const words = args.replace("/etc/corosync", directory).split(" ");
      for (const [mode, wanted] of [["400", "2"], ["600", "3"], ["640", "3"]]) {
        const script = `cd "$0"; rm -f authkey; : >authkey; : >mounted; chmod ${mode} mounted
          mount --bind mounted authkey; code=0
          setpriv --no-new-privs --bounding-set=-all --inh-caps=-all "$@" >&2 || code=$?
          stat -c "$code %s %a" authkey; umount authkey`;
        const { code, stdout, stderr } = await runCommand([
          ...["unshare", "--mount", "sh", "-euc", script, directory, ...WORDS, ...words],
        ]);
        assertEquals([code, stdout], [0, `${wanted} 0 ${mode}\n`], stderr);
      }
    }),
});

Deno.test("the unit starts where corosync is not installed, and the program says what is missing", () =>
  withDirectory(async (directory) => {
    // Without the hyphen systemd ends a unit that names a missing path (systemd.exec(5), "ReadWritePaths=").
    const paths = unit.split("\n").filter((line) => /^Read.*Paths=/.test(line));
    assertEquals(paths, ["ReadWritePaths=-/etc/corosync"]);
    const [, args] = /^ExecStart=\S+ (.*)$/m.exec(unit)!;
    const missing = `${directory}/corosync`;
    const words = args.replace("/etc/corosync", missing).split(" ");
    const { code, stderr } = await runProgram(words);
    assertEquals([code, stderr.split("\n")[0]], [
      2,
      `corosync-keygen: Could not create ${missing}/authkey: No such file or directory`,
    ]);
  }));

/** Names that a shell, systemd or a regular expression would read in another way. */
const ODD = ["my dir", "100%n", "$HOME$$", "$&", "-@+!", "ü", "plain-1.0"];

/** Those that systemd takes in no path of a program. */
const REFUSED = ['a"b', "a'b", "back\\slash", "a\nb"];

Deno.test({
  name: "the unit starts the program in a directory of any name",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      for (const name of ODD) {
        const program = `${directory}/${name}/corosync-keygen`;
        await Deno.mkdir(`${directory}/${name}`);
        const missing = await analyse(await unitFor(program));
        assertEquals(missing.code, 1, `${name}: the program is not there yet`);
        await Deno.symlink("/bin/true", program);
        assertEquals(await analyse(await unitFor(program)), { code: 0, output: "" }, name);
      }
      for (const name of REFUSED) {
        const program = `${directory}/${name}/corosync-keygen`;
        await assertRejects(() => unitFor(program), BuildFailure, "systemd starts no program");
        await Deno.mkdir(`${directory}/${name}`);
        await Deno.symlink("/bin/true", program);
        const escaped = program.replace(/["'\\]/g, "\\$&").replaceAll("\n", "\\n");
        assertEquals((await analyse(unit.replace(PROGRAM, `"${escaped}"`))).code, 1, name);
      }
    }),
});

/** What `systemd-analyze condition` says of the unit's own conditions on this machine. */
async function conditions(
  replace: (line: string) => string,
  kernelCommandLine = "",
): Promise<boolean> {
  const lines = unit.split("\n")
    .filter((line) => line.startsWith("Condition")).map(replace);
  const { success } = await new Deno.Command("/usr/bin/systemd-analyze", {
    args: ["condition", ...lines],
    env: { SYSTEMD_PROC_CMDLINE: kernelCommandLine },
  }).output();
  return success;
}

const KERNEL_COMMAND_LINES = [
  ["quiet corosync.make_authkey", true],
  ["corosync.make_authkey=0", true],
  ["corosync.make_authkey=no quiet", true],
  ["corosync.make_authkey_not", false],
] as const;

Deno.test({
  name: "the unit runs on a machine that is marked and has no key, and on no other",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const here = (line: string) => line.replace("/etc/corosync", directory);
      assertEquals(await conditions(here), false, "not marked");
      // Any value will do.
      for (const [commandLine, isMarked] of KERNEL_COMMAND_LINES) {
        assertEquals(await conditions(here, commandLine), isMarked, commandLine);
      }
      await Deno.writeTextFile(`${directory}/make-authkey`, "");
      assertEquals(await conditions(here), true, "marked");
      await Deno.writeTextFile(`${directory}/authkey`, "");
      assertEquals(await conditions(here), true, "an empty file is no key");
      await Deno.writeTextFile(`${directory}/authkey`, "x");
      assertEquals(await conditions(here), false, "has a key");
    }),
});
