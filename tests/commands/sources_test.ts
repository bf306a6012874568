import { assert, assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import { look, NEW_KEY, placeOldKey } from "../files/key_runs.ts";
import { BROKEN_SOURCES } from "../cli/broken_sources.ts";
import { openFedFifo } from "../cli/fifo_feed.ts";
import { runProgram } from "../cli/program.ts";
import { startProgram } from "../cli/running.ts";

const BANNER = "Corosync Cluster Engine Authentication key generator.\n";
const asks = (bits: number) =>
  `Press keys on your keyboard to generate entropy (${bits} bits still needed).\n`;

/** Waits for the line that says so many bits are missing. */
const asking = (bits: number) => new RegExp(`\\(${bits} bits still needed\\)`);

Deno.test("a FIFO that gives little at a time gives a key, and one line for every short read", () =>
  withDirectory(async (directory) => {
    using fifo = await openFedFifo(`${directory}/fifo`);
    const path = `${directory}/authkey`;
    const running = startProgram(["-r", fifo.path, "-k", path]);
    await running.waitForStdout(/Gathering/);
    for (const [from, to] of [[0, 1], [1, 64], [64, 127]]) {
      await fifo.feed(NEW_KEY.slice(from, to));
      await running.waitForStdout(asking(8 * (128 - to)));
    }
    await fifo.feed(NEW_KEY.slice(127));
    const { code, stdout, stderr } = await running.ended();
    assertEquals([code, stderr], [0, ""]);
    assertEquals(
      stdout,
      `${BANNER}Gathering 1024 bits for key from ${fifo.path}.\n` +
        `${asks(1016)}${asks(512)}${asks(8)}Writing corosync key to ${path}.\n`,
    );
    assertEquals(await Deno.readFile(path), NEW_KEY);
  }));

Deno.test("the key takes no more bytes from its source than it needs", () =>
  withDirectory(async (directory) => {
    using fifo = await openFedFifo(`${directory}/fifo`);
    await fifo.feed(NEW_KEY);
    await fifo.feed(Uint8Array.of(1, 2, 3));
    assertEquals((await runProgram(["-r", fifo.path, "-k", `${directory}/authkey`])).code, 0);
    using rest = await Deno.open(fifo.path);
    const left = new Uint8Array(8);
    assertEquals(await rest.read(left), 3);
  }));

Deno.test("-r - reads standard input", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const { code, stdout, stderr } = await runProgram(["-r", "-", "-k", path], { stdin: NEW_KEY });
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /^Gathering 1024 bits for key from standard input\.$/m);
    assertEquals(await Deno.readFile(path), NEW_KEY);
  }));

Deno.test("standard input that is closed is no source that ended, and is called closed by every command", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const under = ["sh", "-c", 'exec "$@" <&-', "sh"];
    for (
      const args of [
        ...[["-r", "-", "-k", path], ["assess", "-"], ["assess", "--fips", "-"]],
        ...[["verify", "-"], ["fingerprint", "-"], ["install", "-", path]],
      ]
    ) {
      const { code, stderr } = await runProgram(args, { under });
      assertEquals([code > 0, stderr], [
        true,
        "corosync-keygen: Could not read standard input: It is closed, or /dev/null\n",
      ]);
    }
    assertEquals(await look(directory), []);
  }));

Deno.test("the key file is no source of its own, with a hint", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    await Deno.writeFile(path, NEW_KEY);
    const { code, stderr } = await runProgram(["-r", path, "-k", path]);
    assertEquals(code, 1);
    assertStringIncludes(
      stderr,
      `Cannot read the new key from ${path}: It is ${path}, the old key itself\n` +
        "hint: name another source\n",
    );
  }));

Deno.test("a source that ends early is exit 1 and leaves the old key", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    await placeOldKey(path);
    for (const count of [0, 1, 127]) {
      const outcome = await runProgram(["-r", "-", "-k", path], { stdin: NEW_KEY.slice(0, count) });
      assertEquals(
        [outcome.code, outcome.stderr],
        [1, "corosync-keygen: Unexpected end of standard input\n"],
      );
      assertEquals(await look(directory), ["authkey file 0400 old"]);
    }
  }));

/** Rejected for an alarm that may be chance: five equal bytes in a row, and nothing else. */
for (const { name, noticedBy, bytes } of BROKEN_SOURCES) {
  Deno.test(`${name} make no key: exit 6, the test named, the old key untouched`, () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      for (const size of [128, 4096]) {
        await placeOldKey(path);
        const stdin = await bytes(2 * size);
        const run = await runProgram(["-r", "-", "-k", path, "-s", `${size}`], { stdin });
        assertEquals(run.code, 6, run.stderr);
        const lines = run.stderr.split("\n");
        assertEquals(lines.pop(), "");
        assertMatch(lines.pop() ?? "", /^hint: .*no key was written/);
        assertMatch(
          lines.at(-1) ?? "",
          lines.length === 1
            ? /^corosync-keygen: Rejected what standard input gave once, and (chance does not explain it \(probability at most 1e-9\)|what follows is of the same file); /
            : /^corosync-keygen: Rejected what standard input gave 2 times[;,] /,
        );
        if (lines.length > 1) {
          assertMatch(lines[0], /: Rejected the bytes \(attempt 1 of 2\), drawing fresh ones: /);
        }
        assert(lines.length <= 2, run.stderr);
        for (const line of lines) {
          // Of a longer key the health tests see enough to stop before the whole key is there.
          const sooner = size === 4096 && line.includes("adaptive proportion test");
          assert(sooner || noticedBy.test(line), line);
          assertMatch(line, / test: ([^;]+, allowed \d+ to \d+|\d+, alarm at \d+)/);
        }
        assertEquals(await look(directory), ["authkey file 0400 old"]);
        await Deno.remove(path);
      }
    }));
}

Deno.test("a device as source: /dev/urandom and a key of every supported extreme", () =>
  withDirectory(async (directory) => {
    for (const size of [128, 4096]) {
      const path = `${directory}/${size}`;
      const outcome = await runProgram(["-r", "/dev/urandom", "-s", `${size}`, "-k", path]);
      assertEquals(outcome.code, 0, outcome.stderr);
      const key = await Deno.readFile(path);
      assertEquals(key.length, size);
      assert((await fixedKey("new", size)).some((byte, i) => byte !== key[i]));
    }
  }));
