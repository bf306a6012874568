import { deflateSync, gzipSync } from "node:zlib";
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "../assert.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import { look, NEW_KEY } from "../files/key_runs.ts";
import { openFedFifo } from "../cli/fifo_feed.ts";
import { runProgram } from "../cli/program.ts";
import { skipWithout } from "../peers.ts";

const concat = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

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

Deno.test("zeros before good bytes end the run at once, as a broken source where nothing else was drawn", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const stdin = new Uint8Array([...new Uint8Array(128), ...NEW_KEY]);
    for (const [size, why] of [["128", "chance"], ["256", "a source that gives changed bytes"]]) {
      const { code, stderr } = await runProgram(["-r", "-", "-k", path, "-s", size], { stdin });
      assertEquals(code, 6);
      const once = "corosync-keygen: Rejected what standard input gave once, and ";
      assertEquals(stderr.startsWith(`${once}${why} `), true, stderr);
    }
    assertEquals(await look(directory), []);
  }));

Deno.test("after an alarm no more is waited for than the 128 bytes that the self-test needs", () =>
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
          `standard input; ${ALARM}\nhint: a good source is rejected once in 2,000 keys too, and this ` +
          "one gave too little to tell; no key was written",
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
    // The tests reject this one too, and would draw again.
    const long = new TextEncoder().encode("Welcome to node1 of 3, 17 users, a load of 0.25\n");
    await Deno.writeFile(path, NEW_KEY);
    const bom = [0xef, 0xbb, 0xbf];
    const heads: [Uint8Array | number[], string][] = [
      [greeting, "text-before-key"],
      [long, "text-before-key"],
      [bom, "byte-order-mark"],
    ];
    for (const [head, refused] of heads) {
      const { code, stdout, stderr } = await run(head, NEW_KEY, "--json");
      const { end, rejections } = JSON.parse(stdout);
      assertEquals([code, end, rejections.length], [6, "changed-bytes", 1], stderr);
      assertEquals(rejections[0].refusal.code, refused);
      assertMatch(stderr, / once, and a source that gives changed bytes is not read on; /);
      assertMatch(stderr, /\nhint: something writes text or another file in front of the bytes, /);
      assertEquals(await Deno.readFile(path), NEW_KEY, "the old key stays");
    }
    const zstd = [0x28, 0xb5, 0x2f, 0xfd];
    const { code, stdout } = await run(zstd, NEW_KEY, "--json");
    const { end, rejections } = JSON.parse(stdout);
    assertEquals([code, end, rejections[0].refusal.code], [6, "another-file", "zstd"]);
    assertEquals(await Deno.readFile(path), NEW_KEY, "the old key stays");
  }));

Deno.test("nothing behind changed bytes becomes a key, though a test rejects these too", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const text = (characters: string) => new TextEncoder().encode(characters);
    const utf16 = (characters: string) =>
      Uint8Array.from([...text(characters)].flatMap((c) => [c, 0]));
    const heads: [Uint8Array, string][] = [
      [new Uint8Array(3), "zeros-in-front"],
      [new Uint8Array(4), "zeros-in-front"],
      [new Uint8Array(5), "zeros-in-front"],
      [new Uint8Array(8), "zeros-in-front"],
      [new Uint8Array(100), "zeros-in-front"],
      [text("\0Last login: Fri Nov 27 17:54:36 2026 from node1\n"), "text-inside"],
      [utf16("Hi you all\n"), "text-inside"],
    ];
    const oldKeys = [await fixedKey("old", 256), await fixedKey("another old", 256)];
    for (const [head, refused] of heads) {
      const bytes = concat(head, ...oldKeys);
      for (const size of ["128", "256"]) {
        const args = ["-s", size, "-k", path, "--json"];
        const piped = await runProgram(["-r", "-", ...args], { stdin: bytes });
        const { end, rejections, source, sourceIsRegularFile } = JSON.parse(piped.stdout);
        assertEquals([piped.code, end, rejections.length], [6, "changed-bytes", 1], piped.stderr);
        assertEquals(rejections[0].refusal.code, refused);
        assertEquals([source, sourceIsRegularFile], ["standard input", false]);
        await Deno.writeFile(`${directory}/source`, bytes);
        const file = await runProgram(["-r", `${directory}/source`, ...args]);
        const receipt = JSON.parse(file.stdout);
        assertEquals([file.code, receipt.end], [6, "regular-file"], file.stderr);
        assertEquals(receipt.rejections[0].refusal.code, refused);
        assertEquals([receipt.source, receipt.sourceIsRegularFile], [`${directory}/source`, true]);
        assertMatch(file.stderr, /; verify would refuse them: /);
        assertMatch(file.stderr, /\nhint: something writes text or another file in front of the /);
      }
    }
    assertEquals(await look(directory), ["source file 0644 534 bytes"]);
  }));

Deno.test("a counter is called broken, and nothing that a login shell wrote, wherever it starts", () =>
  withDirectory(async (directory) => {
    for (const start of [32, 33, 48, 50, 64, 65]) {
      const bytes = new Uint8Array(512).map((_, index) => start + index);
      await Deno.writeFile(`${directory}/source`, bytes);
      for (const size of ["128", "256"]) {
        const args = ["-s", size, "-k", `${directory}/authkey`];
        const piped = await runProgram(["-r", "-", ...args], { stdin: bytes });
        assertEquals([piped.code, piped.stderr.includes("shell")], [6, false], piped.stderr);
        assertStringIncludes(piped.stderr, `, and chance does not explain it`);
        assertStringIncludes(piped.stderr, BROKEN);
        const file = await runProgram(["-r", `${directory}/source`, ...args]);
        assertEquals([file.code, file.stderr.includes("shell")], [6, false], file.stderr);
        assertStringIncludes(file.stderr, "hint: the file holds no random bytes, or too few of ");
      }
    }
  }));

Deno.test("what every test rejects is called broken, and not changed, as a counter with zeros at its ends", () =>
  withDirectory(async (directory) => {
    const words = new Uint32Array(128).map((_, index) => index);
    for (const width of [Uint8Array, Uint16Array, Uint32Array]) {
      const stdin = new Uint8Array(width.from(words).buffer);
      const args = ["-r", "-", "-k", `${directory}/authkey`, "--json"];
      const { code, stdout, stderr } = await runProgram(args, { stdin });
      assertEquals([code, JSON.parse(stdout).end], [6, "beyond-chance"], stderr);
      assertStringIncludes(stderr, BROKEN);
    }
  }));

Deno.test("no key is made of what follows the start of a file that came through a pipe", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const random = await fixedKey("piped", 2000);
    const start = (head: number[]) => concat(Uint8Array.from(head), random.subarray(head.length));
    // To keys of RSA of 2,048 and 3,072 bits: the encrypted data are behind what becomes a key.
    const byGnupg = start([0x85, 0x01, 0x0c, 3]);
    byGnupg.set([1, 0x08, 0x00], 12);
    const bySequoia = start([0xc1, 0xc0, 0xcc, 3]);
    bySequoia.set([1, 0x0b, 0xff], 12);
    // With a passphrase, and encrypted data next.
    const withPassphrase = start([0x8c, 0x0d, 0x04, 0x09, 0x03]);
    withPassphrase.set([0xd2], 15);
    const files: [code: string, bytes: Uint8Array][] = [
      ["openpgp", byGnupg],
      ["openpgp", bySequoia],
      ["openpgp", withPassphrase],
      ["openpgp-stored", start([0xcb, 0xc7, 0x16, 0x62, 0, 0, 0, 0, 0])],
      ["openpgp-stored", start([0xa3, 0x02, 0x78, 0x9c, 0x01])],
      ["gzip", gzipSync(random)],
      ["png", start([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
      ["jpeg", start([0xff, 0xd8, 0xff, 0xe0])],
      ["zlib", deflateSync(random.map((byte) => byte & 0x7f))],
      ["zlib", deflateSync(random.map((byte) => byte & 0x3f))],
    ];
    for (const [code, bytes] of files) {
      for (const size of ["128", "256"]) {
        const args = ["-r", "-", "-s", size, "-k", path, "--json"];
        const { code: exitCode, stdout, stderr } = await runProgram(args, { stdin: bytes });
        const { end, rejections } = JSON.parse(stdout);
        assertEquals([exitCode, end, rejections.length], [6, "another-file", 1], stderr);
        assertEquals(rejections[0].refusal.code, code);
        assertMatch(stderr, / once, and what follows is of the same file; /);
      }
    }
    // What only begins as zlib does is nothing but that.
    const stdin = start([0x78, 0x9c]);
    const { code, stderr } = await runProgram(["-r", "-", "-k", path], { stdin });
    assertEquals([code, stderr], [0, ""]);
  }));

Deno.test("a file that is plainly something else is no source, whatever little is read of it", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const random = await fixedKey("file", 1000);
    const files: [string, number[]][] = [
      ["der", [0x30, 0x82, 1000 >> 8, 1000 & 255, 0x30, ...random.subarray(1)]],
      ["zip", [0x50, 0x4b, 0x03, 0x04, 20, 0, 0, 0, 8, 0, ...random]],
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

Deno.test({
  name: "keyrings, public keys in DER and objects of Git are no source, whole or through a pipe",
  ignore: skipWithout({ programs: { gpg: "gnupg" } }, "keyrings as sources"),
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      const home = `${directory}/gnupg`;
      await Deno.mkdir(home, { mode: 0o700 });
      const gpg = async (...args: string[]) => {
        const words = ["--batch", "--quiet", "--homedir", home, "--passphrase", "", ...args];
        const { success, stdout } = await new Deno.Command("gpg", { args: words, stderr: "null" })
          .output();
        assert(success, args.join(" "));
        return stdout;
      };
      await gpg("--quick-generate-key", "node1", "ed25519", "sign", "never");
      const { publicKey } = await crypto.subtle.generateKey(
        {
          name: "RSA-PSS",
          hash: "SHA-256",
          modulusLength: 2048,
          publicExponent: new Uint8Array([1, 0, 1]),
        },
        true,
        ["sign", "verify"],
      );
      const spki = new Uint8Array(await crypto.subtle.exportKey("spki", publicKey));
      const random = await fixedKey("object", 100_000);
      random.set([0x78, 0x9c]);
      const files: [code: string, bytes: Uint8Array, throughPipe: boolean][] = [
        ["openpgp-keys", await gpg("--export", "node1"), true],
        ["der", spki, true],
        ["zlib", deflateSync(random.subarray(0, 600).map((byte) => byte & 0x7f)), false],
        // More than is looked at.
        ["zlib", deflateSync(random.map((byte) => byte & 0x7f)), false],
        // Less than it unpacks to.
        ["zlib", deflateSync(concat(random.subarray(0, 600), new Uint8Array(9e6))), false],
      ];
      for (const [code, bytes, throughPipe] of files) {
        const source = `${directory}/source`;
        await Deno.writeFile(source, bytes);
        const args = ["-s", "128", "-k", path, "--json"];
        const whole = await runProgram(["-r", source, ...args]);
        const { end, refusal } = JSON.parse(whole.stdout);
        assertEquals([whole.code, end, refusal?.code], [6, "regular-file", code]);
        if (!throughPipe) continue;
        const piped = await runProgram(["-r", "-", ...args], { stdin: bytes });
        assertEquals([piped.code, JSON.parse(piped.stdout).result], [6, "failed"], code);
        const { code: verified, stdout, stderr } = await runProgram(["verify", source]);
        assertEquals([verified, stdout.split("\n")[0]], [2, "refused: this is no key"], stderr);
        assertEquals(stdout.includes("SHA256:"), false);
        assertEquals((await runProgram(["fingerprint", source])).code, 3);
        assertEquals((await runProgram(["install", "--force", source, path])).code, 6);
      }
      // A fair file whose first two bytes are those of zlib.
      await Deno.writeFile(`${directory}/source`, random.slice(0, 256));
      const { code, stderr } = await runProgram(["-r", `${directory}/source`, "-k", path]);
      assertEquals(code, 0, stderr);
    }),
});

Deno.test("a size or a source that is refused is named in the hint and in JSON", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const source = `${directory}/no such source`;
    const opened = await runProgram(["-r", source, "-k", path, "--json"]);
    assertEquals([opened.code, opened.stderr], [
      1,
      "corosync-keygen: Failed to open random source: No such file or directory\n" +
      `hint: the source is ${source}\n`,
    ]);
    assertEquals(JSON.parse(opened.stdout).source, source);
    for (const size of ["100", "abc", "99999"]) {
      const { code, stdout, stderr } = await runProgram([`--size=${size}`, "-k", path, "--json"]);
      assertEquals([code, stderr], [
        1,
        "corosync-keygen: Unsupported key size (supported <128,4096>)\n\n" +
        `hint: '${size}' was given; pcs insists on 256\n`,
      ]);
      assertEquals(JSON.parse(stdout).value, size);
    }
  }));

const note = (source: string) =>
  `corosync-keygen: Note: ${source} is a regular file: its bytes are a key only if nobody else ` +
  "has them, and must never be used again\n";

Deno.test("a regular file as source gives a key and a note, by its name and as standard input", () =>
  withDirectory(async (directory) => {
    const source = `${directory}/source`;
    await Deno.writeFile(source, NEW_KEY);
    await Deno.symlink("source", `${directory}/link`);
    for (const [name, key] of [[source, "key"], [`${directory}/link`, "another"]]) {
      const { code, stderr } = await runProgram(["-r", name, "-k", `${directory}/${key}`]);
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

Deno.test("what is said of a file of /proc without a size is true of what was read of it", async () => {
  const { code, stderr } = await runProgram(["-r", "/proc/cpuinfo", "--stdout"]);
  assertEquals([code, /shorter|empty/.test(stderr)], [6, false], stderr);
  const verified = await runProgram(["verify", "/proc/version"]);
  assertEquals([verified.code, verified.stdout], [3, ""]);
});

Deno.test("a file of one value again and again is rejected for that, and is no text, whatever character that is", () =>
  withDirectory(async (directory) => {
    for (const value of [0x41, 0x0a, 0x07]) {
      await Deno.writeFile(`${directory}/source`, new Uint8Array(70_000).fill(value));
      const { code, stderr } = await runProgram(
        ["-r", `${directory}/source`, "-k", `${directory}/authkey`],
      );
      assertEquals([code, stderr.includes("is one line")], [6, false], stderr);
      assertStringIncludes(stderr, "repetition count test");
    }
  }));
