import { assertEquals } from "../assert.ts";
import { type BuildReceipt, receiptsText, startReceipt } from "../../scripts/build/receipt.ts";
import { withDirectory } from "../keys.ts";

function receipt(runtime: "deno" | "bun", commit: string): BuildReceipt {
  return {
    ...startReceipt("1.2.3", { commit, modified: false }, runtime),
    runtimeParts: {},
    bundle: [],
    packages: [],
    executables: [],
  };
}

async function written(...receipts: BuildReceipt[]): Promise<string[]> {
  let list: BuildReceipt[] = [];
  await withDirectory(async (directory) => {
    for (const one of receipts) {
      const text = await receiptsText(directory, one);
      await Deno.writeTextFile(`${directory}/build.json`, text);
      list = JSON.parse(text);
    }
  });
  return list.map(({ runtime, commit }) => `${runtime} ${commit}`);
}

Deno.test("receiptsText() keeps the receipt of the other runtime of the same commit", async () => {
  assertEquals(await written(receipt("bun", "a"), receipt("deno", "a")), ["deno a", "bun a"]);
});

Deno.test("receiptsText() forgets receipts of other commits and of the same runtime", async () => {
  assertEquals(await written(receipt("bun", "a"), receipt("deno", "b")), ["deno b"]);
  assertEquals(await written(receipt("bun", "a"), receipt("bun", "a")), ["bun a"]);
});

Deno.test("a receipt names every version and flag that the bytes depend on", () => {
  const { versions, flags } = receipt("bun", "a");
  assertEquals(Object.keys(versions).sort(), ["bun", "deno", "typescript", "v8"]);
  assertEquals(flags.includes("--no-compile-autoload-dotenv"), true);
  assertEquals(receipt("deno", "a").flags, ["-A", "--no-prompt", "--no-code-cache"]);
});
