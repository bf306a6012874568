import { assert, assertEquals } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";
import { runCommand } from "../cli/program.ts";
import { withFleet } from "../cluster/fleet.ts";
import { fleetIsImpossible } from "../cluster/requirements.ts";
import { bootDebian, inDebian, installDebian } from "./debian.ts";
import { blocks, readme } from "../readme.ts";
import { PROGRAM, readConfiguration, ROOT } from "../../scripts/build/project.ts";
import { runTool } from "../../scripts/build/run_tool.ts";

/** Commands in the order of the text: those of "Install" first, then what they make possible. */
const [install] = blocks("sh", "Install");
/** The first makes a key; the second is the suite that this test belongs beside. */
const [first] = blocks("sh");
/** Run in a system that boots, with the mark of a first node. */
const [image] = blocks("sh", "An image");
const [, mark] = /by `(touch [^`]+)`/.exec(readme)!;
const rest = blocks("sh").filter((block) => ![install, first, image].includes(block));

Deno.test("the README's first command makes a key, and the second runs the tests", () =>
  withDirectory(async (directory) => {
    const [keygen, test] = first.trim().split("\n");
    const clone = `${directory}/clone`;
    await runTool(["git", "clone", "--quiet", ROOT, clone]);
    const { code } = await runCommand(["bash", "-euc", keygen], { cwd: clone });
    const { size, mode } = await Deno.stat(`${clone}/authkey`);
    assertEquals([code, size, (mode ?? 0) & 0o7777], [0, 256, 0o400]);
    assertEquals(test, "npx --yes deno@2.9.6 task test");
  }));

const ignore = fleetIsImpossible("the commands of the README") ||
  skipWithout(
    { programs: { sudo: "sudo", git: "git", debootstrap: "debootstrap" }, root: true },
    "the commands of the README",
  );

/** Runs in mounts of its own what installs below /usr/local; prints what lies there then. */
async function installed(clone: string): Promise<string> {
  const script = `cd "$1"
    for directory in sbin share lib; do mount -t tmpfs none "/usr/local/$directory"; done
    ${install}
    find /usr/local/sbin /usr/local/share -type f | sort; corosync-keygen --version`;
  const { code, stdout, stderr } = await runCommand(
    ["unshare", "--mount", "bash", "-euc", script, "bash", clone],
    { env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" } },
  );
  assertEquals(code, 0, stdout + stderr);
  return stdout;
}

/** Puts program and unit into a system, runs the commands for an image there, and boots it. */
async function bootImage(clone: string, directory: string): Promise<void> {
  const root = `${directory}/image`;
  await installDebian("bookworm", root);
  const script = `cd "$1"; DESTDIR=$2 deno run -A scripts/install.ts --unit`;
  const env = { PATH: `${Deno.execPath().replace(/[^/]*$/, "")}:/usr/sbin:/usr/bin:/sbin:/bin` };
  const put = await runCommand(["bash", "-euc", script, "bash", clone, root], { env });
  assertEquals(put.code, 0, put.stderr);
  const done = await inDebian(root, `${image}${mark}`);
  assertEquals(done.code, 0, done.stderr);
  const question = `systemctl is-active corosync; stat -c '%a %s' /etc/corosync/authkey`;
  assertEquals(await bootDebian(root, question), "active\n400 256\n");
  // The same image, on a node that is not the first one.
  await runTool(["rm", "-f", `${root}/etc/corosync/authkey`, `${root}/etc/corosync/make-authkey`]);
  const none = "test -e /etc/corosync/authkey || echo none";
  assertEquals(await bootDebian(root, none), "none\n");
}

Deno.test({
  name: "every command of the README does what it says, in a fresh clone, as it stands",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const clone = `${directory}/clone`;
      await runTool(["git", "clone", "--quiet", ROOT, clone]);
      const shown = await installed(clone);
      const { version } = readConfiguration();
      assert(shown.includes("/usr/local/share/man/man8/corosync-keygen.8\n"), shown);
      assert(shown.includes(`\n${PROGRAM} ${version} (bun `), shown);
      await bootImage(clone, directory);
      await withFleet(async ({ nodes, control, sshConfig }) => {
        const built = `${clone}/dist/${PROGRAM}-${version}-linux-x64-bun`;
        await control.must(["cp", built, `/usr/local/sbin/${PROGRAM}`]);
        await control.must(["mount", "--bind", sshConfig, "/etc/ssh/ssh_config"]);
        const run = (script: string) =>
          control.run([
            ...["env", "PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8"],
            ...["ANSIBLE_HOST_KEY_CHECKING=False", `ANSIBLE_LOCAL_TEMP=${directory}/ansible`],
            ...["bash", "-c", `cd "$0"; ${script}`, clone],
          ]);
        // The session at the top, with what it shows.
        const [session] = blocks("console");
        for (const step of session.split(/^# /m).slice(1)) {
          const [command, ...lines] = step.split("\n");
          assertEquals((await run(command)).stdout, lines.join("\n"), command);
        }
        for (const block of rest) {
          for (const command of block.trim().split("\n")) {
            const { code, stdout, stderr } = await run(command);
            assertEquals(code, 0, `${command}\n${stdout}${stderr}`);
          }
        }
        const sum = async (file: string, on = control) =>
          (await on.must(["sha256sum", file])).split(" ")[0];
        const wanted = await sum(`${clone}/authkey`);
        for (const node of nodes) assertEquals(await sum("/etc/corosync/authkey", node), wanted);
        assert((await Deno.readTextFile(`${clone}/report.html`)).includes("<svg"));
        // Nothing that the commands make is taken for a part of the project, a key least of all.
        const changed = ["git", "-C", clone, "status", "--porcelain"];
        assertEquals(await runTool(changed), "");
      }, ["node1", "node2", "node3"]);
    }),
});
