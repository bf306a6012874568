import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "../assert.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import { look, NEW_KEY, placeOldKey } from "../files/key_runs.ts";
import { BROKEN_SOURCES } from "./broken_sources.ts";
import { openFedFifo } from "./fifo_feed.ts";
import { runProgram } from "./program.ts";
import { makeFifo, startProgram } from "./running.ts";

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
async function keyWithAlarm(label: string): Promise<Uint8Array<ArrayBuffer>> {
  const key = await fixedKey(label, 128);
  return key.fill(key[40], 40, 45);
}
const ALARM = "repetition count test: 5, alarm at 5";
const AGAIN = "corosync-keygen: Rejected the bytes (attempt 1 of 2), drawing fresh ones: ";
const BROKEN =
  "hint: the source is broken or not random; no key was written and an old one is as it was\n";

Deno.test("a source that is rejected once and then gives good bytes gives a key of these", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const stdin = new Uint8Array([...await keyWithAlarm("alarm"), ...NEW_KEY]);
    const { code, stderr } = await runProgram(["-r", "-", "-k", path], { stdin });
    assertEquals([code, stderr], [0, `${AGAIN}${ALARM}\n`]);
    assertEquals(await Deno.readFile(path), NEW_KEY);
  }));

Deno.test("a second rejection in a row ends the run: good bytes behind it are not asked for", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const alarms = [...await keyWithAlarm("alarm"), ...await keyWithAlarm("again")];
    const stdin = new Uint8Array([...alarms, ...NEW_KEY]);
    const { code, stderr } = await runProgram(["-r", "-", "-k", path], { stdin });
    assertEquals([code, stderr], [
      6,
      `${AGAIN}${ALARM}\n` +
      `corosync-keygen: Rejected what standard input gave 2 times; last: ${ALARM}\n${BROKEN}`,
    ]);
    assertEquals(await look(directory), []);
  }));

Deno.test("zeros before good bytes end the run at once: chance explains no 1,024 equal bits", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const stdin = new Uint8Array([...new Uint8Array(128), ...NEW_KEY]);
    for (const size of ["128", "256"]) {
      const { code, stderr } = await runProgram(["-r", "-", "-k", path, "-s", size], { stdin });
      assertEquals(code, 6);
      assertMatch(stderr, /^corosync-keygen: Rejected what standard input gave once, and chance /);
    }
    assertEquals(await look(directory), []);
  }));

Deno.test("after an alarm no more is waited for than the 128 bytes by which chance is judged", () =>
  withDirectory(async (directory) => {
    using fifo = await openFedFifo(`${directory}/fifo`);
    await fifo.feed(new Uint8Array(128));
    const path = `${directory}/authkey`;
    const { code } = await runProgram(["-r", fifo.path, "-s", "4096", "-k", path]);
    assertEquals(code, 6);
  }));

Deno.test("a source that ends after a rejection is exit 6: the rejection is the news", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const alarm = await keyWithAlarm("alarm");
    // In the second draw, and within the first before the self-test has its bytes.
    for (const stdin of [new Uint8Array([...alarm, ...NEW_KEY.subarray(0, 127)]), alarm.slice(1)]) {
      const { code, stderr } = await runProgram(["-r", "-", "-k", path], { stdin });
      assertEquals(code, 6);
      assertStringIncludes(
        stderr,
        "corosync-keygen: Rejected what standard input gave once, then: Unexpected end of " +
          `standard input; ${ALARM}\nhint: `,
      );
      assertEquals(await look(directory), []);
    }
  }));

Deno.test("bytes that verify would refuse are no key, though the tests find nothing", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const run = (head: Uint8Array | number[], key = NEW_KEY, ...args: string[]) =>
      runProgram(["-r", "-", "-k", path, ...args], {
        stdin: new Uint8Array([...head, ...key.subarray(head.length), ...NEW_KEY]),
      });
    const greeting = new TextEncoder().encode("Welcome to node1, 17 users\n");
    for (const head of [greeting, [0xef, 0xbb, 0xbf]]) {
      const { code, stderr } = await run(head);
      assertEquals(code, 0, stderr);
      assertStringIncludes(stderr, `${AGAIN}verify would refuse them: `);
      assertEquals(await Deno.readFile(path), NEW_KEY);
      assertEquals((await runProgram(["verify", path])).code, 0);
    }
    const zstd = [0x28, 0xb5, 0x2f, 0xfd];
    const { code, stdout } = await run(zstd, NEW_KEY, "--json");
    const { end, rejections } = JSON.parse(stdout);
    assertEquals([code, end, rejections[0].refusal.code], [6, "beyond-chance", "zstd"]);
    assertEquals(await Deno.readFile(path), NEW_KEY, "the old key stays");
  }));

Deno.test("a file that is plainly something else is no source, whatever little is read of it", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const random = await fixedKey("file", 1000);
    const files: [string, number[]][] = [
      ["der", [0x30, 0x82, 1000 >> 8, 1000 & 255, 0x30, ...random.subarray(1)]],
      ["zip", [0x50, 0x4b, 0x03, 0x04, ...random]],
      ["png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...random]],
      ["openssl-enc", [...new TextEncoder().encode("Salted__"), ...random]],
    ];
    for (const [kind, bytes] of files) {
      const source = `${directory}/${kind}`;
      await Deno.writeFile(source, Uint8Array.from(bytes));
      for (const size of ["128", "1000"]) {
        const args = ["-s", size, "-k", path, "--json"];
        const { code, stdout, stderr } = await runProgram(["-r", source, ...args]);
        const { end, refusal } = JSON.parse(stdout);
        assertEquals([code, end, refusal.code], [6, "regular-file", kind]);
        assertStringIncludes(stderr, `corosync-keygen: Refused ${source} as a source: the file is`);
      }
      const redirected = await runProgram(["-r", "-", "-k", path], {
        under: ["sh", "-c", `exec "$@" <${source}`, "sh"],
      });
      assertEquals(redirected.code, 6);
    }
    assertThrows(() => Deno.lstatSync(path), Deno.errors.NotFound);
  }));

const note = (source: string) =>
  `corosync-keygen: Note: ${source} is a regular file: its bytes are a key only if nobody else ` +
  "has them, and must never be used again\n";

Deno.test("a regular file as source gives a key and a note, by its name and as standard input", () =>
  withDirectory(async (directory) => {
    const source = `${directory}/source`;
    await Deno.writeFile(source, NEW_KEY);
    await Deno.symlink("source", `${directory}/link`);
    for (const name of [source, `${directory}/link`]) {
      const { code, stderr } = await runProgram(["-r", name, "-k", `${directory}/authkey`]);
      assertEquals([code, stderr], [0, note(name)]);
    }
    const redirected = await runProgram(["-r", "-", "-k", `${directory}/authkey`], {
      under: ["sh", "-c", `exec "$@" <${source}`, "sh"],
    });
    assertEquals([redirected.code, redirected.stderr], [0, note("standard input")]);
  }));

Deno.test("a regular file that is rejected is not read on, whatever lies behind", () =>
  withDirectory(async (directory) => {
    const source = `${directory}/source`;
    await Deno.writeFile(source, new Uint8Array([...await keyWithAlarm("alarm"), ...NEW_KEY]));
    const { code, stderr } = await runProgram(["-r", source, "-k", `${directory}/authkey`]);
    assertEquals([code, stderr], [
      6,
      `${
        note(source)
      }corosync-keygen: Rejected what ${source} gave once, and a regular file is not read on; ${ALARM}\n` +
      "hint: the file holds no random bytes, or too few of them; no key was written and an old " +
      "one is as it was\n",
    ]);
    assertEquals(await look(directory), ["source file 0644 256 bytes"]);
  }));

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
            ? /^corosync-keygen: Rejected what standard input gave once, and chance does not explain it \(probability at most 1e-9\); /
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

const ENDING = [
  ...[["SIGHUP", 129], ["SIGINT", 130], ["SIGQUIT", 131], ["SIGUSR1", 138], ["SIGALRM", 142]],
  ["SIGTERM", 143],
] as [Deno.Signal, number][];

for (const [signal, code] of ENDING) {
  Deno.test(`${signal} ends a wait for bytes and a wait for a writer with exit ${code}`, () =>
    withDirectory(async (directory) => {
      const place = `${directory}/place`;
      await Deno.mkdir(place);
      await placeOldKey(`${place}/authkey`);
      using fifo = await openFedFifo(`${directory}/fed`);
      await makeFifo(`${directory}/unfed`);
      for (const source of [fifo.path, `${directory}/unfed`]) {
        const running = startProgram(["-r", source, "-k", `${place}/authkey`]);
        await running.waitForStdout(/Gathering/);
        if (source === fifo.path) {
          await fifo.feed(NEW_KEY.slice(0, 100));
          await running.waitForStdout(asking(224));
        }
        running.kill(signal);
        const ended = await running.ended();
        // Deno 2.9.6 tells of its debugger too, which SIGUSR1 starts as in Node.
        const lines = ended.stderr.split("\n").filter((line) =>
          !/debugger/.test(line.toLowerCase())
        );
        assertEquals(
          [ended.code, ended.signal, lines.join("\n")],
          [code, null, `corosync-keygen: Interrupted by ${signal}\n`],
        );
        assertEquals(await look(place), ["authkey file 0400 old"]);
      }
    }));
}

Deno.test("SIGHUP that was ignored at the start stays ignored, as under nohup", () =>
  withDirectory(async (directory) => {
    using fifo = await openFedFifo(`${directory}/fifo`);
    const path = `${directory}/authkey`;
    const under = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh"];
    const running = startProgram(["-r", fifo.path, "-k", path], { under });
    await running.waitForStdout(/Gathering/);
    await fifo.feed(NEW_KEY.slice(0, 64));
    await running.waitForStdout(asking(512));
    running.kill("SIGHUP");
    await fifo.feed(NEW_KEY.slice(64));
    const { code, stderr } = await running.ended();
    assertEquals([code, stderr], [0, ""]);
    assertEquals(await Deno.readFile(path), NEW_KEY);
  }));

Deno.test("--timeout ends a wait for bytes and a wait for a writer with exit 1 and a hint", () =>
  withDirectory(async (directory) => {
    using fifo = await openFedFifo(`${directory}/fed`);
    await fifo.feed(NEW_KEY.slice(0, 16));
    await makeFifo(`${directory}/unfed`);
    for (const [source, bits] of [[fifo.path, 128], [`${directory}/unfed`, 0]] as const) {
      const path = `${directory}/place/authkey`;
      const args = ["-r", source, "-k", path, "--mkdir", "--timeout", "0.8"];
      const { code, stderr } = await runProgram(args);
      assertEquals([code, stderr], [
        1,
        `corosync-keygen: Starved by ${source}: ${bits} of 1024 bits after 0.8 s, wanted the whole key\n` +
        "hint: -l takes the key from a source that never blocks\n",
      ]);
    }
    assert(!Array.from(Deno.readDirSync(directory)).some(({ name }) => name === "place"));
  }));

Deno.test("--timeout does not matter to a source that answers in time", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const { code, stderr } = await runProgram(["-l", "-k", path, "--timeout", "60"]);
    assertEquals([code, stderr], [0, ""]);
    assertEquals((await Deno.stat(path)).size, 128);
  }));

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
