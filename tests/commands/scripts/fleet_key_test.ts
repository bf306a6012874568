import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { PROGRAM, runCommand } from "../../cli/program.ts";
import { fixedKey, sumOf } from "../../keys.ts";
import { fingerprint } from "../../../lib/key/fingerprint.ts";
import { files, state, withController } from "./fleet_controller.ts";

/** Which key here is given to nodes, and which file that is. */

/** What our program itself says of a key; a recipe names it by one word. */
async function realProgram(directory: string): Promise<string> {
  const quoted = PROGRAM.map((word) => `'${word}'`).join(" ");
  const text = `#!/bin/sh\nexec ${quoted} "$@"\n`;
  await Deno.writeTextFile(`${directory}/real`, text, { mode: 0o755 });
  return "real";
}

/** A user that owns nothing, where the tests run as root. */
const OTHERS = Deno.uid() === 0 ? [65_534, 65_534] as const : [Deno.uid()!, Deno.gid()!] as const;

Deno.test(
  "a key that install refuses or stops at is given to no node, whoever has it",
  withController(async (key, choose, directory) => {
    const program = await realProgram(directory);
    const good = await fixedKey("key", 256);
    const refused: readonly (readonly [Uint8Array<ArrayBuffer>, string])[] = [
      [
        new Uint8Array(256),
        "every byte is zero, as after a power failure or from a broken source (certain)",
      ],
      [new TextEncoder().encode("a passphrase\n"), "the file is one line of words, such as a pas"],
      [good.subarray(0, 100), "100 bytes: corosync wants at least 128 and exits with code 8"],
      [good.subarray(0, 200), "200 bytes is no usual length (a multiple of 128): a good key if "],
      [new Uint8Array([...good, 10]), "a newline seems to have been added at the end of a key of "],
    ];
    for (const [bytes, reason] of refused) {
      for (const name of [key, `${key}.next`]) {
        await Deno.writeFile(name, bytes);
        const sum = await sumOf(bytes);
        const nodes = [state("one", { sum }), state("two", { sum: "aa" })];
        const rotate = name !== key;
        for (const dry of [true, false]) {
          const { code, stdout, stderr } = await choose(nodes, { program, rotate, dry });
          assertEquals([code, stdout], [1, ""], stderr);
          assertEquals(stderr.startsWith(`${name} is given to no node: ${reason}`), true, stderr);
          assertEquals(stderr.trim().split("\n").length, 1, stderr);
          assertEquals(await Deno.readFile(name), bytes);
        }
        await Deno.remove(name);
      }
    }
  }),
);

Deno.test(
  "a length that was asked for excuses what it brings at the end of a key, and no torn key",
  withController(async (key, choose, directory) => {
    const program = await realProgram(directory);
    // What a key of 257 bytes ends with in one of 256: made here, it was asked for.
    const whole = Uint8Array.of(...await fixedKey("made", 256), 0);
    await Deno.writeFile(key, whole);
    const run = () => choose([state("one", {})], { program, size: `${whole.length}` });
    assertEquals((await run()).code, 0);
    const old = await fixedKey("old", 257);
    await Deno.writeFile(key, Uint8Array.of(...whole.subarray(0, 128), ...old.subarray(128)));
    await Deno.writeFile(`${directory}/.corosync-keygen-saved-${key.split("/").at(-1)}`, old);
    const { code, stderr } = await run();
    assertEquals(code, 1);
    assertStringIncludes(stderr, "partly the new key and partly the old one");
  }),
);

Deno.test(
  "whose file the key is here stops nothing, and a length that was asked for neither",
  withController(async (key, choose, directory) => {
    const program = await realProgram(directory);
    for (const [sizeBytes, size] of [[256, "256"], [200, "200"]] as const) {
      await Deno.writeFile(key, await fixedKey("key", sizeBytes), { mode: 0o644 });
      await Deno.chown(key, ...OTHERS);
      const { code, stdout, stderr } = await choose([state("one", {})], { program, size });
      assertEquals([code, stderr.includes("no node")], [0, false], stderr);
      const { full } = await fingerprint(await Deno.readFile(key));
      assertStringIncludes(stdout, ` fingerprint=${full} wanted=${key}\n`);
      await Deno.remove(key);
    }
  }),
);

Deno.test(
  "where the key here is a symbolic link, the file that it leads to is the key",
  withController(async (key, choose, directory) => {
    const target = `${directory}/target`;
    const [old, next] = [await fixedKey("old", 256), await fixedKey("next", 256)];
    const act = async (action: string) => {
      const words = ["sh", `${files}controller.sh`, action, key, await sumOf(next)];
      assertEquals((await runCommand(words)).code, 0);
    };
    await Deno.symlink("target", key);
    const made = await choose([state("one", {})]);
    assertStringIncludes(made.stdout, `made=yes`);
    assertStringIncludes(made.stdout, ` wanted=${target}\n`);
    // By a rotation, by the next run where it was cut off, and where no node took it.
    const sum = await sumOf(next);
    for (const way of ["keep", "next run", "forget"]) {
      await Deno.writeFile(target, old);
      const rotation = await choose([state("one", { sum: "aa" })], { rotate: true });
      assertStringIncludes(rotation.stdout, ` wanted=${target}.next\n`);
      await Deno.writeFile(`${target}.next`, next);
      if (way === "next run") await choose([state("one", { sum })]);
      else await act(way);
      assertEquals(await Deno.readFile(target), way === "forget" ? old : next, way);
      assertEquals(await Deno.readLink(key), "target");
      const left = Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
      assertEquals(left, ["key", "ours", "target", "theirs"]);
      await Deno.remove(target);
    }
  }),
);
