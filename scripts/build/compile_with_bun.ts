import { ensureDir } from "@std/fs/ensure-dir";
import { partsOfBun } from "../../lib/system/bun.ts";
import { BUN_VERSION, bunPackage } from "./bun_runtime.ts";
import { BUNDLE } from "./bundle.ts";
import { fetchPackage } from "./npm_package.ts";
import { runTool } from "./run_tool.ts";
import { type FileSum, sumFile } from "./sums.ts";
import type { Target } from "./targets.ts";

/** How Bun compiles the bundle; each flag was tried with and without. */
export const BUN_COMPILE_FLAGS = [
  "--compile",
  "--format=esm",
  // Packages that only pages need stay separate files inside the executable and are read when called.
  "--splitting",
  // Parsed ahead of time: making a key takes 8 ms instead of 14 ms.
  "--bytecode",
  // A run of ten milliseconds is over before machine code pays: 35 MiB instead of 39 MiB. Estimators over
  // a million samples take the same time with it.
  "--compile-jit-policy=50",
  // What lies in the current directory must not change what root runs there.
  "--no-compile-autoload-dotenv",
  "--no-compile-autoload-bunfig",
  "--no-compile-autoload-tsconfig",
  "--no-compile-autoload-package-json",
] as const;

/** The runtimes that a build needs, unpacked; each is fetched when it is first asked for. */
export class BunRuntimes {
  readonly #unpacked = new Map<string, Promise<string>>();

  /** @param directory where to unpack them */
  constructor(readonly directory: string) {}

  /** Path of the executable in the npm package of that name. */
  path(name: string): Promise<string> {
    const known = this.#unpacked.get(name);
    if (known !== undefined) return known;
    const fetched = this.#fetch(name);
    this.#unpacked.set(name, fetched);
    return fetched;
  }

  async #fetch(name: string): Promise<string> {
    const into = `${this.directory}/${name}`;
    await ensureDir(into);
    return `${await fetchPackage(bunPackage(name), into)}/bin/bun`;
  }
}

/** What that Bun was linked with, by its own account. */
export async function partsOf(bun: string): Promise<Readonly<Record<string, string>>> {
  const print = "console.log(JSON.stringify(process.versions))";
  return partsOfBun(JSON.parse(await runTool([bun, "-e", print])));
}

/** What an executable was made of. */
export interface Compiled {
  readonly target: string;
  readonly executable: FileSum;
  /** The runtime inside, as it was published. */
  readonly runtime: FileSum;
}

/**
 * Compiles the bundle into one executable.
 *
 * @param bundleDirectory the output of `bundle`
 * @param host the target of this machine, whose Bun does the work
 * @param output path of the executable
 */
export async function compileWithBun(
  bundleDirectory: string,
  target: Target,
  host: Target,
  runtimes: BunRuntimes,
  output: string,
): Promise<Compiled> {
  const [bun, runtime] = await Promise.all([runtimes.path(host.bun), runtimes.path(target.bun)]);
  await runTool([
    bun,
    "build",
    ...BUN_COMPILE_FLAGS,
    `--target=${target.bun.replace("aarch64", "arm64")}`,
    `--compile-executable-path=${runtime}`,
    BUNDLE,
    "--outfile",
    output,
  ], { cwd: bundleDirectory });
  return {
    target: target.name,
    executable: await sumFile(output),
    runtime: { ...await sumFile(runtime), file: `${target.bun}-v${BUN_VERSION}` },
  };
}
