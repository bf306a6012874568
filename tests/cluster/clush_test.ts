import { assertEquals, assertStringIncludes } from "../assert.ts";
import { type Outcome, runCommand } from "../cli/program.ts";
import { fixedKey, sumOf, withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";
import { exists, OURS } from "../commands/scripts/fleet_controller.ts";
import { withFleet } from "./fleet.ts";
import { fleetIsImpossible } from "./requirements.ts";
import { ROOT } from "../../scripts/build/project.ts";

const fleet = `${ROOT}scripts/fleet/`;
const script = `${fleet}corosync-key-clush`;

const withoutNodeset = skipWithout(
  { programs: { clush: "clustershell" } },
  "errors inside of corosync-key-clush",
);

/** Two nodes that have the key already and run no corosync, unless `said` says another thing of them. */
async function withTwoNodes(
  said: Readonly<Record<string, string>>,
  action: (
    run: (text: string) => Promise<Outcome>,
    original: string,
    directory: string,
  ) => Promise<void>,
): Promise<void> {
  await withDirectory(async (directory) => {
    for (const name of ["roles", "clush_options.sh", "node_sets.sh"]) {
      await Deno.symlink(fleet + name, `${directory}/${name}`);
    }
    await Deno.mkdir(`${directory}/bin`);
    const path = `${directory}/bin:${Deno.env.get("PATH")}`;
    const key = `${directory}/key`;
    await Deno.writeFile(key, await fixedKey("key", 256));
    const sum = await sumOf(await fixedKey("key", 256));
    const state = {
      sum,
      open: "no",
      ...{ untold: "no", newer: "no", left: "no", encrypts: "unknown", noticing: "0" },
      ...{ running: "no", members: "-", id: "-", names: "-", boot: "-", cluster: "-", listed: "-" },
      ...{ other_file: "no", target: "/etc/corosync/authkey" },
      ...said,
    };
    const answer = Object.entries(state).map(([name, value]) => `${name}=${value}`).join(" ");
    await Deno.writeTextFile(`${directory}/ours`, OURS, { mode: 0o755 });
    await Deno.writeTextFile(
      `${directory}/bin/clush`,
      `#!/bin/sh
while [ "$1" != -u ]; do shift; done; echo "$2" >>'${directory}/limits'
for node in one two; do echo "$node: corosync-key: "'${answer}'; done
`,
      { mode: 0o755 },
    );
    const run = async (text: string) => {
      await Deno.writeTextFile(`${directory}/script`, text, { mode: 0o755 });
      const words = ["--program", `${directory}/ours`, "--key", key, "one,two"];
      return await runCommand([`${directory}/script`, ...words], { env: { PATH: path } });
    };
    await action(run, await Deno.readTextFile(script), directory);
  });
}

Deno.test({
  name:
    "an error inside of corosync-key-clush never ends with 0, and with 3 once it has changed keys",
  ignore: withoutNodeset,
  fn: () =>
    withTwoNodes({}, async (run, original) => {
      const codeWith = async (broken: string, before: string) => {
        assertEquals(original.split(before).length, 2, before);
        const { code, stdout } = await run(original.replace(before, `${broken}\n${before}`));
        return [code, stdout === ""];
      };
      assertEquals(await codeWith("", "  look\n  reached="), [0, false], "the stand-ins will do");
      // What bash takes for an octal number is an error that set -e does not see.
      const broken = "  : $((08))";
      assertEquals(await codeWith(broken, "  look\n  reached="), [1, true]);
      assertEquals(await codeWith(broken, "  answering=$("), [3, true]);
    }),
});

Deno.test({
  name:
    "corosync-key-clush runs nothing that a node says in the place of a number, and takes no such state",
  ignore: withoutNodeset,
  fn: async () => {
    const running = { untold: "yes", running: "yes", members: "1,", id: "1" };
    const wrong = [
      { noticing: "nodes[$(touch${IFS}$place/ran)]" },
      { noticing: "1234567" },
      { members: "1,\t-\tn[1-9999999]" },
      { members: "1,n2" },
      { id: "x" },
      { sum: "0" },
      { listed: "1/a b" },
      { running: "Yes" },
      { noticing: "1 noticing=2" },
    ];
    for (const one of wrong) {
      await withTwoNodes({ ...running, ...one }, async (run, original, directory) => {
        const { code, stderr } = await run(original);
        assertEquals([code, await exists(`${directory}/ran`)], [1, false], stderr);
        assertStringIncludes(stderr, "no answer that is understood came from one,two\n");
      });
    }
    // A step of 60 seconds in which a node may wait for 30, and for what its corosync needs.
    for (const [noticing, limit] of [["008", 98], ["999999", 690]] as const) {
      await withTwoNodes({ ...running, noticing }, async (run, original, directory) => {
        await run(original);
        const limits = (await Deno.readTextFile(`${directory}/limits`)).trim().split("\n");
        assertEquals(Math.max(...limits.map(Number)), limit, String(limits));
      });
    }
  },
});

const ignore = fleetIsImpossible("what corosync-key-clush prints");

Deno.test({
  name: "the clush recipe explains itself, and refuses what it does not know, without a key",
  ignore,
  fn: () =>
    withFleet(async ({ control, keyFile, words }) => {
      const [script] = words("clush");
      const shown = await control.run([script, "--help"]);
      assertEquals([shown.code, shown.stderr], [0, ""]);
      assertStringIncludes(shown.stdout, "--rotate ");
      const refused: Record<string, readonly string[]> = {
        "unrecognized option '--bogus'; --help lists the options": ["--bogus", "one"],
        "which nodes? --help lists the options": ["--key", keyFile],
        "unexpected 'two'; --help lists the options": ["one", "two"],
        "option '--key' needs a value": ["--key"],
        "option '--size': 'x' is not a whole number from 128 to 4096": ["--size", "x", "one"],
      };
      for (const [message, args] of Object.entries(refused)) {
        const { code, stdout, stderr } = await control.run([script, ...args]);
        assertEquals([code, stdout, stderr], [1, "", `corosync-key-clush: ${message}\n`]);
      }
      assertEquals(await Deno.stat(keyFile).catch(() => "none"), "none");
    }),
});

Deno.test({
  name: "a good run of the clush recipe says nothing on standard error but what makes the key",
  ignore,
  fn: () =>
    withFleet(async ({ run }) => {
      await run("clush");
      const { code, stderr } = await run("clush");
      assertEquals([code, stderr], [0, ""]);
    }),
});
