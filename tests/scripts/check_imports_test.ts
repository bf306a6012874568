import { assert, assertEquals } from "../assert.ts";
import { runCommand } from "../cli/program.ts";
import { withDirectory } from "../keys.ts";
import { ROOT } from "../../scripts/build/project.ts";

/** Whether the check of a tree of modules ended well, and its faults, sorted. */
async function check(
  modules: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly faults: readonly string[] }> {
  let outcome = { code: -1, stderr: "" };
  await withDirectory(async (directory) => {
    const root = await Deno.realPath(directory);
    for (const room of ["cli", "math", "system"]) {
      await Deno.mkdir(`${root}/lib/${room}`, { recursive: true });
    }
    for (const [path, source] of Object.entries(modules)) {
      await Deno.writeTextFile(`${root}/${path}`, source.replaceAll("ROOT", root));
    }
    const words = [Deno.execPath(), "run", "-A", `${ROOT}scripts/check_imports.ts`, root];
    outcome = await runCommand(words, { cwd: ROOT });
  });
  return { code: outcome.code, faults: outcome.stderr.trimEnd().split("\n").sort() };
}

const HIGH = { "lib/cli/high.ts": "export const high = 2;\nexport type High = number;\n" };
const REASON = "imports lib/cli/high.ts: lib/cli is not below lib/math";

Deno.test("what runs down, stays in its folder or is a package is no fault, nor is a word in a comment", async () => {
  const { code, faults } = await check({
    ...HIGH,
    "main.ts": 'import { high } from "./lib/cli/high.ts";\nif (import.meta.main) high;\n',
    "lib/cli/down.ts": 'export const late = import("../math/low.ts", { with: {} });\n' +
      'export const other = import(\n  "./high.ts"\n);\n',
    "lib/math/low.ts": 'import * as fs from "node:fs";\nimport "npm:x";\n' +
      '// import "../cli/high.ts"\n/* An import. */\nexport const low = 1;\n',
    "lib/math/beside.mts": 'import { low } from "./low.ts";\n',
    "lib/system/worker.ts": "export const start = (address: URL) => new Worker(address);\n",
  });
  assertEquals([code, faults], [0, [""]]);
});

Deno.test("an import that runs up is a fault however it is written", async () => {
  const upward: Record<string, string> = {
    "names.ts": 'import { high } from "../cli/high.ts";',
    "effect.ts": 'import "../cli/high.ts";',
    "again.ts": 'export { high } from "../cli/high.ts";',
    "types.ts": 'import type { High } from "../cli/high.ts";',
    "type_in_place.ts": 'export type Higher = import("../cli/high.ts").High;',
    "late.ts": 'export const late = import("../cli/high.ts");',
    "with.ts": 'export const late = import("../cli/high.ts", { with: {} });',
    "comment.ts": 'import { high } from /* x */ "../cli/high.ts";',
    "absolute.ts": 'import { high } from "ROOT/lib/cli/high.ts";',
    "whole.ts": 'import { high } from "file://ROOT/lib/cli/high.ts";',
    "escape.ts": 'import { high } from "\\u002e./cli/high.ts";',
    "percent.ts": 'import { high } from "../%63li/high.ts";',
    "template.ts": 'export const text = `\n// ${await import("../cli/high.ts")}`;',
    "mts.mts": 'import { high } from "../cli/high.ts";',
    "js.js": 'import { high } from "../cli/high.ts";',
    "jsx.tsx": 'import { high } from "../cli/high.ts";',
    "alias.ts": 'import { high } from "#high";',
  };
  const { code, faults } = await check({
    ...HIGH,
    "deno.json": '{ "imports": { "#high": "./lib/cli/high.ts" } }',
    ...Object.fromEntries(
      Object.entries(upward).map(([name, source]) => [`lib/math/${name}`, source]),
    ),
  });
  assertEquals(code, 1);
  assertEquals(faults, Object.keys(upward).map((name) => `lib/math/${name} ${REASON}`).sort());
});

Deno.test("what the graph cannot show is a fault: a computed name, require() and a thread", async () => {
  const unseen: Record<string, string> = {
    "computed.ts": 'import("../cli/hi" + "gh.ts");',
    "variable.ts": "import(Deno.args[0]);",
    "comment.ts": "import /* late */(Deno.args[0]);",
    "template.ts": "import(`../cli/${Deno.args[0]}.ts`);",
    "required.ts": 'createRequire(import.meta.url)("../cli/high.ts");',
    "thread.ts": 'Worker(new URL("../cli/high.ts", import.meta.url));',
  };
  const { code, faults } = await check(
    Object.fromEntries(
      Object.entries(unseen).map((
        [name, words],
      ) => [`lib/math/${name}`, `export default ${words}`]),
    ),
  );
  assertEquals(code, 1);
  const expected = Object.entries(unseen).map(([name, words]) =>
    `lib/math/${name} has ${words}: wanted one literal name`
  );
  assertEquals(faults, expected.sort());
});

Deno.test("a circle is a fault, of types too, and so is a module on no floor", async () => {
  const { code, faults } = await check({
    "loose.ts": "",
    "lib/loose.js": "",
    "lib/math/one.ts": 'import "./two.ts";\nexport type One = number;\n',
    "lib/math/two.ts": 'import type { One } from "./one.ts";\n',
    "lib/math/tool.ts": 'import "../../scripts/tool.ts";\n',
    "lib/math/net.ts": 'import "https://example.org/x.ts";\n',
  });
  const nowhere = "lies on no floor: name its folder in scripts/check_imports.ts";
  assertEquals(code, 1);
  assertEquals(
    faults,
    [
      "A circle: lib/math/one.ts -> lib/math/two.ts -> lib/math/one.ts",
      "A circle: lib/math/two.ts -> lib/math/one.ts -> lib/math/two.ts",
      "lib/math/net.ts imports https://example.org/x.ts, which lies on no floor",
      "lib/math/tool.ts imports scripts/tool.ts, which lies on no floor",
      `lib/loose.js ${nowhere}`,
      `loose.ts ${nowhere}`,
    ].sort(),
  );
});

Deno.test("a module whose imports cannot be read is a fault", async () => {
  const { code, faults } = await check({
    "lib/math/bare.ts": 'import "bare";\n',
    "lib/math/broken.ts": "export const = ;\n",
  });
  assertEquals(code, 1);
  assert(faults.some((fault) => fault.startsWith("lib/math/bare.ts: ")), faults.join("\n"));
  assert(faults.some((fault) => fault.startsWith("lib/math/broken.ts: ")), faults.join("\n"));
});
