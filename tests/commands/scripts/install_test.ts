import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { PROGRAM } from "../../cli/program.ts";
import { withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { ROOT } from "../../../scripts/build/project.ts";
import { elf, EXECUTABLE, install } from "./installing.ts";

const SCHEMAS = [
  "assessment.schema.json",
  "entropy_source.schema.json",
  "fingerprint.schema.json",
  "installation.schema.json",
  "receipt.schema.json",
  "sp800_22.schema.json",
  "standards.schema.json",
  "starvation.schema.json",
  "verification.schema.json",
];

Deno.test("install puts every file where distributions look for it, below DESTDIR", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/program`, EXECUTABLE);
    const args = ["--prefix", "/usr", "--executable", `${directory}/program`];
    // Twice: an installation over an older one replaces it.
    await install(args, { DESTDIR: `${directory}/stage` });
    const { code, stdout, stderr } = await install(args, { DESTDIR: `${directory}/stage` });
    const files = [
      ["sbin/corosync-keygen", "755"],
      ["share/man/man8/corosync-keygen.8", "644"],
      ["share/bash-completion/completions/corosync-keygen", "644"],
      ["share/zsh/site-functions/_corosync-keygen", "644"],
      ["share/fish/vendor_completions.d/corosync-keygen.fish", "644"],
      ...SCHEMAS.map((name) => [`share/doc/corosync-keygen/schemas/${name}`, "644"] as const),
    ] as const;
    const usr = `${directory}/stage/usr`;
    assertEquals(stderr, "");
    assertEquals(stdout, files.map(([path]) => `${usr}/${path}\n`).join(""));
    assertEquals(code, 0);
    for (const [path, mode] of files) {
      const status = await Deno.lstat(`${usr}/${path}`);
      assertEquals([path, ((status.mode ?? 0) & 0o7777).toString(8)], [path, mode]);
    }
    assertEquals(await Deno.readTextFile(`${usr}/sbin/corosync-keygen`), EXECUTABLE);
  });
});

Deno.test("install --unit adds the unit, which starts the program where it was installed", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/program`, EXECUTABLE);
    const args = ["--prefix", "/opt/x", "--executable", `${directory}/program`, "--unit"];
    const { code, stderr } = await install(args, { DESTDIR: `${directory}/stage` });
    assertEquals([code, stderr], [
      0,
      "The unit is off until, in that system: systemctl enable " +
      "'/opt/x/lib/systemd/system/corosync-keygen-first-boot.service'\n",
    ]);
    const path = `${directory}/stage/opt/x/lib/systemd/system/corosync-keygen-first-boot.service`;
    const lines = (await Deno.readTextFile(path)).split("\n");
    assertEquals(lines.filter((line) => line.startsWith("ExecStart=")), [
      "ExecStart=/opt/x/sbin/corosync-keygen --less-secure --size 256 --no-clobber " +
      "--key-file /etc/corosync/authkey",
    ]);
  });
});

Deno.test("install refuses the unit where it would hide its own program, and leaves nothing", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/program`, EXECUTABLE);
    for (const [prefix, hidden] of [["/home/a/local", "/home"], ["/var/tmp/x", "/var/tmp"]]) {
      const args = ["--prefix", prefix, "--executable", `${directory}/program`];
      const { code, stdout, stderr } = await install([...args, "--unit"], {
        DESTDIR: `${directory}/stage`,
      });
      const program = `${prefix}/sbin/corosync-keygen`;
      assertEquals([code, stdout, stderr], [
        1,
        "",
        `install: The unit cannot start ${program}: it hides ${hidden} from what it starts\n` +
        "  choose another --prefix, or install without --unit\n",
      ]);
      assertEquals(Array.from(Deno.readDirSync(directory), ({ name }) => name), ["program"]);
    }
    for (const prefix of ["/homes/a", "/opt/root/x"]) {
      const args = ["--prefix", prefix, "--executable", `${directory}/program`, "--unit"];
      assertEquals((await install(args, { DESTDIR: `${directory}/${prefix}` })).code, 0, prefix);
    }
  });
});

Deno.test({
  name: "install replaces no file of a package in the tree that it installs into",
  ignore: skipWithout({ programs: { "dpkg-query": "dpkg" } }, "the packages of a tree"),
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.writeTextFile(`${directory}/program`, EXECUTABLE);
      const tree = `${directory}/tree`;
      await Deno.mkdir(`${tree}/var/lib/dpkg/info`, { recursive: true });
      await Deno.mkdir(`${tree}/usr/sbin`, { recursive: true });
      const status = "Package: corosync\nStatus: install ok installed\nArchitecture: amd64\n" +
        "Maintainer: nobody\nVersion: 1\nDescription: a cluster\n\n";
      await Deno.writeTextFile(`${tree}/var/lib/dpkg/status`, status);
      const list = "/usr\n/usr/sbin\n/usr/sbin/corosync-keygen\n";
      await Deno.writeTextFile(`${tree}/var/lib/dpkg/info/corosync.list`, list);
      await Deno.writeTextFile(`${tree}/usr/sbin/corosync-keygen`, "theirs");
      const into = (prefix: string) =>
        install(["--prefix", prefix, "--executable", `${directory}/program`], { DESTDIR: tree });
      const { code, stdout, stderr } = await into("/usr");
      assertEquals([code, stdout, stderr.split("\n")[0]], [
        1,
        "",
        `install: ${tree}/usr/sbin/corosync-keygen belongs to a package: corosync`,
      ]);
      assertEquals(await Deno.readTextFile(`${tree}/usr/sbin/corosync-keygen`), "theirs");
      // A link to it is replaced, and what is like it in a pattern only is another name.
      await Deno.mkdir(`${tree}/usr/local/sbin`, { recursive: true });
      await Deno.symlink("../../sbin/corosync-keygen", `${tree}/usr/local/sbin/corosync-keygen`);
      for (const prefix of ["/usr/local", "/us*", "/us[r]"]) {
        assertEquals(await into(prefix).then(({ code, stderr }) => [code, stderr]), [0, ""]);
      }
      assertEquals(await Deno.readTextFile(`${tree}/usr/sbin/corosync-keygen`), "theirs");
      // The package has it below a name of the directory that is a link, to one beside it.
      await Deno.rename(`${tree}/usr/sbin`, `${tree}/usr/bin`);
      await Deno.symlink("bin", `${tree}/usr/sbin`);
      const linked = await into("/usr");
      assertEquals([linked.code, linked.stderr.split("\n")[0]], [
        1,
        `install: ${tree}/usr/sbin/corosync-keygen belongs to a package: corosync`,
      ]);
      assertEquals(await Deno.readTextFile(`${tree}/usr/bin/corosync-keygen`), "theirs");
      await Deno.mkdir(`${directory}/bin`);
      const killed = "#!/bin/sh\nkill -9 $$\n";
      await Deno.writeTextFile(`${directory}/bin/dpkg-query`, killed, { mode: 0o755 });
      const words = ["--prefix", "/usr", "--executable", `${directory}/program`];
      const silent = await install(words, {
        DESTDIR: tree,
        PATH: `${directory}/bin:/usr/bin:/bin`,
      });
      assertEquals([silent.code, silent.stderr], [
        1,
        `install: Cannot see which package ${tree}/usr/sbin/corosync-keygen belongs to: ` +
        "dpkg-query ended with 137\n",
      ]);
      // Where the list of packages, or of what they moved aside, cannot be read nobody knows whose it is.
      for (
        const [file, reason] of [
          ["status", "parsing file '"],
          ["diversions", "unrecoverable fatal error, aborting: unexpected end of file"],
        ]
      ) {
        await Deno.writeTextFile(`${tree}/var/lib/dpkg/status`, status);
        await Deno.writeTextFile(`${tree}/var/lib/dpkg/${file}`, "garbage\n");
        const unknown = await install(words, { DESTDIR: tree, DPKG_COLORS: "always" });
        assertEquals([unknown.code, unknown.stdout], [1, ""]);
        assertStringIncludes(
          unknown.stderr,
          `install: Cannot see which package ${tree}/usr/sbin/corosync-keygen belongs to: ${reason}`,
        );
      }
      assertEquals(await Deno.readTextFile(`${tree}/usr/sbin/corosync-keygen`), "theirs");
    }),
});

Deno.test("what install puts down is what has to be removed, by the words about it", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/program`, EXECUTABLE);
    const args = ["--prefix", "/p", "--executable", `${directory}/program`, "--unit"];
    const { stdout } = await install(args, { DESTDIR: directory });
    const put = stdout.trim().split("\n").map((path) => path.split("/p/")[1]);
    const text = await Deno.readTextFile(`${ROOT}bench/README.md`);
    const told = /To\s+uninstall,(.*?)\.\n\n/s.exec(text)?.[1] ?? "";
    const named = [...told.matchAll(/`((?:sbin|share|lib)\/[^`]*)`/g)].map(([, path]) => path);
    // A directory stands for all that lies below it.
    const toRemove = put.map((path) =>
      named.find((one) => one.endsWith("/") && path.startsWith(one)) ?? path
    );
    assertEquals(named, [...new Set(toRemove)]);
  });
});

Deno.test({
  name: "install replaces no file of a Debian package, by whatever path it is reached",
  ignore: skipWithout({ programs: { corosync: "corosync" } }, "installing over a package"),
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.writeTextFile(`${directory}/program`, EXECUTABLE);
      await Deno.symlink("/usr", `${directory}/link`);
      const before = await Deno.stat("/usr/sbin/corosync-keygen");
      const prefixes = ["/usr", "/usr/.", "/usr/local/..", `${directory}/link`];
      // Where /sbin is /usr/sbin.
      if (Deno.lstatSync("/sbin").isSymlink) prefixes.push("/");
      for (const prefix of prefixes) {
        for (const DESTDIR of ["", "/"]) {
          const args = ["--prefix", prefix, "--executable", `${directory}/program`];
          const { code, stdout, stderr } = await install(args, { DESTDIR });
          const path = prefix === "/" ? "/sbin" : "/usr/sbin";
          assertEquals([code, stdout, stderr.split("\n")[0]], [
            1,
            "",
            `install: ${path}/corosync-keygen belongs to a package: corosync`,
          ], prefix);
        }
      }
      assertEquals((await Deno.stat("/usr/sbin/corosync-keygen")).ino, before.ino);
    }),
});

const ignoreDiverted = skipWithout(
  { programs: { corosync: "corosync", "dpkg-divert": "dpkg", unshare: "util-linux" }, root: true },
  "installing where a file was diverted",
);

/** Installs into /usr, of which changes are lost, after a diversion of corosync's own program. */
async function installDiverted(divert: string, prefix = "/usr", after = "") {
  let outcome = { code: -1, stdout: "", stderr: "" };
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/program`, EXECUTABLE);
    const script =
      `cd "$0"; mkdir over; mount -t tmpfs none over; cd over; mkdir usr work dpkg dpkg_work
      mount -t overlay -o lowerdir=/usr,upperdir=usr,workdir=work none /usr
      mount -t overlay -o lowerdir=/var/lib/dpkg,upperdir=dpkg,workdir=dpkg_work none /var/lib/dpkg
      cp /usr/sbin/corosync-keygen original
      dpkg-divert --quiet --local ${divert} --add /usr/sbin/corosync-keygen
      code=0; "$@" || code=$?
      ${after}
      exit $code`;
    outcome = await install(
      ["--prefix", prefix, "--executable", `${directory}/program`],
      { LANGUAGE: "de" },
      ["unshare", "--mount", "sh", "-euc", script, directory],
    );
  });
  return outcome;
}

Deno.test({
  name: "install puts its program where an administrator has moved that of a package aside",
  ignore: ignoreDiverted,
  fn: async () => {
    const { code, stdout, stderr } = await installDiverted(
      "--rename --divert /usr/sbin/corosync-keygen.distrib",
      "/usr",
      "cmp ../program /usr/sbin/corosync-keygen",
    );
    assertEquals(code, 0, stderr);
    assertEquals(stdout.split("\n")[0], "/usr/sbin/corosync-keygen");
  },
});

Deno.test({
  name: "install leaves the program of a package that an administrator has diverted and not moved",
  ignore: ignoreDiverted,
  fn: async () => {
    const { code, stdout, stderr } = await installDiverted(
      "--no-rename --divert /usr/sbin/corosync-keygen.distrib",
      "/usr",
      "cmp original /usr/sbin/corosync-keygen",
    );
    assertEquals([code, stdout, stderr.split("\n")[0]], [
      1,
      "",
      "install: /usr/sbin/corosync-keygen belongs to a package: corosync",
    ]);
  },
});

Deno.test({
  name: "install leaves the program of a package where an administrator has moved it to",
  ignore: ignoreDiverted,
  fn: async () => {
    const { code, stdout, stderr } = await installDiverted(
      "--rename --divert /usr/local/sbin/corosync-keygen",
      "/usr/local",
      "cmp original /usr/local/sbin/corosync-keygen",
    );
    assertEquals([code, stdout, stderr], [
      1,
      "",
      "install: /usr/local/sbin/corosync-keygen is where the file of a package was moved aside to\n",
    ]);
  },
});

Deno.test("install refuses --runtime beside --executable, which would not count", async () => {
  await withDirectory(async (directory) => {
    const outcome = await install([
      ...["--prefix", `${directory}/x`, "--runtime", "deno", "--executable", "/bin/true"],
    ]);
    const line = "Cannot use --runtime together with --executable, which names the file";
    assertEquals(outcome, { code: 1, stdout: "", stderr: `install: ${line}\n` });
    assertEquals(Array.from(Deno.readDirSync(directory)), []);
  });
});

Deno.test("install says in one line what it cannot read or write, and writes nothing then", async () => {
  await withDirectory(async (directory) => {
    const program = `${directory}/program`;
    await Deno.writeTextFile(program, EXECUTABLE);
    const inTheWay = `${directory}/usr/share/man/man8/corosync-keygen.8`;
    await Deno.mkdir(inTheWay, { recursive: true });
    const refusals: readonly (readonly [prefix: string, executable: string, line: string])[] = [
      [`${directory}/x`, "/etc", "Cannot read the executable /etc: Is a directory"],
      [
        `${directory}/x`,
        `${program}/x`,
        `Cannot read the executable ${program}/x: Not a directory`,
      ],
      [
        "/proc/x",
        program,
        "Cannot write /proc/x/sbin/corosync-keygen: No such file or directory",
      ],
      [`${directory}/usr`, program, `Cannot write ${inTheWay}: a directory is there`],
      [
        program,
        program,
        `Cannot install into ${program}/sbin: Not a directory\n  ${program} is a file, and no directory`,
      ],
    ];
    for (const [prefix, executable, line] of refusals) {
      const outcome = await install(["--prefix", prefix, "--executable", executable]);
      assertEquals(outcome, { code: 1, stdout: "", stderr: `install: ${line}\n` });
    }
    const left = Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
    assertEquals(left, ["program", "usr"]);
    assertEquals(Array.from(Deno.readDirSync(`${directory}/usr`), ({ name }) => name), ["share"]);
  });
});

Deno.test({
  name: "install without the rights to says so, and what to do",
  ignore: skipWithout(
    { programs: { setpriv: "util-linux" }, root: true },
    "root without its rights",
  ),
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.writeTextFile(`${directory}/program`, EXECUTABLE);
      await Deno.mkdir(`${directory}/usr`);
      await Deno.chmod(`${directory}/usr`, 0o555);
      const outcome = await install(
        ["--prefix", `${directory}/usr`, "--executable", `${directory}/program`],
        {},
        ["setpriv", "--bounding-set=-all", "--inh-caps=-all"],
      );
      assertEquals(outcome, {
        code: 1,
        stdout: "",
        stderr: `install: Cannot write ${directory}/usr/sbin/corosync-keygen: Permission denied\n` +
          "  run it as root, or choose a --prefix\n",
      });
    }),
});

Deno.test("install names an executable that is not there, and installs nothing", async () => {
  await withDirectory(async (directory) => {
    const missing = `${directory}/program`;
    const outcome = await install(["--prefix", `${directory}/usr`, "--executable", missing]);
    assertEquals(outcome, {
      code: 1,
      stdout: "",
      stderr: `install: Cannot read the executable ${missing}: No such file or directory\n`,
    });
    assertEquals(Array.from(Deno.readDirSync(directory)), []);
  });
});

Deno.test("install takes ELF programs alone, and names what is none", async () => {
  await withDirectory(async (directory) => {
    const file = `${directory}/file`;
    const args = ["--prefix", `${directory}/usr`, "--executable", file];
    // Of another processor, or position-independent; and a script, nothing, and an object file.
    for (const program of [elf(2, false), elf(3)]) {
      await Deno.writeTextFile(file, program);
      assertEquals((await install(args)).code, 0);
      assertEquals(await Deno.readTextFile(`${directory}/usr/sbin/corosync-keygen`), program);
      await Deno.remove(`${directory}/usr`, { recursive: true });
    }
    for (const other of ["#!/bin/sh\nexit 0\n", "", EXECUTABLE.slice(0, 17), elf(1), elf(4)]) {
      await Deno.writeTextFile(file, other);
      const outcome = await install(args);
      assertEquals(outcome, {
        code: 1,
        stdout: "",
        stderr: `install: Cannot install ${file}: it is no ELF program\n`,
      });
      assertEquals(Array.from(Deno.readDirSync(directory), ({ name }) => name), ["file"]);
    }
  });
});

Deno.test("install asks a program of this machine for its name, and takes ours alone", async () => {
  await withDirectory(async (directory) => {
    const other = `${directory}/other`;
    await Deno.copyFile("/bin/ls", other);
    const args = ["--prefix", `${directory}/usr`, "--executable"];
    assertEquals(await install([...args, other]), {
      code: 1,
      stdout: "",
      stderr: `install: Cannot install ${other}: it is another program than corosync-keygen\n`,
    });
    assertEquals(Array.from(Deno.readDirSync(directory), ({ name }) => name), ["other"]);
    // What cannot be started here, as what is made for other libraries, may be right where it goes.
    await Deno.chmod(other, 0o600);
    assertEquals((await install([...args, other])).code, 0);
    if (PROGRAM.length === 1) assertEquals((await install([...args, PROGRAM[0]])).code, 0);
  });
});

Deno.test("install refuses a prefix that depends on the current directory", async () => {
  const { code, stderr } = await install(["--prefix", "usr"]);
  assertEquals([code, stderr], [1, "install: --prefix usr is not an absolute path\n"]);
});
