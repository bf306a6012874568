import { BUNDLE, bundle } from "../../scripts/build/bundle.ts";
import { BunRuntimes, compileWithBun } from "../../scripts/build/compile_with_bun.ts";
import { compileWithDeno } from "../../scripts/build/compile_with_deno.ts";
import { fetchPackage } from "../../scripts/build/npm_package.ts";
import { PROGRAM, ROOT } from "../../scripts/build/project.ts";
import { hostTarget } from "../../scripts/build/targets.ts";
import { findBaseRuntime, OLDEST_DENO } from "./base_runtime.ts";

/** One form that the program comes in. */
export interface Variant {
  readonly name: string;
  /** What starts it, or null where it cannot be had. */
  readonly command: readonly string[] | null;
  /** Why not. */
  readonly missing?: string;
}

/** All forms, each made once; `executables` are those that are one file. */
export interface Variants {
  readonly all: readonly Variant[];
  readonly executables: readonly Variant[];
}

/**
 * Makes every form of the program: from source, bundled, compiled, on Deno and on Bun.
 *
 * @param work a directory for the files, which the caller removes
 */
export async function makeVariants(work: string): Promise<Variants> {
  const host = hostTarget();
  if (host === undefined) throw new Error(`${Deno.build.target} is not supported`);
  const directory = `${work}/bundle`;
  const program = `${directory}/${BUNDLE}`;
  await bundle(directory);

  const runtimes = new BunRuntimes(work);
  const bun = await runtimes.path(host.bun);
  await compileWithBun(directory, host, host, runtimes, `${work}/${PROGRAM}-bun`);
  const run = (deno: string, file: string) => [deno, "run", "-A", "--no-prompt", file];
  const oldest = await makeOldest(work, directory);
  const compiled: readonly Variant[] = [
    { name: "compiled by Bun", command: [`${work}/${PROGRAM}-bun`] },
    { name: `compiled by Deno ${OLDEST_DENO.version}`, ...oldest.executable },
  ];
  return {
    all: [
      { name: "source on Deno", command: run(Deno.execPath(), `${ROOT}main.ts`) },
      { name: "bundle on Deno", command: run(Deno.execPath(), program) },
      { name: "bundle on Bun", command: [bun, "run", "--no-install", program] },
      ...compiled,
      {
        name: `bundle on Deno ${OLDEST_DENO.version}`,
        ...(oldest.deno === null
          ? { command: null, missing: "there is only an x64 Linux Deno to try" }
          : { command: run(oldest.deno, program) }),
      },
    ],
    executables: compiled,
  };
}

/** The oldest supported Deno and what it compiles, as far as they can be had. */
async function makeOldest(work: string, bundleDirectory: string): Promise<{
  deno: string | null;
  executable: Pick<Variant, "command" | "missing">;
}> {
  const base = await findBaseRuntime(work);
  const host = hostTarget();
  if (host?.name !== "linux-x64") {
    return { deno: null, executable: { command: null, missing: "this is not x64 Linux" } };
  }
  await Deno.mkdir(`${work}/oldest`, { recursive: true });
  const deno = `${await fetchPackage(OLDEST_DENO, `${work}/oldest`)}/deno`;
  await Deno.chmod(deno, 0o755);
  if ("missing" in base) return { deno, executable: { command: null, missing: base.missing } };
  const compiler = { command: [deno], version: OLDEST_DENO.version, denort: base.path };
  const output = `${work}/${PROGRAM}`;
  await compileWithDeno(bundleDirectory, host, compiler, output);
  return { deno, executable: { command: [output] } };
}
