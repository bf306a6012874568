import { loadSpecs } from "../../scripts/command_specs.ts";
import { assertEquals } from "../assert.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import { withBindMount, withSmallDisk } from "../files/mounts.ts";
import { skipWithout } from "../peers.ts";
import { findSecret } from "../secrets.ts";
import { openFedFifo } from "../cli/fifo_feed.ts";
import { type Outcome, runProgram } from "../cli/program.ts";
import { startProgram } from "../cli/running.ts";

/** Fails when either stream shows the secret. `stdoutIsKey`: there the key belongs. */
function assertSilent(
  { stdout, stderr, stdoutBytes }: Outcome,
  secret: Uint8Array,
  what: string,
  stdoutIsKey = false,
): void {
  assertEquals(findSecret(new TextEncoder().encode(stderr), secret), [], `${what}: ${stderr}`);
  if (!stdoutIsKey) assertEquals(findSecret(stdoutBytes, secret), [], `${what}: ${stdout}`);
}

Deno.test("no run that makes a key shows a byte of it", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const source = `${directory}/source`;
    for (const size of [128, 256, 4096]) {
      await Deno.writeFile(source, await fixedKey("source", size));
      for (const from of [["-l"], ["-r", source], ["-r", "/dev/urandom"]]) {
        for (const form of [[], ["--json"]]) {
          const args = [...from, "-s", `${size}`, "-k", path, ...form];
          const outcome = await runProgram(args);
          assertEquals(outcome.code, 0, outcome.stderr);
          assertSilent(outcome, await Deno.readFile(path), args.join(" "));
        }
      }
    }
  }));

Deno.test("--stdout gives the key to standard output alone", () =>
  withDirectory(async (directory) => {
    const source = `${directory}/source`;
    const key = await fixedKey("source", 200);
    await Deno.writeFile(source, key);
    const outcome = await runProgram(["-r", source, "-s", "200", "--stdout"]);
    assertEquals([outcome.code, outcome.stdoutBytes], [0, key]);
    assertSilent(outcome, key, "--stdout", true);
    const closed = await runProgram(["-r", source, "-s", "200", "--stdout"], {
      under: ["sh", "-c", 'exec "$@" >/dev/full', "sh"],
    });
    assertEquals(closed.code, 4);
    assertSilent(closed, key, "--stdout to a full device");
  }));

Deno.test("no run that fails shows a byte of what its source gave", () =>
  withDirectory(async (directory) => {
    const source = `${directory}/source`;
    const path = `${directory}/authkey`;
    const good = await fixedKey("source", 128);
    const twice = new Uint8Array([...good.slice(0, 64), ...good.slice(0, 64)]);
    await Deno.writeFile(`${directory}/file`, good);
    const failures: readonly [args: readonly string[], bytes: Uint8Array, code: number][] = [
      [["-k", path, "-s", "129"], good, 1],
      [["-k", directory], good, 2],
      [["-k", `${directory}/file/x`], good, 2],
      [["-k", `${directory}/none/x`], good, 2],
      [["-k", `${directory}/file`, "--no-clobber"], good, 7],
      [["-k", path], new Uint8Array([...twice, ...twice, ...twice]), 6],
      [["-k", path], twice, 6],
      [["-k", path, "stray"], good, 1],
    ];
    for (const [args, bytes, code] of failures) {
      await Deno.writeFile(source, new Uint8Array(bytes));
      for (const form of [[], ["--json"]]) {
        const outcome = await runProgram(["-r", source, ...args, ...form]);
        assertEquals(outcome.code, code, outcome.stderr);
        assertSilent(outcome, bytes, [...args, ...form].join(" "));
      }
    }
  }));

Deno.test("no run that is interrupted or starves shows a byte of what it has gathered", () =>
  withDirectory(async (directory) => {
    const part = await fixedKey("part", 127);
    for (const form of [[], ["--json"]]) {
      const name = `${directory}/${form.length}`;
      using fifo = await openFedFifo(`${name}-interrupted`);
      const running = startProgram(["-r", fifo.path, "-k", `${name}-key`]);
      await fifo.feed(part);
      await running.waitForStdout(/\(8 bits still needed\)/);
      running.kill("SIGTERM");
      assertSilent(await running.ended(), part, "SIGTERM");
      using starved = await openFedFifo(`${name}-starved`);
      await starved.feed(part);
      const args = ["-r", starved.path, "-k", `${name}-key`, "--timeout", "0.5", ...form];
      const outcome = await runProgram(args);
      assertEquals(outcome.code, 1);
      assertSilent(outcome, part, args.join(" "));
    }
  }));

const programs = { mount: "mount" };

Deno.test({
  name: "no run that cannot write shows a byte of the new key or of the old one",
  ignore: skipWithout({ programs, root: true }, "secrets of runs that cannot write"),
  fn: () =>
    withDirectory(async (directory) => {
      const key = await fixedKey("source", 128);
      const old = await fixedKey("old", 128);
      const source = `${directory}/source`;
      const disk = `${directory}/disk`;
      const path = `${disk}/authkey`;
      await Deno.writeFile(source, key);
      await Deno.mkdir(disk);
      await withSmallDisk(disk, "size=8k", async () => {
        await Deno.writeFile(path, old, { mode: 0o400 });
        await Deno.writeFile(`${disk}/full`, new Uint8Array(4096));
        await withBindMount(path, async () => {
          for (const form of [[], ["--json"]]) {
            const inPlace = await runProgram(["-r", source, "-k", path, ...form]);
            assertEquals(inPlace.code, 4);
            for (const secret of [key, old]) assertSilent(inPlace, secret, "in place");
          }
        });
        await Deno.writeFile(`${disk}/fuller`, new Uint8Array(4096)).catch(() => {});
        const noRoom = await runProgram(["-r", source, "-k", `${disk}/new`]);
        assertEquals(noRoom.code, 4);
        assertSilent(noRoom, key, "full disk");
      });
    }),
});

Deno.test("no other command shows a byte of the key that it is given", () =>
  withDirectory(async (directory) => {
    const key = await fixedKey("given", 256);
    const path = `${directory}/authkey`;
    await Deno.writeFile(path, key, { mode: 0o400 });
    const names = (await loadSpecs()).map(({ name }) => name).filter((name) => name !== "");
    assertEquals(names.includes("verify") && names.includes("fingerprint"), true);
    for (const name of names) {
      for (const form of [[], ["--json"], ["--no-such-option"]]) {
        // What a command makes of this list is its own affair; that it is silent is ours. The name comes
        // as a positional and as an argument that no command takes, and nothing here can block.
        const args = [name, ...form, path, `${directory}/none`];
        const outcome = await runProgram(args, { cwd: directory });
        assertSilent(outcome, key, args.join(" "));
      }
    }
    assertEquals(await Deno.readFile(path), key);
  }));
