import { BUNDLE, bundle } from "../../scripts/build/bundle.ts";
import { BunRuntimes, compileWithBun } from "../../scripts/build/compile_with_bun.ts";
import { compileWithDeno, type DenoCompiler } from "../../scripts/build/compile_with_deno.ts";
import { ROOT } from "../../scripts/build/project.ts";
import { hostTarget } from "../../scripts/build/targets.ts";
import { SOURCE_FLAGS } from "../cli/program.ts";
import { findBaseRuntime } from "./base_runtime.ts";
import { fetchOldestDeno, OLDEST_DENO } from "./oldest_deno.ts";

/** What is made in every form: the program, and programs of the tests that are made like it. */
const SOURCES = {
  program: "main.ts",
  /** Tries what was given up. */
  permissionsProbe: "tests/cli/permissions_probe.ts",
  /** Starts threads of itself. */
  workerProgram: "tests/executables/worker_program.ts",
  /** Does nothing, to compare with. */
  empty: "tests/executables/empty.ts",
} as const;

/** What starts each of them. */
export type Commands = Readonly<Record<keyof typeof SOURCES, readonly string[]>>;

/** One form that programs come in, or the reason why it cannot be had here. */
export interface Variant {
  readonly name: string;
  readonly isExecutable: boolean;
  readonly commands: Commands | null;
  readonly missing?: string;
}

/** Makes the command for one of the programs. */
type Maker = (name: keyof typeof SOURCES) => readonly string[] | Promise<readonly string[]>;

async function variant(name: string, isExecutable: boolean, make: Maker): Promise<Variant> {
  const made: [string, readonly string[]][] = [];
  for (const source of Object.keys(SOURCES) as (keyof typeof SOURCES)[]) {
    made.push([source, await make(source)]);
  }
  return { name, isExecutable, commands: Object.fromEntries(made) as unknown as Commands };
}

/**
 * Makes every form: from source, bundled, compiled, on Deno and on Bun.
 *
 * @param work a directory for the files, which the caller removes
 */
export async function makeVariants(work: string): Promise<readonly Variant[]> {
  const host = hostTarget();
  if (host === undefined) throw new Error(`${Deno.build.target} is not supported`);
  const bundleOf = (name: keyof typeof SOURCES) => `${work}/${name}-bundle`;
  for (const [name, source] of Object.entries(SOURCES)) {
    await bundle(bundleOf(name as keyof typeof SOURCES), source);
  }
  const runtimes = new BunRuntimes(work);
  const bun = await runtimes.path(host.bun);
  const onDeno = (deno: string, file: string) => [deno, "run", "-A", "--no-prompt", file];
  const bundleOn = (deno: string): Maker => (name) => onDeno(deno, `${bundleOf(name)}/${BUNDLE}`);
  return [
    await variant("source on Deno", false, (name) => [
      ...[Deno.execPath(), "run", ...SOURCE_FLAGS, ROOT + SOURCES[name]],
    ]),
    await variant("bundle on Deno", false, bundleOn(Deno.execPath())),
    await variant("bundle on Bun", false, (name) => [
      ...[bun, "run", "--no-install", `${bundleOf(name)}/${BUNDLE}`],
    ]),
    await variant("compiled by Bun", true, async (name) => {
      await compileWithBun(bundleOf(name), host, host, runtimes, `${work}/${name}-bun`);
      return [`${work}/${name}-bun`];
    }),
    ...await oldestDeno(work, bundleOf, bundleOn),
  ];
}

async function oldestDeno(
  work: string,
  bundleOf: (name: keyof typeof SOURCES) => string,
  bundleOn: (deno: string) => Maker,
): Promise<readonly Variant[]> {
  const [bundled, compiled] = ["bundle on", "compiled by"].map((how) =>
    `${how} Deno ${OLDEST_DENO.version}`
  );
  const without = (name: string, isExecutable: boolean, missing: string): Variant => ({
    ...{ name, isExecutable, missing },
    commands: null,
  });
  const host = hostTarget();
  if (host?.name !== "linux-x64") {
    const missing = "what is pinned of it is for x64 Linux";
    return [without(bundled, false, missing), without(compiled, true, missing)];
  }
  const deno = await fetchOldestDeno(work);
  const base = await findBaseRuntime(work);
  if ("missing" in base) {
    return [
      await variant(bundled, false, bundleOn(deno)),
      without(compiled, true, base.missing),
    ];
  }
  const compiler: DenoCompiler = {
    command: [deno],
    version: OLDEST_DENO.version,
    denort: base.path,
  };
  return [
    await variant(bundled, false, bundleOn(deno)),
    await variant(compiled, true, async (name) => {
      await compileWithDeno(bundleOf(name), host, compiler, `${work}/${name}-deno`);
      return [`${work}/${name}-deno`];
    }),
  ];
}
