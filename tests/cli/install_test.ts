import { assertEquals, assertStringIncludes } from "../assert.ts";
import { fixedKey, withDirectory, writeKey } from "../keys.ts";
import { skipUnless } from "../skip.ts";
import { findSecret } from "../secrets.ts";
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
      const receipt = JSON.parse(json.stdout);
      assertEquals(
        [receipt.result, receipt.replacedOldKey, receipt.path, receipt.fingerprint],
        ["installed", true, to, { ...await fingerprint(key) }],
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
      const { result, exitCode, findings } = JSON.parse(json.stdout);
      assertEquals([result, exitCode, findings[0].name], ["failed", 6, "too short"]);
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
        `corosync-keygen: Warning: ${directory}/open (mode 0777, user 0) lets others replace`,
      );
      assertEquals((await runProgram(["install"])).code, 1);
      assertEquals((await runProgram(["install", from, "b", "c"])).code, 1);
      assertEquals((await runProgram(["install", `${directory}/none`, "b"])).code, 1);
      assertEquals((await runProgram(["install", from, directory])).code, 2);
      assertEquals((await runProgram(["install", from, `${from}/authkey`])).code, 2);
    }),
});

Deno.test({
  name:
    "--root puts a key into an image, by the image's own configuration and links, with a warning",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const root = await Deno.realPath(directory);
      await Deno.mkdir(`${root}/etc/corosync`, { recursive: true });
      await Deno.mkdir(`${root}/srv`);
      await Deno.writeTextFile(`${root}/etc/machine-id`, "uninitialized\n");
      const key = await fixedKey("image", 128);
      const from = `${root}/from`;
      await writeKey(from, key);
      const configuration = "totem {\n  keyfile: /link/authkey\n}\n";
      await Deno.writeTextFile(`${root}/etc/corosync/corosync.conf`, configuration);
      await Deno.symlink("/srv", `${root}/link`);
      const installed = await runProgram(["install", "--root", root, from]);
      assertEquals(installed.code, 0, installed.stderr);
      assertEquals(await Deno.readFile(`${root}/srv/authkey`), key);
      const warning =
        `corosync-keygen: Warning: The key seems to go into an image: every cluster made from it ` +
        `would have the same key (--root ${root}, /etc/machine-id is uninitialized)\nhint: leave`;
      assertStringIncludes(installed.stderr, warning);

      const made = await runProgram(["-l", "--json", "--root", root]);
      assertEquals(made.code, 0, made.stderr);
      assertStringIncludes(made.stderr, warning);
      const receipt = JSON.parse(made.stdout);
      assertEquals(receipt.keyFile.path, `${root}/etc/corosync/authkey`);
      assertEquals(receipt.imageSigns.length, 2);
      assertEquals(Deno.lstatSync(`${root}/etc/corosync/authkey`).size, 128);
      assertEquals((await runProgram(["-l", "--root", `${root}/none`])).code, 2);
      assertEquals((await runProgram(["-l", "--stdout", "--root", root])).code, 1);
    }),
});
