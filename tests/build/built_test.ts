import { assertEquals, assertRejects } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { findBuilt } from "../../scripts/build/built.ts";
import { BuildFailure } from "../../scripts/build/failure.ts";
import { PROGRAM, readConfiguration } from "../../scripts/build/project.ts";
import { TARGETS } from "../../scripts/build/targets.ts";

const { version } = readConfiguration();
const [x64, arm64] = TARGETS;

/** Makes a file as `deno task compile` names it. */
async function build(directory: string, suffix: string): Promise<void> {
  await Deno.writeTextFile(`${directory}/${PROGRAM}-${version}-linux-${suffix}`, "");
}

/** The lines of the failure. */
async function refusal(...args: Parameters<typeof findBuilt>): Promise<readonly string[]> {
  const failure = await assertRejects(() => findBuilt(...args), BuildFailure);
  return [failure.message, ...failure.hints];
}

Deno.test("findBuilt() takes the executable that there is, and of two that by Deno", () =>
  withDirectory(async (directory) => {
    const found = async (runtime?: string) =>
      (await findBuilt(directory, x64!, runtime, true)).executable.slice(directory.length + 1);
    await build(directory, "x64-bun");
    assertEquals(await found(), `${PROGRAM}-${version}-linux-x64-bun`);
    await build(directory, "x64");
    assertEquals(await found(), `${PROGRAM}-${version}-linux-x64`);
    assertEquals(await found("bun"), `${PROGRAM}-${version}-linux-x64-bun`);
    await Deno.remove(`${directory}/${PROGRAM}-${version}-linux-x64-bun`);
    assertEquals(await found(), `${PROGRAM}-${version}-linux-x64`);
  }));

Deno.test("findBuilt() names the commands that make what is missing", () =>
  withDirectory(async (directory) => {
    const built = `${directory}/${PROGRAM}-${version}`;
    assertEquals(await refusal(directory, x64!, undefined, true), [
      `There is no ${built}-linux-x64 and no ${built}-linux-x64-bun`,
      "run first: deno task compile   or, with npm only: deno task compile --runtime bun",
    ]);
    await build(directory, "x64");
    assertEquals(await refusal(directory, x64!, "bun", true), [
      `There is no ${built}-linux-x64-bun`,
      "run first: deno task compile --runtime bun",
    ]);
    assertEquals(await refusal(directory, arm64!, "deno", false), [
      `There is no ${built}-linux-arm64-untested`,
      "run first: deno task compile --target linux-arm64",
    ]);
    assertEquals(await refusal(directory, x64!, "node", true), [
      "--runtime is deno or bun, not 'node'",
    ]);
  }));
