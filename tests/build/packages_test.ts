import { assertEquals } from "../assert.ts";
import { packagesIn, withoutPlaces } from "../../scripts/build/packages.ts";

/** What the bundler leaves of one module that imports and one that requires. */
const BUNDLED =
  `// ../../home/somebody/.cache/deno/npm/registry.example/plain/3.2.4/src/ascending.js
function ascending() {}
  // cache/npm/registry.example/@example/scoped/0.6.17/src/index.js
var require_shim = __commonJS({
  "../../home/somebody/.cache/deno/npm/registry.example/required/0.18.15/shim.cjs"(exports) {
// lib/failure.ts
const text = "a/npm/b";
`;

Deno.test("withoutPlaces() says which package, not where on the builder's machine it lay", () => {
  assertEquals(
    withoutPlaces(BUNDLED),
    `// npm/plain/3.2.4/src/ascending.js
function ascending() {}
  // npm/@example/scoped/0.6.17/src/index.js
var require_shim = __commonJS({
  "npm/required/0.18.15/shim.cjs"(exports) {
// lib/failure.ts
const text = "a/npm/b";
`,
  );
});

Deno.test("packagesIn() lists the packages with a module in the bundle", () => {
  assertEquals(packagesIn(withoutPlaces(BUNDLED)), ["@example/scoped@0.6.17", "plain@3.2.4"]);
});
