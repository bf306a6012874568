import { assertEquals } from "../assert.ts";
import { runCommand } from "../cli/program.ts";
import { withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";
import { EXECUTABLES, testEach } from "./given.ts";

/** Paths of the shared libraries and of the loader, as ldd(1) lists them. */
async function librariesOf(executable: string): Promise<string[]> {
  const { stdout } = await runCommand(["ldd", executable]);
  return [...stdout.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map((match) => match[1]);
}

const needs = { programs: { unshare: "util-linux", mount: "mount" }, root: true };

testEach(
  EXECUTABLES,
  "makes a key in a chroot with nothing but its libraries and /proc",
  ({ name, commands }) =>
    withDirectory(async (directory) => {
      const [program] = commands.program;
      const root = `${directory}/root`;
      const libraries = await librariesOf(program);
      // Names without versions: what a person has to copy.
      const names = libraries.map((path) => /([^/]*?)\.so/.exec(path)![1]).sort();
      const common = ["ld-linux-x86-64", "libc", "libdl", "libm", "libpthread"];
      assertEquals(names, name.includes("Bun") ? common : [...common, "libgcc_s", "librt"].sort());
      for (const path of [...libraries, program]) {
        const copy = path === program ? `${root}/program` : root + path;
        await Deno.mkdir(copy.slice(0, copy.lastIndexOf("/")), { recursive: true });
        await Deno.copyFile(path, copy);
      }
      // Deno finds the program by way of /proc/self/exe, Bun its stack by way of /proc/self/maps.
      const script =
        'mkdir "$1/proc"; mount -t proc none "$1/proc"; exec chroot "$1" /program -l -k /key';
      const outcome = await runCommand(["unshare", "--mount", "sh", "-euc", script, "sh", root]);
      assertEquals([outcome.code, outcome.stderr], [0, ""]);
      const { size, mode } = await Deno.stat(`${root}/key`);
      assertEquals([size, (mode ?? 0) & 0o7777], [128, 0o400]);
    }),
  skipWithout(needs, "executables in a chroot") || Deno.build.arch !== "x86_64",
);
