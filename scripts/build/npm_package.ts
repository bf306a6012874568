import { dirname } from "node:path";
import { ensureDir } from "@std/fs/ensure-dir";
import { BuildFailure } from "./failure.ts";
import { runTool, tryTool } from "./run_tool.ts";
import { digest } from "./sums.ts";

/** A package of the npm registry, pinned to its bytes. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** Subresource Integrity (W3C, 2016-06-23) of the archive, as package locks have it. */
  readonly integrity: string;
}

/** Where archives are kept from one build to the next, if anywhere; they are checked at every use. */
function cacheDirectory(): string | null {
  const home = Deno.env.get("HOME");
  const caches = Deno.env.get("XDG_CACHE_HOME") || (home ? `${home}/.cache` : null);
  return caches && `${caches}/corosync-keygen-build`;
}

/**
 * Gets a package and unpacks it. It is downloaded by npm, which knows the user's proxies and registries,
 * unless the cache has it.
 *
 * @param into an empty directory, which gets the archive's `package/`
 * @returns the directory of the package's files
 * @throws BuildFailure when npm cannot get it, or its bytes are not the pinned ones
 */
export async function fetchPackage(wanted: PinnedPackage, into: string): Promise<string> {
  const { name, version, integrity } = wanted;
  const file = `${name.replace(/^@/, "").replace("/", "-")}-${version}.tgz`;
  const cache = cacheDirectory();
  let archive = cache && `${cache}/${file}`;
  if (archive === null || !await isPinned(archive, integrity)) {
    archive = await download(wanted, `${into}/${file}`);
    if (cache !== null) await keep(archive, cache, file);
  }
  await runTool(["tar", "-xzf", archive, "-C", into]);
  return `${into}/package`;
}

async function download(wanted: PinnedPackage, archive: string): Promise<string> {
  const { name, version, integrity } = wanted;
  const directory = dirname(archive);
  const pack = ["npm", "pack", "--silent", "--pack-destination", directory, `${name}@${version}`];
  const { success, output } = await tryTool(pack);
  if (!success) {
    throw new BuildFailure(`Cannot get ${name} ${version} from the npm registry`, [
      output.trim(),
      "npm and a way to its registry are needed once; later builds use the cache",
    ]);
  }
  if (!await isPinned(archive, integrity)) {
    throw new BuildFailure(`${name} ${version} is not the archive that this build is pinned to`, [
      `wanted ${integrity}`,
    ]);
  }
  return archive;
}

/** By way of a rename, since other builds may look at the cache meanwhile. */
async function keep(archive: string, cache: string, file: string): Promise<void> {
  await ensureDir(cache);
  const part = `${cache}/${file}.${Deno.pid}`;
  await Deno.copyFile(archive, part);
  await Deno.rename(part, `${cache}/${file}`);
}

async function isPinned(archive: string, integrity: string): Promise<boolean> {
  try {
    const sum = await digest("SHA-512", await Deno.readFile(archive));
    return `sha512-${sum.toBase64()}` === integrity;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
