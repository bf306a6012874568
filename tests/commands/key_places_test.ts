import { assertEquals, assertStringIncludes } from "../assert.ts";
import { fixedKey, withDirectory, writeKey } from "../keys.ts";
import { skipUnless } from "../skip.ts";
import { runProgram } from "../cli/program.ts";

const ignore = skipUnless(Deno.uid() === 0, "install", "only root can give a file to root");

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
  name: "every command names who can replace a key, by the links of an image too",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.mkdir(`${directory}/safe`);
      await Deno.mkdir(`${directory}/open`);
      await Deno.chmod(`${directory}/open`, 0o777);
      await Deno.symlink("/safe", `${directory}/open/image`);
      await Deno.symlink("../safe", `${directory}/open/dir`);
      const from = `${directory}/from`;
      await writeKey(from, await fixedKey("links", 256));
      const who = `everybody may write to ${directory}/open`;
      for (
        const [path, ...root] of [
          [`${directory}/open/dir/key`],
          ["/open/image/key", "--root", directory],
        ]
      ) {
        const made = await runProgram(["-l", "-s", "256", "-k", path, ...root]);
        assertEquals(made.code, 0, made.stderr);
        assertStringIncludes(made.stderr, `Warning: Others can replace this file: ${who}\n`);
        const installed = await runProgram(["install", ...root, from, path]);
        assertEquals(installed.code, 0, installed.stderr);
        assertStringIncludes(installed.stderr, `Warning: ${who} (mode 0777)`);
        const verified = await runProgram(["verify", ...root, path]);
        assertEquals(verified.code, 1, verified.stdout);
        assertStringIncludes(verified.stdout, `warning: ${who} (mode 0777)`);
      }
    }),
});

Deno.test("a key file called - is refused, from the option and from the variable: it may mean --stdout", () =>
  withDirectory(async (cwd) => {
    const expected = [
      1,
      "",
      "corosync-keygen: Unsupported key file '-': It takes the name of a file\n" +
      "hint: --stdout writes the key to standard output; ./- is a file of this name\n",
    ];
    const env = { COROSYNC_TOTEM_AUTHKEY_FILE: "-" };
    for (const [args, options] of [[["-l", "-k", "-"], {}], [["-l"], { env }]] as const) {
      const { code, stdout, stderr } = await runProgram(args, { cwd, ...options });
      assertEquals([code, stdout, stderr], expected);
    }
    assertEquals(Array.from(Deno.readDirSync(cwd)), []);
    const piped = await runProgram(["-l", "--stdout"], { cwd, env });
    assertEquals([piped.code, piped.stdoutBytes.length], [0, 128]);
    assertEquals((await runProgram(["-l", "-k", "./-"], { cwd })).code, 0);
    assertEquals(Array.from(Deno.readDirSync(cwd), ({ name }) => name), ["-"]);
  }));

Deno.test("install writes no file called -, whether a word or the environment names it", () =>
  withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/good`, await fixedKey("good", 256));
    const env = { COROSYNC_TOTEM_AUTHKEY_FILE: "-" };
    for (
      const run of [
        runProgram(["install", "good", "-"], { cwd }),
        runProgram(["install", "good"], { cwd, env }),
      ]
    ) {
      const { code, stdout, stderr } = await run;
      assertEquals([code, stdout, stderr.split("\n")[0]], [
        1,
        "",
        "corosync-keygen: Unsupported target '-': It takes the name of a file",
      ]);
    }
    assertEquals(Array.from(Deno.readDirSync(cwd), ({ name }) => name), ["good"]);
  }));

Deno.test("no key takes the place of a file called corosync.conf, made or installed, by whatever way it is found", () =>
  withDirectory(async (directory) => {
    const root = `${directory}/root`;
    const [place, from] = [`${root}/etc/corosync/corosync.conf`, `${directory}/KEY`];
    const link = `${root}/etc/corosync/authkey`;
    await Deno.mkdir(`${root}/etc/corosync`, { recursive: true });
    await Deno.symlink("corosync.conf", link);
    await writeKey(from, await fixedKey("new", 256));
    const refused = async (named: string, args: readonly string[], env = {}) => {
      const { code, stderr } = await runProgram(args, { env });
      assertEquals([code, stderr.slice(stderr.indexOf("corosync-keygen: Could"))], [
        2,
        `corosync-keygen: Could not create ${named}: Leads to a file called corosync.conf, as corosync's ` +
        "configuration is\nhint: a key is never called so: name another file\n",
      ]);
    };
    for (const content of [null, "totem {\n}\n"]) {
      if (content !== null) await Deno.writeTextFile(place, content);
      for (const named of [place, link]) {
        await refused(named, ["-l", "-k", named]);
        await refused(named, ["-l", "--no-clobber", "-k", named]);
        await refused(named, ["-l"], { COROSYNC_TOTEM_AUTHKEY_FILE: named });
        await refused(named, ["install", from, named]);
      }
      await refused(place, ["-l", "--root", root]);
      await refused(place, ["install", "--root", root, from, "/etc/corosync/authkey"]);
      const names = Array.from(Deno.readDirSync(`${root}/etc/corosync`), ({ name }) => name);
      assertEquals(names.sort(), content === null ? ["authkey"] : ["authkey", "corosync.conf"]);
      if (content !== null) assertEquals(await Deno.readTextFile(place), content);
    }
    assertEquals((await runProgram(["-l", "-k", `${place}.key`])).code, 0);
  }));

Deno.test("no FIFO, and no -, is answered with --stdout beside options with which that is refused", () =>
  withDirectory(async (root) => {
    await new Deno.Command("mkfifo", { args: [`${root}/fifo`] }).output();
    const message = "corosync-keygen: Could not create " +
      `${root}/fifo: Is a fifo, wanted a regular file\n`;
    for (
      const [args, hint] of [
        [["-k", "/fifo", "--root", root], "a key is a regular file: name another place for it"],
        [["-k", `${root}/fifo`], "--stdout writes the key to standard output"],
        ...["--json", "--no-clobber", "--mkdir"].map((option) =>
          [
            ["-k", `${root}/fifo`, option],
            "a key is a regular file: name another place for it",
          ] as const
        ),
      ] as const
    ) {
      const { code, stderr } = await runProgram(["-l", ...args]);
      assertEquals([code, stderr.slice(stderr.indexOf("corosync-keygen: Could"))], [
        2,
        `${message}hint: ${hint}\n`,
      ]);
    }
    for (const option of ["--json", "--no-clobber", "--mkdir"]) {
      const { code, stderr } = await runProgram(["-l", "-k", "-", option]);
      assertEquals([code, stderr.split("\n")[1]], [1, "hint: ./- is a file of this name"]);
      assertEquals((await runProgram(["--stdout", "-l", option])).code, 1);
    }
  }));
