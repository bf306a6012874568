import { assert, assertEquals, assertMatch } from "../assert.ts";
import { billOfMaterials, type Component } from "../../scripts/build/bill_of_materials.ts";
import { startReceipt } from "../../scripts/build/receipt.ts";

/** A receipt as a build with one file of ours leaves it. */
const receipt = {
  ...startReceipt("1.2.3", { commit: null, modified: false }, "bun"),
  bundle: [{ file: "corosync-keygen.js", bytes: 3, sha256: "ab".repeat(32) }],
  packages: ["html-escaper@3.0.3", "linkedom@0.18.15"],
  executables: [],
};

Deno.test("billOfMaterials() has what CycloneDX 1.6 requires of a document", async () => {
  const bill = await billOfMaterials(receipt);
  // CycloneDX 1.6 JSON schema: bomFormat and specVersion are required, version counts revisions from 1.
  assertEquals([bill.bomFormat, bill.specVersion, bill.version], ["CycloneDX", "1.6", 1]);
  const components: Component[] = [bill.metadata.component, ...bill.components];
  const refs = components.map((component) => component["bom-ref"]);
  assertEquals(new Set(refs).size, refs.length, "a bom-ref must be unique in its document");
  for (const { name, version, purl, hashes = [] } of components) {
    assert(name !== "" && version !== "");
    assertMatch(purl, /^pkg:(npm|generic)\/(%40[a-z0-9-]+\/)?[a-z0-9._-]+@[0-9a-z.+-]+$/);
    const digits = { "SHA-256": 64, "SHA-512": 128 } as const;
    for (const { alg, content } of hashes) {
      assertMatch(content, new RegExp(`^[0-9a-f]{${digits[alg]}}$`));
    }
  }
  for (const { ref, dependsOn } of bill.dependencies) {
    for (const named of [ref, ...dependsOn]) {
      assert(refs.includes(named), `${named} is no component`);
    }
  }
});

Deno.test("billOfMaterials() lists program, runtime and the packages inside", async () => {
  const { metadata, components, dependencies } = await billOfMaterials(receipt);
  assertEquals(metadata.component.components, [{
    type: "file",
    name: "corosync-keygen.js",
    hashes: [{ alg: "SHA-256", content: "ab".repeat(32) }],
  }]);
  const runtime = components.find(({ type }) => type === "platform");
  assertEquals([runtime?.name, runtime?.version], ["bun", receipt.versions["bun"]]);
  const packages = components.filter(({ type }) => type === "library");
  assertEquals(packages.map(({ name, version, licenses }) => [name, version, licenses]), [
    ["html-escaper", "3.0.3", [{ license: { id: "MIT" } }]],
    ["linkedom", "0.18.15", [{ license: { id: "ISC" } }]],
  ]);
  const [, , linkedom] = dependencies;
  assertEquals(linkedom, {
    ref: "pkg:npm/linkedom@0.18.15",
    // Others that it depends on are not in this bundle.
    dependsOn: ["pkg:npm/html-escaper@3.0.3"],
  });
});

Deno.test("billOfMaterials() tells of a runtime that was repaired, and of no other", async () => {
  const sum = { file: "x", bytes: 1, sha256: "cd".repeat(32) };
  const executable = (target: string, ...repairs: string[]) => ({
    ...{ target, repairs, executable: sum },
  });
  const runtimeIn = async (...executables: ReturnType<typeof executable>[]) => {
    const { components } = await billOfMaterials({ ...receipt, packages: [], executables });
    return components[0]!;
  };
  assertEquals((await runtimeIn(executable("linux-arm64"))).pedigree, undefined);
  const repaired = await runtimeIn(
    executable("linux-x64", "main-stack"),
    executable("linux-arm64"),
    executable("linux-x64-baseline", "main-stack"),
  );
  assertEquals(repaired.pedigree, {
    patches: [{ type: "unofficial" }],
    notes: "main-stack (scripts/build/repair): linux-x64, linux-x64-baseline",
  });
});
