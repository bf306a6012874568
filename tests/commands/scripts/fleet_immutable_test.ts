import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { runCommand } from "../../cli/program.ts";
import { fixedKey, sumOf, withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { skipUnless } from "../../skip.ts";
import { exists, files, nodeWords, state, withController } from "./fleet_controller.ts";

/** Keys whose place no other file can take: that shows before anything is changed. */

const change = (attribute: string, file: string) => runCommand(["chattr", attribute, file]);

async function knowsAttributes(): Promise<boolean> {
  const file = await Deno.makeTempFile();
  try {
    return (await change("+i", file)).code === 0 && (await change("-i", file)).code === 0;
  } finally {
    await Deno.remove(file);
  }
}

const what = "keys that are immutable";
const ignore =
  skipWithout({ programs: { chattr: "e2fsprogs", setpriv: "util-linux" }, root: true }, what) ||
  skipUnless(await knowsAttributes(), what, "the file system knows no attributes");

/** Runs `action` while a file has an attribute. */
async function withAttribute(
  attribute: string,
  file: string,
  action: () => Promise<void>,
): Promise<void> {
  assertEquals((await change(`+${attribute}`, file)).code, 0);
  try {
    await action();
  } finally {
    await change(`-${attribute}`, file);
  }
}

Deno.test({
  name: "a node is not ready where its key or the directory of that is immutable or append-only",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const target = `${directory}/authkey`, key = await fixedKey("new", 256);
      await Deno.writeFile(target, await fixedKey("old", 256), { mode: 0o400 });
      await Deno.writeFile(`${target}.new`, key);
      await withAttribute("i", target, async () => {
        for (const action of ["able", "prepare"]) {
          const words = nodeWords(action, target, await sumOf(key), "run");
          const { code, stdout, stderr } = await runCommand(words);
          const reason = `${target} is immutable or append-only (lsattr), so that no new key can `;
          assertEquals([code, stdout, stderr], [1, "", `${reason}take the place of ${target}\n`]);
        }
      });
      await withAttribute("a", directory, async () => {
        const words = nodeWords("able", target, await sumOf(key), "run");
        const { code, stderr } = await runCommand(words);
        assertEquals([code, stderr.startsWith(`${directory} is immutable or `)], [1, true], stderr);
      });
      const left = Array.from(Deno.readDirSync(directory), ({ name }) => name);
      assertEquals(left.sort(), ["authkey", "authkey.new"]);
    }),
});

Deno.test({
  name: "a rotation makes no key that could not take the place of an immutable one here",
  ignore,
  fn: withController(async (key, choose, directory) => {
    const old = await fixedKey("old", 256), next = await fixedKey("next", 256);
    await Deno.writeFile(key, old, { mode: 0o400 });
    const nodes = [state("one", { sum: "aa" })];
    const refused = async (file: string) => {
      for (const dry of [true, false]) {
        const changed = (await Deno.stat(file)).ctime;
        const { code, stdout, stderr } = await choose(nodes, { rotate: true, dry });
        assertEquals((await Deno.stat(file)).ctime, changed);
        const line = `${file} is immutable or append-only (lsattr), so that no new key can take `;
        assertEquals([code, stdout, stderr], [1, "", `${line}the place of ${key}\n`]);
      }
    };
    for (const attribute of ["i", "a"]) {
      for (const file of [key, `${directory}/`]) {
        // Nothing can be written into a directory that is immutable.
        if (`${attribute}${file}` === `i${directory}/`) continue;
        await withAttribute(attribute, file, () => refused(file));
      }
    }
    assertEquals(await exists(`${key}.next`), false);
    await Deno.writeFile(`${key}.next`, next, { mode: 0o600 });
    await withAttribute("i", `${key}.next`, () => refused(`${key}.next`));
    // Whoever owns it.
    await Deno.chown(key, 1000, 1000);
    await withAttribute("i", key, () => refused(key));
    assertEquals([await Deno.readFile(key), await Deno.readFile(`${key}.next`)], [old, next]);
    assertEquals((await choose(nodes, { rotate: true })).code, 0);
  }),
});

Deno.test({
  name: "a rotation makes no key that could not take the place of somebody else's here",
  ignore,
  fn: withController(async (key, _, directory) => {
    await Deno.writeFile(key, await fixedKey("old", 256), { mode: 0o444 });
    await Deno.chmod(`${directory}/..`, 0o755);
    await Deno.chmod(directory, 0o1777);
    // Who runs it must be able to read it.
    for (const name of ["controller.sh", "states.sh", "places.sh"]) {
      await Deno.copyFile(files + name, `${directory}/${name}`);
      await Deno.chmod(`${directory}/${name}`, 0o644);
    }
    const choose = (user: string) =>
      runCommand([
        ...["setpriv", `--reuid=${user}`, "--clear-groups"],
        ...["sh", `${directory}/controller.sh`, "choose", key, "true", "256"],
        ...[`${directory}/ours`, "false", "one", state("one", { sum: "aa" })],
      ]);
    const { code, stdout, stderr } = await choose("nobody");
    const line = `${key} and its sticky directory belong to somebody else, so that no new key can `;
    assertEquals([code, stdout, stderr], [1, "", `${line}take its place\n`]);
    assertEquals(await exists(`${key}.next`), false);
    assertStringIncludes((await choose("root")).stdout, "made=yes ");
  }),
});
