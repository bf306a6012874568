import { assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import { withBindMount, withSmallDisk } from "../files/mounts.ts";
import { skipWithout } from "../peers.ts";
import { openFedFifo } from "../cli/fifo_feed.ts";
import { runCommand, runProgram } from "../cli/program.ts";
import { startProgram } from "../cli/running.ts";

/** Files that --html and --record name: written by the same rules as a key. */

const programs = { mount: "mount" };
const withoutRoot = skipWithout(
  { programs, root: true },
  "files of reports on file systems of their own",
);

/** Both commands that write a page, quickly. */
const WITH_PAGE: readonly (readonly string[])[] = [
  ["assess", "--fips"],
  ["starvation", "--rounds=1", "--pause=0", "-r"],
];

/** Name, mode and kind of everything in a directory. */
const look = (directory: string) =>
  Array.from(Deno.readDirSync(directory), ({ name }) => {
    const { mode, isFile, isSymlink } = Deno.lstatSync(`${directory}/${name}`);
    const digits = ((mode ?? 0) & 0o7777).toString(8).padStart(4, "0");
    return `${name} ${isSymlink ? "symlink" : isFile ? digits : "other"}`;
  }).sort();

/** A directory with 4,096 fair bytes in "source". */
const withSource = (action: (directory: string) => Promise<void>) =>
  withDirectory(async (directory) => {
    await Deno.writeFile(`${directory}/source`, await fixedKey("report", 4096), { mode: 0o600 });
    await action(directory);
  });

Deno.test("a page has the mode that the umask gives, and a recording is for its owner alone", () =>
  withSource(async (cwd) => {
    for (
      const [mask, mode] of [["022", "0644"], ["077", "0600"], ["0", "0666"], ["0777", "0000"]]
    ) {
      const under = ["sh", "-c", `umask ${mask}; exec "$@"`, "sh"];
      for (const words of WITH_PAGE) {
        const page = [...words, "source", `--html=page`];
        const outcome = await runProgram(page, { cwd, under });
        assertEquals(outcome.code, 0, outcome.stderr);
        assertEquals(look(cwd), [`page ${mode}`, "source 0600"], mask);
        await Deno.remove(`${cwd}/page`);
      }
      const recorded = await runProgram(["assess", "--fips", "source", "--record=copy"], {
        cwd,
        under,
      });
      assertEquals(recorded.code, 0, recorded.stderr);
      assertEquals(look(cwd), ["copy 0600", "source 0600"], mask);
      assertEquals(await Deno.readFile(`${cwd}/copy`), await Deno.readFile(`${cwd}/source`));
      await Deno.remove(`${cwd}/copy`);
    }
  }));

Deno.test("a page is no wider than the one that it replaces, and no wider than the umask", () =>
  withSource(async (cwd) => {
    const under = ["sh", "-c", `umask 022; exec "$@"`, "sh"];
    for (
      const [before, after] of [
        [0o600, "0600"],
        [0o640, "0600"],
        [0o664, "0644"],
        [0o644, "0644"],
        [0o666, "0644"],
      ]
    ) {
      await Deno.writeTextFile(`${cwd}/page`, "<!DOCTYPE html>the old page");
      await Deno.chmod(`${cwd}/page`, Number(before));
      for (const words of WITH_PAGE) {
        const outcome = await runProgram([...words, "source", "--html=page"], { cwd, under });
        assertEquals([outcome.code, outcome.stderr], [0, ""]);
        assertEquals(look(cwd), [`page ${after}`, "source 0600"]);
        assertMatch(await Deno.readTextFile(`${cwd}/page`), /<\/html>\n$/);
      }
      await Deno.remove(`${cwd}/page`);
    }
  }));

Deno.test("what is no page is replaced by none, also where it is put there during the measurement", () =>
  withSource(async (cwd) => {
    const files: readonly [name: string, content: Uint8Array | string][] = [
      ["key", await fixedKey("key", 128)],
      ["text", "the <html> of a text"],
      ["blank", "\n"],
      ["comment", "<!-- <html> -->\n<p>\n"],
    ];
    for (const [name, content] of files) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(`${cwd}/${name}`, bytes, { mode: 0o400 });
      for (const words of WITH_PAGE) {
        const { code, stdout, stderr } = await runProgram([...words, "source", `--html=${name}`], {
          cwd,
        });
        assertEquals([code, stdout, stderr], [
          4,
          "",
          `corosync-keygen: Could not create ${name}: What is there is no HTML page\n` +
          "hint: name another file: a page replaces nothing but an HTML page, and what is there may be a key\n",
        ]);
        assertEquals(await Deno.readFile(`${cwd}/${name}`), bytes);
      }
    }
    for (
      const page of [
        "\ufeff \n<HTML lang=en>\n",
        "<?xml version='1.0'?>\n<!-- <p> -->\n<!-- two\nlines -->\n<!DOCTYPE html>\n",
      ]
    ) {
      await Deno.writeTextFile(`${cwd}/page`, page);
      const { code } = await runProgram(["assess", "--fips", "source", "--html=page"], { cwd });
      assertEquals(code, 0);
    }
    using fifo = await openFedFifo(`${cwd}/fifo`);
    const running = startProgram(["assess", "--fips", "--bytes=2500", "--html=later", "fifo"], {
      cwd,
    });
    await fifo.feed((await Deno.readFile(`${cwd}/source`)).slice(0, 1000));
    await Deno.writeTextFile(`${cwd}/later`, "a key");
    await fifo.feed((await Deno.readFile(`${cwd}/source`)).slice(1000, 2500));
    assertEquals((await running.ended()).code, 4);
    assertEquals(await Deno.readTextFile(`${cwd}/later`), "a key");
  }));

Deno.test("once the page is in its place, standard output that takes nothing is one line and no exit code", () =>
  withSource(async (cwd) => {
    const under = ["sh", "-c", 'exec "$@" >/dev/full', "sh"];
    for (const words of WITH_PAGE) {
      for (const json of [[], ["--json"]]) {
        const plain = [words[0], ...json, ...words.slice(1), "source"];
        const line = "corosync-keygen: Could not write standard output: No space left on device\n";
        const page = await runProgram([...plain, "--html=page"], { cwd, under });
        assertEquals([page.code, page.stderr], [0, line]);
        assertMatch(await Deno.readTextFile(`${cwd}/page`), /<\/html>\n$/);
        await Deno.remove(`${cwd}/page`);
        const none = await runProgram(plain, { cwd, under });
        assertEquals([none.code, none.stderr], [4, line]);
      }
    }
  }));

Deno.test("who reads no report gets the exit code of its verdict: a daemon's /dev/null, or no standard output", () =>
  withSource(async (cwd) => {
    await Deno.writeFile(`${cwd}/key`, (await Deno.readFile(`${cwd}/source`)).subarray(0, 128), {
      mode: 0o400,
    });
    for (const redirection of ["1<>/dev/null", ">&-", ">/dev/null"]) {
      const under = ["sh", "-c", `exec "$@" ${redirection}`, "sh"];
      for (
        const words of [["assess", "--fips", "source"], ["fingerprint", "key"], ["verify", "key"]]
      ) {
        for (const json of [[], ["--json"]]) {
          const { code, stderr } = await runProgram([...words, ...json], { cwd, under });
          assertEquals([code, stderr], [0, ""], `${words.join(" ")} ${redirection}`);
        }
      }
    }
    // A key that nobody gets is another matter.
    for (const redirection of ["1<>/dev/null", ">&-"]) {
      const under = ["sh", "-c", `exec "$@" ${redirection}`, "sh"];
      const { code, stderr } = await runProgram(["-l", "--stdout"], { cwd, under });
      assertEquals([code, stderr.split("\n")[0]], [
        4,
        "corosync-keygen: Cannot write the key to standard output: it is closed, or /dev/null",
      ]);
    }
  }));

Deno.test("outputs that are one file, or one that is read, are refused and nothing is lost", () =>
  withSource(async (cwd) => {
    const content = await Deno.readFile(`${cwd}/source`);
    await Deno.link(`${cwd}/source`, `${cwd}/hard`);
    await Deno.symlink("source", `${cwd}/soft`);
    await Deno.symlink("new", `${cwd}/dangling`);
    const before = look(cwd);
    const read = "It is a file that is read";
    const refused: readonly [args: readonly string[], error: string][] = [
      [["source", "--html=source"], `--html 'source': ${read}`],
      [["source", "--html=./soft"], `--html './soft': ${read}`],
      [["soft", "--html=hard"], `--html 'hard': ${read}`],
      [["source", "--record=source"], `--record 'source': ${read}`],
      [
        ["/dev/urandom", "--bytes=3000", "--against=source", "--html=hard"],
        `--html 'hard': ${read}`,
      ],
      [["source", "--record=new", "--html=new"], "--html 'new': It is the file of --record"],
      [["source", "--html=new", "--record=dangling"], "--html 'new': It is the file of --record"],
      [["source", "--html=-"], "--html '-': It takes the name of a file"],
      [["source", "--record=-"], "--record '-': It takes the name of a file"],
      // What is read beside the source has a name too.
      [["source", "--against=-"], "--against '-': It takes the name of a file"],
      [["source", "--restart=-"], "--restart '-': It takes the name of a file"],
      [["source", "--conditioned=-"], "--conditioned '-': It takes the name of a file"],
    ];
    for (const [args, error] of refused) {
      const fips = args.some((word) => /^--(against|restart|cond)/.test(word)) ? [] : ["--fips"];
      const outcome = await runProgram(["assess", ...fips, ...args], { cwd });
      const [first] = outcome.stderr.split("\n");
      assertEquals([outcome.code, first], [1, `corosync-keygen: Unsupported ${error}`]);
      assertEquals(look(cwd), before);
    }
    const starved = await runProgram(["starvation", "-r", "soft", "--html", "hard"], { cwd });
    assertEquals([starved.code, starved.stderr], [
      1,
      `corosync-keygen: Unsupported --html 'hard': ${read}\n`,
    ]);
    const piped = await runProgram(["assess", "--fips", "-", "--html=source"], {
      cwd,
      under: ["sh", "-c", 'exec "$@" <source', "sh"],
    });
    assertEquals([piped.code, piped.stderr], [
      1,
      `corosync-keygen: Unsupported --html 'source': ${read}\n`,
    ]);
    // Links of /proc lead to the same file, and to no name of it.
    const open = ["sh", "-c", 'exec "$@" <source 7<source', "sh"];
    for (
      const words of [
        ["--fips", "/dev/stdin"],
        ["--fips", "/proc/self/fd/0"],
        ["--standards", "/dev/fd/7"],
        ["--against=/dev/fd/7", "--bytes=3000", "/dev/urandom"],
      ]
    ) {
      const named = await runProgram(["assess", ...words, "--html=source"], { cwd, under: open });
      assertEquals([named.code, named.stderr.split("\n")[0]], [
        1,
        `corosync-keygen: Unsupported --html 'source': ${read}`,
      ]);
    }
    assertEquals(await Deno.readFile(`${cwd}/source`), content);
  }));

Deno.test("a page that cannot be written is refused before anything is measured", () =>
  withSource(async (cwd) => {
    await Deno.mkdir(`${cwd}/d`);
    await runCommand(["mkfifo", `${cwd}/fifo`]);
    const before = look(cwd);
    const places: readonly [path: string, reason: string][] = [
      ["none/page", "No such file or directory"],
      ["d", "Is a directory\nhint: name a file in it, such as DIR/report.html"],
      ["source/page", `Not a directory\nhint: ${cwd}/source is a file, and no directory`],
      ["fifo", "Is a fifo, wanted a regular file"],
      ["/dev/null", "Is a device, wanted a regular file"],
      ["/dev/stdout", "Leads into /proc, wanted a regular file"],
    ];
    for (const [path, reason] of places) {
      for (const words of WITH_PAGE) {
        // Nobody writes to the FIFO: whoever opened it would wait for ever.
        const outcome = await runProgram([...words, "fifo", `--html=${path}`], { cwd });
        if (path === "fifo") {
          assertEquals([outcome.code, outcome.stdout], [1, ""]);
          assertMatch(outcome.stderr, /^corosync-keygen: [^\n]*It is a file that is read\n$/);
        } else {
          assertEquals([outcome.code, outcome.stderr], [
            4,
            `corosync-keygen: Could not create ${path}: ${reason}\n`,
          ]);
        }
        assertEquals(look(cwd), before);
      }
    }
  }));

Deno.test({
  name: "a page or a recording on a full disk leaves the old page and no temporary, exit 4",
  ignore: withoutRoot,
  fn: () =>
    withSource((directory) => {
      const disk = `${directory}/disk`;
      Deno.mkdirSync(disk);
      return withSmallDisk(disk, "size=8k", async () => {
        await Deno.writeTextFile(`${disk}/page`, "<!DOCTYPE html>the old page");
        const source = `${directory}/source`;
        for (const option of ["--html=page", "--record=copy"]) {
          const args = ["assess", "--fips", option, source];
          await Deno.writeFile(`${disk}/full`, new Uint8Array(option === "--html=page" ? 0 : 4096));
          const { code, stderr } = await runProgram(args, { cwd: disk });
          assertEquals(code, 4, stderr);
          assertMatch(
            stderr,
            /\n?corosync-keygen: Could not write \w+: No space left on device\n$/,
          );
          assertEquals(look(disk).map((line) => line.split(" ")[0]), ["full", "page"]);
          assertEquals(await Deno.readTextFile(`${disk}/page`), "<!DOCTYPE html>the old page");
        }
      });
    }),
});

Deno.test({
  name: "a page that is a mount point keeps what it holds, and a hint says what to do",
  ignore: withoutRoot,
  fn: () =>
    withSource(async (cwd) => {
      await Deno.writeTextFile(`${cwd}/page`, "<!DOCTYPE html>the old page");
      await Deno.chmod(`${cwd}/page`, 0o644);
      await withBindMount(`${cwd}/page`, async () => {
        const outcome = await runProgram(["assess", "--fips", "--html=page", "source"], { cwd });
        assertEquals(outcome.code, 4, outcome.stderr);
        assertMatch(
          outcome.stderr,
          /It is a mount point of 27 bytes, wanted an empty one\nhint: /,
        );
        assertEquals(await Deno.readTextFile(`${cwd}/page`), "<!DOCTYPE html>the old page");
      });
      await Deno.truncate(`${cwd}/page`, 0);
      await withBindMount(`${cwd}/page`, async () => {
        const outcome = await runProgram(["assess", "--fips", "--html=page", "source"], { cwd });
        assertEquals([outcome.code, outcome.stderr], [0, ""]);
        assertMatch(await Deno.readTextFile(`${cwd}/page`), /<\/html>\n$/);
      });
      assertEquals(look(cwd), ["page 0644", "source 0600"]);
    }),
});

Deno.test("a recording that waits for its source is no leftover to another run, however old it looks", () =>
  withSource(async (cwd) => {
    using fifo = await openFedFifo(`${cwd}/fifo`);
    const running = startProgram(["assess", "--fips", "--bytes=4096", "--record=copy", "fifo"], {
      cwd,
    });
    let part: string | undefined;
    while (part === undefined) {
      part = Array.from(Deno.readDirSync(cwd), ({ name }) => name).find((name) =>
        /^\.corosync-keygen-[0-9a-f]{16}\.part$/.test(name)
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const hourAgo = new Date(Date.now() - 3_600_000);
    await Deno.utime(`${cwd}/${part}`, hourAgo, hourAgo);
    assertEquals((await runProgram(["-l", "-k", "key"], { cwd })).code, 0);
    const content = await Deno.readFile(`${cwd}/source`);
    await fifo.feed(content.subarray(0, 4096));
    assertEquals((await running.ended()).code, 0);
    assertEquals(await Deno.readFile(`${cwd}/copy`), content.subarray(0, 4096));
  }));

Deno.test("what is left of a recording whose directory was moved away is named", () =>
  withSource(async (cwd) => {
    await Deno.mkdir(`${cwd}/d`);
    using fifo = await openFedFifo(`${cwd}/fifo`);
    const running = startProgram(["assess", "--fips", "--bytes=4096", "--record=d/copy", "fifo"], {
      cwd,
    });
    while (Array.from(Deno.readDirSync(`${cwd}/d`)).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await Deno.rename(`${cwd}/d`, `${cwd}/e`);
    await fifo.feed((await Deno.readFile(`${cwd}/source`)).subarray(0, 4096));
    const { code, stderr } = await running.ended();
    assertEquals(code, 4, stderr);
    const [{ name }] = Deno.readDirSync(`${cwd}/e`);
    assertStringIncludes(
      stderr,
      `What was recorded so far is still there: ${name}, in the directory`,
    );
  }));

Deno.test("a directory in the place of a recording is told what to name instead", () =>
  withSource(async (cwd) => {
    await Deno.mkdir(`${cwd}/DIR`);
    const { code, stderr } = await runProgram(["assess", "--fips", "source", "--record=DIR"], {
      cwd,
    });
    assertEquals([code, stderr], [
      4,
      "corosync-keygen: Could not create DIR: Is a directory\n" +
      "hint: name a file in it, such as DIR/recording\n",
    ]);
  }));
