import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { fixedKey, withDirectory } from "../../keys.ts";
import { casesOf } from "../../share.ts";
import { runCommand } from "../../cli/program.ts";
import { skipWithout } from "../../peers.ts";
import { ROOT } from "../../../scripts/build/project.ts";
import { ANSIBLE_ENV, OURS } from "./fleet_controller.ts";

/** That check mode promises what a run does, with a node that is this machine without corosync. */

const ignore = skipWithout(
  { programs: { "ansible-playbook": "ansible-core", unshare: "util-linux" }, root: true },
  "check mode on one node",
);

/** Runs the role in `directory`, where our program's stand-in lies, for the key `key` and the node's `target`. */
async function play(
  directory: string,
  settings: Readonly<Record<string, string>>,
  ...more: readonly string[]
): Promise<{ code: number; stdout: string; changed: string }> {
  await Deno.writeTextFile(`${directory}/ours`, OURS, { mode: 0o755 });
  const all = {
    ansible_become: false,
    corosync_key_group: "all",
    corosync_key_file: `${directory}/key`,
    corosync_key_program: `${directory}/ours`,
    corosync_key_target: `${directory}/target`,
    ...settings,
  };
  const script = `mkdir -p /etc/corosync; mount -t tmpfs none /etc/corosync
    [ ! -d ${directory}/read ] || mount -t tmpfs -o ro none ${directory}/read
    [ ! -f ${directory}/mounted ] || mount --bind ${directory}/mounted ${directory}/mounted
    echo 'totem.keyfile: ${all.corosync_key_target}' >/etc/corosync/corosync.conf
    if [ -d ${directory}/runs ]; then
      cat ${directory}/runs/conf >>/etc/corosync/corosync.conf; ${directory}/runs/corosync 600 &
    fi
    "$@"`;
  const { code, stdout } = await runCommand([
    ...["unshare", "--mount", "--pid", "--fork", "--mount-proc", "bash", "-euc", script, "bash"],
    ...["ansible-playbook", "--inventory", "localhost,", "--connection", "local"],
    ...["--extra-vars", JSON.stringify(all)],
    ...[...more, `${ROOT}scripts/fleet/corosync_key.yml`],
  ], { env: { ...ANSIBLE_ENV, HOME: directory } });
  return { code, stdout, changed: /changed=(\d+)/.exec(stdout)?.[1] ?? "none" };
}

/** Each case in check mode and in a run; every second of these has every case, and half of them in each mode. */
function inBothModes<T>(cases: readonly T[]): readonly (readonly [one: T, more: string[]])[] {
  return cases.flatMap((one, i) => {
    const modes: string[][] = i % 2 === 0 ? [["--check"], []] : [[], ["--check"]];
    return modes.map((more) => [one, more] as const);
  });
}

Deno.test({
  name:
    "check mode refuses what the run does: no directory for the key here or on a node, or a read-only one",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const cases = [
        ["file", "none", `there is no directory ${directory}/none for the key: make it, `],
        ["file", "read", `nothing can be written into ${directory}/read, where the key belongs`],
        ["target", "read", `nothing can be written into ${directory}/read`],
        ["target", "none", `\\"problem\\": \\"there is no directory ${directory}/none`],
      ] as const;
      await Deno.mkdir(`${directory}/read`);
      for (const [[name, place, reason], more] of casesOf(inBothModes(cases))) {
        const settings = { [`corosync_key_${name}`]: `${directory}/${place}/key` };
        const { code, stdout } = await play(directory, settings, ...more);
        assertEquals([code, stdout.includes("would change")], [2, false], stdout);
        assertStringIncludes(stdout, reason);
      }
    }),
});

Deno.test({
  name: "check mode refuses what the run does: a directory where a node would write beside its key",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.writeFile(`${directory}/target`, await fixedKey("old", 256), { mode: 0o400 });
      await Deno.mkdir(`${directory}/target.untold`);
      for (const more of [["--check"], []]) {
        const settings = { corosync_key_rotate: "true" };
        const { code, stdout } = await play(directory, settings, ...more);
        assertEquals([code, stdout.includes("would change")], [2, false], stdout);
        assertStringIncludes(stdout, `\\"result\\": \\"unchanged\\"`);
        assertStringIncludes(stdout, `${directory}/target.untold is a directory`);
      }
    }),
});

Deno.test({
  name: "check mode refuses what the run does: a key on a node whose place no other file can take",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const made = await runCommand(["mknod", `${directory}/null`, "c", "1", "3"]);
      assertEquals([made.code, made.stderr], [0, ""]);
      await Deno.writeFile(`${directory}/mounted`, await fixedKey("old", 256), { mode: 0o400 });
      const reasons = {
        null: "is a character special file: a regular file is needed",
        mounted: "is a mount point, whose place no new key can take: mount its directory",
      };
      for (const [[name, reason], more] of casesOf(inBothModes(Object.entries(reasons)))) {
        const target = `${directory}/${name}`;
        const before = (await Deno.stat(target)).ino;
        const settings = { corosync_key_rotate: "true", corosync_key_target: target };
        const { code, stdout } = await play(directory, settings, ...more);
        assertEquals([code, stdout.includes("would change")], [2, false], stdout);
        assertStringIncludes(stdout, `\\"result\\": \\"unchanged\\"`);
        assertStringIncludes(stdout, `${target} ${reason}`);
        assertEquals((await Deno.stat(target)).ino, before);
      }
      const left = Array.from(Deno.readDirSync(directory), ({ name }) => name);
      assertEquals(left.filter((name) => /^(null|mounted|key)[.]/.test(name)), []);
    }),
});

Deno.test({
  name: "check mode says that a key which waits here would become the key, and that counts once",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const next = await fixedKey("next", 256);
      await Deno.writeFile(`${directory}/key`, await fixedKey("old", 256), { mode: 0o600 });
      await Deno.writeFile(`${directory}/key.next`, next, { mode: 0o600 });
      await Deno.writeFile(`${directory}/target`, next, { mode: 0o400 });
      const dry = await play(directory, {}, "--check");
      assertEquals([dry.code, dry.changed], [0, "1"], dry.stdout);
      assertStringIncludes(dry.stdout, '\\"result\\": \\"would change\\"');
      assertStringIncludes(dry.stdout, `${directory}/key.next would become ${directory}/key`);
      for (const changed of ["1", "0"]) {
        const run = await play(directory, {});
        assertEquals([run.code, run.changed], [0, changed], run.stdout);
        assertEquals(await Deno.readFile(`${directory}/key`), next);
      }
      const after = await play(directory, {}, "--check");
      assertEquals([after.code, after.changed], [0, "0"], after.stdout);
      assertStringIncludes(after.stdout, '\\"result\\": \\"nothing would change\\"');
    }),
});

Deno.test({
  name:
    "check mode names the nodes with which the run ends: silent ones, and those of the list alone",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const key = await fixedKey("key", 256);
      await Deno.writeFile(`${directory}/key`, key, { mode: 0o600 });
      await Deno.writeFile(`${directory}/target`, key, { mode: 0o400 });
      await Deno.mkdir(`${directory}/runs`);
      // A corosync that runs and never answers.
      await Deno.copyFile("/bin/sleep", `${directory}/runs/corosync`);
      await Deno.writeTextFile(
        `${directory}/runs/conf`,
        "nodelist {\n  node {\n    ring0_addr: 192.0.2.1\n    nodeid: 2\n  }\n}\n",
      );
      const problems = '\\"problems\\": [\\"localhost\\", \\"192.0.2.1 (nodeid 2)\\"]';
      const dry = await play(directory, {}, "--check");
      assertEquals([dry.code, dry.changed], [0, "0"], dry.stdout);
      assertStringIncludes(dry.stdout, '\\"result\\": \\"nothing would change\\"');
      assertStringIncludes(dry.stdout, problems);
      const run = await play(directory, {});
      assertEquals([run.code, run.changed], [2, "0"], run.stdout);
      assertStringIncludes(run.stdout, '\\"result\\": \\"not one cluster\\"');
      assertStringIncludes(run.stdout, problems);
    }),
});
