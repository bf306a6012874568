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
      // Or can have put it there as a whole, by its name or by a link on the way.
      const theirs = `${directory}/theirs`;
      await Deno.mkdir(theirs);
      await Deno.chown(theirs, 65534, 65534);
      await writeKey(`${theirs}/key`, key);
      await Deno.symlink(from, `${theirs}/link`);
      await Deno.mkdir(`${directory}/p/q`, { recursive: true });
      await Deno.symlink("p/q", `${directory}/a`);
      await writeKey(`${directory}/p/key`, key, 0o622);
      await Deno.chmod(`${directory}/p/key`, 0o622);
      const up = await runProgram(["install", `${directory}/a/../key`, to]);
      assertStringIncludes(up.stderr, "may be written to by others (mode 0622)");
      for (const name of ["key", "link"]) {
        const { code, stderr } = await runProgram(["install", `${theirs}/${name}`, to]);
        const line = `${theirs}/${name} can be replaced by others (user 65534 owns ${theirs})`;
        assertEquals([code, stderr], [0, `corosync-keygen: Warning: ${line}: ${remedy}`]);
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
      const line = "these 256 bytes are the first of the 384 of the key that is there";
      for (const option of ["--force", `--check=${(await fingerprint(cut)).full}`]) {
        await Deno.remove(to);
        await writeKey(to, old);
        const { code, stderr } = await runProgram(["install", option, from, to]);
        // What was forced is told all the same; what a fingerprint shows to be whole is no cut copy.
        assertEquals([code, stderr.includes(line)], [0, option === "--force"]);
        assertEquals(await Deno.readFile(to), cut);
      }
      // The good key over a damaged copy repairs it, also where that one is longer.
      await Deno.remove(from);
      await writeKey(from, old);
      const damaged = [
        [10],
        [13, 10],
        new TextEncoder().encode("logout\n"),
        [0],
        new Uint8Array(256),
        new Uint8Array(256).fill(255),
        old,
      ].map((behind) => Uint8Array.of(...old, ...behind));
      const longest = await fixedKey("longest", 4096);
      for (
        const [key, there] of [
          ...damaged.map((there) => [old, there]),
          [longest, Uint8Array.of(...longest, 10)],
        ]
      ) {
        await Deno.remove(to);
        await Deno.remove(from);
        await writeKey(from, key);
        await writeKey(to, there);
        const { code, stderr } = await runProgram(["install", from, to]);
        assertEquals([code, stderr], [0, ""], `${there.length} bytes`);
        assertEquals(await Deno.readFile(to), key);
      }
      // A key of unusual length is a key, and its beginning a cut copy.
      for (const sizeBytes of [200, 300, 1000]) {
        const whole = await fixedKey("unusual", sizeBytes);
        await Deno.remove(to);
        await Deno.remove(from);
        await writeKey(from, whole.slice(0, 128));
        await writeKey(to, whole);
        const { code, stderr } = await runProgram(["install", from, to]);
        assertEquals([code, stderr.includes("a copy that was cut")], [1, true], `${sizeBytes}`);
        assertEquals(await Deno.readFile(to), whole);
      }
      // Half a key that a killed run of version 0.1 wrote is repaired by the whole one.
      const torn = Uint8Array.of(...cut.subarray(0, 128), ...old.subarray(0, 128));
      await Deno.remove(to);
      await Deno.remove(from);
      await writeKey(from, cut.subarray(0, 128));
      await writeKey(to, torn);
      const saved = Uint8Array.of(...await fixedKey("saved", 128), ...old.subarray(0, 128));
      await writeKey(`${directory}/.corosync-keygen-saved-authkey`, saved);
      assertEquals((await runProgram(["install", from, to])).code, 0);
      assertEquals(await Deno.readFile(to), cut.subarray(0, 128));
      // 4,096 bytes are all that corosync reads.
      await Deno.remove(`${directory}/.corosync-keygen-saved-authkey`);
      await Deno.remove(to);
      await Deno.remove(from);
      await writeKey(from, longest);
      await writeKey(to, Uint8Array.of(...longest, ...await fixedKey("behind", 4096)));
      assertEquals((await runProgram(["install", from, to])).code, 0);
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
        `corosync-keygen: Warning: everybody may write to ${directory}/open (mode 0777), and can`,
      );
      assertEquals((await runProgram(["install"])).code, 1);
      assertEquals((await runProgram(["install", from, "b", "c"])).code, 1);
      assertEquals((await runProgram(["install", `${directory}/none`, "b"])).code, 1);
      assertEquals((await runProgram(["install", from, directory])).code, 2);
      assertEquals((await runProgram(["install", from, `${from}/authkey`])).code, 2);
    }),
});
