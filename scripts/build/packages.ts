/**
 * The bundler marks each module in its output by the path that it was read from. Of a package that is a path
 * in the cache of whoever builds: .../npm/REGISTRY/NAME/VERSION/FILE.
 */
const CACHED = /((?:^|\n)\s*\/\/ |")[^"\s]*\/npm\/[^/"\s]+\/(?=(?:@[^/"\s]+\/)?[^/"\s]+\/\d+\.\d)/g;

/** Marks of modules after `withoutPlaces`. */
const MARK = /^\s*\/\/ npm\/((?:@[^/\s]+\/)?[^/\s]+)\/([^/\s]+)\//gm;

/** The same code with npm/NAME/VERSION/FILE as the paths of packages: the same wherever it was built. */
export function withoutPlaces(code: string): string {
  return code.replace(CACHED, "$1npm/");
}

/** The packages with code in a bundle, such as "d3-array@3.2.4", sorted; the bundler drops the others. */
export function packagesIn(code: string): string[] {
  const found = new Set<string>();
  for (const [, name, version] of code.matchAll(MARK)) found.add(`${name}@${version}`);
  return [...found].sort();
}
