import { ROOT } from "./project.ts";
import { runTool } from "./run_tool.ts";

/** A package with code in the bundle, as Deno's cache and the lock file know it. */
export interface DescribedPackage {
  /** What the lock file calls it, such as "tslib@2.3.0". */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** An SPDX identifier, or null where package.json has none. */
  readonly licence: string | null;
  /** Digits of the digest of its archive. */
  readonly sha512: string;
  /** Identities of the packages that it needs, in the bundle or not. */
  readonly dependencies: readonly string[];
  /** Its files LICENSE, NOTICE and the like, one after the other. */
  readonly notices: string;
}

/** A package as `deno info` tells of it. */
interface CachedPackage {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly string[];
}

/** What `deno info` tells of the program. */
interface ModuleGraph {
  readonly modules: readonly { readonly npmPackage?: string }[];
  readonly npmPackages?: Readonly<Record<string, CachedPackage>>;
}

async function moduleGraph(): Promise<ModuleGraph> {
  return JSON.parse(await runTool([Deno.execPath(), "info", "--json", "main.ts"], { cwd: ROOT }));
}

/** The identities of the packages that main.ts can load, and of those that they need in turn. */
export async function loadedPackages(): Promise<readonly string[]> {
  const { modules, npmPackages = {} } = await moduleGraph();
  const found = new Set<string>();
  const todo = modules.flatMap(({ npmPackage }) => npmPackage ?? []);
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    todo.push(...npmPackages[id]?.dependencies ?? []);
  }
  return [...found].map(withoutPeer).sort();
}

/** What is known of packages, in the order of their identities given. */
export async function describePackages(
  ids: readonly string[],
): Promise<readonly DescribedPackage[]> {
  if (ids.length === 0) return [];
  const cached = withoutPeers((await moduleGraph()).npmPackages ?? {});
  const locked = withoutPeers<{ readonly integrity?: string }>(
    JSON.parse(await Deno.readTextFile(`${ROOT}deno.lock`)).npm,
  );
  const cache = await packageCache();
  return await Promise.all(ids.map((id) => {
    const known = cached[id];
    if (known === undefined) throw new Error(`${id} is in the bundle, and Deno does not know it`);
    return describe(id, known, locked[id]?.integrity, cache);
  }));
}

/** A package with peers is called "name@3.0.1_peer@3.0.1", by some versions of Deno. */
const withoutPeer = (id: string): string => id.replace(/^(@?[^@]+@[^_]+)_.*$/, "$1");

function withoutPeers<T>(byId: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(byId).map(([id, value]) => [withoutPeer(id), value]));
}

/** Where Deno keeps packages: a directory for each registry that they came from. */
async function packageCache(): Promise<readonly string[]> {
  const { npmCache }: { npmCache: string } = JSON.parse(
    await runTool([Deno.execPath(), "info", "--no-config", "--json"]),
  );
  return Array.from(Deno.readDirSync(npmCache), ({ name }) => `${npmCache}/${name}`);
}

async function describe(
  id: string,
  { name, version, dependencies }: CachedPackage,
  integrity: string | undefined,
  cache: readonly string[],
): Promise<DescribedPackage> {
  if (!integrity?.startsWith("sha512-")) throw new Error(`deno.lock has no SHA-512 of ${id}`);
  const places = cache.map((registry) => `${registry}/${name}/${version}`);
  const place = places.find((path) => isDirectory(path));
  if (place === undefined) throw new Error(`Deno's cache has no ${id}`);
  const { license } = JSON.parse(await Deno.readTextFile(`${place}/package.json`));
  return {
    id,
    name,
    version,
    licence: typeof license === "string" ? license : null,
    sha512: Uint8Array.fromBase64(integrity.slice("sha512-".length)).toHex(),
    dependencies: dependencies.map(withoutPeer),
    notices: await readNotices(place),
  };
}

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** The texts of such files, and of those in such directories, one after the other. */
async function readNotices(directory: string): Promise<string> {
  const entries = Array.from(Deno.readDirSync(directory))
    .filter(({ name }) => /^(licen[cs]es?|notice|copying)/i.test(name))
    .sort((a, b) => a.name < b.name ? -1 : 1);
  const texts: string[] = [];
  for (const { name, isDirectory } of entries) {
    const files = isDirectory
      ? Array.from(Deno.readDirSync(`${directory}/${name}`), (file) => `${name}/${file.name}`)
      : [name];
    for (const file of files.sort()) texts.push(await Deno.readTextFile(`${directory}/${file}`));
  }
  return texts.map((text) => text.trim()).join("\n\n");
}
