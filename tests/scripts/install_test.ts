import { assertEquals } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";
import { ROOT } from "../../scripts/build/project.ts";

async function install(args: readonly string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", `${ROOT}scripts/install.ts`, ...args],
    env: { NO_COLOR: "1", ...env },
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test("install puts every file where distributions look for it, below DESTDIR", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/program`, "the program");
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
    ] as const;
    const usr = `${directory}/stage/usr`;
    assertEquals(stderr, "");
    assertEquals(stdout, files.map(([path]) => `${usr}/${path}\n`).join(""));
    assertEquals(code, 0);
    for (const [path, mode] of files) {
      const status = await Deno.lstat(`${usr}/${path}`);
      assertEquals([path, ((status.mode ?? 0) & 0o7777).toString(8)], [path, mode]);
    }
    assertEquals(await Deno.readTextFile(`${usr}/sbin/corosync-keygen`), "the program");
  });
});

Deno.test("install --unit adds the unit, which starts the program where it was installed", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/program`, "the program");
    const args = ["--prefix", "/opt/x", "--executable", `${directory}/program`, "--unit"];
    const { code } = await install(args, { DESTDIR: `${directory}/stage` });
    assertEquals(code, 0);
    const path = `${directory}/stage/opt/x/lib/systemd/system/corosync-keygen-first-boot.service`;
    const lines = (await Deno.readTextFile(path)).split("\n");
    assertEquals(lines.filter((line) => line.startsWith("ExecStart=")), [
      "ExecStart=/opt/x/sbin/corosync-keygen --less-secure --size 256 --no-clobber " +
      "--key-file /etc/corosync/authkey",
    ]);
  });
});

Deno.test({
  name: "install replaces no file of a Debian package",
  ignore: skipWithout({ programs: { corosync: "corosync" } }, "installing over a package"),
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.writeTextFile(`${directory}/program`, "the program");
      const before = await Deno.stat("/usr/sbin/corosync-keygen");
      const args = ["--prefix", "/usr", "--executable", `${directory}/program`];
      const { code, stdout, stderr } = await install(args);
      assertEquals([code, stdout, stderr.split("\n")[0]], [
        1,
        "",
        "install: /usr/sbin/corosync-keygen belongs to a package: corosync",
      ]);
      assertEquals((await Deno.stat("/usr/sbin/corosync-keygen")).ino, before.ino);
    }),
});

Deno.test("install says what to do when nothing was built, and installs nothing", async () => {
  await withDirectory(async (directory) => {
    const missing = `${directory}/program`;
    const outcome = await install(["--prefix", `${directory}/usr`, "--executable", missing]);
    assertEquals(outcome, {
      code: 1,
      stdout: "",
      stderr: `install: There is no ${missing}\n  run deno task compile first\n`,
    });
    assertEquals(Array.from(Deno.readDirSync(directory)), []);
  });
});

Deno.test("install refuses a prefix that depends on the current directory", async () => {
  const { code, stderr } = await install(["--prefix", "usr"]);
  assertEquals([code, stderr], [1, "install: --prefix usr is not an absolute path\n"]);
});
