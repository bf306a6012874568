import { assertEquals, assertMatch, assertThrows } from "../../assert.ts";
import { withDirectory } from "../../keys.ts";
import { runCommand } from "../../cli/program.ts";
import { standIn, writeReceipts } from "../../build/dist.ts";
import { skipWithout } from "../../peers.ts";
import { PROGRAM, readConfiguration, ROOT } from "../../../scripts/build/project.ts";
import { productsOf, readReceipts } from "../../../scripts/build/receipt.ts";
import { runTool } from "../../../scripts/build/run_tool.ts";
import { sumsText } from "../../../scripts/build/sums.ts";

const { version } = readConfiguration();
const KNOWN = { DEBFULLNAME: "A Maintainer", DEBEMAIL: "a@example.org" };
const ENV = { ...KNOWN, SOURCE_DATE_EPOCH: "1700000000" };

/** The sources without their history, as an archive of them has it, and files that stand for both executables. */
async function unpack(directory: string): Promise<void> {
  const parts = ["scripts", "lib", "main.ts", "deno.json", "LICENSE", "CHANGELOG.md"];
  await runTool(["cp", "-r", ...parts.map((part) => ROOT + part), directory]);
  const dist = `${directory}/dist`;
  await Deno.mkdir(dist);
  const unknown = { commit: null, modified: null };
  const receipts = [
    await standIn(dist, { runtime: "deno", ...unknown }),
    await standIn(dist, { runtime: "bun", ...unknown }),
  ];
  await writeReceipts(dist, ...receipts);
  await Deno.writeTextFile(`${dist}/SHA256SUMS`, sumsText(productsOf(receipts)));
}

const inArchive = (body: (run: Run) => Promise<void>) => () =>
  withDirectory(async (directory) => {
    await unpack(directory);
    await body(async (args, env = ENV, script = "package") => {
      const words = [Deno.execPath(), "run", "-A", `scripts/${script}.ts`, "--target", "linux-x64"];
      // A directory above may be a checkout.
      const alone = { GIT_CEILING_DIRECTORIES: directory.slice(0, directory.lastIndexOf("/")) };
      const outcome = await runCommand([...words, ...args], {
        cwd: directory,
        env: { DEBFULLNAME: "", DEBEMAIL: "", SOURCE_DATE_EPOCH: "", ...alone, ...env },
      });
      return { ...outcome, directory };
    });
  });

type Run = (
  args: readonly string[],
  env?: Record<string, string>,
  script?: "package" | "build",
) => Promise<
  {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
    readonly directory: string;
  }
>;

const ignore = skipWithout(
  { programs: { "dpkg-deb": "dpkg", git: "git", sha256sum: "coreutils" } },
  "making a Debian package",
);

Deno.test({
  name: "the packages of both runtimes lie beside each other, and the sums are theirs too",
  ignore,
  fn: inArchive(async (run) => {
    let directory = "";
    const names: string[] = [];
    for (const runtime of ["deno", "bun"]) {
      const made = await run(["--runtime", runtime]);
      ({ directory } = made);
      const name = `${PROGRAM}_${version}-1+${runtime}1_amd64.deb`;
      const dist = `${directory}/dist`;
      const written = [name, "SHA256SUMS", "build.json"].map((file) => `${dist}/${file}\n`);
      assertEquals(made.stdout, written.join(""), made.stderr);
      assertEquals(
        await runTool(["dpkg-deb", "--field", `${dist}/${name}`, "Version"]),
        `${version}-1+${runtime}1\n`,
      );
      names.push(name);
    }
    const checked = await runCommand(["sha256sum", "--check", "--strict", "SHA256SUMS"], {
      cwd: `${directory}/dist`,
    });
    assertEquals(checked.code, 0, checked.stderr);
    for (const name of names) {
      assertMatch(checked.stdout, new RegExp(`^${RegExp.escape(name)}: OK$`, "m"));
    }
    const told = productsOf(await readReceipts(`${directory}/dist`));
    assertEquals(await Deno.readTextFile(`${directory}/dist/SHA256SUMS`), sumsText(told));
    assertEquals(told.filter(({ file }) => names.includes(file)).length, 2);
  }),
});

Deno.test({
  name: "the package has the sums of its files, which dpkg --verify compares",
  ignore,
  fn: inArchive(async (run) => {
    const { directory } = await run(["--runtime", "bun", "--output", "made"]);
    const [name] = Array.from(Deno.readDirSync(`${directory}/made`), ({ name }) => name)
      .filter((name) => name.endsWith(".deb"));
    const check = `dpkg-deb --raw-extract "$1" tree; cd tree; md5sum --check --quiet DEBIAN/md5sums
      find usr -type f | wc -l; wc -l <DEBIAN/md5sums`;
    const said = await runTool(["sh", "-euc", check, "sh", `made/${name}`], { cwd: directory });
    const [files, sums] = said.trim().split("\n");
    assertEquals(files, sums);
    // Elsewhere the sums are of what lies there.
    const elsewhere = await runTool(["sha256sum", "--check", "SHA256SUMS"], {
      cwd: `${directory}/made`,
    });
    assertEquals(elsewhere, `${name}: OK\n`);
  }),
});

Deno.test({
  name: "package says in one line what it misses, before it packs anything",
  ignore,
  fn: inArchive(async (run) => {
    const failed = async (args: string[], env?: Record<string, string>) => {
      const { code, stdout, stderr, directory } = await run(args, env);
      assertEquals([code, stdout], [1, ""], stderr);
      const left = Array.from(Deno.readDirSync(`${directory}/dist`), ({ name }) => name);
      assertEquals(left.filter((name) => /^\.|\.deb$/.test(name)), []);
      return stderr.replaceAll(directory, "");
    };
    const set = "  set DEBFULLNAME, DEBEMAIL and SOURCE_DATE_EPOCH (seconds since 1970)\n";
    const unknown = "package: Who makes the package, and when, is not known: fatal: not a git ";
    for (const env of [{}, KNOWN, { SOURCE_DATE_EPOCH: "1700000000" }]) {
      const said = await failed(["--runtime", "bun"], env);
      assertEquals([said.startsWith(unknown), said.split("\n").slice(1).join("\n")], [true, set]);
    }
    assertEquals(
      await failed([], { ...KNOWN, SOURCE_DATE_EPOCH: "yesterday" }).then((it) =>
        it.split("\n")[1]
      ),
      "package: Cannot use SOURCE_DATE_EPOCH 'yesterday': a whole number from 0 and below 2^32 is needed",
    );
    assertEquals(
      await failed(["--runtime", "bun", "--output", "/proc/x"]),
      "package: Cannot use --output /proc/x: No such file or directory\n",
    );
    assertEquals(
      await failed(["--runtime", "bun", "--output", "main.ts"]),
      "package: Cannot use --output main.ts: it is no directory\n",
    );
  }),
});

Deno.test({
  name: "a signal ends compile and package and what they run, and leaves nothing behind",
  ignore,
  fn: inArchive(async (run) => {
    // What either runs while it has made a directory.
    for (const [script, tool] of [["build", "git"], ["package", "dpkg-deb"]] as const) {
      for (const [signal, code] of [["HUP", 129], ["INT", 130], ["TERM", 143]] as const) {
        await withDirectory(async (tools) => {
          const text = `#!/bin/sh
            echo $$ >${tools}/process; ls -A made >${tools}/seen; kill -${signal} $PPID; exec sleep 100\n`;
          await Deno.writeTextFile(`${tools}/${tool}`, text, { mode: 0o755 });
          const env = { ...ENV, PATH: `${tools}:${Deno.env.get("PATH")}` };
          const ended = await run(["--runtime", "bun", "--output", "made"], env, script);
          assertEquals([ended.code, ended.stdout], [code, ""], ended.stderr);
          const left = Array.from(Deno.readDirSync(`${ended.directory}/made`), ({ name }) => name);
          assertEquals(left, []);
          assertMatch(await Deno.readTextFile(`${tools}/seen`), /^\.(?:build|package)-\w+\n$/);
          const process = (await Deno.readTextFile(`${tools}/process`)).trim();
          assertThrows(() => Deno.statSync(`/proc/${process}`), Deno.errors.NotFound);
        });
      }
    }
  }),
});

Deno.test({
  name: "compile says why it names no commit of a checkout, and calls nothing unmodified then",
  ignore: ignore || skipWithout({ root: true }, "a checkout that is somebody else's"),
  fn: inArchive(async (run) => {
    await withDirectory(async (tools) => {
      // By default the cache is in the home, and is looked for there.
      const { denoDir } = JSON.parse(await runTool([Deno.execPath(), "info", "--json"]));
      const env = { HOME: tools, DENO_DIR: denoDir, GIT_CONFIG_NOSYSTEM: "1" };
      const build = async () => {
        // It ends before anything is bundled.
        const text = `#!/bin/sh\ncase $* in
          *status*) kill -TERM $PPID; exec sleep 100 ;; *) exec /usr/bin/git "$@" ;; esac\n`;
        await Deno.writeTextFile(`${tools}/git`, text, { mode: 0o755 });
        const path = `${tools}:${Deno.env.get("PATH")}`;
        return await run(["--output", "made"], { ...ENV, ...env, PATH: path }, "build");
      };
      const { directory, ...alone } = await build();
      assertEquals([alone.code, alone.stderr], [143, ""]);
      const told = async () => {
        const code = `const it = await import("${directory}/scripts/build/project.ts");
          console.log(JSON.stringify(await it.readCommit()))`;
        const words = [Deno.execPath(), "eval", "--config", `${directory}/deno.json`, code];
        const outcome = await runCommand(words, { cwd: directory, env });
        return JSON.parse(outcome.stdout);
      };
      await runTool(["git", "init", "--quiet", directory]);
      const author = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
      const commit = ["commit", "--quiet", "--allow-empty", "-m", "Begin"];
      await runTool(["git", "-C", directory, ...author, ...commit]);
      const head = await runTool(["git", "-C", directory, "rev-parse", "HEAD"]);
      assertEquals(await told(), { commit: head.trim(), modified: false });
      assertEquals((await build()).stderr, "");
      await Deno.chown(directory, 65_534, 65_534);
      assertEquals(await told(), { commit: null, modified: null });
      assertEquals(
        (await build()).stderr,
        `build.json names no commit: detected dubious ownership in repository at '${directory}'\n`,
      );
    });
  }),
});

Deno.test("compile says in one line that it cannot use a directory, before it builds anything", async () => {
  for (
    const [output, reason] of [["/proc/x", "No such file or directory"], [
      `${ROOT}main.ts`,
      "it is no directory",
    ]]
  ) {
    const words = ["run", "-A", `${ROOT}scripts/build.ts`, "--output", output];
    const { code, stdout, stderr } = await runCommand([Deno.execPath(), ...words]);
    assertEquals([code, stdout, stderr.replace(/^.*Download.*\n/gm, "")], [
      1,
      "",
      `compile: Cannot use --output ${output}: ${reason}\n`,
    ]);
  }
});
