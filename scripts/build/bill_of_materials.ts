import { readConfiguration, ROOT } from "./project.ts";
import type { BuildReceipt } from "./receipt.ts";
import { runTool } from "./run_tool.ts";

/** One component of a CycloneDX 1.6 list (ECMA-424, December 2024), as far as it is used. */
export interface Component {
  readonly type: "application" | "library" | "platform";
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses?: readonly { readonly license: { readonly id: string } }[];
  readonly hashes?: readonly Hash[];
  /** That it is not as it was published. */
  readonly pedigree?: {
    readonly patches: readonly { readonly type: "unofficial" }[];
    readonly notes: string;
  };
  /** The files of our bundle. */
  readonly components?: readonly {
    readonly type: "file";
    readonly name: string;
    readonly hashes: readonly Hash[];
  }[];
}

interface Hash {
  readonly alg: "SHA-512" | "SHA-256";
  readonly content: string;
}

export interface BillOfMaterials {
  readonly bomFormat: "CycloneDX";
  readonly specVersion: "1.6";
  readonly version: 1;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** A package as `deno info` tells of it. */
interface Package {
  readonly name: string;
  readonly version: string;
  /** Identities of other packages. */
  readonly dependencies: readonly string[];
  /** Where the cache has it. */
  readonly localPath: string;
}

/**
 * Lists what is inside the executables of a build: the program, the runtime, and the packages whose code is
 * in the bundle, with the sums of the lock file. Time and serial number are left out, so that the same
 * commit gives the same list.
 */
export async function billOfMaterials(receipt: BuildReceipt): Promise<BillOfMaterials> {
  const packages = await describe(receipt.packages);
  const program: Component = {
    type: "application",
    ...identity("generic", receipt.program, receipt.version),
    licenses: [{ license: { id: readConfiguration().license } }],
    components: receipt.bundle.map(({ file, sha256 }) => ({
      type: "file",
      name: file,
      hashes: [{ alg: "SHA-256", content: sha256 }],
    })),
  };
  const runtime: Component = {
    type: "platform",
    ...identity("npm", receipt.runtime, receipt.versions[receipt.runtime]),
    licenses: [{ license: { id: "MIT" } }],
    ...pedigree(receipt),
  };
  const refs = new Map(
    [...packages].map(([id, { name, version }]) => [id, identity("npm", name, version)["bom-ref"]]),
  );
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: program },
    components: [runtime, ...await Promise.all([...packages].map(toComponent))],
    dependencies: [
      { ref: program["bom-ref"], dependsOn: [runtime["bom-ref"], ...refs.values()] },
      ...[...packages].map(([id, { dependencies }]) => ({
        ref: refs.get(id)!,
        dependsOn: dependencies.flatMap((dependency) => refs.get(dependency) ?? []),
      })),
    ],
  };
}

/** What was repaired in the runtime, and in the executables for which targets. */
function pedigree({ executables }: BuildReceipt): Pick<Component, "pedigree"> {
  const targets = Map.groupBy(
    executables.flatMap(({ target, repairs }) => repairs.map((repair) => ({ target, repair }))),
    ({ repair }) => repair,
  );
  if (targets.size === 0) return {};
  const notes = Array.from(
    targets,
    ([repair, rows]) =>
      `${repair} (scripts/build/repair): ${rows.map((row) => row.target).join(", ")}`,
  );
  return {
    pedigree: { patches: notes.map(() => ({ type: "unofficial" })), notes: notes.join("; ") },
  };
}

/** A package URL (ECMA-427) percent-encodes the at sign of a scope and keeps its slash. */
function identity(type: "npm" | "generic", name: string, version: string) {
  const purl = `pkg:${type}/${name.replace("@", "%40")}@${version}`;
  return { "bom-ref": purl, name, version, purl };
}

/** What Deno knows of packages, by their identity, in the order given. */
async function describe(ids: readonly string[]): Promise<ReadonlyMap<string, Package>> {
  const text = await runTool([Deno.execPath(), "info", "--json", "main.ts"], { cwd: ROOT });
  const { npmPackages = {} }: { npmPackages?: Record<string, Package> } = JSON.parse(text);
  return new Map(ids.map((id) => {
    const known = npmPackages[id];
    if (known === undefined) throw new Error(`${id} is in the bundle, and Deno does not know it`);
    return [id, known];
  }));
}

async function toComponent(
  [id, { name, version, localPath }]: readonly [string, Package],
): Promise<Component> {
  const lock = JSON.parse(await Deno.readTextFile(`${ROOT}deno.lock`));
  const integrity: string | undefined = lock.npm[id]?.integrity;
  if (!integrity?.startsWith("sha512-")) throw new Error(`deno.lock has no SHA-512 of ${id}`);
  const content = Uint8Array.fromBase64(integrity.slice("sha512-".length)).toHex();
  const { license } = JSON.parse(await Deno.readTextFile(`${localPath}/package.json`));
  return {
    type: "library",
    ...identity("npm", name, version),
    ...(typeof license === "string" ? { licenses: [{ license: { id: license } }] } : {}),
    hashes: [{ alg: "SHA-512", content }],
  };
}
