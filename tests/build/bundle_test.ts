import { assertEquals, assertThrows } from "../assert.ts";
import { pointToFiles } from "../../scripts/build/bundle.ts";
import { BuildFailure } from "../../scripts/build/failure.ts";

Deno.test("pointToFiles() lets Deno see no part of the bundle, and leaves node: alone", () => {
  assertEquals(
    pointToFiles('const c = await import("node:fs"), d = await import("./own.js");\n'),
    'const c = await import("node:fs"), d = await import("./own" + ".js");\n',
  );
});

Deno.test("pointToFiles() refuses what every start would load, but for the bundle's own parts", () => {
  const own = 'import "./chunk-A.js";\nimport {\n  run\n} from "./chunk-B.js";\nrun();\n';
  assertEquals(pointToFiles(own), own);
  const code = `${own}import { createRequire } from "node:module";\n`;
  const refused = assertThrows(() => pointToFiles(code), BuildFailure);
  assertEquals(
    refused.message,
    'The bundle imports statically: import { createRequire } from "node:module";',
  );
});
