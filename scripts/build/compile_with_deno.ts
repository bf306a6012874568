import { BuildFailure } from "./failure.ts";
import { BUNDLE } from "./bundle.ts";
import type { Compiled } from "./compile_with_bun.ts";
import { runTool, tryTool } from "./run_tool.ts";
import { type FileSum, sumFile } from "./sums.ts";
import type { Target } from "./targets.ts";

/**
 * What is baked into a program that Deno compiles.
 *
 * All permissions, because /dev/hwrng and /proc need them and a single --deny-* would cancel them; the
 * program itself drops what it does not need. No prompts: nobody answers one in a script. No code cache,
 * which would be read from a predictable path in the temporary directory, by root. V8 without its middle
 * compiler: a key takes 48.8 MiB instead of 51.4, and what computes for minutes has the other compilers.
 */
export const DENO_COMPILE_FLAGS = [
  "-A",
  "--no-prompt",
  "--no-code-cache",
  "--v8-flags=--no-maglev",
] as const;

/** Which Deno compiles, and where its base runtime is if Deno is not to fetch it. */
export interface DenoCompiler {
  /** Words before `compile`: the path of a deno, or `npx --yes deno@VERSION`. */
  readonly command: readonly string[];
  readonly version: string;
  /** An unpacked base runtime of that version for the target that is built; "" lets Deno fetch it. */
  readonly denort: string;
}

/**
 * Compiles the bundle into one executable. Its types were checked from the sources, which the bundle has
 * lost, so they are not checked again.
 *
 * Not main.ts itself: the bundle is the same program in a few modules, made of the bytes that all other
 * executables are made of, it needs no package from a registry, and starts no slower.
 *
 * @throws BuildFailure when there is no base runtime to be had
 */
export async function compileWithDeno(
  bundleDirectory: string,
  target: Target,
  compiler: DenoCompiler,
  output: string,
): Promise<Compiled> {
  // Deno does not see what loads the other files, so it is told of them.
  const others = Array.from(Deno.readDirSync(bundleDirectory), ({ name }) => name)
    .filter((name) => name.endsWith(".js") && name !== BUNDLE).sort();
  const { success, output: said } = await tryTool([
    ...compiler.command,
    "compile",
    "--quiet",
    "--no-check",
    "--no-config",
    ...DENO_COMPILE_FLAGS,
    ...others.flatMap((name) => ["--include", name]),
    "--target",
    target.deno!,
    "--output",
    output,
    BUNDLE,
  ], {
    cwd: bundleDirectory,
    env: { DENORT_BIN: compiler.denort },
  });
  if (!success) {
    throw /base binary|denort/i.test(said)
      ? noBaseRuntime(target, compiler.version)
      : new BuildFailure("deno compile failed", said.trim().split("\n"));
  }
  return {
    target: target.name,
    executable: await sumFile(output),
    runtime: await sumBaseRuntime(target, compiler),
  };
}

/** The sum of the base runtime that was used: the file that was named, or the archive in Deno's cache. */
async function sumBaseRuntime(
  { deno: target }: Target,
  { command, version, denort }: DenoCompiler,
): Promise<FileSum> {
  const name = `denort-${target}`;
  if (denort !== "") return { ...await sumFile(denort), file: name };
  const { denoDir } = JSON.parse(await runTool([...command, "info", "--no-config", "--json"]));
  return await sumFile(`${denoDir}/dl/release/v${version}/${name}.zip`);
}

/** What to do where Deno's download host cannot be reached. */
function noBaseRuntime(target: Target, version: string): BuildFailure {
  const archive = `denort-${target.deno}.zip`;
  return new BuildFailure(
    `There is no base runtime of Deno ${version} for ${target.name}, and it could not be downloaded`,
    [
      `put https://dl.deno.land/release/v${version}/${archive} into ` +
      `$DENO_DIR/dl/release/v${version}/ (deno info shows DENO_DIR),`,
      "or unpack it and let DENORT_BIN name the file inside (for this machine's target only),",
      "or run: deno task compile --runtime bun, which needs nothing but npm",
    ],
  );
}
