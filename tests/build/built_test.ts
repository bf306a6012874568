import { assertEquals, assertRejects } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { findBuilt } from "../../scripts/build/built.ts";
import { BuildFailure } from "../../scripts/build/failure.ts";
import { PROGRAM, readCommit, readConfiguration } from "../../scripts/build/project.ts";
import { TARGETS } from "../../scripts/build/targets.ts";
import { standIn, writeReceipts } from "./dist.ts";

const { version } = readConfiguration();
const [x64, arm64] = TARGETS;
const commit = await readCommit();

/** The lines of the failure. */
async function refusal(...args: Parameters<typeof findBuilt>): Promise<readonly string[]> {
  const failure = await assertRejects(() => findBuilt(...args), BuildFailure);
  return [failure.message, ...failure.hints];
}

const OTHER = "0123456789abcdef0123456789abcdef01234567";

Deno.test("findBuilt() takes the executable that there is, and of two that by Deno", () =>
  withDirectory(async (directory) => {
    const found = async (runtime?: string) =>
      (await findBuilt(directory, x64, runtime, true)).executable.slice(directory.length + 1);
    const bun = await standIn(directory, { runtime: "bun", ...commit });
    await writeReceipts(directory, bun);
    assertEquals(await found(), `${PROGRAM}-${version}-linux-x64-bun`);
    await writeReceipts(directory, await standIn(directory, { runtime: "deno", ...commit }), bun);
    assertEquals(await found(), `${PROGRAM}-${version}-linux-x64`);
    assertEquals(await found("bun"), `${PROGRAM}-${version}-linux-x64-bun`);
    await Deno.remove(`${directory}/${PROGRAM}-${version}-linux-x64-bun`);
    assertEquals(await found(), `${PROGRAM}-${version}-linux-x64`);
  }));

Deno.test("findBuilt() takes nothing that build.json does not tell of", () =>
  withDirectory(async (directory) => {
    const built = `${directory}/${PROGRAM}-${version}-linux-x64`;
    await standIn(directory, { runtime: "deno", ...commit });
    const hint =
      "run first: deno task compile   or, with npm only: deno task compile --runtime bun";
    assertEquals(await refusal(directory, x64, undefined, true), [
      `There is no ${built} and no ${built}-bun that ${directory}/build.json tells of`,
      hint,
    ]);
    await writeReceipts(directory, await standIn(directory, { runtime: "bun", ...commit }));
    assertEquals((await findBuilt(directory, x64, undefined, true)).executable, `${built}-bun`);
    await Deno.writeTextFile(`${built}-bun`, "another");
    assertEquals(await refusal(directory, x64, undefined, true), [
      `${built}-bun is not as it was built: build.json has another sum of it`,
      hint,
    ]);
  }));

Deno.test("findBuilt() takes nothing of another commit where both are known, and the newer form beside it", () =>
  withDirectory(async (directory) => {
    const built = `${directory}/${PROGRAM}-${version}-linux-x64`;
    const found = async () => (await findBuilt(directory, x64, undefined, true)).executable;
    const of = (commit: string | null) =>
      standIn(directory, { runtime: "deno", commit, modified: false });
    await writeReceipts(directory, await of(null));
    assertEquals(await found(), built);
    const other = await of(OTHER);
    await writeReceipts(directory, other, await standIn(directory, { runtime: "bun", ...commit }));
    // Without a checkout nothing says that it is another.
    assertEquals(await found(), commit.commit === null ? built : `${built}-bun`);
    if (commit.commit === null) return;
    await writeReceipts(directory, other);
    assertEquals(
      (await refusal(directory, x64, undefined, true))[0],
      `${built} is of commit ${OTHER}, and ${commit.commit} is checked out`,
    );
  }));

Deno.test("findBuilt() names the commands that make what is missing", () =>
  withDirectory(async (directory) => {
    const built = `${directory}/${PROGRAM}-${version}`;
    const told = `that ${directory}/build.json tells of`;
    assertEquals(await refusal(directory, x64, undefined, true), [
      `There is no ${built}-linux-x64 and no ${built}-linux-x64-bun ${told}`,
      "run first: deno task compile   or, with npm only: deno task compile --runtime bun",
    ]);
    await writeReceipts(directory, await standIn(directory, { runtime: "deno", ...commit }));
    assertEquals(await refusal(directory, x64, "bun", true), [
      `There is no ${built}-linux-x64-bun ${told}`,
      "run first: deno task compile --runtime bun",
    ]);
    assertEquals(await refusal(directory, arm64, "deno", false), [
      `There is no ${built}-linux-arm64-untested ${told}`,
      "run first: deno task compile --target linux-arm64",
    ]);
    assertEquals(await refusal(directory, x64, "node", true), [
      "--runtime is deno or bun, not 'node'",
    ]);
  }));
