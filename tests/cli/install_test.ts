import { assertEquals, assertStringIncludes, assertThrows } from "../assert.ts";
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
  name:
    "install says that others can have put another key into FROM, unless --check shows this one",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const key = await fixedKey("of nobody", 256);
      const [from, to] = [`${directory}/from`, `${directory}/authkey`];
      await writeKey(from, key);
      const remedy =
        "another key may have been put there; --check with the fingerprint of the original shows " +
        "whether this is it\n";
      for (
        const [uid, mode, others] of [
          [65534, 0o400, "belongs to user 65534"],
          [0, 0o622, "may be written to by others (mode 0622)"],
          [0, 0o420, "may be written to by others (mode 0420)"],
          [0, 0o644, null],
        ] as const
      ) {
        await Deno.chmod(from, mode);
        await Deno.chown(from, uid, uid);
        const { code, stderr } = await runProgram(["install", from, to]);
        const line = `corosync-keygen: Warning: ${from} ${others}: ${remedy}`;
        assertEquals([code, stderr], [0, others === null ? "" : line]);
        const { full } = await fingerprint(key);
        const checked = await runProgram(["install", "--check", full, from, to]);
        assertEquals([checked.code, checked.stderr], [0, ""]);
      }
    }),
});

Deno.test({
  name:
    "install takes the beginning of the key that is there for a copy that was cut, unless told otherwise",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const old = await fixedKey("whole", 384);
      const cut = old.slice(0, 256);
      const [from, to] = [`${directory}/from`, `${directory}/authkey`];
      await writeKey(from, cut);
      await writeKey(to, old);
      const { code, stdout, stderr } = await runProgram(["install", from, to]);
      assertEquals([code, stdout], [1, ""]);
      assertStringIncludes(
        stderr,
        "Installed nothing: these 256 bytes are the first of the 384 of the key that is there: a copy that was cut\n",
      );
      const json = await runProgram(["install", "--json", from, to]);
      assertFits("install", json.stdout);
      assertEquals(JSON.parse(json.stdout).code, "cut-copy");
      assertEquals(await Deno.readFile(to), old);
      for (const option of ["--force", `--check=${(await fingerprint(cut)).full}`]) {
        await Deno.remove(to);
        await writeKey(to, old);
        assertEquals((await runProgram(["install", option, from, to])).code, 0, option);
        assertEquals(await Deno.readFile(to), cut);
      }
      // The whole key over a copy that was cut is what heals it.
      await Deno.remove(from);
      await writeKey(from, old);
      assertEquals((await runProgram(["install", from, to])).code, 0);
      assertEquals(await Deno.readFile(to), old);
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

Deno.test({
  name: "install says what happened: new, replaced, the same, and what a running corosync needs",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const [old, key] = [await fixedKey("old", 256), await fixedKey("new", 256)];
      const [from, to] = [`${directory}/from`, `${directory}/authkey`];
      const [before, after] = [(await fingerprint(old)).full, (await fingerprint(key)).full];
      const run = async (content: Uint8Array) => {
        await Deno.writeFile(from, content);
        const { code, stdout, stderr } = await runProgram(["install", from, to]);
        assertEquals([code, stderr], [0, ""]);
        return stdout;
      };
      const why = "named on the command line";
      assertEquals(
        await run(old),
        `Installed ${to} (there was none; ${why}): 256 bytes, ${before}\n`,
      );
      const inode = Deno.lstatSync(to).ino;
      assertEquals(
        await run(old),
        `Unchanged ${to} (it holds this key already; ${why}): 256 bytes, ${before}\n`,
      );
      assertEquals(Deno.lstatSync(to).ino, inode, "nothing was written");
      await Deno.chmod(to, 0o640);
      assertEquals(
        await run(old),
        `Kept ${to} (it held this key already, and now belongs to 0:0 with mode 0400; ${why}): ` +
          `256 bytes, ${before}\n`,
      );
      assertEquals(modeOf(to), "400");
      assertEquals(
        await run(key),
        `Replaced ${to} (${why}): 256 bytes, ${after}
The old key was ${before}.
A running corosync keeps the old key: run corosync-cfgtool -R on one node of each partition once all nodes \
have the new one.
`,
      );
      // What a killed run has left was no key.
      await Deno.chmod(to, 0o600);
      await Deno.truncate(to, 0);
      assertEquals((await run(key)).split(" ")[0], "Installed");
    }),
});

Deno.test({
  name:
    "install does nothing, exit 1, for what may be damaged, unless --force or the fingerprint says so",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const key = await fixedKey("damage", 256);
      const to = `${directory}/authkey`;
      await writeKey(to, key);
      const damaged: [string, Uint8Array][] = [
        ["unusual-length", key.slice(0, 200)],
        ["newline-at-end", Uint8Array.from([...key, 0x0a])],
        ["newline-at-end", Uint8Array.from([...key, 0x0d, 0x0a])],
        ["zeros-at-end", Uint8Array.from([...key, 0])],
        ["text-before-key", Uint8Array.from([0x48, 0x69, 0x0a, ...key])],
      ];
      for (const [wanted, stdin] of damaged) {
        const refused = await runProgram(["install", "--json", "-", to], { stdin });
        assertFits("install", refused.stdout);
        assertEquals([refused.code, JSON.parse(refused.stdout).code], [1, wanted]);
        assertStringIncludes(refused.stderr, "corosync-keygen: Installed nothing: ");
        assertStringIncludes(
          refused.stderr,
          "--check with the fingerprint of the original, or --force",
        );
        assertEquals(await Deno.readFile(to), key);
      }
      const cut = key.slice(0, 200);
      const { full } = await fingerprint(cut);
      const other = (await fingerprint(key)).full;
      const checked = `${directory}/checked`;
      const run = async (...options: string[]) =>
        (await runProgram(["install", ...options, "-", checked], { stdin: cut })).code;
      assertEquals(await run("--check", other), 6, "a pipe that was cut");
      assertEquals(await run("--check", other, "--force"), 6, "--force is no other key");
      assertEquals(await run("--check", "SHA256:x"), 1);
      assertEquals(
        await run("--check", `${full} a (first 128 bytes, for corosync 1.x and 2.x)`),
        1,
      );
      assertThrows(() => Deno.lstatSync(checked), Deno.errors.NotFound);
      assertEquals(await run("--check", `${full} key (200 bytes)`), 0);
      await Deno.remove(checked);
      assertEquals(await run("--force"), 0);
      assertEquals(await Deno.readFile(checked), cut);
    }),
});

Deno.test({
  name: "install does nothing, exit 1, with a file that a killed run was writing, as verify has it",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const [from, to] = [`${directory}/torn/authkey`, `${directory}/new`];
      await Deno.mkdir(`${directory}/torn`);
      const key = await fixedKey("torn", 128);
      await writeKey(from, key);
      await writeKey(`${directory}/torn/.corosync-keygen-saved-authkey`, key);
      const { code, stdout } = await runProgram(["install", "--json", from, to]);
      assertEquals([code, JSON.parse(stdout).code], [1, "unfinished-write"]);
      assertThrows(() => Deno.lstatSync(to), Deno.errors.NotFound);
      assertEquals((await runProgram(["install", "--force", from, to])).code, 0);
      const { full } = await fingerprint(key);
      assertEquals((await runProgram(["install", "--check", full, from, `${to}2`])).code, 0);
    }),
});

Deno.test({
  name: "--check takes what install says of a key that it replaced for the new key, line by line",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const [old, key, to] = ["old", "new", "authkey"].map((name) => `${directory}/${name}`);
      await writeKey(old, await fixedKey("old", 128));
      await writeKey(key, await fixedKey("new", 128));
      await writeKey(to, await fixedKey("old", 128));
      const [line, previous] = (await runProgram(["install", key, to])).stdout.split("\n");
      const codes = async (check: string) => [
        (await runProgram(["install", "--check", check, old, `${directory}/x`])).code,
        (await runProgram(["fingerprint", "--check", check, key])).code,
      ];
      assertEquals(await codes(line), [6, 0]);
      assertEquals(await codes(previous), [0, 1]);
      const both = (await runProgram(["fingerprint", "--check", previous, key])).stderr;
      assertEquals(await codes(both.split("\n")[0]), [1, 3]);
      const json = (await runProgram(["install", "--json", key, `${directory}/y`])).stdout;
      assertEquals(await codes(json), [6, 0]);
    }),
});

Deno.test({
  name: "install takes a cut that leaves a usual length for a key, and --check does not",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const key = await fixedKey("cut", 256);
      const to = `${directory}/authkey`;
      const stdin = key.slice(0, 128);
      const wanted = (await fingerprint(key)).full;
      const refused = await runProgram(["install", "--json", "--check", wanted, "-", to], {
        stdin,
      });
      assertFits("install", refused.stdout);
      assertEquals([refused.code, JSON.parse(refused.stdout).code], [6, "another-key"]);
      assertEquals((await runProgram(["install", "-", to], { stdin })).code, 0);
    }),
});

Deno.test({
  name: "a greeting of the shell that a pipe comes from is not installed",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const to = `${directory}/authkey`;
      await writeKey(`${directory}/key`, await fixedKey("greeting", 256));
      for (const shell of ["echo Welcome; cat", "echo Welcome to node1; cat"]) {
        const { stdout } = await new Deno.Command("sh", {
          args: ["-c", `${shell} ${directory}/key`],
        }).output();
        const { code, stderr } = await runProgram(["install", "--force", "-", to], {
          stdin: stdout,
        });
        assertEquals(code, 6);
        assertStringIncludes(
          stderr,
          "hint: copy the key again from a good node with scp NODE:KEY FILE, which fails rather",
        );
      }
      assertThrows(() => Deno.lstatSync(to), Deno.errors.NotFound);
    }),
});
