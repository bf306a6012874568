/**
 * Checks that imports go down only: from a floor to a lower one, or inside one folder, and never in a circle.
 * Types count like everything else. Prints what does not hold and ends with exit 1.
 *
 * What imports what is told by `deno info`, which resolves names as a run does. It cannot see an import of a computed
 * name, require() or a thread, so these words are refused; under another name, or in eval(), they are not seen.
 */
import { fileURLToPath, pathToFileURL } from "node:url";
import { walk } from "@std/fs/walk";
import { ROOT } from "./build/project.ts";
import { runTool } from "./build/run_tool.ts";
import { orEnd, parseScriptArguments } from "./command_line.ts";

/** The house from the top floor down; folders on one floor know nothing of each other. */
const FLOORS = [
  ["main.ts"],
  ["lib/cli"],
  ["lib/report"],
  ["lib/assess", "lib/starvation"],
  ["lib/key"],
  ["lib/corosync", "lib/selftest"],
  ["lib/entropy"],
  ["lib/files", "lib/fips_140_2", "lib/sp800_22", "lib/sp800_90b"],
  ["lib/math", "lib/system"],
  ["lib/failure.ts", "lib/version.ts"],
];

const MODULE = /\.[cm]?[jt]sx?$/;

/** An import that is called with anything but a literal name, or has a comment in between. */
const COMPUTED =
  /\bimport\s*(?:\/[/*]|\.(?!meta\b)\w|\((?!\s*"[^"\\]*"\s*[,)])).*|\b(?:createRequire|require)\s*\(.*/g;

/** The one module that starts threads starts main.ts. */
const THREADS = "lib/system/worker.ts";
const THREAD = /\bWorker\s*\(.*/g;

/** What `deno info --json` tells of one module, as far as it is used here. */
interface GraphModule {
  readonly specifier: string;
  readonly error?: string;
  readonly dependencies?: readonly { readonly code?: Resolved; readonly type?: Resolved }[];
  readonly typesDependency?: { readonly dependency: Resolved };
}

interface Resolved {
  readonly specifier?: string;
  readonly error?: string;
}

/** The modules of a tree that have to stand on a floor: those of lib and those beside it. */
async function findModules(root: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(root)) {
    if (!isDirectory && MODULE.test(name)) found.push(name);
  }
  for await (const { path } of walk(`${root}lib`, { includeDirs: false, match: [MODULE] })) {
    found.push(path.slice(root.length));
  }
  return found.sort();
}

/** What these modules import, asked of a module that imports them all; no package is needed for it. */
async function readGraph(root: string, paths: readonly string[]): Promise<GraphModule[]> {
  const all = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const lines = paths.map((path) => `import "${pathToFileURL(root + path).href}";\n`);
    await Deno.writeTextFile(all, lines.join(""));
    const command = [Deno.execPath(), "info", "--json", "--no-remote", "--no-npm", all];
    return JSON.parse(await runTool(command, { cwd: root })).modules;
  } finally {
    await Deno.remove(all);
  }
}

/** Where a module lies below the root; what is none of this tree keeps its whole name. */
function pathOf(specifier: string, root: string): string {
  if (!specifier.startsWith("file:")) return specifier;
  const path = fileURLToPath(specifier);
  return path.startsWith(root) ? path.slice(root.length) : path;
}

/** Folder or loose file of a module, and its floor from the top. */
function placeOf(path: string): { readonly room: string; readonly floor: number } | null {
  for (const [floor, rooms] of FLOORS.entries()) {
    const room = rooms.find((room) => path === room || path.startsWith(room + "/"));
    if (room !== undefined) return { room, floor };
  }
  return null;
}

/** Why one module may not import another, or null. Packages and what the runtime has are on no floor. */
function faultOf(from: string, to: string): string | null {
  if (/^(?:npm|node):/.test(to)) return null;
  const place = placeOf(from), target = placeOf(to);
  if (target === null) return `${from} imports ${to}, which lies on no floor`;
  if (place === null || target.room === place.room || target.floor > place.floor) return null;
  return `${from} imports ${to}: ${target.room} is not below ${place.room}`;
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
const modules = await findModules(root);
const imports = new Map<string, string[]>(modules.map((path) => [path, []]));
const faults: string[] = [];
for (const module of await readGraph(root, modules)) {
  const path = pathOf(module.specifier, root);
  const targets = imports.get(path);
  if (targets === undefined) continue;
  if (module.error !== undefined) faults.push(`${path}: ${module.error}`);
  const dependencies = module.dependencies?.flatMap(({ code, type }) => [code, type]) ?? [];
  for (const resolved of [...dependencies, module.typesDependency?.dependency]) {
    if (resolved?.specifier !== undefined) targets.push(pathOf(resolved.specifier, root));
    if (resolved?.error !== undefined) faults.push(`${path}: ${resolved.error}`);
  }
}
for (const [from, targets] of imports) {
  if (placeOf(from) === null) {
    faults.push(`${from} lies on no floor: name its folder in scripts/check_imports.ts`);
  }
  faults.push(...targets.map((to) => faultOf(from, to)).filter((fault) => fault !== null));
  const circle = findCircle(from, imports);
  if (circle !== null) faults.push(`A circle: ${circle.join(" -> ")}`);
  const source = await Deno.readTextFile(root + from);
  const unseen = [
    ...source.matchAll(COMPUTED),
    ...(from === THREADS ? [] : source.matchAll(THREAD)),
  ];
  for (const [words] of unseen) faults.push(`${from} has ${words}: wanted one literal name`);
}
for (const fault of faults) console.error(fault);
console.log(`${imports.size} modules, ${faults.length} faults in the direction of imports`);
if (faults.length > 0) Deno.exit(1);
