import { assert, assertEquals } from "../../assert.ts";
import { ROOT } from "../../../scripts/build/project.ts";
import { runTool } from "../../../scripts/build/run_tool.ts";
import { withDirectory } from "../../keys.ts";

const SCRIPT = ["run", "-A", "--no-prompt", `${ROOT}scripts/build.ts`];

// Its packages are in the cache before nothing can be reached any more.
await runTool([Deno.execPath(), ...SCRIPT, "--help"]);

async function build(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...SCRIPT, ...args],
    // Nothing listens on the discard port, so that no base runtime can be had.
    env: { NO_COLOR: "1", HTTPS_PROXY: "http://127.0.0.1:9", DENORT_BIN: "" },
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test("the build refuses what it does not know in one line, with a hint where it helps", async () => {
  const more = "  deno task compile --help lists the options\n";
  const refused: Record<string, readonly string[]> = {
    [`compile: unrecognized option '--bogus'\n${more}`]: ["--bogus"],
    [`compile: unexpected 'word'\n${more}`]: ["word"],
    "compile: --runtime is deno or bun, not 'node'\n": ["--runtime", "node"],
    "compile: --target: there is no 'vax'\n": ["--target", "vax"],
    'compile: --output a"b: deno builds nothing in a path with "\n': ["--output", 'a"b'],
    "compile: --output a\\b: bun builds nothing in a path with \\\n": [
      "--runtime",
      "bun",
      "--output",
      "a\\b",
    ],
    "compile: --target linux-x64-musl: Deno has no runtime for it\n  use --runtime bun\n": [
      "--target",
      "linux-x64-musl",
    ],
  };
  for (const [message, args] of Object.entries(refused)) {
    assertEquals(await build(...args), { code: 1, stdout: "", stderr: message });
  }
});

Deno.test("the build's --help says what it does and lists its options, and builds nothing", async () => {
  await withDirectory(async (directory) => {
    const { code, stdout, stderr } = await build("--help", "--output", `${directory}/dist`);
    assertEquals([code, stderr], [0, ""]);
    assert(stdout.startsWith("deno task compile [OPTION...]\nBuild an executable into dist/"));
    for (const option of ["--runtime deno|bun", "--all", "--target NAME", "--output DIR"]) {
      assert(stdout.includes(`\n  ${option} `), option);
    }
    assertEquals(Array.from(Deno.readDirSync(directory)), []);
  });
});

Deno.test("a build that fails leaves dist as it was", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/build.json`, "[]");
    await Deno.writeTextFile(`${directory}/SHA256SUMS`, "as it was\n");
    // There is no base runtime for a target of another processor.
    const { code, stdout } = await build("--target", "linux-arm64", "--output", directory);
    assertEquals([code, stdout], [1, ""]);
    assertEquals(Array.from(Deno.readDirSync(directory), ({ name }) => name).sort(), [
      "SHA256SUMS",
      "build.json",
    ]);
    assertEquals(await Deno.readTextFile(`${directory}/SHA256SUMS`), "as it was\n");
  });
});
