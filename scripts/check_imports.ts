/**
 * Checks that imports run one way:
 *
 *     main -> lib/cli -> pipelines -> stages -> stats, system
 *
 * that a stage imports another stage for types only, and that only lib/system knows which runtime it is.
 * Prints everything that does not hold and ends with exit 1.
 */
import { walk } from "@std/fs/walk";

/** Folders below lib/ that are a stage of a data flow. */
const STAGES = ["entropy", "health", "selftest", "keyfile", "estimators", "starvation", "report"];

/** Files directly below lib/ that everything may use. */
const LEAVES = ["lib/failure.ts", "lib/version.ts"];

const LAYERS = ["leaf", "ground", "stage", "pipeline", "cli", "main"] as const;

function layerOf(path: string): typeof LAYERS[number] {
  if (path === "main.ts") return "main";
  if (LEAVES.includes(path)) return "leaf";
  const folder = path.split("/")[1];
  if (folder.endsWith(".ts")) return "pipeline";
  if (folder === "cli") return "cli";
  if (folder === "stats" || folder === "system") return "ground";
  if (STAGES.includes(folder)) return "stage";
  throw new Error(`${path} lies in no layer: name its folder in scripts/check_imports.ts`);
}

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}

/** Static and dynamic imports and re-exports of a module, as written. */
function importsOf(source: string): Import[] {
  const found: Import[] = [];
  const statement = /^(?:import|export)\s+(type\s+)?([^;"]*?)\s*from\s+"([^"]+)"/gm;
  for (const [, type, names, target] of source.matchAll(statement)) {
    const named = names.replace(/^\{|\}$/g, "").split(",").filter((name) => name.trim() !== "");
    const allTypes = names.startsWith("{") && named.every((name) => /^\s*type\s/.test(name));
    found.push({ target, typeOnly: type !== undefined || allTypes });
  }
  // A name in two parts is a late import: lib/cli/commands.ts says why.
  const dynamic = /(await|return|=>|[(,[])\s*import\(\s*"([^"]+)"(?:\s*\+\s*"(\.ts)")?/g;
  for (const [, , name, ending = ""] of source.matchAll(dynamic)) {
    found.push({ target: name + ending, typeOnly: false });
  }
  return found;
}

/** What is wrong with an import, or null. */
function faultOf(from: string, { target, typeOnly }: Import): string | null {
  if (target.startsWith("node:")) {
    return from.startsWith("lib/system/") ? null : "node: modules belong to lib/system";
  }
  if (/^(npm|jsr|https?):/.test(target)) return "packages go by their name in deno.json";
  if (!target.startsWith(".") || typeOnly) return null;
  const to = new URL(target, `file:///${from}`).pathname.slice(1);
  const [fromLayer, toLayer] = [layerOf(from), layerOf(to)];
  if (LAYERS.indexOf(toLayer) > LAYERS.indexOf(fromLayer)) {
    return `${fromLayer} must not import ${toLayer}`;
  }
  const sameFolder = from.split("/")[1] === to.split("/")[1];
  return fromLayer === "stage" && toLayer === "stage" && !sameFolder
    ? "a stage imports another stage for types only"
    : null;
}

/** Words that only lib/system and main may use. */
function strayWords(file: string, source: string): string[] {
  if (file.startsWith("lib/system/")) return [];
  const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  return ["Deno", "Bun", "process", "console"].filter((word) =>
    new RegExp(`(?<![.\\w"'\`])${word}\\.\\w`).test(code)
  );
}

const root = new URL("..", import.meta.url).pathname;
const files = ["main.ts"];
for await (const entry of walk(`${root}lib`, { includeDirs: false, exts: [".ts"] })) {
  files.push(entry.path.slice(root.length));
}
const faults: string[] = [];
for (const file of files.sort()) {
  const source = await Deno.readTextFile(root + file);
  for (const imported of importsOf(source)) {
    const fault = faultOf(file, imported);
    if (fault !== null) faults.push(`${file} imports ${imported.target}: ${fault}`);
  }
  for (const word of strayWords(file, source)) faults.push(`${file} uses ${word}.*`);
}
for (const fault of faults) console.error(fault);
console.log(`${files.length} modules, ${faults.length} faults in the direction of imports`);
if (faults.length > 0) Deno.exit(1);
