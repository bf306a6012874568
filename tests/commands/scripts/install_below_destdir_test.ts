import { assertEquals } from "../../assert.ts";
import { withDirectory } from "../../keys.ts";
import { ROOT } from "../../../scripts/build/project.ts";
import { EXECUTABLE, install } from "./installing.ts";

Deno.test("install takes a relative DESTDIR from the current directory, and an empty one for none", async () => {
  await withDirectory(async (given) => {
    const directory = await Deno.realPath(given);
    const here = `${directory}/a/here`;
    await Deno.mkdir(here, { recursive: true });
    await Deno.writeTextFile(`${directory}/program`, EXECUTABLE);
    const stages: Record<string, string> = {
      "stage": `${here}/stage`,
      "./dot/": `${here}/dot`,
      "../up": `${directory}/a/up`,
      "../../up": `${directory}/up`,
      ".": here,
      "": "",
    };
    for (const [DESTDIR, stage] of Object.entries(stages)) {
      // Without a stage the prefix itself has to lie here.
      const prefix = stage === "" ? `${directory}/usr` : "/usr";
      const { code, stderr, stdout } = await new Deno.Command(Deno.execPath(), {
        // A wrong one must not reach the system that the tests run on.
        args: [
          ...["run", "--no-prompt", "-RESN", "--allow-run", `--allow-write=${directory}`],
          ...[`${ROOT}scripts/install.ts`, "--prefix", prefix],
          ...["--executable", `${directory}/program`],
        ],
        cwd: here,
        env: { NO_COLOR: "1", DESTDIR },
      }).output();
      const text = new TextDecoder();
      assertEquals([code, text.decode(stderr)], [0, ""], DESTDIR);
      const program = `${stage}${prefix}/sbin/corosync-keygen`;
      assertEquals(text.decode(stdout).split("\n")[0], program);
      assertEquals(await Deno.readTextFile(program), EXECUTABLE);
    }
  });
});

Deno.test("install refuses a DESTDIR that leads out of a directory that is not there", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/program`, EXECUTABLE);
    const stage = `${directory}/new/../stage`;
    const args = ["--prefix", "/usr", "--executable", `${directory}/program`];
    const outcome = await install(args, { DESTDIR: stage });
    assertEquals(outcome, {
      code: 1,
      stdout: "",
      stderr: `install: Cannot install into ${stage}: No such file or directory\n`,
    });
    assertEquals(Array.from(Deno.readDirSync(directory), ({ name }) => name), ["program"]);
  });
});

Deno.test("install stays below DESTDIR", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/program`, EXECUTABLE);
    await Deno.mkdir(`${directory}/stage`);
    await Deno.symlink(`${directory}/elsewhere`, `${directory}/stage/link`);
    await Deno.mkdir(`${directory}/elsewhere`);
    const args = ["--prefix", "/link", "--executable", `${directory}/program`];
    const outcome = await install(args, { DESTDIR: `${directory}/stage` });
    const physical = await Deno.realPath(`${directory}/elsewhere`);
    assertEquals(outcome, {
      code: 1,
      stdout: "",
      stderr: `install: --prefix /link leads out of DESTDIR, to ${physical}\n`,
    });
    assertEquals(Array.from(Deno.readDirSync(physical)), []);
  });
});

Deno.test("install writes nothing where a link leads any of its files out of DESTDIR", async () => {
  await withDirectory(async (given) => {
    const directory = await Deno.realPath(given);
    await Deno.writeTextFile(`${directory}/program`, EXECUTABLE);
    const elsewhere = `${directory}/elsewhere`;
    await Deno.mkdir(elsewhere);
    const links: readonly (readonly [link: string, file: string, to: string])[] = [
      ["sbin", "sbin/corosync-keygen", ""],
      ["share", "share/man/man8/corosync-keygen.8", "/man/man8"],
      ["share/man/man8", "share/man/man8/corosync-keygen.8", ""],
      [
        "share/bash-completion",
        "share/bash-completion/completions/corosync-keygen",
        "/completions",
      ],
      ["share/zsh/site-functions", "share/zsh/site-functions/_corosync-keygen", ""],
      [
        "share/fish",
        "share/fish/vendor_completions.d/corosync-keygen.fish",
        "/vendor_completions.d",
      ],
      ["lib", "lib/systemd/system/corosync-keygen-first-boot.service", "/systemd/system"],
    ];
    for (const [i, [link, file, below]] of links.entries()) {
      // There, not there yet, and relative.
      for (const [j, target] of [elsewhere, `${directory}/missing`, "missing"].entries()) {
        const usr = `${directory}/stage${i}${j}/usr`;
        const parent = `${usr}/${link}`.replace(/\/[^/]*$/, "");
        await Deno.mkdir(parent, { recursive: true });
        const isRelative = !target.startsWith("/");
        const up = "../".repeat(parent.split("/").length - directory.split("/").length);
        await Deno.symlink(isRelative ? up + target : target, `${usr}/${link}`);
        const args = ["--prefix", "/usr", "--executable", `${directory}/program`, "--unit"];
        const to = `${isRelative ? `${directory}/${target}` : target}${below}`;
        assertEquals(await install(args, { DESTDIR: `${directory}/stage${i}${j}` }), {
          code: 1,
          stdout: "",
          stderr: `install: ${usr}/${file} leads out of DESTDIR, to ${to}\n`,
        });
        assertEquals(Array.from(Deno.readDirSync(parent), ({ name }) => name), [
          link.split("/").at(-1),
        ]);
      }
    }
    assertEquals(Array.from(Deno.readDirSync(elsewhere)), []);
  });
});

Deno.test("install follows links that stay below DESTDIR, also to a directory that is not there yet", async () => {
  await withDirectory(async (given) => {
    const directory = await Deno.realPath(given);
    await Deno.writeTextFile(`${directory}/program`, EXECUTABLE);
    const usr = `${directory}/stage/usr`;
    await Deno.mkdir(usr, { recursive: true });
    await Deno.symlink("bin", `${usr}/sbin`);
    const args = ["--prefix", "/usr", "--executable", `${directory}/program`];
    const { code, stdout } = await install(args, { DESTDIR: `${directory}/stage` });
    assertEquals([code, stdout.split("\n")[0]], [0, `${usr}/sbin/corosync-keygen`]);
    assertEquals(await Deno.readTextFile(`${usr}/bin/corosync-keygen`), EXECUTABLE);
  });
});
