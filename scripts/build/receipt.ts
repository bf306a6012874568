import { BUN_VERSION } from "./bun_runtime.ts";
import { BUN_COMPILE_FLAGS } from "./compile_with_bun.ts";
import { DENO_COMPILE_FLAGS } from "./compile_with_deno.ts";
import { type Commit, PROGRAM } from "./project.ts";
import type { FileSum } from "./sums.ts";

/** How executables of one runtime were made; nothing in it depends on when or where. */
export interface BuildReceipt extends Commit {
  readonly program: string;
  readonly version: string;
  readonly runtime: "deno" | "bun";
  readonly versions: Readonly<Record<string, string>>;
  /** What the runtime itself says that it was linked with: names and versions or commits. */
  readonly runtimeParts: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
  /** The part of every executable that is ours, and the same in all of them. */
  readonly bundle: readonly FileSum[];
  /** Packages whose code is in the bundle, such as "d3-array@3.2.4". */
  readonly packages: readonly string[];
  readonly executables: readonly {
    readonly target: string;
    readonly executable: FileSum;
    /** The runtime inside, as it was published. */
    readonly runtime: FileSum;
    /** Whether the tests of this project run executables for the target; others are made on request. */
    readonly tested: boolean;
  }[];
}

/** What is known before anything was compiled. */
export function startReceipt(
  version: string,
  commit: Commit,
  runtime: "deno" | "bun",
): Omit<BuildReceipt, "runtimeParts" | "bundle" | "packages" | "executables"> {
  const { deno, v8, typescript } = Deno.version;
  const versions = { deno, v8, typescript };
  return {
    program: PROGRAM,
    version,
    ...commit,
    runtime,
    versions: runtime === "bun" ? { ...versions, bun: BUN_VERSION } : versions,
    flags: runtime === "bun" ? BUN_COMPILE_FLAGS : DENO_COMPILE_FLAGS,
  };
}

/**
 * The text of build.json: one receipt for each runtime. That of the other runtime stays when it is of the same
 * version and commit.
 *
 * @param directory where an earlier build may have left its receipts
 */
export async function receiptsText(directory: string, receipt: BuildReceipt): Promise<string> {
  const others = (await readReceipts(`${directory}/build.json`)).filter((other) =>
    other.runtime !== receipt.runtime && other.version === receipt.version &&
    other.commit === receipt.commit
  );
  const receipts = [receipt, ...others].sort((a, b) => a.runtime < b.runtime ? 1 : -1);
  return JSON.stringify(receipts, null, 2) + "\n";
}

async function readReceipts(path: string): Promise<readonly BuildReceipt[]> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return [];
    throw error;
  }
}
