import { assertEquals, assertStringIncludes } from "../assert.ts";
import { fixedKey, withDirectory, writeKey } from "../keys.ts";
import { skipUnless } from "../skip.ts";
import { findSecret } from "../secrets.ts";
import { assertFits } from "./schema.ts";
import { runProgram } from "./program.ts";
import { fingerprint } from "../../lib/key/fingerprint.ts";

const ignore = skipUnless(Deno.uid() === 0, "install", "only root can give a file to root");

const modeOf = (path: string): string => (Deno.lstatSync(path).mode! & 0o7777).toString(8);

Deno.test({
  name: "install does what install -D --group=0 --owner=0 --mode=0400 does",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const key = await fixedKey("install", 256);
      const from = `${directory}/from`;
      await writeKey(from, key, 0o600);
      const [ours, theirs] = [`${directory}/a/b/authkey`, `${directory}/c/d/authkey`];
      const { code, stdout, stderr } = await runProgram(["install", from, ours], {
        under: ["sh", "-c", 'umask 077; exec "$@"', "sh"],
      });
      assertEquals([code, stderr], [0, ""]);
      const { full } = await fingerprint(key);
      assertEquals(
        stdout,
        `Installed ${ours} (there was none; named on the command line): 256 bytes, ${full}\n`,
      );
      assertEquals(findSecret(new TextEncoder().encode(stdout), key), []);
      await new Deno.Command("install", {
        args: ["-D", "--group=0", "--owner=0", "--mode=0400", from, theirs],
      }).output();
      for (const path of [ours, theirs]) {
        const { uid, gid } = await Deno.lstat(path);
        assertEquals([modeOf(path), uid, gid], ["400", 0, 0], path);
        assertEquals(await Deno.readFile(path), key);
        assertEquals(modeOf(path.replace("/authkey", "")), "755");
      }
      assertEquals([await Deno.readFile(from), modeOf(from)], [key, "600"], "FROM is left alone");
      assertEquals(Array.from(Deno.readDirSync(`${directory}/a/b`), ({ name }) => name), [
        "authkey",
      ]);
    }),
});

Deno.test({
  name: "install replaces the old key, makes it root's, and leaves other names of it alone",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const [old, key] = [await fixedKey("old", 128), await fixedKey("new", 128)];
      const to = `${directory}/authkey`;
      await writeKey(`${directory}/from`, key);
      await writeKey(to, old, 0o644);
      await Deno.chown(to, 1, 1);
      await Deno.link(to, `${directory}/backup`);
      const json = await runProgram(["install", "--json", `${directory}/from`, to]);
      const line = `corosync-keygen: Warning: ${to} now belongs to 0:0, and no longer to 1:1\n`;
      assertEquals([json.code, json.stderr], [0, line]);
      assertFits("install", json.stdout);
      const receipt = JSON.parse(json.stdout);
      assertEquals(receipt.previousFingerprint, { ...await fingerprint(old) });
      assertEquals(receipt.reload, "corosync-cfgtool -R");
      assertEquals(
        [receipt.result, receipt.outcome, receipt.path, receipt.fingerprint],
        ["installed", "replaced", to, { ...await fingerprint(key) }],
      );
      const { uid, gid } = await Deno.lstat(to);
      assertEquals([modeOf(to), uid, gid, await Deno.readFile(to)], ["400", 0, 0, key]);
      assertEquals(await Deno.readFile(`${directory}/backup`), old);
    }),
});

Deno.test({
  name: "install refuses what verify refuses, exit 6, and the old key stays",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const old = await fixedKey("old", 128);
      const to = `${directory}/authkey`;
      await writeKey(to, old);
      const refused: [string, Uint8Array][] = [
        ["short", await fixedKey("short", 127)],
        ["zeros", new Uint8Array(128)],
        ["text", new TextEncoder().encode("secret ".repeat(30))],
        ["large", await fixedKey("large", 65_536)],
      ];
      for (const [name, key] of refused) {
        await writeKey(`${directory}/${name}`, key);
        const { code, stdout, stderr } = await runProgram(["install", `${directory}/${name}`, to]);
        assertEquals([code, stdout], [6, ""], name);
        assertStringIncludes(stderr, "corosync-keygen: Refused the key: ");
        assertEquals(await Deno.readFile(to), old);
      }
      const json = await runProgram(["install", "--json", `${directory}/short`, to]);
      assertFits("install", json.stdout);
      const { result, exitCode, code, findings } = JSON.parse(json.stdout);
      assertEquals([result, exitCode, code, findings[0].code], [
        "failed",
        6,
        "too-short",
        "too-short",
      ]);
    }),
});

Deno.test({
  name: "install - takes a key from a pipe, and nothing from an empty one",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const to = `${directory}/authkey`;
      const key = await fixedKey("pipe", 4096);
      assertEquals((await runProgram(["install", "-", to], { stdin: key })).code, 0);
      assertEquals(await Deno.readFile(to), key);
      assertEquals((await runProgram(["install", "-", to], { stdin: "" })).code, 6);
      assertEquals(await Deno.readFile(to), key);
    }),
});

Deno.test({
  name: "install says what is wrong with the place, and what is wrong with the command line",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const from = `${directory}/from`;
      await writeKey(from, await fixedKey("place", 256));
      await Deno.mkdir(`${directory}/open`);
      await Deno.chmod(`${directory}/open`, 0o777);
      const open = await runProgram(["install", from, `${directory}/open/authkey`]);
      assertEquals(open.code, 0);
      assertStringIncludes(
        open.stderr,
        `corosync-keygen: Warning: everybody may write to ${directory}/open (mode 0777), and can`,
      );
      assertEquals((await runProgram(["install"])).code, 1);
      assertEquals((await runProgram(["install", from, "b", "c"])).code, 1);
      assertEquals((await runProgram(["install", `${directory}/none`, "b"])).code, 1);
      assertEquals((await runProgram(["install", from, directory])).code, 2);
      assertEquals((await runProgram(["install", from, `${from}/authkey`])).code, 2);
    }),
});
