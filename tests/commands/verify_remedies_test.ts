import { assert, assertEquals, assertStringIncludes } from "../assert.ts";
import { fixedKey, withDirectory, writeKey } from "../keys.ts";
import { skipUnless } from "../skip.ts";
import { assertFits } from "../cli/schema.ts";
import { skipWithout } from "../peers.ts";
import { PROGRAM, runCommand, runProgram } from "../cli/program.ts";

const ignore = skipUnless(Deno.uid() === 0, "verify", "a key that is not root's has a warning");

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
    "to encrypt, set transport: knet, which alone encrypts, and",
  );

  const broken = await withoutKey("secauth: on\nnonsense\n");
  assertStringIncludes(
    broken.stderr,
    "hint: corosync will not start: /etc/corosync/corosync.conf, line 3: neither a section",
  );
  assertEquals(JSON.parse(broken.json).keyNeeded, null);
  assertStringIncludes((await withoutKey(null)).stderr, "there is no /etc/corosync/corosync.conf");
});

Deno.test("a totem.keyfile without a value, or that names a directory, is told, and no directory as a key", () =>
  withDirectory(async (directory) => {
    const root = `${directory}/root`;
    const key = `${directory}/KEY`;
    await writeKey(key, await fixedKey("keyfile", 256));
    await Deno.mkdir(`${root}/etc/corosync`, { recursive: true });
    await Deno.mkdir(`${root}/var/lib/corosync`, { recursive: true });
    const configuration = "/etc/corosync/corosync.conf";
    const asHere = `${directory}/corosync.conf`;
    let secauth = "on";
    /** What each says, on this machine too where nothing is written. */
    const said = async (keyfile: string, ...commands: string[][]) => {
      const text = `totem {\nsecauth: ${secauth}\nkeyfile:${keyfile}\n}\n`;
      await Deno.writeTextFile(`${root}${configuration}`, text);
      await Deno.writeTextFile(asHere, text);
      const outcomes = [];
      for (const args of commands) {
        const env = args.includes("--root") ? {} : { COROSYNC_MAIN_CONFIG_FILE: asHere };
        const { code, stderr } = await runProgram(args, { env });
        const words = stderr.replaceAll(root, "ROOT").replaceAll(asHere, configuration);
        outcomes.push([code, words.replace(/^corosync-keygen: /, "")]);
      }
      return outcomes;
    };
    const withoutValue = `totem.keyfile in ${configuration} has no value\nhint: `;
    const giveOne = "give it the name of the key file, or remove the line";
    const encrypted = "cipher aes256, hash sha256): ";
    const none = `${withoutValue}corosync will not start with it (${encrypted}${giveOne}`;
    const inImage = ["--root", root];
    assertEquals(
      await said("", ["verify"], ["verify", ...inImage], ["fingerprint"], ["install", key], [
        "install",
        ...inImage,
        key,
      ]),
      [
        ...Array(3).fill([3, `Could not find the key: ${none}\n`]),
        ...Array(2).fill([2, `Cannot install a key file: ${none}; or name the target\n`]),
      ],
    );
    const neededIn = async (code: string, command: "verify" | "install", ...args: string[]) => {
      const { stdout } = await runProgram([command, ...args, "--json", ...inImage]);
      assertFits(command, stdout);
      const json = JSON.parse(stdout);
      assertEquals(json.code, code);
      return json.keyNeeded;
    };
    assertEquals(await neededIn("keyfile-without-value", "verify"), true);
    assertEquals(await neededIn("keyfile-without-value", "install", key), true);
    // corosync starts with it, and reads no key.
    secauth = "off";
    const off =
      `none is needed: encryption is off in ${configuration}, and anybody on its network ` +
      "can join the cluster; to encrypt, set crypto_cipher: aes256 and crypto_hash: sha256 in the " +
      "totem section, and ";
    assertEquals(await said("", ["verify", ...inImage], ["install", ...inImage, key]), [
      [3, `Could not find the key: ${withoutValue}${off}${giveOne}\n`],
      [2, `Cannot install a key file: ${withoutValue}${off}${giveOne}; or name the target\n`],
    ]);
    assertEquals(await neededIn("keyfile-without-value", "verify"), false);
    assertEquals(await neededIn("keyfile-without-value", "install", key), false);
    const names = `totem.keyfile in ${configuration} names it`;
    const nameOne = "name a file in it, such as DIR/authkey";
    assertEquals(
      await said(" /etc/corosync", ["verify", ...inImage], ["install", ...inImage, key]),
      [
        [3, "Could not read ROOT/etc/corosync: Is a directory, wanted a regular file\n"],
        [2, "Could not create ROOT/etc/corosync: Is a directory\n"],
      ].map(([code, message]) => [code, `${message}hint: ${off}${nameOne} (${names})\n`]),
    );
    assertEquals(await neededIn("cannot-read", "verify"), false);
    assertEquals(await neededIn("cannot-create", "install", key), false);
    secauth = "on";

    const cases = [
      ["/etc/corosync", "ROOT/etc/corosync: Is a directory, wanted a regular file"],
      ["/etc/corosync/", "ROOT/etc/corosync/: Is a directory, wanted a regular file"],
      ["new/", "ROOT/var/lib/corosync/new/: No such file or directory"],
    ];
    for (const [keyfile, unread] of cases) {
      const hint = `hint: corosync will not start with it (${names}; ${encrypted}${nameOne}\n`;
      assertEquals(
        await said(` ${keyfile}`, ["verify", ...inImage], ["install", ...inImage, key]),
        [
          [3, `Could not read ${unread}\n${hint}`],
          [2, `Could not create ${unread.slice(0, unread.indexOf(":"))}: Is a directory\n${hint}`],
        ],
      );
      assertEquals(await neededIn("cannot-read", "verify"), true);
      assertEquals(await neededIn("cannot-create", "install", key), true);
    }
  }));

Deno.test("a totem.keyfile that names a FIFO or a device is told, and what corosync does with it", () =>
  withDirectory(async (directory) => {
    const root = `${directory}/root`;
    await Deno.mkdir(`${root}/etc/corosync`, { recursive: true });
    await runCommand(["mkfifo", `${root}/fifo`]);
    const configuration = "/etc/corosync/corosync.conf";
    const asHere = `${directory}/corosync.conf`;
    const outcomes = (lines: string) =>
      "at each start corosync takes what it gives as the key, and ends where that is less than 128 bytes (totem.keyfile in CONF names it; " +
      `${lines}): name a regular file`;
    const encrypted = outcomes("cipher aes256, hash sha256");
    const off =
      "none is needed: encryption is off in CONF, and anybody on its network can join the " +
      "cluster; to encrypt, set crypto_cipher: aes256 and crypto_hash: sha256 in the totem " +
      "section, and name a regular file (totem.keyfile in CONF names it)";
    for (const [secauth, hint] of [["on", encrypted], ["off", off]]) {
      const cases = [
        [configuration, "/fifo", ["--root", root], "ROOT/fifo: Is a fifo"],
        [asHere, `${root}/fifo`, [], "ROOT/fifo: Is a fifo"],
        [asHere, "/dev/zero", [], "/dev/zero: Is a device"],
      ] as const;
      for (const [conf, keyfile, inImage, unread] of cases) {
        const place = inImage.length > 0 ? root + conf : conf;
        await Deno.writeTextFile(place, `totem {\nsecauth: ${secauth}\nkeyfile: ${keyfile}\n}\n`);
        const env = inImage.length > 0 ? {} : { COROSYNC_MAIN_CONFIG_FILE: asHere };
        for (const command of inImage.length > 0 ? ["verify"] : ["verify", "fingerprint"]) {
          const { code, stderr } = await runProgram([command, ...inImage], { env });
          assertEquals([code, stderr.replaceAll(root, "ROOT").replaceAll(conf, "CONF")], [
            3,
            `corosync-keygen: Could not read ${unread}, wanted a regular file\nhint: ${hint}\n`,
          ]);
        }
        const { stdout } = await runProgram(["verify", "--json", ...inImage], { env });
        assertFits("verify", stdout);
        const { code, keyNeeded } = JSON.parse(stdout);
        assertEquals([code, keyNeeded], ["cannot-read", secauth === "on"]);
      }
    }
    // A socket cannot be opened at all.
    using _socket = Deno.listen({ transport: "unix", path: `${root}/socket` });
    for (const secauth of ["on", "off"]) {
      await Deno.writeTextFile(
        root + configuration,
        `totem {\nsecauth: ${secauth}\nkeyfile: /socket\n}\n`,
      );
      const { stdout } = await runProgram(["verify", "--json", "--root", root]);
      const { code, keyNeeded, hint } = JSON.parse(stdout);
      assertEquals([code, keyNeeded], ["cannot-read", secauth === "on"]);
      const outcome = secauth === "on" ? "corosync will not start with it (" : "none is needed: ";
      assertEquals(hint.startsWith(outcome), true, hint);
    }
    // A FIFO that was named: with --root nothing is read from standard input.
    for (
      const [args, hint] of [
        [["/fifo", "--root", root], ""],
        [[`${root}/fifo`], "hint: what comes through a pipe is read as -\n"],
      ] as const
    ) {
      const { stderr } = await runProgram(["verify", ...args]);
      assertEquals(
        stderr,
        `corosync-keygen: Could not read ${root}/fifo: Is a fifo, wanted a regular file\n${hint}`,
      );
    }
  }));

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
          // The size above is that of what corosync reads.
          assertStringIncludes(stdout, "is the key itself: 1 byte\n");
          assertStringIncludes(
            stdout,
            "refusal: the value is empty, of which corosync reads 1 byte, the zero behind it: corosync wants",
          );
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
