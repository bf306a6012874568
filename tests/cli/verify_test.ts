import { assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { fixedKey, withDirectory, writeKey } from "../keys.ts";
import { skipUnless } from "../skip.ts";
import { findSecret } from "../secrets.ts";
import { assertFits } from "./schema.ts";
import { skipWithout } from "../peers.ts";
import { runProgram } from "./program.ts";
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
      // Of what has to be replaced it does not matter who can reach it.
      await writeKey(`${directory}/short`, await fixedKey("short", 127), 0o644);
      await writeKey(`${directory}/zeros`, new Uint8Array(256), 0o644);
      const results: [string, number, string, string[]][] = [];
      for (const name of ["open", "short", "zeros", "missing", ""]) {
        const { code, stdout } = await runProgram(["verify", "--json", `${directory}/${name}`]);
        assertFits("verify", stdout);
        const { result, findings } = JSON.parse(stdout);
        const codes = (findings ?? []).map(({ code }: { code: string }) => code);
        results.push([name, code, result, codes]);
      }
      assertEquals(results, [
        ["open", 1, "warnings", ["mode"]],
        ["short", 2, "refused", ["too-short"]],
        ["zeros", 2, "refused", ["constant"]],
        ["missing", 3, "failed", []],
        ["", 3, "failed", []],
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
      for (
        const [secauth, does] of [
          [
            "on",
            "opens a file without a name, and does not start, since totem.keyfile in " +
            `${configuration} has no value`,
          ],
          ["off", "reads none, since encryption is off"],
        ]
      ) {
        await Deno.writeTextFile(configuration, `totem {\n  secauth: ${secauth}\n  keyfile:\n}\n`);
        const { stdout } = await runProgram(["verify"], { env: other });
        assertStringIncludes(stdout, `2.99.3 only; 3.x ${does}\n`);
      }
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
      // With another transport corosync does not start once secauth is on.
      for (const [transport, remedy] of [["", ""], ["transport: udp\n", " and transport: knet"]]) {
        await Deno.writeTextFile(
          env.COROSYNC_MAIN_CONFIG_FILE,
          `totem {\nsecauth: yes\n${transport}keyfile: ${path}\n}\n`,
        );
        const ignored = await runProgram(["verify"], { env });
        assertStringIncludes(ignored.stdout, `  remedy: write secauth: on${remedy}\n`);
      }
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
