import { assertEquals } from "../assert.ts";
import { runCommand } from "../cli/program.ts";
import { withDirectory } from "../keys.ts";
import { ROOT } from "../../scripts/build/project.ts";

/** Two modules, the upper of which the lower one imports in some words. */
const faultsOf = async (directory: string, words: string): Promise<number> => {
  await Deno.writeTextFile(`${directory}/lib/math/low.ts`, `${words}\nexport const low = 1;\n`);
  const check = [Deno.execPath(), "run", "-A", `${ROOT}scripts/check_imports.ts`, directory];
  return (await runCommand(check, { cwd: ROOT })).code;
};

Deno.test("an import that runs up is a fault however it is written, and so is one that cannot be followed", () =>
  withDirectory(async (directory) => {
    await Deno.mkdir(`${directory}/lib/math`, { recursive: true });
    await Deno.mkdir(`${directory}/lib/cli`);
    await Deno.writeTextFile(`${directory}/lib/cli/high.ts`, "export const high = 2;\n");
    await Deno.writeTextFile(`${directory}/lib/math/other.ts`, `import { low } from "./low.ts";\n`);
    assertEquals(await faultsOf(directory, ""), 0);
    assertEquals(await faultsOf(directory, '// import "../cli/high.ts"'), 0);
    assertEquals(await faultsOf(directory, 'import * as fs from "node:fs";'), 0);
    for (
      const words of [
        'import { high } from "../cli/high.ts";',
        'import "../cli/high.ts";',
        'import "./other.ts";',
        'export const late = import("../cli/high.ts");',
        "export const late = import(`../cli/high.ts`);",
        'export const late = import(/* late */ "../cli/high.ts");',
        'export const late = import("../cli/hi" + "gh.ts");',
      ]
    ) assertEquals(await faultsOf(directory, words), 1, words);
  }));
