import { assert, assertEquals, assertStringIncludes, assertThrows } from "../assert.ts";
import { fixedKey, withDirectory, writeKey } from "../keys.ts";
import { skipUnless } from "../skip.ts";
import { assertFits } from "../cli/schema.ts";
import { runProgram } from "../cli/program.ts";
import { baseName } from "../../lib/files/walk_path.ts";
import { makeFifo } from "../cli/running.ts";
import { fingerprint } from "../../lib/key/fingerprint.ts";

const ignore = skipUnless(Deno.uid() === 0, "install", "only root can give a file to root");

Deno.test("install says of a place that is none for a key what would be one", () =>
  withDirectory(async (directory) => {
    const key = `${directory}/key`;
    await writeKey(key, await fixedKey("places", 256));
    await Deno.mkdir(`${directory}/d`);
    await makeFifo(`${directory}/fifo`);
    const name = "name a file in it, such as DIR/authkey";
    const regular = "a key is installed as a regular file: name another place for it";
    const cases = [
      [".", "Is a directory", name],
      [`${directory}/d`, "Is a directory", name],
      [`${directory}/d/`, "Is a directory", name],
      [`${directory}/fifo`, "Is a fifo, wanted a regular file", regular],
      [`${key}/authkey`, "Not a directory", `${key} is a file, and no directory`],
    ];
    for (const [place, reason, hint] of cases) {
      const { code, stderr } = await runProgram(["install", key, place], { cwd: directory });
      assertEquals([code, stderr], [
        2,
        `corosync-keygen: Could not create ${place}: ${reason}\nhint: ${hint}\n`,
      ]);
    }
  }));

Deno.test("install names the line, or the file, that led it to a place that is none for a key", () =>
  withDirectory(async (directory) => {
    const key = `${directory}/key`;
    await writeKey(key, await fixedKey("places", 256));
    const root = `${directory}/root`;
    await Deno.mkdir(`${root}/etc/corosync`, { recursive: true });
    await makeFifo(`${root}/fifo`);
    const configuration = `${root}/etc/corosync/corosync.conf`;
    const regular = "a key is installed as a regular file: name another place for it";
    const names = "totem.keyfile in /etc/corosync/corosync.conf names it";
    const off = "none is needed: encryption is off in /etc/corosync/corosync.conf, and ";
    for (
      const [secauth, begins, ends] of [
        ["on", `${names}: ${regular}`, ""],
        ["off", off, `, and ${regular} (${names})`],
      ]
    ) {
      await Deno.writeTextFile(configuration, `totem {\nsecauth: ${secauth}\nkeyfile: /fifo\n}\n`);
      const { stderr } = await runProgram(["install", "--root", root, key]);
      assertStringIncludes(stderr, `wanted a regular file\nhint: ${begins}`);
      assertStringIncludes(stderr, `${ends}\n`);
    }
    await Deno.writeFile(configuration, new Uint8Array(2 ** 20 + 1));
    for (const [args, named] of [[["verify"], "key file"], [["install", key], "target"]] as const) {
      const { stderr } = await runProgram([...args, "--root", root]);
      assertStringIncludes(
        stderr,
        `\nhint: name the ${named} to leave the configuration out of it\n`,
      );
    }
  }));

const modeOf = (path: string): string => (Deno.lstatSync(path).mode! & 0o7777).toString(8);

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
A corosync that runs with the old key keeps it: run corosync-cfgtool -R on one node of each partition once all nodes \
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
      const old = await fixedKey("old", 128);
      const key = Uint8Array.of(
        ...(await fixedKey("torn", 128)).subarray(0, 64),
        ...old.subarray(64),
      );
      await writeKey(from, key);
      await writeKey(`${directory}/torn/.corosync-keygen-saved-authkey`, old);
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
  name: "install tells of what stands behind the bytes that corosync reads, with --check too",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const to = `${directory}/authkey`;
      const key = await fixedKey("behind", 4096);
      const { full } = await fingerprint(key);
      const run = async (behind: Uint8Array, ...options: string[]) => {
        const stdin = Uint8Array.of(...key, ...behind);
        const { code, stdout } = await runProgram(["install", "--json", ...options, "-", to], {
          stdin,
        });
        const { findings } = JSON.parse(stdout);
        return [code, ...findings.map(({ code }: { code: string }) => code)];
      };
      const text = (behind: string) => new TextEncoder().encode(behind);
      const check = ["--check", full];
      assertEquals(await run(new Uint8Array(), ...check), [0]);
      // What verify warns of is told, and what it refuses is refused.
      for (const behind of [text("\n"), text("tail\n"), new Uint8Array(1)]) {
        assertEquals((await run(behind))[0], 1);
        assertEquals(await run(behind, ...check), [0, "too-long"]);
      }
      for (
        const [sizeBytes, withoutCheck] of [
          [127, [1, "unusual-length"]],
          [128, [0, "too-long"]],
          [129, [1, "unusual-length"]],
        ] as const
      ) {
        const behind = await fixedKey("more", sizeBytes);
        assertEquals(await run(behind), [...withoutCheck], `${sizeBytes}`);
        assertEquals(await run(behind, ...check), [0, "too-long"]);
        assertEquals(await run(behind, "--force"), [0, withoutCheck[1]]);
      }
      const farewell = text("Connection to node1 closed.\n");
      assertEquals(await run(farewell), [1, "text-after-key"]);
      assertEquals(await run(farewell, ...check), [0, "too-long"]);
    }),
});

Deno.test({
  name: "a damaged copy of a key of any length is not put over the good one",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const to = `${directory}/authkey`;
      const text = (value: string) => new TextEncoder().encode(value);
      const doubled = (key: Uint8Array, value: number) =>
        Uint8Array.from([...key].flatMap((byte) => byte === value ? [byte, byte] : [byte]));
      for (const sizeBytes of [256, 1024, 4096]) {
        const key = await fixedKey("damaged copy", sizeBytes);
        // What is doubled stands there once at least.
        key.set([0x5c, 0xff], 20);
        await Deno.writeFile(to, key);
        const copies = [
          Uint8Array.of(...text("Welcome\n"), ...key, ...text("bye\n")),
          Uint8Array.of(...text("\x1b[0m"), ...key),
          Uint8Array.of(...text("\x1b[?2004h\r"), ...key),
          doubled(key, 0x5c),
          doubled(key, 0xff),
          Uint8Array.of(0x59, sizeBytes >> 8, sizeBytes & 0xff, ...key),
          // Without compression, a literal packet of OpenPGP has eleven bytes more.
          Uint8Array.of(
            ...[0xcb, 0xcf, sizeBytes >> 8, sizeBytes & 0xff, 0x62, 0, 0x6a, 0, 0, 0, 0],
            ...key,
          ),
        ];
        for (const [index, stdin] of copies.entries()) {
          const { code } = await runProgram(["install", "-", to], { stdin });
          assert(code === 1 || code === 6, `copy ${index} of ${sizeBytes} bytes: ${code}`);
          assertEquals(await Deno.readFile(to), key);
        }
      }
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

Deno.test({
  name: "install says what the configuration makes of the key, and installs it all the same",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const root = await Deno.realPath(directory);
      await Deno.mkdir(`${root}/etc/corosync`, { recursive: true });
      const from = `${root}/from`;
      await writeKey(from, await fixedKey("configured", 256));
      const run = async (totem: string, ...target: string[]) => {
        const configuration = `totem {\n${totem}}\n`;
        await Deno.writeTextFile(`${root}/etc/corosync/corosync.conf`, configuration);
        const words = ["install", "--json", "--root", root, from, ...target];
        const { code, stdout, stderr } = await runProgram(words);
        assertEquals(code, 0, stderr);
        const findings: { code: string; severity: string }[] = JSON.parse(stdout).findings;
        const told = stderr.includes("Warning: secauth, crypto_cipher and crypto_hash are off");
        return [findings.map(({ code, severity }) => `${severity} ${code}`), told];
      };
      const on = "  crypto_cipher: aes256\n  crypto_hash: sha256\n";
      assertEquals(await run(on), [[], false]);
      const off = "  crypto_cipher: none\n  crypto_hash: none\n";
      assertEquals(await run(off), [["warning encryption-off"], true]);
      assertEquals(await run(off, "/etc/corosync/authkey"), [[], false], "a place was named");
      const noHash = "  crypto_cipher: aes256\n  crypto_hash: none\n";
      assertEquals(await run(noHash), [["warning cipher-without-hash"], false]);
      assertEquals(await run("  no_colon\n"), [["warning configuration-rejected"], false]);
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
      const mended = await runProgram(["install", from, to]);
      assertEquals(mended.code, 0);
      // What version 0.1 left is told, and stays.
      assertStringIncludes(mended.stderr, ".corosync-keygen-saved-authkey");
      assertEquals(await Deno.readFile(to), cut.subarray(0, 128));
      // 4,096 bytes are all that corosync reads.
      await Deno.remove(`${directory}/.corosync-keygen-saved-authkey`);
      await Deno.remove(to);
      await Deno.remove(from);
      await writeKey(from, longest);
      await writeKey(to, Uint8Array.of(...longest, ...await fixedKey("behind", 4096)));
      const reloadOf = async () => {
        const { code, stdout } = await runProgram(["install", "--json", from, to]);
        const { outcome, reload } = JSON.parse(stdout);
        return [code, outcome, reload];
      };
      // To corosync it is the same key.
      assertEquals(await reloadOf(), [0, "replaced", null]);
      await Deno.remove(from);
      await writeKey(from, old);
      assertEquals(await reloadOf(), [0, "replaced", "corosync-cfgtool -R"]);
      assertEquals(await Deno.readFile(to), old);
    }),
});

Deno.test("install puts no key in the place of the configuration that names itself as the key", () =>
  withDirectory(async (directory) => {
    const root = `${directory}/root`;
    await Deno.mkdir(`${root}/etc/corosync`, { recursive: true });
    const inImage = `${root}/etc/corosync/corosync.conf`;
    const asHere = `${directory}/corosync.conf`;
    const key = `${directory}/KEY`;
    await writeKey(key, await fixedKey("new", 256));
    await Deno.symlink("corosync.conf", `${directory}/link`);
    await Deno.symlink("/etc/corosync/corosync.conf", `${root}/etc/corosync/link`);
    const run = async (place: string, name: string, keyfile: string, ...args: string[]) => {
      const text = `totem {\ncrypto_cipher: aes256\ncrypto_hash: sha256\nkeyfile: ${keyfile}\n}\n`;
      await Deno.writeTextFile(place, text);
      await Deno.remove(`${place}.name`).catch(() => {});
      await Deno.link(place, `${place}.name`);
      const env = args.length > 0 ? {} : { COROSYNC_MAIN_CONFIG_FILE: asHere };
      const { code, stdout, stderr } = await runProgram(["install", ...args, key], { env });
      assertEquals(await Deno.readTextFile(place), text);
      assertEquals([code, stdout, stderr], [
        2,
        "",
        `corosync-keygen: Cannot install a key file: ${keyfile} is the configuration itself\n` +
        `hint: totem.keyfile in ${name} names it: name another file there, or name the target\n`,
      ]);
    };
    for (const keyfile of ["corosync.conf", "link", "corosync.conf.name", "../NAME/link"]) {
      const path = keyfile.replace("NAME", baseName(directory));
      await run(asHere, asHere, `${directory}/${path}`);
    }
    for (const name of ["corosync.conf", "link", "corosync.conf.name", "../corosync/link"]) {
      const path = `/etc/corosync/${name}`;
      await run(inImage, "/etc/corosync/corosync.conf", path, "--root", root);
    }
    const { stdout } = await runProgram(["install", "--json", "--root", root, key]);
    const { code, keyNeeded } = JSON.parse(stdout);
    assertEquals([code, keyNeeded], ["keyfile-is-configuration", true]);
    assertFits("install", stdout);
    // Beside it there is a place.
    await Deno.writeTextFile(inImage, "totem {\nkeyfile: /etc/corosync/key\n}\n");
    assertEquals((await runProgram(["install", "--root", root, key])).code, 0);
  }));

Deno.test("install that replaces what was no key speaks of no old key", () =>
  withDirectory(async (directory) => {
    const [key, to] = [`${directory}/KEY`, `${directory}/pw`];
    await writeKey(key, await fixedKey("new", 256));
    await Deno.writeTextFile(to, "passphrase\n");
    const { code, stdout } = await runProgram(["install", key, to]);
    assertEquals([code, stdout.split("\n").slice(1)], [0, [
      "What was there before was no key, or could not be read.",
      "A corosync that is running keeps the key that it has: run corosync-cfgtool -R on one node of " +
      "each partition once all nodes have the new one.",
      "",
    ]]);
  }));

Deno.test("a closed standard input is no empty key", () =>
  withDirectory(async (directory) => {
    const under = (redirected: string) => ({
      under: ["sh", "-c", `exec "$@" ${redirected}`, "sh"],
    });
    const closed = "corosync-keygen: Could not read standard input: It is closed, or /dev/null\n";
    const to = `${directory}/authkey`;
    for (const redirected of ["<&-", "<>/dev/null"]) {
      for (
        const [code, ...args] of [[3, "verify", "-"], [3, "fingerprint", "-"], [
          1,
          "install",
          "-",
          to,
        ]] as const
      ) {
        const outcome = await runProgram(args, under(redirected));
        assertEquals([outcome.code, outcome.stderr], [code, closed], args.join(" "));
      }
    }
    const empty = await runProgram(["verify", "-"], under("</dev/null"));
    assertEquals(empty.code, 2);
    assertStringIncludes(empty.stdout, "\nrefusal: the file is empty: corosync wants ");
    assertThrows(() => Deno.lstatSync(to), Deno.errors.NotFound);
  }));
