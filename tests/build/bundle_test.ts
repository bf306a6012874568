import { assertEquals, assertThrows } from "../assert.ts";
import { pointToFiles } from "../../scripts/build/bundle.ts";
import { BuildFailure } from "../../scripts/build/failure.ts";

Deno.test("pointToFiles() lets Deno see neither packages nor parts, and leaves node: alone", () => {
  const code = `const a = await import("@observablehq/plot"), b = await import("linkedom");
const c = await import("node:fs"), d = await import("./own.js");
`;
  assertEquals(pointToFiles(code), {
    code: `const a = await import("./plot" + ".js"), b = await import("./linkedom" + ".js");
const c = await import("node:fs"), d = await import("./own" + ".js");
`,
    packages: ["@observablehq/plot", "linkedom"],
  });
});

Deno.test("pointToFiles() names no package that is not loaded", () => {
  assertEquals(pointToFiles("run();\n"), { code: "run();\n", packages: [] });
});

Deno.test("pointToFiles() refuses what every start would load, but for the bundle's own parts", () => {
  const own = 'import "./chunk-A.js";\nimport {\n  run\n} from "./chunk-B.js";\nrun();\n';
  assertEquals(pointToFiles(own), { code: own, packages: [] });
  const code = `${own}import { createRequire } from "node:module";\n`;
  const refused = assertThrows(() => pointToFiles(code), BuildFailure);
  assertEquals(
    refused.message,
    'The bundle imports statically: import { createRequire } from "node:module";',
  );
});
