import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import { PARTS_OF_BUN } from "../../lib/cli/licenses.ts";
import { readConfiguration } from "./project.ts";
import type { DescribedPackage } from "./described_package.ts";
import type { BuildReceipt } from "./receipt.ts";
import type { FileSum } from "./sums.ts";

/** What the list takes from a receipt. */
type Described = Pick<
  BuildReceipt,
  "program" | "version" | "runtime" | "versions" | "runtimeParts" | "bundle"
>;

/** What the list says of the runtimes: where each is published and under which licence. */
const RUNTIMES = {
  deno: { source: "pkg:github/denoland/deno", licence: "MIT" },
  bun: { source: "pkg:github/oven-sh/bun", licence: "MIT" },
} as const;

/**
 * Lists what is inside an executable, as CycloneDX 1.6 (ECMA-424, December 2024): the program with the sums of
 * its files, the runtime with the sum of its file and the parts that it names itself, and the packages whose
 * code is in the bundle, with the sums of the lock file. Time and serial number are left out, so that the
 * same commit gives the same list.
 *
 * @param receipt of the build that made it
 * @param runtime the file of the runtime inside, as it was published
 * @param packages what is in the bundle, see `describePackages`
 * @returns the document as JSON text
 */
export function billOfMaterials(
  receipt: Described,
  { file, sha256 }: FileSum,
  packages: readonly DescribedPackage[],
): string {
  const program = component(Enums.ComponentType.Application, receipt.program, receipt.version, {
    purl: `pkg:generic/${receipt.program}@${receipt.version}`,
    licence: readConfiguration().license,
  });
  for (const { file, sha256 } of receipt.bundle) {
    program.components.add(
      new Models.Component(Enums.ComponentType.File, file, {
        bomRef: `${program.purl}#${file}`,
        hashes: sums([["SHA-256", sha256]]),
      }),
    );
  }
  const runtime = runtimeComponent(receipt, file, sha256);
  const libraries = new Map(packages.map((one) => [one.id, packageComponent(one)]));
  for (const { id, dependencies } of packages) {
    const library = libraries.get(id)!;
    for (const dependency of dependencies) {
      const known = libraries.get(dependency);
      if (known !== undefined) library.dependencies.add(known.bomRef);
    }
  }
  for (const part of [runtime, ...libraries.values()]) program.dependencies.add(part.bomRef);
  const bill = new Models.Bom({
    metadata: new Models.Metadata({ component: program }),
    components: new Models.ComponentRepository([runtime, ...libraries.values()]),
  });
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return new Serialize.JsonSerializer(factory).serialize(bill, { sortLists: true, space: 2 }) +
    "\n";
}

function runtimeComponent(
  { runtime, versions, runtimeParts }: Described,
  file: string,
  sha256: string,
): Models.Component {
  const { source, licence } = RUNTIMES[runtime];
  const version = versions[runtime];
  const made = component(Enums.ComponentType.Platform, file, version, {
    purl: `${source}@v${version}?file_name=${file}`,
    licence,
    hashes: [["SHA-256", sha256]],
  });
  for (const [name, version] of Object.entries(runtimeParts)) {
    made.components.add(
      new Models.Component(Enums.ComponentType.Library, name, {
        version,
        bomRef: `${made.purl}#${name}`,
        licenses: new Models.LicenseRepository(partLicences(runtime, name)),
      }),
    );
  }
  return made;
}

/** By SPDX where it is certain, else in words. */
function partLicences(runtime: "deno" | "bun", name: string): Models.License[] {
  if (runtime === "deno") return name === "v8" ? [new Models.SpdxLicense("BSD-3-Clause")] : [];
  const part = PARTS_OF_BUN[name];
  if (part === undefined) return [];
  const { licence, spdx, source } = part;
  return [
    spdx === undefined
      ? new Models.NamedLicense(licence, { url: source })
      : new Models.SpdxLicense(spdx, { url: source }),
  ];
}

/** A package URL (ECMA-427) percent-encodes the at sign of a scope and keeps its slash. */
function packageComponent(
  { name, version, licence, sha512 }: DescribedPackage,
): Models.Component {
  return component(Enums.ComponentType.Library, name, version, {
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
    ...(licence === null ? {} : { licence }),
    hashes: [["SHA-512", sha512]],
  });
}

interface Identity {
  readonly purl: string;
  readonly licence?: string;
  readonly hashes?: readonly (readonly [`${Enums.HashAlgorithm}`, string])[];
}

function component(
  type: Enums.ComponentType,
  name: string,
  version: string,
  { purl, licence, hashes = [] }: Identity,
): Models.Component {
  return new Models.Component(type, name, {
    version,
    purl,
    bomRef: purl,
    licenses: new Models.LicenseRepository(
      licence === undefined ? [] : [new Models.SpdxLicense(licence)],
    ),
    hashes: sums(hashes),
  });
}

function sums(
  hashes: readonly (readonly [`${Enums.HashAlgorithm}`, string])[],
): Models.HashDictionary {
  return new Models.HashDictionary(
    hashes.map(([algorithm, content]) => [algorithm as Enums.HashAlgorithm, content]),
  );
}
