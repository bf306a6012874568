import { assert, assertEquals } from "../assert.ts";
import { Ajv } from "ajv-draft-07";
import * as library from "@cyclonedx/cyclonedx-library";
import { billOfMaterials } from "../../scripts/build/bill_of_materials.ts";
import { describePackages } from "../../scripts/build/described_package.ts";
import { startReceipt } from "../../scripts/build/receipt.ts";

const runtime = { file: "bun-linux-x64-v1.4.5", bytes: 5, sha256: "cd".repeat(32) };

/** A receipt as a build with one file of ours leaves it. */
const receipt = {
  ...startReceipt("1.2.3", { commit: null, modified: null }, "bun"),
  runtimeParts: { boringssl: "fe703e9faa3b", zig: "04e7f6ac1e00" },
  bundle: [{ file: "corosync-keygen.js", bytes: 3, sha256: "ab".repeat(32) }],
  packages: ["tslib@2.3.0", "zrender@6.1.0"],
};
const packages = await describePackages(receipt.packages);
const text = billOfMaterials(receipt, runtime, packages);
const bill = JSON.parse(text);

/** Where the library keeps the schemas that OWASP publishes; its types leave it out. */
const { FILES } = (library as unknown as {
  _Resources: {
    FILES: {
      CDX: { JSON_SCHEMA: Record<string, string> };
      SPDX: { JSON_SCHEMA: string };
      JSF: { JSON_SCHEMA: string };
    };
  };
})._Resources;

/** What the schema of CycloneDX 1.6 has against a document. */
async function objections(document: unknown): Promise<string[]> {
  const read = async (path: string) => JSON.parse(await Deno.readTextFile(path));
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  for (
    const [path, base] of [[FILES.SPDX.JSON_SCHEMA, "spdx"], [FILES.JSF.JSON_SCHEMA, "jsf-0.82"]]
  ) {
    ajv.addSchema(await read(path), `http://cyclonedx.org/schema/${base}.SNAPSHOT.schema.json`);
  }
  const validate = ajv.compile(await read(FILES.CDX.JSON_SCHEMA[library.Spec.Version.v1dot6]));
  validate(document);
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

Deno.test("billOfMaterials() is what the schema of CycloneDX 1.6 wants, and the schema is strict", async () => {
  assertEquals(await objections(bill), []);
  const [first, ...others] = bill.components;
  const broken = {
    ...bill,
    components: [{ ...first, hashes: [{ alg: "MD6", content: "x" }] }, ...others],
  };
  assert((await objections(broken)).length > 0);
});

Deno.test("billOfMaterials() lists the program with its files", () => {
  const { name, version, components, licenses } = bill.metadata.component;
  assertEquals([name, version, licenses], ["corosync-keygen", "1.2.3", [{
    license: { id: "MIT" },
  }]]);
  assertEquals(components, [{
    type: "file",
    name: "corosync-keygen.js",
    "bom-ref": "pkg:generic/corosync-keygen@1.2.3#corosync-keygen.js",
    hashes: [{ alg: "SHA-256", content: "ab".repeat(32) }],
  }]);
});

Deno.test("billOfMaterials() lists the runtime inside, with its hash and the parts that it names", () => {
  const runtimes = bill.components.filter(({ type }: { type: string }) => type === "platform");
  assertEquals(runtimes.length, 1);
  const [{ name, version, hashes, components: parts }] = runtimes;
  assertEquals([name, version], ["bun-linux-x64-v1.4.5", receipt.versions["bun"]]);
  assertEquals(hashes, [{ alg: "SHA-256", content: runtime.sha256 }]);
  assertEquals(
    parts.map(({ name, version, licenses }: Record<string, unknown>) => [name, version, licenses]),
    [
      ["boringssl", "fe703e9faa3b", [{
        license: {
          name: "several licences, its LICENSE has them",
          url: "https://boringssl.googlesource.com/boringssl/+/HEAD/LICENSE",
        },
      }]],
      ["zig", "04e7f6ac1e00", [{
        license: { id: "MIT", url: "https://github.com/ziglang/zig" },
      }]],
    ],
  );
});

Deno.test("billOfMaterials() lists the packages inside with the licence, the sum and what needs what", () => {
  const libraries = bill.components.filter(({ type }: { type: string }) => type === "library");
  assertEquals(
    libraries.map((
      { name, version, licenses }: Record<string, unknown>,
    ) => [name, version, licenses]),
    [
      ["tslib", "2.3.0", [{ license: { id: "0BSD" } }]],
      ["zrender", "6.1.0", [{ license: { id: "BSD-3-Clause" } }]],
    ],
  );
  for (const { hashes: [{ alg, content }] } of libraries) {
    assertEquals([alg, content.length], ["SHA-512", 128]);
  }
  const needs = bill.dependencies.find(({ ref }: { ref: string }) => ref.includes("zrender"));
  // Others that it depends on are not in this bundle.
  assertEquals(needs.dependsOn, ["pkg:npm/tslib@2.3.0"]);
});

Deno.test("billOfMaterials() depends on the build alone, not on when it ran", () => {
  assertEquals(billOfMaterials(receipt, runtime, packages), text);
  assertEquals([bill.serialNumber, bill.metadata.timestamp], [undefined, undefined]);
});

Deno.test("describePackages() finds the notices that a licence asks to pass on", () => {
  for (const { id, notices } of packages) {
    assert(/copyright/i.test(notices) && /permission/i.test(notices), id);
  }
});
