import { assert, assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { fixedKey, withDirectory, writeKey } from "../keys.ts";
import { skipUnless } from "../skip.ts";
import { findSecret } from "../secrets.ts";
import { assertFits } from "./schema.ts";
import { skipWithout } from "../peers.ts";
import { PROGRAM, runCommand, runProgram } from "./program.ts";
import { Terminal } from "./terminal.ts";

const ignore = skipUnless(Deno.uid() === 0, "verify", "a key that is not root's has a warning");
const POINT = "named on the command line";

Deno.test({
  name: "verify calls a key as we make it good, exit 0, and shows none of it",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      assertEquals((await runProgram(["-l", "-k", path])).code, 0);
      const text = await runProgram(["verify", path]);
      const json = await runProgram(["verify", "--json", path]);
      assertEquals([text.code, json.code, text.stderr, json.stderr], [0, 0, "", ""]);
      const report = JSON.parse(json.stdout);
      assertEquals(
        text.stdout,
        `good: corosync takes this key
  ${path}: 128 bytes, ${report.fingerprint.full}
  chosen because: ${POINT}
`,
      );
      assertFits("verify", json.stdout);
      assertEquals([report.result, report.exitCode, report.path], ["good", 0, path]);
      assertEquals(report.findings, []);
      assertEquals(
        findSecret(new TextEncoder().encode(text.stdout + json.stdout), await Deno.readFile(path)),
        [],
      );
    }),
});

Deno.test({
  name: "verify exits 1 for warnings, 2 for what corosync refuses, 3 when there is nothing to read",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      await writeKey(`${directory}/open`, await fixedKey("open", 256), 0o644);
      await writeKey(`${directory}/short`, await fixedKey("short", 127));
      await writeKey(`${directory}/zeros`, new Uint8Array(256));
      const results: [string, number, string][] = [];
      for (const name of ["open", "short", "zeros", "missing", ""]) {
        const { code, stdout } = await runProgram(["verify", "--json", `${directory}/${name}`]);
        assertFits("verify", stdout);
        results.push([name, code, JSON.parse(stdout).result]);
      }
      assertEquals(results, [
        ["open", 1, "warnings"],
        ["short", 2, "refused"],
        ["zeros", 2, "refused"],
        ["missing", 3, "failed"],
        ["", 3, "failed"],
      ]);
      const usage = await runProgram(["verify", "a", "b"]);
      assertEquals([usage.code, usage.stdout], [3, ""]);
      assertEquals((await runProgram(["verify", "--bogus"])).code, 3);
      // 1 would say that there are warnings.
      const value = await runProgram(["verify", "--root="]);
      assertEquals([value.code, value.stderr], [
        3,
        "corosync-keygen: Unsupported --root '': It takes the name of a directory\n" +
        "hint: is the variable set that should hold it?\n",
      ]);
    }),
});

Deno.test({
  name: "what is plainly no key has no fingerprint, by which a passphrase could be guessed",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const text = (words: string) => new TextEncoder().encode(words);
      const passphrase = "correct horse battery staple ".repeat(5);
      const files: [string, Uint8Array][] = [
        ["passphrase", text(passphrase)],
        ["mostly-text", text(passphrase).map((byte, i) => i % 10 === 9 ? 0xff : byte)],
        ["too-short", await fixedKey("no key", 127)],
      ];
      for (const [code, bytes] of files) {
        const path = `${directory}/${code}`;
        await writeKey(path, bytes);
        const json = await runProgram(["verify", "--json", path]);
        assertFits("verify", json.stdout);
        const { fingerprint, findings } = JSON.parse(json.stdout);
        assertEquals([json.code, fingerprint, findings[0].code], [2, null, code]);
        for (const command of ["verify", "fingerprint", "install"]) {
          const names = command === "install" ? [path, `${directory}/to`] : [path];
          const outcome = await runProgram([command, ...names]);
          assert(!`${outcome.stdout}${outcome.stderr}`.includes("SHA256:"), command + code);
        }
        const made = await runProgram(["-l", "--json", "--verbose", "-k", path]);
        assertEquals(JSON.parse(made.stdout).keyFile.previousKey.fingerprint, null, code);
      }
    }),
});

Deno.test({
  name: "verify follows corosync to its key, says why, and says whether encryption is on",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      const configuration = `${directory}/corosync.conf`;
      await writeKey(path, await fixedKey("followed", 256));
      await Deno.writeTextFile(configuration, `totem {\n  secauth: on\n  keyfile: ${path}\n}\n`);
      const env = { COROSYNC_MAIN_CONFIG_FILE: configuration };
      const followed = await runProgram(["verify"], { env });
      assertEquals(followed.code, 1, followed.stdout + followed.stderr);
      assertMatch(followed.stdout, /^usable: /);
      assertStringIncludes(
        followed.stdout.replace(/\n {2}(?! )/g, " "),
        "warning: corosync 3.x ignores COROSYNC_MAIN_CONFIG_FILE: it reads " +
          `/etc/corosync/corosync.conf unless it is started with -c ${configuration}`,
      );
      assertStringIncludes(
        followed.stdout,
        `  chosen because: totem.keyfile in ${configuration} names it
  encryption: on (cipher aes256, hash sha256)
`,
      );
      const other = { ...env, COROSYNC_TOTEM_AUTHKEY_FILE: `${directory}/other` };
      await writeKey(`${directory}/other`, await fixedKey("other", 256));
      const ignored = await runProgram(["verify"], { env: other });
      assertEquals(ignored.code, 1);
      assertStringIncludes(ignored.stdout, `2.99.3 only; 3.x reads ${path}\n`);
      // Only there do nodes matter that read less.
      assertStringIncludes(ignored.stdout, "note: corosync 1.x and 2.x read only");

      await Deno.writeTextFile(configuration, `totem {\n  keyfile: ${path}\n`);
      const broken = await runProgram(["verify"], { env: other });
      assertEquals(broken.code, 2);
      assertStringIncludes(broken.stdout, `${configuration}, line 2: a section is not closed`);
      await Deno.writeTextFile(configuration, `totem {\n  keyfile: ${path}\n}\n`);
      const off = await runProgram(["verify"], { env });
      assertEquals(off.code, 1);
      assertMatch(off.stdout, /^usable: but encryption is off, and corosync reads no key\n/);
      assertStringIncludes(
        off.stdout,
        "  encryption: off (cipher none, hash none)\nwarning: secauth,",
      );
    }),
});

Deno.test({
  name: "verify looks at a key that stands in the configuration and does not repeat it",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const configuration = `${directory}/corosync.conf`;
      const key = btoa(String.fromCharCode(...await fixedKey("inline", 96)));
      await Deno.writeTextFile(configuration, `totem {\n  secauth: on\n  key: ${key}\n}\n`);
      const env = { COROSYNC_MAIN_CONFIG_FILE: configuration };
      const { code, stdout, stderr } = await runProgram(["verify"], { env });
      assertEquals([code, stderr], [2, ""]);
      assertMatch(
        stdout,
        /^refused: .*\n {2}totem\.key in .* is the key itself: 129 bytes\n/,
      );
      assertStringIncludes(stdout, "warning: the key stands in");
      assertStringIncludes(stdout, "refusal: the value is base64 of only 96 bytes");
      assertEquals(findSecret(new TextEncoder().encode(stdout), new TextEncoder().encode(key)), []);
    }),
});

Deno.test({
  name:
    "verify takes a value of the configuration for what corosync does, and decodes none into a file",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const env = { COROSYNC_MAIN_CONFIG_FILE: `${directory}/corosync.conf` };
      for (const [sizeBytes, exitCode] of [[192, 1], [127, 2]]) {
        const key = btoa(String.fromCharCode(...await fixedKey("inline", sizeBytes)));
        await Deno.writeTextFile(
          env.COROSYNC_MAIN_CONFIG_FILE,
          `totem {\n  secauth: on\n  key: ${key}\n}\n`,
        );
        const { code, stdout } = await runProgram(["verify"], { env });
        assertEquals(code, exitCode, stdout);
        assertEquals(stdout.includes("base64 -d"), false);
        assertEquals(
          stdout.match(/remedy: make a key .*, and install KEY there\n/g)?.length,
          2,
        );
      }
    }),
});

Deno.test({
  name: "verify prints no hash of less than a key, which could be a passphrase",
  ignore,
  fn: async () => {
    for (const [sizeBytes, hashes] of [[0, 0], [12, 0], [127, 0], [128, 1]]) {
      const stdin = await fixedKey("hash", sizeBytes);
      const { stdout } = await runProgram(["verify", "-"], { stdin });
      assertEquals(stdout.match(/SHA256:/g)?.length ?? 0, hashes, `${sizeBytes} bytes`);
      const json = await runProgram(["verify", "--json", "-"], { stdin });
      assertFits("verify", json.stdout);
      assertEquals(JSON.parse(json.stdout).fingerprint === null, hashes === 0);
    }
  },
});

Deno.test({
  name: "verify does not say that corosync reads no key and fails over it in one report",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      const env = { COROSYNC_MAIN_CONFIG_FILE: `${directory}/corosync.conf` };
      const report = async (...lines: readonly string[]) => {
        await Deno.writeTextFile(
          env.COROSYNC_MAIN_CONFIG_FILE,
          `totem {\n${[...lines, `keyfile: ${path}`].join("\n")}\n}\n`,
        );
        return await runProgram(["verify"], { env });
      };
      const FAILS = "corosync wants at least 128";
      for (const sizeBytes of [0, 127]) {
        await writeKey(path, await fixedKey("off", sizeBytes));
        const off = await report();
        assertStringIncludes(off.stdout, `once encryption is on, ${FAILS}`);
        assertStringIncludes(off.stdout, "corosync reads no key at all");
        const on = await report("secauth: on");
        assertStringIncludes(on.stdout, `: ${FAILS}`);
        await Deno.remove(path);
      }
    }),
});

Deno.test({
  name: "verify warns of packets that are authenticated and not encrypted",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      const env = { COROSYNC_MAIN_CONFIG_FILE: `${directory}/corosync.conf` };
      await writeKey(path, await fixedKey("authenticated", 256));
      await Deno.writeTextFile(
        env.COROSYNC_MAIN_CONFIG_FILE,
        `totem {\ncrypto_cipher: none\ncrypto_hash: sha256\nkeyfile: ${path}\n}\n`,
      );
      const { code, stdout } = await runProgram(["verify"], { env });
      assertEquals(code, 1);
      assertEquals(
        stdout.split("\n")[0],
        "usable: but packets are authenticated only, not encrypted",
      );
      assertStringIncludes(
        stdout,
        "  encryption: off, packets are authenticated (cipher none, hash sha256)\n" +
          "warning: crypto_cipher is none: with crypto_hash sha256 packets are authenticated and not encrypted",
      );
      assertStringIncludes(stdout, "  remedy: set crypto_cipher: aes256 in the totem section\n");
    }),
});

Deno.test("verify - looks at what comes through a pipe", async () => {
  const good = await runProgram(["verify", "-"], { stdin: await fixedKey("pipe", 256) });
  assertEquals(good.code, 0, good.stdout + good.stderr);
  assertMatch(
    good.stdout,
    /^good: corosync takes this key\n {2}standard input: 256 bytes, SHA256:\S+\n$/,
  );
  const short = await runProgram(["verify", "-"], { stdin: await fixedKey("pipe", 127) });
  assertEquals(short.code, 2);
  // All of it is looked at: what is longer than any key is too large to be one, though it begins as one.
  const most = await runProgram(["verify", "-"], { stdin: await fixedKey("pipe", 4096) });
  assertEquals(most.code, 0, most.stdout);
  const long = await runProgram(["verify", "-"], { stdin: await fixedKey("pipe", 5000) });
  assertEquals(long.code, 1);
  assertStringIncludes(long.stdout, "standard input: 5000 bytes");
});

Deno.test("verify names an empty name", async () => {
  const { code, stderr } = await runProgram(["verify", ""]);
  assertEquals([code, stderr.split("\n")[0]], [
    3,
    "corosync-keygen: Could not read '': a file needs a name",
  ]);
  const json = await runProgram(["verify", "--json", ""]);
  assertFits("verify", json.stdout);
  assertEquals(JSON.parse(json.stdout).code, "cannot-read");
});

Deno.test("verify refuses a FIFO instead of waiting for it", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/fifo`;
    await new Deno.Command("mkfifo", { args: [path] }).output();
    const { code, stderr } = await runProgram(["verify", path]);
    assertEquals(
      stderr,
      `corosync-keygen: Could not read ${path}: Is a fifo, wanted a regular file\n` +
        "hint: what comes through a pipe is read as -\n",
    );
    assertEquals(code, 3);
  }));

Deno.test({
  name: "verify and install take a key below /dev, which Deno ties to all permissions",
  ignore,
  fn: async () => {
    const directory = await Deno.makeTempDir({ dir: "/dev/shm" });
    try {
      const key = await fixedKey("shared memory", 256);
      await writeKey(`${directory}/from`, key);
      assertEquals((await runProgram(["verify", `${directory}/from`])).code, 0);
      const { code } = await runProgram(["install", `${directory}/from`, `${directory}/to`]);
      assertEquals([code, await Deno.readFile(`${directory}/to`)], [0, key]);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});

/** Runs verify with a configuration of these lines in its totem section and no key file. */
async function withoutKey(
  lines: string | null,
): Promise<{ code: number; stderr: string; json: string }> {
  let result = { code: -1, stderr: "", json: "" };
  await withDirectory(async (root) => {
    await Deno.mkdir(`${root}/etc/corosync`, { recursive: true });
    if (lines !== null) {
      await Deno.writeTextFile(`${root}/etc/corosync/corosync.conf`, `totem {\n${lines}}\n`);
    }
    const { code, stderr } = await runProgram(["verify", "--root", root]);
    const { stdout } = await runProgram(["verify", "--json", "--root", root]);
    assertFits("verify", stdout);
    result = { code, stderr: stderr.replaceAll(root, "ROOT"), json: stdout };
  });
  return result;
}

Deno.test("verify without a key file says whether one is needed, and how to make it", async () => {
  const needed = await withoutKey("secauth: on\n");
  assertEquals(needed.code, 3);
  assertEquals(
    needed.stderr,
    `corosync-keygen: Could not read ROOT/etc/corosync/authkey: No such file or directory
hint: corosync will not start without it (corosync's default; /etc/corosync/corosync.conf names no other; \
cipher aes256, hash sha256): copy the key from a node that has it, as KEY, and put it into its place with corosync-keygen install \
--root ROOT KEY /etc/corosync/authkey; if none has one, make it with corosync-keygen -l -s 256 --root ROOT -k /etc/corosync/authkey
`,
  );
  const { code, keyNeeded, exitCode } = JSON.parse(needed.json);
  assertEquals([code, keyNeeded, exitCode], ["no-key-file", true, 3]);

  const off = await withoutKey("secauth: off\n");
  assertStringIncludes(off.stderr, "hint: none is needed: encryption is off");
  assertEquals(JSON.parse(off.json).keyNeeded, false);
  assertStringIncludes(off.stderr, "to encrypt, set crypto_cipher: aes256 and crypto_hash: sha256");
  const udpu = await withoutKey("transport: udpu\n");
  assertStringIncludes(
    udpu.stderr,
    "to encrypt, set transport: knet, since udpu cannot encrypt, and",
  );

  const broken = await withoutKey("secauth: on\nnonsense\n");
  assertStringIncludes(
    broken.stderr,
    "hint: corosync will not start: /etc/corosync/corosync.conf, line 3: neither a section",
  );
  assertEquals(JSON.parse(broken.json).keyNeeded, null);
  assertStringIncludes((await withoutKey(null)).stderr, "there is no /etc/corosync/corosync.conf");
});

/** Runs what a text tells to type, by its beginning, as it is printed. */
async function followRemedy(text: string, beginning: string, cwd: string): Promise<void> {
  const command = text.split(/; |, and |\n/).map((part) =>
    part.slice(part.indexOf("corosync-keygen "))
  )
    .find((part) => part.startsWith(beginning));
  assert(command !== undefined, text);
  const program = PROGRAM.map((word) => `'${word}'`).join(" ");
  const words = ["bash", "-c", `corosync-keygen() { ${program} "$@"; }; ${command}`];
  const { code, stderr } = await runCommand(words, { cwd });
  assertEquals(code, 0, stderr);
}

Deno.test({
  name:
    "verify tells to make a key where the missing one belongs, and the commands do so as printed",
  ignore: ignore || skipWithout({ programs: { bash: "bash" } }, "commands of remedies"),
  fn: () =>
    withDirectory(async (directory) => {
      const root = `${directory}/an image`;
      await Deno.mkdir(`${root}/etc/corosync`, { recursive: true });
      const configuration = `${root}/etc/corosync/corosync.conf`;
      const args = ["verify", "--root", root];
      for (const file of ["/etc/corosync/ring.key", "/srv/keys of/ring 1"]) {
        await Deno.writeTextFile(configuration, `totem {\n  secauth: on\n  keyfile: ${file}\n}\n`);
        const make = (await runProgram(args)).stderr;
        await followRemedy(make, "corosync-keygen -l -s 256", directory);
        assertEquals((await Deno.stat(root + file)).size, 256);
        assertEquals((await runProgram(args)).code, 0);
        await Deno.rename(root + file, `${directory}/KEY`);
        const copy = (await runProgram(args)).stderr;
        await followRemedy(copy, "corosync-keygen install", directory);
        assertEquals((await runProgram(args)).code, 0);
        await Deno.remove(`${directory}/KEY`);
        await Deno.remove(root + file);
      }
      // By the environment, on the machine itself.
      const env = { COROSYNC_TOTEM_AUTHKEY_FILE: `${directory}/key` };
      const { code, stderr } = await runProgram(["verify"], { env });
      assertEquals(code, 3);
      await followRemedy(stderr, "corosync-keygen -l -s 256", directory);
      assertEquals((await Deno.stat(`${directory}/key`)).size, 256);
    }),
});

Deno.test({
  name: "a key that verify tells to make is a new file of its own, and replaces nothing",
  ignore: ignore || skipWithout({ programs: { bash: "bash" } }, "commands of remedies"),
  fn: () =>
    withDirectory(async (directory) => {
      const files: Record<string, Uint8Array | string> = {
        empty: "",
        short: new Uint8Array(100).fill(200),
        zeros: new Uint8Array(256),
        words: "correct horse battery staple ".repeat(5),
        base64: btoa(String.fromCharCode(...await fixedKey("few", 90))),
        tagged: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA ".repeat(5),
      };
      for (const [name, content] of Object.entries(files)) {
        const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
        await writeKey(`${directory}/${name}`, bytes);
        const { stdout } = await runProgram(["verify", `${directory}/${name}`]);
        await followRemedy(stdout, "corosync-keygen ", directory);
        assertEquals((await Deno.stat(`${directory}/KEY`)).size, 256, name);
        assertEquals(await Deno.readFile(`${directory}/${name}`), bytes);
        await Deno.remove(`${directory}/KEY`);
      }
    }),
});

Deno.test({
  name:
    "verify heals a value of the configuration, be it empty, by a file and not by a copy of one",
  ignore,
  fn: () =>
    withDirectory(async (root) => {
      await Deno.mkdir(`${root}/etc/corosync`, { recursive: true });
      for (const value of ["", "abc"]) {
        await Deno.writeTextFile(
          `${root}/etc/corosync/corosync.conf`,
          `totem {\n  secauth: on\n  key: ${value}\n}\n`,
        );
        const { code, stdout } = await runProgram(["verify", "--root", root]);
        assertEquals(code, 2);
        assert(!/scp|1 bytes/.test(stdout), stdout);
        assertStringIncludes(stdout, "remove totem.key from the configuration of every node");
        if (value === "") {
          assertStringIncludes(stdout, "refusal: the value is empty: corosync wants");
        }
      }
    }),
});

Deno.test({
  name:
    "verify says what is so of a configuration that is not there, too large, or a link to nothing",
  ignore,
  fn: () =>
    withDirectory(async (root) => {
      const directory = `${root}/etc/corosync`;
      await Deno.mkdir(directory, { recursive: true });
      await writeKey(`${directory}/authkey`, await fixedKey("alone", 256));
      const args = ["verify", "--root", root];
      const none = await runProgram(args);
      assertEquals([none.code, none.stdout.split("\n")[0]], [0, "good: corosync takes this key"]);
      assertStringIncludes(
        none.stdout,
        "\nnote: there is no /etc/corosync/corosync.conf: corosync takes this key, and does not start " +
          "without a configuration\n",
      );
      await Deno.symlink("nothing", `${directory}/corosync.conf`);
      const dangling = await runProgram(args);
      assertEquals(dangling.code, 0);
      assertStringIncludes(dangling.stdout, "corosync.conf is a symbolic link to nothing");
      assertEquals(dangling.stdout.includes("there is no"), false);
      await Deno.remove(`${directory}/corosync.conf`);
      const text = "# comment\n".repeat(110_000) + "totem {\n  secauth: on\n}\n";
      await Deno.writeTextFile(`${directory}/corosync.conf`, text);
      const large = await runProgram(args);
      assertEquals(large.code, 3);
      assertStringIncludes(large.stderr, "corosync.conf: It has more than 1048576 bytes, wanted");
      await Deno.writeTextFile(`${directory}/corosync.conf`, text.slice(100_000));
      assertEquals((await runProgram(args)).code, 0);
    }),
});

Deno.test({
  name: "verify --root looks at the key of an image, by its configuration and links",
  ignore,
  fn: () =>
    withDirectory(async (root) => {
      await Deno.mkdir(`${root}/etc/corosync`, { recursive: true });
      await Deno.mkdir(`${root}/srv`);
      await Deno.symlink("/srv", `${root}/link`);
      const configuration = `${root}/etc/corosync/corosync.conf`;
      await Deno.writeTextFile(configuration, "totem {\n  secauth: on\n  keyfile: /link/key\n}\n");
      await writeKey(`${root}/srv/key`, await fixedKey("image", 256));
      const { code, stdout } = await runProgram(["verify", "--root", root]);
      assertEquals(code, 0, stdout);
      assertStringIncludes(stdout, `  ${await Deno.realPath(root)}/srv/key: 256 bytes`);
      assertEquals((await runProgram(["verify", "--root", root, "/link/key"])).code, 0);
      assertEquals((await runProgram(["verify", "--root", `${root}/none`])).code, 3);
    }),
});

Deno.test({
  name: "verify shows colour on a terminal, and none with NO_COLOR or on a dumb one",
  ignore: ignore || skipWithout({ programs: { script: "bsdutils" } }, "a terminal"),
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      await writeKey(path, await fixedKey("colour", 256));
      const shown = async (env: Record<string, string>) => {
        const terminal = new Terminal(["verify", path], env);
        assertEquals(await terminal.reported("exit"), "0");
        return await terminal.ended();
      };
      assertStringIncludes(await shown({ NO_COLOR: "" }), "\x1b[32m\x1b[1mgood:\x1b[22m\x1b[39m ");
      for (const env of [{ NO_COLOR: "1" }, { NO_COLOR: "", TERM: "dumb" }]) {
        const plain = await shown(env);
        assertStringIncludes(plain, "good: corosync takes this key");
        assertEquals(plain.includes("\x1b[32m"), false);
      }
    }),
});
