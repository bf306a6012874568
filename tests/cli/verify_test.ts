import { assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { fixedKey, withDirectory, writeKey } from "../keys.ts";
import { skipUnless } from "../skip.ts";
import { findSecret } from "../secrets.ts";
import { runProgram } from "./program.ts";

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
        `${path}: 128 bytes, ${report.fingerprint.full}
chosen because: ${POINT}
note: corosync 3.0.0 and 3.0.1 want at least 256 bytes
  remedy: use -s 256 where a node runs one of these
note: pcs takes keys of 256 bytes only, unless --force is given
  remedy: use -s 256 where pcs manages the cluster
verdict: good: corosync takes this key
`,
      );
      assertEquals([report.result, report.exitCode, report.path], ["good", 0, path]);
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
      assertEquals(followed.code, 0, followed.stdout + followed.stderr);
      assertStringIncludes(
        followed.stdout,
        `chosen because: totem.keyfile in ${configuration} names it
encryption: on (cipher aes256, hash sha256)
`,
      );
      const other = { ...env, COROSYNC_TOTEM_AUTHKEY_FILE: `${directory}/other` };
      const missing = await runProgram(["verify"], { env: other });
      assertEquals(missing.code, 3);
      assertEquals(
        missing.stderr,
        `corosync-keygen: Could not read ${directory}/other: No such file or directory
hint: ${directory}/other: COROSYNC_TOTEM_AUTHKEY_FILE names it (corosync 3 ignores this variable)
`,
      );
      await writeKey(`${directory}/other`, await fixedKey("other", 256));
      const ignored = await runProgram(["verify"], { env: other });
      assertEquals(ignored.code, 1);
      assertStringIncludes(ignored.stdout, `2.99.3 only; 3.x reads ${path}\n`);

      await Deno.writeTextFile(configuration, `totem {\n  keyfile: ${path}\n`);
      const broken = await runProgram(["verify"], { env: other });
      assertEquals(broken.code, 2);
      assertStringIncludes(broken.stdout, `${configuration}, line 2: a section is not closed`);
      await Deno.writeTextFile(configuration, `totem {\n  keyfile: ${path}\n}\n`);
      const off = await runProgram(["verify"], { env });
      assertEquals(off.code, 0);
      assertStringIncludes(off.stdout, "encryption: off (cipher none, hash none)\nnote: secauth,");
    }),
});

Deno.test({
  name: "verify judges a key that stands in the configuration and does not repeat it",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const configuration = `${directory}/corosync.conf`;
      const key = btoa(String.fromCharCode(...await fixedKey("inline", 96)));
      await Deno.writeTextFile(configuration, `totem {\n  secauth: on\n  key: ${key}\n}\n`);
      const env = { COROSYNC_MAIN_CONFIG_FILE: configuration };
      const { code, stdout, stderr } = await runProgram(["verify"], { env });
      assertEquals([code, stderr], [2, ""]);
      assertMatch(stdout, /^totem\.key in .* is the key itself: 129 bytes, SHA256:/);
      assertStringIncludes(stdout, "warning: the key stands in");
      assertStringIncludes(stdout, "refusal: the file is base64");
      assertEquals(findSecret(new TextEncoder().encode(stdout), new TextEncoder().encode(key)), []);
    }),
});

Deno.test("verify - judges what comes through a pipe", async () => {
  const good = await runProgram(["verify", "-"], { stdin: await fixedKey("pipe", 256) });
  assertEquals(good.code, 0, good.stdout + good.stderr);
  assertMatch(good.stdout, /^standard input: 256 bytes, SHA256:\S+\nnote: /);
  const short = await runProgram(["verify", "-"], { stdin: await fixedKey("pipe", 127) });
  assertEquals(short.code, 2);
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
  name: "verify and install take a key below /dev, which Deno ties to all powers",
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
