import { assertEquals, assertMatch } from "../assert.ts";
import { runCommand } from "../cli/program.ts";
import { withDirectory } from "../keys.ts";
import { skipUnless } from "../skip.ts";
import { bundle } from "../../scripts/build/bundle.ts";
import { BunRuntimes, compileWithBun } from "../../scripts/build/compile_with_bun.ts";
import { hostTarget, TARGETS } from "../../scripts/build/targets.ts";
import { VARIANTS } from "./given.ts";

/** Where Debian puts the C library of arm64 for other machines (package libc6-arm64-cross). */
const ARM64_LIBRARIES = "/usr/aarch64-linux-gnu";
const ARM64_PROCESSOR = "/usr/bin/qemu-aarch64-static";

/** Other targets whose executables run on x64 Linux, and what runs them. */
const RUNNABLE: Readonly<Record<string, readonly string[]>> = {
  "linux-arm64": [ARM64_PROCESSOR, "-L", ARM64_LIBRARIES],
};

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

Deno.test("the targets that a build makes without being asked by name are those that tests run", () => {
  const by = (runtime: "deno" | "bun") =>
    TARGETS.filter(({ tested }) => tested.includes(runtime)).map(({ name }) => name);
  assertEquals(by("bun"), ["linux-x64", ...Object.keys(RUNNABLE)]);
  assertEquals(by("deno"), ["linux-x64"]);
});

for (const [name, runner] of Object.entries(RUNNABLE)) {
  const claim = `compiled by Bun for ${name}: makes a key and measures`;
  const here = VARIANTS.length > 0 && hostTarget()?.name === "linux-x64";
  Deno.test({
    name: claim,
    ignore: skipUnless(here, claim, "needs deno task test:executables on x64 Linux") ||
      skipUnless(
        exists(ARM64_PROCESSOR) && exists(ARM64_LIBRARIES),
        claim,
        "needs the Debian packages qemu-user-static and libc6-arm64-cross",
      ),
    fn: () =>
      withDirectory(async (directory) => {
        await bundle(`${directory}/bundle`);
        const target = TARGETS.find((target) => target.name === name)!;
        const program = `${directory}/program`;
        const runtimes = new BunRuntimes(directory);
        await compileWithBun(`${directory}/bundle`, target, hostTarget()!, runtimes, program);
        const run = (...words: string[]) => runCommand([...runner, program, ...words]);

        const made = await run("-l", "-s", "256", "-k", `${directory}/key`);
        assertEquals([made.code, made.stderr], [0, ""]);
        const { size, mode } = await Deno.stat(`${directory}/key`);
        assertEquals([size, (mode ?? 0) & 0o7777], [256, 0o400]);
        assertEquals((await run("verify", `${directory}/key`)).code, 0);

        // The estimators run on threads, which are started from inside the executable.
        const assessed = await run("assess", "--csprng", "--samples", "20000", "--jobs", "2");
        assertEquals([assessed.code, assessed.stderr], [0, ""]);
        assertMatch(assessed.stdout, /20,000 symbols of 8 bits/);
      }),
  });
}
