import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { PROGRAM, quoted, runCommand } from "../../cli/program.ts";
import { withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { ROOT } from "../../../scripts/build/project.ts";
import { ANSIBLE_ENV } from "./fleet_controller.ts";

/** What both recipes for fleets refuse on the machine that they are run on. */

const script = `${ROOT}scripts/fleet/corosync-key-clush`;

Deno.test("corosync-key-clush takes numbers as decimal ones, and none that means nothing", async () => {
  const refused: Record<string, readonly string[]> = {
    "option '--timeout': '0' is not a whole number from 1 to 86400": ["--timeout", "0", "one"],
    "option '--timeout': '-1' is not a whole number from 1 to 86400": ["--timeout", "-1", "one"],
    "option '--wait': '1e3' is not a whole number from 0 to 86400": ["--wait", "1e3", "one"],
    "option '--size': '127' is not a whole number from 128 to 4096": ["--size", "127", "one"],
    "option '--size': '4097' is not a whole number from 128 to 4096": ["--size", "4097", "one"],
    "option '--size': '99999999999999999999' is not a whole number from 128 to 4096": [
      "--size",
      "9".repeat(20),
      "one",
    ],
    "option '--wait': '-1' is not a whole number from 0 to 86400": ["--wait=-1", "one"],
    "option '--key' needs a value": ["--size=256", "--key"],
    // The key would go to nodes that no result names.
    "option '-w' behind -- names nodes: name all of them in front of it": [
      ...["one", "--", "-o", "-p 22", "-w", "two"],
    ],
    "option '-a' behind -- names nodes: name all of them in front of it": ["one", "--", "-a"],
    "option '-qa' behind -- names nodes: name all of them in front of it": ["one", "--", "-qa"],
    "option '--al' behind -- names nodes: name all of them in front of it": ["one", "--", "--al"],
    "option '--hostf=x' behind -- names nodes: name all of them in front of it": [
      ...["one", "--", "--hostf=x"],
    ],
    "option '--group=all' behind -- names nodes: name all of them in front of it": [
      ...["one", "--", "--group=all"],
    ],
    "option '-x' behind -- names nodes: name all of them in front of it": [
      ...["one", "--", "-x", "two"],
    ],
    // What a node says would not be known by its name, or not be said at all.
    ...Object.fromEntries(
      ["-b", "-qB", "-N", "--dshbak", "--diff", "-c", "--rcopy", "-h", "--version"].map((
        option,
      ) => [
        `option '${option}' behind -- changes what clush prints or does: leave it out`,
        ["one", "--", "-o", "-b 10.0.0.1", option],
      ]),
    ),
    "unrecognized option '--rotate=yes'; --help lists the options": ["--rotate=yes", "one"],
    // Good numbers, so that the next refusal is the one that comes.
    "which nodes? --help lists the options": [
      ...["--wait", "08", "--timeout", "09", "--size", "0256"],
    ],
  };
  for (const [message, args] of Object.entries(refused)) {
    const { code, stdout, stderr } = await runCommand([script, ...args]);
    assertEquals([code, stdout, stderr], [1, "", `corosync-key-clush: ${message}\n`]);
  }
  const zero = await runCommand([script, "--wait", "0"]);
  assertStringIncludes(zero.stderr, "which nodes?");
});

Deno.test("corosync-key-clush refuses what names no file on every node, and empty names", async () => {
  const refused: readonly (readonly [option: string, value: string, message: string])[] = [
    ...["--key", "--target", "--program", "--size", "--timeout", "--wait"].map((option) =>
      [option, "", `option '${option}': '' is no value`] as const
    ),
    ...["relative", "./authkey", "~/authkey"].map((value) =>
      ["--target", value, `option '--target': '${value}' is not an absolute file name`] as const
    ),
    ...["keys/", "/root/.", ".."].map((value) =>
      ["--key", value, `option '--key': '${value}' names no file`] as const
    ),
    ...["/", "/etc/corosync/", "/etc/corosync/.", "/etc/corosync/..", "etc/"].map((value) =>
      ["--target", value, `option '--target': '${value}' names no file`] as const
    ),
  ];
  for (const [option, value, message] of refused) {
    // Nobody answers to that name, and no other message says so.
    const { code, stdout, stderr } = await runCommand([script, option, value, "nobody.invalid"]);
    assertEquals([code, stdout, stderr], [1, "", `corosync-key-clush: ${message}\n`]);
  }
});

Deno.test({
  name: "corosync-key-clush says in one line which option clush does not know, and what is none",
  ignore: skipWithout({ programs: { clush: "clustershell" } }, "options of clush"),
  fn: async () => {
    const refused = { "-i": "no such option: -i", "word": "No node to run on." };
    for (const [option, reason] of Object.entries(refused)) {
      const { code, stdout, stderr } = await runCommand([script, "one", "--", option]);
      const line = `clush does not take what stands behind --: clush: error: ${reason}`;
      assertEquals([code, stdout, stderr], [1, "", `corosync-key-clush: ${line}\n`]);
    }
  },
});

Deno.test({
  name: "corosync-key-clush puts its name before every refusal, that of the key here too",
  ignore: skipWithout(
    { programs: { nodeset: "clustershell", unshare: "util-linux" }, root: true },
    "refusals of corosync-key-clush",
  ),
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.writeTextFile(`${directory}/clush`, "#!/bin/sh\n", { mode: 0o755 });
      const { code, stdout, stderr } = await runCommand([
        ...["unshare", "--mount", "sh", "-euc", 'mount -t tmpfs none /run; exec "$@"', "sh"],
        ...[script, "--program", "/nowhere/program", "one"],
      ], { env: { PATH: `${directory}:/usr/sbin:/usr/bin:/sbin:/bin` } });
      const line = "there is no /nowhere/program here: install ours, or name where it is " +
        "(--program, corosync_key_program)";
      assertEquals([code, stdout, stderr], [1, "", `corosync-key-clush: ${line}\n`]);
    }),
});

const ignore = skipWithout(
  { programs: { "ansible-playbook": "ansible-core" } },
  "a role's settings",
);

/** Runs the role on this machine as a node, in a directory that is the home of who runs it. */
const play = (
  directory: string,
  settings: Readonly<Record<string, unknown>>,
  more: string[] = [],
) =>
  runCommand([
    ...["ansible-playbook", "--inventory", "localhost,", "--connection", "local", ...more],
    "--extra-vars",
    JSON.stringify({ corosync_key_group: "all", ansible_become: false, ...settings }),
    `${ROOT}scripts/fleet/corosync_key.yml`,
  ], { env: { ...ANSIBLE_ENV, HOME: directory }, cwd: directory });

const namesIn = (directory: string): string[] =>
  Array.from(Deno.readDirSync(directory), ({ name }) => name)
    // Ansible's, and the cache of the program from source, whose default is the home.
    .filter((name) => name !== ".ansible" && name !== ".cache");

Deno.test({
  name: "the role takes ~ and names of files here as a shell does, and shows why a key is refused",
  ignore: ignore || skipWithout({ root: true }, "a role's key"),
  fn: () =>
    withDirectory(async (directory) => {
      const program = `#!/bin/sh\nexec ${PROGRAM.map(quoted).join(" ")} "$@"\n`;
      await Deno.writeTextFile(`${directory}/program`, program, { mode: 0o755 });
      await Deno.writeFile(`${directory}/zeros`, new Uint8Array(256));
      const settings = {
        corosync_key_file: "~/zeros",
        corosync_key_target: `${directory}/target`,
      };
      const runs = { "~/program": [], "./program": ["--check"] };
      for (const [program, more] of Object.entries(runs)) {
        const named = { ...settings, corosync_key_program: program };
        const { code, stdout } = await play(directory, named, more);
        assertEquals(code, 2, stdout);
        assertStringIncludes(
          stdout,
          `"msg": "${directory}/zeros is given to no node: every byte is zero, as after a power ` +
            'failure or from a broken source (certain)"',
        );
        assertEquals(namesIn(directory).sort(), ["program", "zeros"]);
      }
    }),
});

Deno.test({
  name: "the role names each setting that means nothing, and makes no key",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const file = { corosync_key_file: `${directory}/key` };
      const refused: readonly (readonly [Readonly<Record<string, string>>, readonly string[]])[] = [
        [{
          ...file,
          corosync_key_size: "12",
          corosync_key_timeout: "0",
          corosync_key_wait: "86401",
        }, [
          "corosync_key_size is '12': a whole number from 128 to 4096 is needed",
          "corosync_key_timeout is '0': a whole number from 1 to 86400 is needed",
          "corosync_key_wait is '86401': a whole number from 0 to 86400 is needed",
        ]],
        [{ corosync_key_file: "keys/" }, [
          "corosync_key_file is 'keys/': a file name is needed",
        ]],
        [{ corosync_key_file: "", corosync_key_program: "" }, [
          "corosync_key_file is '': a file name is needed",
          "corosync_key_program is '': a file name is needed",
        ]],
      ];
      for (const [settings, messages] of refused) {
        const { code, stdout } = await play(directory, settings);
        assertEquals(code, 2, stdout);
        for (const message of messages) assertStringIncludes(stdout, `"msg": "${message}"`);
      }
      assertEquals(namesIn(directory), []);
    }),
});

Deno.test({
  name: "the role refuses a target that names no file on every node, and makes no key",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      for (const target of ["relative", "~/authkey", "/etc/corosync/", "/etc/corosync/.."]) {
        const { code, stdout } = await play(directory, {
          corosync_key_file: `${directory}/key`,
          corosync_key_target: target,
        });
        assertEquals(code, 2, stdout);
        assertStringIncludes(
          stdout,
          `"corosync_key_target is '${target}': an absolute file name is needed"`,
        );
      }
      assertEquals(namesIn(directory), []);
    }),
});
