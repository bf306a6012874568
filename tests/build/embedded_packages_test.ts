import { assert, assertEquals, assertStringIncludes } from "../assert.ts";
import { BZIP2_MODULE } from "../../lib/sp800_90b/bzip2_module.ts";
import { billOfMaterials } from "../../scripts/build/bill_of_materials.ts";
import { BZIP2, EMBEDDED_PACKAGES } from "../../scripts/build/embedded_packages.ts";
import { startReceipt } from "../../scripts/build/receipt.ts";
import { sha256 } from "../sp800_90b/standard_data.ts";

Deno.test("libbzip2 is the file of the package, which its module names with its integrity", async () => {
  const bytes = Uint8Array.fromBase64(BZIP2_MODULE);
  assertEquals(bytes.length, 86_992);
  assertEquals(await sha256(bytes), BZIP2_SHA256);
  const source = await Deno.readTextFile(
    new URL("../../lib/sp800_90b/bzip2_module.ts", import.meta.url),
  );
  assertStringIncludes(source, BZIP2.integrity);
});

/** bzip2-1.0.8/bzip2.wasm of bzip2-wasm 1.0.1. */
const BZIP2_SHA256 = "39508deac208c5d06edbeb3e04e9280a227830eb247e867977f0d2046703860a";

Deno.test("the list of what is inside names libbzip2 with its licence and the digest of its archive", () => {
  const receipt = {
    ...startReceipt("1.2.3", { commit: null, modified: null }, "bun"),
    runtimeParts: {},
    bundle: [],
  };
  const runtime = { file: "bun-linux-x64", bytes: 0, sha256: "" };
  const { components } = JSON.parse(billOfMaterials(receipt, runtime, EMBEDDED_PACKAGES));
  assertEquals(components.length, 2);
  const [, { purl, licenses, hashes }] = components;
  assertEquals(purl, "pkg:npm/bzip2-wasm@1.0.1");
  assertEquals(licenses, [{ license: { id: "bzip2-1.0.6" } }]);
  assertEquals(hashes.map(({ alg }: { alg: string }) => alg), ["SHA-512"]);
  assert(EMBEDDED_PACKAGES[0].notices.includes("Julian R Seward"));
});
