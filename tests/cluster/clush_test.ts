import { assertEquals, assertStringIncludes } from "../assert.ts";
import { runCommand } from "../cli/program.ts";
import { fixedKey, sumOf, withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";
import { OURS } from "../commands/scripts/fleet_controller.ts";
import { withFleet } from "./fleet.ts";
import { fleetIsImpossible } from "./requirements.ts";

const fleet = new URL("../../scripts/fleet/", import.meta.url).pathname;
const script = `${fleet}corosync-key-clush`;

const withoutNodeset = skipWithout(
  { programs: { clush: "clustershell" } },
  "errors inside of corosync-key-clush",
);

Deno.test({
  name:
    "an error inside of corosync-key-clush never ends with 0, and with 3 once it has changed keys",
  ignore: withoutNodeset,
  fn: () =>
    withDirectory(async (directory) => {
      for (const name of ["roles", "clush_options.sh"]) {
        await Deno.symlink(fleet + name, `${directory}/${name}`);
      }
      await Deno.mkdir(`${directory}/bin`);
      const path = `${directory}/bin:${Deno.env.get("PATH")}`;
      const key = `${directory}/key`;
      await Deno.writeFile(key, await fixedKey("key", 256));
      const sum = await sumOf(await fixedKey("key", 256));
      // Two nodes that have the key already and run no corosync.
      const answer =
        `sum=${sum} untold=no running=no members=- id=- names=- boot=- cluster=- listed=- ` +
        "other_file=no target=/etc/corosync/authkey";
      await Deno.writeTextFile(`${directory}/ours`, OURS, { mode: 0o755 });
      await Deno.writeTextFile(
        `${directory}/bin/clush`,
        `#!/bin/sh\nfor node in one two; do echo "$node: corosync-key: ${answer}"; done\n`,
        { mode: 0o755 },
      );
      const original = await Deno.readTextFile(script);
      const codeWith = async (broken: string, before: string) => {
        const copy = `${directory}/script`;
        assertEquals(original.split(before).length, 2, before);
        await Deno.writeTextFile(copy, original.replace(before, `${broken}\n${before}`), {
          mode: 0o755,
        });
        const words = ["--program", `${directory}/ours`, "--key", key, "one,two"];
        const { code, stdout } = await runCommand([copy, ...words], { env: { PATH: path } });
        return [code, stdout === ""];
      };
      assertEquals(await codeWith("", "  look\n  reached="), [0, false], "the stand-ins will do");
      // What bash takes for an octal number is an error that set -e does not see.
      const broken = "  : $((08))";
      assertEquals(await codeWith(broken, "  look\n  reached="), [1, true]);
      assertEquals(await codeWith(broken, "  answering=$("), [3, true]);
    }),
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
