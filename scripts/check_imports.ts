/**
 * Checks that imports go down only: from a floor to a lower one, or inside one folder, and never in a circle.
 * Types count like everything else. Prints what does not hold and ends with exit 1.
 */
import { walk } from "@std/fs/walk";
import { ROOT } from "./build/project.ts";
import { orEnd, parseScriptArguments } from "./command_line.ts";

/** The house from the top floor down; folders on one floor know nothing of each other. */
const FLOORS = [
  ["main.ts"],
  ["lib/cli"],
  ["lib/report"],
  ["lib/assess", "lib/starvation"],
  ["lib/key"],
  ["lib/corosync", "lib/selftest"],
  ["lib/entropy", "lib/files", "lib/fips_140_2", "lib/sp800_22", "lib/sp800_90b"],
  ["lib/math", "lib/system"],
  ["lib/failure.ts", "lib/version.ts"],
];

/** Folder or loose file of a module, and its floor from the top. */
function placeOf(path: string): { readonly room: string; readonly floor: number } {
  for (const [floor, rooms] of FLOORS.entries()) {
    const room = rooms.find((room) => path === room || path.startsWith(room + "/"));
    if (room !== undefined) return { room, floor };
  }
  throw new Error(`${path} lies on no floor: name its folder in scripts/check_imports.ts`);
}

/** A module of the project that is imported with names, for what it does, or late. */
const IMPORT = /\b(?:from|import)\s+"(\.[^"]+)"|\bimport\(\s*"(\.[^"]+)"/g;

/** What is imported late by anything but a literal name, which is not followed here. */
const UNFOLLOWED = /\bimport\((?!\s*"[^"]+"\s*,?\s*\))[^)]*\)?/g;

/** The code of a module without its comments of whole lines. */
function codeOf(source: string): string {
  return source.replace(/^\s*(\/\*\*|\*|\/\/).*$/gm, "");
}

/** The modules of the project that a module imports, as paths from the root. */
function importsOf(path: string, code: string): string[] {
  return Array.from(
    code.matchAll(IMPORT),
    ([, fixed, late]) => new URL(fixed ?? late, `file:///${path}`).pathname.slice(1),
  );
}

/** A circle that `path` lies on, or null. */
function findCircle(
  path: string,
  imports: ReadonlyMap<string, readonly string[]>,
): string[] | null {
  const seen = new Set<string>();
  const waiting = [[path]];
  for (let way = waiting.pop(); way !== undefined; way = waiting.pop()) {
    for (const target of imports.get(way[way.length - 1]) ?? []) {
      if (target === path) return [...way, path];
      if (seen.has(target)) continue;
      seen.add(target);
      waiting.push([...way, target]);
    }
  }
  return null;
}

const [given] = orEnd(
  "imports",
  () => parseScriptArguments("imports", [], Deno.args, { names: "[TREE]", max: 1 }),
).positionals;
const root = given === undefined ? ROOT : `${await Deno.realPath(given)}/`;
const imports = new Map<string, readonly string[]>();
const faults: string[] = [];
for await (const { path } of walk(root, { includeDirs: false, exts: [".ts"] })) {
  const name = path.slice(root.length);
  if (name === "main.ts" || name.startsWith("lib/")) {
    const code = codeOf(await Deno.readTextFile(path));
    imports.set(name, importsOf(name, code));
    for (const [late] of code.matchAll(UNFOLLOWED)) {
      faults.push(`${name} has ${late}: wanted one literal name`);
    }
  }
}
for (const [from, targets] of [...imports].sort()) {
  const { room, floor } = placeOf(from);
  for (const to of targets) {
    const target = placeOf(to);
    if (target.room !== room && target.floor <= floor) {
      faults.push(`${from} imports ${to}: ${target.room} is not below ${room}`);
    }
  }
  const circle = findCircle(from, imports);
  if (circle !== null) faults.push(`A circle: ${circle.join(" -> ")}`);
}
for (const fault of faults) console.error(fault);
console.log(`${imports.size} modules, ${faults.length} faults in the direction of imports`);
if (faults.length > 0) Deno.exit(1);
