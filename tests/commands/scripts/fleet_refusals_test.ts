import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { runCommand } from "../../cli/program.ts";
import { withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { ROOT } from "../../../scripts/build/project.ts";

/** What both recipes for fleets refuse on the machine that they are run on. */

const script = `${ROOT}scripts/fleet/corosync-key-clush`;

Deno.test("corosync-key-clush takes numbers as decimal ones, and none that means nothing", async () => {
  const refused: Record<string, readonly string[]> = {
    "option '--timeout': 0 is not in 1 to 86400": ["--timeout", "0", "one"],
    "option '--timeout': '-1' is not a number": ["--timeout", "-1", "one"],
    "option '--wait': '1e3' is not a number": ["--wait", "1e3", "one"],
    "option '--size': 127 is not in 128 to 4096": ["--size", "127", "one"],
    "option '--size': 4097 is not in 128 to 4096": ["--size", "4097", "one"],
    "option '--size': '99999999999999999999' is not a number": ["--size", "9".repeat(20), "one"],
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
  const empty = "an empty name is no file";
  const refused: readonly (readonly [option: string, value: string, message: string])[] = [
    ["--key", "", empty],
    ["--target", "", empty],
    ["--program", "", empty],
    ...["relative", "./authkey", "~/authkey"].map((value) =>
      ["--target", value, `option '--target': '${value}' is not an absolute file name`] as const
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
  name: "the role refuses a target that names no file on every node, and makes no key",
  ignore: skipWithout({ programs: { "ansible-playbook": "ansible-core" } }, "a role's settings"),
  fn: () =>
    withDirectory(async (directory) => {
      for (const target of ["relative", "/etc/corosync/", "/etc/corosync/.."]) {
        const settings = {
          corosync_key_group: "all",
          corosync_key_file: `${directory}/key`,
          corosync_key_target: target,
          ansible_become: false,
        };
        const { code, stdout } = await runCommand([
          ...["ansible-playbook", "--inventory", "localhost,", "--connection", "local"],
          ...["--extra-vars", JSON.stringify(settings)],
          `${ROOT}scripts/fleet/corosync_key.yml`,
        ], { env: { LC_ALL: "C.UTF-8", HOME: `${directory}/home` } });
        assertEquals(code, 2, stdout);
        assertStringIncludes(
          stdout,
          `"corosync_key_target is '${target}': an absolute file name is needed"`,
        );
      }
      const left = Array.from(Deno.readDirSync(directory), ({ name }) => name);
      assertEquals(left.filter((name) => name !== "home"), []);
    }),
});
