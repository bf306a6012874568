import { ensureDir } from "@std/fs/ensure-dir";
import { BuildFailure } from "./failure.ts";
import { packagesIn, withoutPlaces } from "./packages.ts";
import { PROGRAM, ROOT } from "./project.ts";
import { runTool } from "./run_tool.ts";
import { digest, type FileSum, sumFile } from "./sums.ts";

/** The file that is started, and that threads start again. */
export const BUNDLE = `${PROGRAM}.js`;

/** What went into a bundle. */
export interface Bundle {
  readonly files: readonly FileSum[];
  /** Packages whose code is in it, such as "tslib@2.3.0". */
  readonly packages: readonly string[];
}

/**
 * Bundles the program into a directory: a file for each part of it that is loaded together, so that
 * a run reads what it needs. The charting library, which is larger than all the rest, is in a part that only a run
 * with a page as its output loads. All executables are made from these bytes, and their sums are the part of an
 * executable that is ours.
 *
 * Deno gets esbuild from the npm registry, or from its cache.
 *
 * @param entry what to bundle, below the root of the project
 */
export async function bundle(directory: string, entry = "main.ts"): Promise<Bundle> {
  await ensureDir(directory);
  const codes = new Map<string, string>();
  // The working directory goes into comments of the output: always the same one.
  const make = (...words: string[]) =>
    runTool([Deno.execPath(), "bundle", "--quiet", "--lock=deno.lock", "--frozen", ...words], {
      cwd: ROOT,
    });
  const read = async (file: string) =>
    defaultsOfNode(withoutPlaces(await Deno.readTextFile(`${directory}/${file}`)));

  await make("--code-splitting", "--outdir", directory, entry);
  await Deno.rename(`${directory}/${entryFile(entry)}`, `${directory}/${BUNDLE}`);
  const parts = Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
  const made = new Map<string, string>();
  for (const file of parts) made.set(file, await read(file));
  for (const [file, code] of await nameByContent(made)) codes.set(file, pointToFiles(code));
  for (const file of parts) if (!codes.has(file)) await Deno.remove(`${directory}/${file}`);
  const files: FileSum[] = [];
  for (const [file, text] of codes) {
    await Deno.writeTextFile(`${directory}/${file}`, text);
    // deno compile copies the time into the executable, which is to depend on the commit alone.
    await Deno.utime(`${directory}/${file}`, 0, 0);
    files.push(await sumFile(`${directory}/${file}`));
  }
  return { files, packages: [...new Set([...codes.values()].flatMap(packagesIn))].sort() };
}

/**
 * Gives a CommonJS module that is imported as one of ECMAScript its `module.exports` as default, as Node and Deno do
 * (nodejs.org/api/esm.html, "CommonJS namespaces"). Deno 2.5.7 bundles tslib without.
 */
function defaultsOfNode(code: string): string {
  return code.replace(/__toESM\((require_\w+\(\))\)/g, "__toESM($1, 1)");
}

/** What the bundler puts behind the name of a part. */
const HASH = /-[A-Z0-9]{8}\.js\b/g;

/**
 * The same parts with names that follow from their code. The bundler's follow from where the cache of packages lies
 * as well, and one commit is to give the same bytes in any directory.
 *
 * @throws BuildFailure when two parts would have one name
 */
async function nameByContent(parts: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const [file, code] of parts) {
    const content = new TextEncoder().encode(code.replace(HASH, ".js"));
    const hash = (await digest("SHA-256", content)).subarray(0, 4).toHex().toUpperCase();
    names.set(file, file.replace(HASH, `-${hash}.js`));
  }
  if (new Set(names.values()).size < names.size) throw new BuildFailure("Two parts have one name");
  return new Map(
    [...parts].map(([file, code]): [string, string] => [
      names.get(file)!,
      code.replace(/"\.\/([^"\s]+\.js)"/g, (whole, name) => {
        const named = names.get(name);
        return named === undefined ? whole : `"./${named}"`;
      }),
    ]).sort(([one], [other]) => one < other ? -1 : 1),
  );
}

/** What the bundler calls the part with the entry module; no other part imports it. */
function entryFile(entry: string): string {
  return entry.slice(entry.lastIndexOf("/") + 1).replace(/\.ts$/, ".js");
}

/**
 * Lets late imports name files in two parts: Deno loads at every start what it can tell from the source, dynamic
 * imports included.
 *
 * @throws BuildFailure when anything but a part of the bundle is imported statically
 */
export function pointToFiles(code: string): string {
  const statically = /^import\b(?!\()(?:[^;"]*?\bfrom\s*)?\s*"(?!\.\/)[^"]*";?$/m.exec(code);
  if (statically !== null) {
    throw new BuildFailure(`The bundle imports statically: ${statically[0]}`);
  }
  return code.replace(/\bimport\("\.\/([^"]+)\.js"\)/g, 'import("./$1" + ".js")');
}
