import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { PROGRAM, quoted, runCommand } from "../../cli/program.ts";
import { fixedKey, sumOf } from "../../keys.ts";
import { fingerprint } from "../../../lib/key/fingerprint.ts";
import { files, LISTED, type Node, state, withController } from "./fleet_controller.ts";

/** Which key here is given to nodes, and which file that is. */

/** What our program itself says of a key; a recipe names it by one word. */
async function realProgram(directory: string): Promise<string> {
  const program = PROGRAM.map(quoted).join(" ");
  const text = `#!/bin/sh\nexec ${program} "$@"\n`;
  await Deno.writeTextFile(`${directory}/real`, text, { mode: 0o755 });
  return "real";
}

/** A user that owns nothing, where the tests run as root. */
const OTHERS = Deno.uid() === 0 ? [65_534, 65_534] as const : [Deno.uid(), Deno.gid()] as const;

Deno.test(
  "a key that install refuses or stops at is given to no node, whoever has it",
  withController(async (key, choose, directory) => {
    const program = await realProgram(directory);
    const good = await fixedKey("key", 256);
    const long = await fixedKey("long", 5000);
    const refused: readonly (readonly [Uint8Array<ArrayBuffer>, string])[] = [
      [
        new Uint8Array(256),
        "every byte is zero, as after a power failure or from a broken source (certain)",
      ],
      [new TextEncoder().encode("a passphrase\n"), "the file is one line of words, such as a pas"],
      [good.subarray(0, 100), "100 bytes: corosync wants at least 128 and exits with code 8"],
      [good.subarray(0, 200), "200 bytes is no usual length (a multiple of 128): a good key if "],
      [
        long,
        "5000 bytes is no usual length (a multiple of 128): a good key if it was asked for, else ",
      ],
      [new Uint8Array([...good, 10]), "a newline seems to have been added at the end of a key of "],
    ];
    for (const [bytes, reason] of refused) {
      for (const name of [key, `${key}.next`]) {
        await Deno.writeFile(name, bytes, { mode: 0o600 });
        const sum = await sumOf(bytes);
        const nodes = [state("one", { sum }), state("two", { sum: "aa" })];
        const rotate = name !== key;
        for (const dry of [true, false]) {
          const { code, stdout, stderr } = await choose(nodes, { program, rotate, dry });
          assertEquals([code, stdout], [1, ""], stderr);
          assertEquals(stderr.startsWith(`${name} is given to no node: ${reason}`), true, stderr);
          assertEquals(stderr.trim().split("\n").length, 1, stderr);
          // No length that can be given is that of a file of which corosync reads a part.
          assertEquals(
            stderr.includes("; if it was, give its length"),
            bytes.length === 200,
            stderr,
          );
          assertEquals(stderr.includes("as head -c 4096 prints them"), bytes === long, stderr);
          assertEquals(await Deno.readFile(name), bytes);
        }
        await Deno.remove(name);
      }
    }
  }),
);

Deno.test(
  "a key that waits, and that all nodes have, is rotated away whatever it is",
  withController(async (key, choose, directory) => {
    const program = await realProgram(directory);
    const bad = new TextEncoder().encode("a passphrase of many words, again and again\n".repeat(4));
    await Deno.writeFile(key, await fixedKey("old", 256));
    await Deno.writeFile(`${key}.next`, bad, { mode: 0o600 });
    const nodes = [state("one", { sum: await sumOf(bad), listed: LISTED })];
    const refused = await choose(nodes, { program });
    assertEquals([refused.code, refused.stdout], [1, ""]);
    const { code, stdout } = await choose(nodes, { program, rotate: true });
    assertEquals([code, await Deno.readFile(key)], [0, bad]);
    assertStringIncludes(stdout, "made=yes ");
    assertEquals((await Deno.readFile(`${key}.next`)).length, 256);
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
  "whose file the key is here stops nothing but is told, and a length that was asked for neither",
  withController(async (key, choose, directory) => {
    const program = await realProgram(directory);
    for (const [sizeBytes, size] of [[256, "256"], [200, "200"]] as const) {
      await Deno.writeFile(key, await fixedKey("key", sizeBytes), { mode: 0o644 });
      await Deno.chown(key, ...OTHERS);
      const { code, stdout, stderr } = await choose([state("one", {})], { program, size });
      const warnings = [
        "mode 0644: wider than 0400 or 0600, so others may use the key",
        ...OTHERS[0] === Deno.uid() ? [] : ["the file belongs to user 65534 and not to root"],
      ].map((warning) => `warning: ${key}: ${warning}\n`);
      assertEquals([code, stderr], [0, warnings.join("")]);
      const { full } = await fingerprint(await Deno.readFile(key));
      assertStringIncludes(stdout, ` fingerprint=${full} wanted=${key}\n`);
      await Deno.remove(key);
    }
  }),
);

Deno.test(
  "a new key that waits in a file which others could have made is given to no node",
  withController(async (key, choose) => {
    const next = `${key}.next`;
    const bytes = await fixedKey("chosen", 256);
    const forms: readonly (() => Promise<void>)[] = [
      () => Deno.writeFile(next, bytes, { mode: 0o644 }),
      ...Deno.uid() !== 0 ? [] : [async () => {
        await Deno.writeFile(next, bytes, { mode: 0o600 });
        await Deno.chown(next, ...OTHERS);
      }],
      async () => {
        await Deno.writeFile(`${key}.elsewhere`, bytes, { mode: 0o600 });
        await Deno.symlink(`${key}.elsewhere`, next);
      },
      () => Deno.symlink("/nowhere/key", next),
    ];
    for (const make of forms) {
      await make();
      const all = [state("one", { sum: await sumOf(bytes) })];
      for (const rotate of [true, false]) {
        const { code, stdout, stderr } = await choose(all, { rotate });
        assertEquals([code, stdout, stderr], [
          1,
          "",
          `${next} is no file of yours alone, so that others may know or choose the key in it: if nodes ` +
          "have it, make it yours (mode 0600) and rotate twice, else remove it\n",
        ]);
      }
      await Deno.remove(next);
    }
    const made = await choose([state("one", {})], { rotate: true });
    assertEquals(made.code, 0);
    // What a run that was cut off left is still taken over.
    const sum = await sumOf(await Deno.readFile(next));
    const again = await choose([state("one", {})], { rotate: true });
    assertStringIncludes(again.stdout, `made=no sum=${sum} `);
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
      await Deno.writeFile(`${target}.next`, next, { mode: 0o600 });
      // A rotation of nodes that all have it makes another one.
      if (way === "next run") {
        await choose([state("one", { sum })], { rotate: true });
        await Deno.remove(`${target}.next`);
      } else await act(way);
      assertEquals(await Deno.readFile(target), way === "forget" ? old : next, way);
      assertEquals(await Deno.readLink(key), "target");
      const left = Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
      assertEquals(left, ["key", "ours", "target", "theirs"]);
      await Deno.remove(target);
    }
  }),
);

Deno.test(
  "what is no file is no key here, and no key is promised where there is no directory for it",
  withController(async (_, choose, directory) => {
    await runCommand(["mkfifo", `${directory}/fifo`]);
    await Deno.symlink("loop", `${directory}/loop`);
    const needed = "a regular file is needed";
    const cases = {
      [`${directory}/fifo`]: `${directory}/fifo is a fifo: ${needed}`,
      "/dev/null": `/dev/null is a character special file: ${needed}`,
      [`${directory}/loop`]:
        `${directory}/loop is a link that ends nowhere: it is part of a loop of links`,
      [`${directory}/none/key`]:
        `there is no directory ${directory}/none for the key: make it, for yourself alone (mode 0700)`,
    };
    for (const [key, reason] of Object.entries(cases)) {
      for (const dry of [true, false]) {
        for (const rotate of [true, false]) {
          const outcome = await choose([state("one", {})], { key, dry, rotate });
          assertEquals(outcome, { ...outcome, code: 1, stdout: "", stderr: `${reason}\n` });
        }
      }
    }
  }),
);

Deno.test(
  "a part of a running cluster whose file is newer than its corosync may run with another key, and that is said",
  withController(async (key, choose) => {
    await Deno.writeFile(key, await fixedKey("old", 256));
    const sum = await sumOf(await Deno.readFile(key));
    const node: Node = { sum, running: "yes", listed: LISTED, id: "1" };
    const cases: readonly (readonly [node: Node, warned: boolean])[] = [
      [{ ...node, members: "1,2,3,", newer: "yes" }, true],
      [{ ...node, members: "1,2,3,", newer: "no" }, false],
      [{ ...node, members: "1,", newer: "yes" }, false],
    ];
    for (const [node, warned] of cases) {
      for (const dry of [true, false]) {
        const { code, stderr } = await choose([state("one", node)], { dry });
        const warning =
          "warning: one runs in one cluster with nodes that this run leaves out, and perhaps with " +
          "another key, since its file is newer than its corosync: run it for all of them\n";
        assertEquals([code, stderr], [0, warned ? warning : ""]);
      }
    }
  }),
);
