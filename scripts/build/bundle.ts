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

/** The program's own file; threads start it again, so it stays one file. */
export const BUNDLE = `${PROGRAM}.js`;

/** What went into a bundle. */
export interface Bundle {
  readonly files: readonly FileSum[];
  /** Packages whose code is in it, such as "d3-array@3.2.4". */
  readonly packages: readonly string[];
}

/**
 * Bundles the program into a directory: its own code in one file, lazily loaded packages beside it. All
 * executables are made from these bytes, and their sums are the part of an executable that is ours.
 *
 * Deno gets esbuild from the npm registry, or from its cache.
 *
 * @param entry what to bundle, below the root of the project
 */
export async function bundle(directory: string, entry = "main.ts"): Promise<Bundle> {
  await Deno.mkdir(directory, { recursive: true });
  const { imports } = readConfiguration();
  const codes = new Map<string, string>();
  const make = async (from: string, file: string, ...flags: string[]): Promise<string> => {
    const output = `${directory}/${file}`;
    const command = [Deno.execPath(), "bundle", "--quiet", from, "-o", output, ...flags];
    // The working directory goes into comments of the output: always the same one.
    await runTool(command, { cwd: ROOT });
    return withoutPlaces(await Deno.readTextFile(output));
  };

  const external = Object.keys(LAZY_PACKAGES).flatMap((name) => ["--external", name]);
  const { code, packages } = pointToFiles(await make(entry, BUNDLE, ...external));
  codes.set(BUNDLE, code);
  for (const name of packages) {
    codes.set(LAZY_PACKAGES[name], await make(imports[name], LAZY_PACKAGES[name]));
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

/**
 * Replaces the names of lazy packages by their files. The new names are put together from two parts: Deno
 * loads at every start what it can tell from the source, dynamic imports included.
 *
 * @returns the new code, and the packages that it loads
 * @throws BuildFailure when anything is imported statically: Deno would load it at every start
 */
export function pointToFiles(code: string): { code: string; packages: readonly string[] } {
  const statically = /^import\b[^(].*$/m.exec(code);
  if (statically !== null) {
    throw new BuildFailure(`The bundle imports statically: ${statically[0]}`);
  }
  const packages = new Set<string>();
  const pointed = code.replace(/\bimport\("([^".]+[^"]*)"\)/g, (whole, name: string) => {
    if (!(name in LAZY_PACKAGES)) return whole;
    packages.add(name);
    return `import("./${LAZY_PACKAGES[name].replace(/\.js$/, "")}" + ".js")`;
  });
  return { code: pointed, packages: [...packages].sort() };
}
