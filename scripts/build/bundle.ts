import { ensureDir } from "@std/fs/ensure-dir";
import { BuildFailure } from "./failure.ts";
import { packagesIn, withoutPlaces } from "./packages.ts";
import { PROGRAM, readConfiguration, ROOT } from "./project.ts";
import { runTool } from "./run_tool.ts";
import { type FileSum, sumFile } from "./sums.ts";

/**
 * Packages that only a run with a page as its output loads, and the file each becomes. They are ten times
 * the size of the program, and a JavaScript engine reads every byte of a file before it runs the first:
 * inside the bundle they cost each run on Deno more than the rest of it.
 */
export const LAZY_PACKAGES: Readonly<Record<string, string>> = {
  "@observablehq/plot": "plot.js",
  "linkedom": "linkedom.js",
};

/** The file that is started, and that threads start again. */
export const BUNDLE = `${PROGRAM}.js`;

/** What went into a bundle. */
export interface Bundle {
  readonly files: readonly FileSum[];
  /** Packages whose code is in it, such as "d3-array@3.2.4". */
  readonly packages: readonly string[];
}

/**
 * Bundles the program into a directory: a file for each part of it that is loaded together, and the packages
 * that pages need beside them, so that a run reads what it needs: making a key, a tenth of the code. All
 * executables are made from these bytes, and their sums are the part of an executable that is ours.
 *
 * Deno gets esbuild from the npm registry, or from its cache.
 *
 * @param entry what to bundle, below the root of the project
 */
export async function bundle(directory: string, entry = "main.ts"): Promise<Bundle> {
  await ensureDir(directory);
  const { imports } = readConfiguration();
  const codes = new Map<string, string>();
  // The working directory goes into comments of the output: always the same one.
  const make = (...words: string[]) =>
    runTool([Deno.execPath(), "bundle", "--quiet", ...words], { cwd: ROOT });
  const read = async (file: string) =>
    withoutPlaces(await Deno.readTextFile(`${directory}/${file}`));

  const external = Object.keys(LAZY_PACKAGES).flatMap((name) => ["--external", name]);
  await make("--code-splitting", "--outdir", directory, entry, ...external);
  await Deno.rename(`${directory}/${entryFile(entry)}`, `${directory}/${BUNDLE}`);
  const packages = new Set<string>();
  const parts = Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
  for (const file of parts) {
    const part = pointToFiles(await read(file));
    codes.set(file, part.code);
    for (const name of part.packages) packages.add(name);
  }
  for (const name of packages) {
    await make(imports[name], "-o", `${directory}/${LAZY_PACKAGES[name]}`);
    codes.set(LAZY_PACKAGES[name], await read(LAZY_PACKAGES[name]));
  }
  const files: FileSum[] = [];
  for (const [file, text] of codes) {
    await Deno.writeTextFile(`${directory}/${file}`, text);
    // deno compile copies the time into the executable, which is to depend on the commit alone.
    await Deno.utime(`${directory}/${file}`, 0, 0);
    files.push(await sumFile(directory, file));
  }
  return { files, packages: [...new Set([...codes.values()].flatMap(packagesIn))].sort() };
}

/** What the bundler calls the part with the entry module; no other part imports it. */
function entryFile(entry: string): string {
  return entry.slice(entry.lastIndexOf("/") + 1).replace(/\.ts$/, ".js");
}

/**
 * Lets late imports name files in two parts, lazy packages by the files that they become: Deno loads at
 * every start what it can tell from the source, dynamic imports included.
 *
 * @returns the new code, and the packages that it loads
 * @throws BuildFailure when anything but a part of the bundle is imported statically
 */
export function pointToFiles(code: string): { code: string; packages: readonly string[] } {
  const statically = /^import\b(?!\()(?:[^;"]*?\bfrom\s*)?\s*"(?!\.\/)[^"]*";?$/m.exec(code);
  if (statically !== null) {
    throw new BuildFailure(`The bundle imports statically: ${statically[0]}`);
  }
  const packages = new Set<string>();
  const pointed = code.replace(/\bimport\("([^"]+)"\)/g, (whole, name: string) => {
    if (name in LAZY_PACKAGES) packages.add(name);
    const file = LAZY_PACKAGES[name] ?? (name.startsWith("./") ? name.slice(2) : null);
    return file === null ? whole : `import("./${file.replace(/\.js$/, "")}" + ".js")`;
  });
  return { code: pointed, packages: [...packages].sort() };
}
