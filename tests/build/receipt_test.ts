import { assertEquals } from "../assert.ts";
import {
  type BuildReceipt,
  joinReceipts,
  productsOf,
  readReceipts,
  removeSuperseded,
  startReceipt,
} from "../../scripts/build/receipt.ts";
import { PROGRAM, readConfiguration } from "../../scripts/build/project.ts";
import { sumFile } from "../../scripts/build/sums.ts";
import { withDirectory } from "../keys.ts";
import { type Stand, standIn, writeReceipts } from "./dist.ts";

const A = { commit: "a", modified: false };
const B = { commit: "b", modified: false };
const MODIFIED = { commit: "a", modified: true };
const UNKNOWN = { commit: null, modified: null };

/** Builds one after the other into one directory, as `deno task compile` does, and lets an action look there. */
async function afterBuilds(
  builds: readonly Stand[],
  action: (directory: string, receipts: readonly BuildReceipt[]) => Promise<void>,
  between: (directory: string) => Promise<void> = async () => {},
): Promise<void> {
  await withDirectory(async (directory) => {
    let receipts: readonly BuildReceipt[] = [];
    for (const stand of builds) {
      if (receipts.length > 0) await between(directory);
      const earlier = await readReceipts(directory);
      await Deno.mkdir(`${directory}/made`);
      const made = await standIn(`${directory}/made`, stand);
      receipts = await joinReceipts(directory, earlier, made);
      for (const { file } of productsOf([made])) {
        await Deno.rename(`${directory}/made/${file}`, `${directory}/${file}`);
      }
      await Deno.remove(`${directory}/made`);
      await removeSuperseded(directory, productsOf(earlier), productsOf(receipts));
      await writeReceipts(directory, ...receipts);
    }
    await action(directory, receipts);
  });
}

const filesIn = (directory: string) =>
  Array.from(Deno.readDirSync(directory), ({ name }) => name).filter((name) =>
    name !== "build.json"
  ).sort();

/** The executables that are told of; it also claims that exactly what is told of is there. */
async function left(...builds: Stand[]): Promise<string[]> {
  let names: string[] = [];
  await afterBuilds(builds, async (directory, receipts) => {
    assertEquals(filesIn(directory), productsOf(receipts).map(({ file }) => file).sort());
    assertEquals(await readReceipts(directory), receipts);
    names = receipts.flatMap(({ executables }) => executables.map(({ executable }) => executable))
      .map(({ file }) => file.slice(`${PROGRAM}-${readConfiguration().version}-linux-`.length));
  });
  return names;
}

const deno = (commit: typeof A | typeof UNKNOWN, more: Partial<Stand> = {}): Stand => ({
  runtime: "deno",
  ...commit,
  ...more,
});
const bun = (...args: Parameters<typeof deno>): Stand => ({ ...deno(...args), runtime: "bun" });

Deno.test("a build keeps what the other runtime made of the same commit", async () => {
  assertEquals(await left(bun(A), deno(A)), ["x64", "x64-bun"]);
  assertEquals(await left(deno(A), bun(A)), ["x64", "x64-bun"]);
});

Deno.test("a build removes what was made of another commit", async () => {
  assertEquals(await left(deno(A), bun(B)), ["x64-bun"]);
  assertEquals(await left(deno(A), bun(A), bun(B)), ["x64-bun"]);
});

Deno.test("where no commit names the sources, what was compiled tells them apart", async () => {
  for (const sources of [UNKNOWN, MODIFIED]) {
    assertEquals(await left(deno(sources), bun(sources, { bundle: "other" })), ["x64-bun"]);
    assertEquals(await left(deno(sources), bun(sources)), ["x64", "x64-bun"]);
  }
  assertEquals(await left(deno(A), bun(MODIFIED, { bundle: "other" })), ["x64-bun"]);
});

Deno.test("a build for one target keeps those of the same commit for others, in one order", async () => {
  const arm64 = { targets: ["linux-arm64"] };
  // The receipt has one set of tools.
  assertEquals(await left({ ...bun(A), tools: { other: "1" } }, bun(A, arm64)), ["arm64-bun"]);
  for (const builds of [[bun(A), bun(A, arm64)], [bun(A, arm64), bun(A)]]) {
    assertEquals(await left(...builds), ["x64-bun", "arm64-bun"]);
  }
  assertEquals(await left(bun(A, arm64), bun(B)), ["x64-bun"]);
  assertEquals(await left(bun(A, { content: "old" }), bun(A)), ["x64-bun"]);
});

Deno.test("a package stays as long as the executable does that it was made of", async () => {
  const deb = `${PROGRAM}_1_amd64.deb`;
  const pack = async (directory: string) => {
    const [first, ...others] = await readReceipts(directory);
    const [one, ...more] = first.executables;
    await Deno.writeTextFile(`${directory}/${deb}`, "package");
    const beside = [...one.beside, await sumFile(`${directory}/${deb}`)];
    await writeReceipts(
      directory,
      { ...first, executables: [{ ...one, beside }, ...more] },
      ...others,
    );
  };
  for (
    const [builds, stays] of [
      [[bun(A), deno(A)], true],
      [[bun(A), bun(A)], true],
      [[bun(A), bun(A, { content: "other" })], false],
      [[bun(A), deno(B)], false],
    ] as const
  ) {
    await afterBuilds(builds, (directory, receipts) => {
      const told = productsOf(receipts).some(({ file }) => file === deb);
      assertEquals([told, filesIn(directory).includes(deb)], [stays, stays]);
      return Promise.resolve();
    }, pack);
  }
});

Deno.test("what is gone is told of no more, and what was changed is not removed", async () => {
  const name = `${PROGRAM}-${readConfiguration().version}-linux-x64`;
  await afterBuilds([deno(A), bun(A)], async (directory, receipts) => {
    assertEquals(receipts.map(({ runtime }) => runtime), ["bun"]);
    assertEquals(await Deno.readTextFile(`${directory}/${name}`), "somebody's own");
  }, (directory) => Deno.writeTextFile(`${directory}/${name}`, "somebody's own"));
  for (const gone of [name, `${PROGRAM}-${readConfiguration().version}-deno.licenses.txt`]) {
    await afterBuilds([deno(A), bun(A)], (_, receipts) => {
      assertEquals(receipts.map(({ runtime }) => runtime), ["bun"]);
      return Promise.resolve();
    }, (directory) => Deno.remove(`${directory}/${gone}`));
  }
  await afterBuilds([deno(A), bun(A)], (directory, receipts) => {
    assertEquals(receipts.map(({ runtime }) => runtime), ["deno", "bun"]);
    assertEquals(filesIn(directory), productsOf(receipts).map(({ file }) => file).sort());
    return Promise.resolve();
  }, (directory) => Deno.remove(`${directory}/${name}.cdx.json`));
});

Deno.test("removeSuperseded() stays in its directory", async () => {
  await withDirectory(async (directory) => {
    await Deno.mkdir(`${directory}/dist`);
    await Deno.writeTextFile(`${directory}/mine`, "mine");
    const mine = { ...await sumFile(`${directory}/mine`), file: "../mine" };
    assertEquals(await removeSuperseded(`${directory}/dist`, [mine], []), []);
    assertEquals(await Deno.readTextFile(`${directory}/mine`), "mine");
  });
});

Deno.test("readReceipts() reads none from what is no build.json of this version", async () => {
  await withDirectory(async (directory) => {
    assertEquals(await readReceipts(directory), []);
    for (const text of ["", "{", "{}", "[null, 1, {}]", '[{"executables":[{}],"licences":{}}]']) {
      await Deno.writeTextFile(`${directory}/build.json`, text);
      assertEquals(await readReceipts(directory), [], text);
    }
  });
});

Deno.test("a receipt names every version and flag that the bytes depend on", () => {
  const { versions, flags } = startReceipt("1.2.3", A, "bun");
  assertEquals(Object.keys(versions).sort(), ["bun", "deno", "typescript", "v8"]);
  assertEquals(flags.includes("--no-compile-autoload-dotenv"), true);
  assertEquals(startReceipt("1.2.3", A, "deno").flags, [
    "-A",
    "--no-prompt",
    "--no-code-cache",
    "--v8-flags=--no-maglev",
  ]);
});
