import { BUN_VERSION } from "./bun_runtime.ts";
import { BUN_COMPILE_FLAGS } from "./compile_with_bun.ts";
import { DENO_COMPILE_FLAGS } from "./compile_with_deno.ts";
import { type Commit, PROGRAM } from "./project.ts";
import { type FileSum, isIntact } from "./sums.ts";
import { TARGETS } from "./targets.ts";

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
  /** The licences of what is inside, as each executable prints them. */
  readonly licences: FileSum;
  readonly executables: readonly BuiltExecutable[];
}

/** One executable, with what was made for it or of it. */
export interface BuiltExecutable {
  readonly target: string;
  readonly executable: FileSum;
  /** The list of what is inside, and the Debian package once there is one. */
  readonly beside: readonly FileSum[];
  /** The runtime inside, as it was published. */
  readonly runtime: FileSum;
  /** Whether the tests of this project run executables for the target; others are made on request. */
  readonly tested: boolean;
}

/** What is known before anything was compiled. */
export function startReceipt(
  version: string,
  commit: Commit,
  runtime: "deno" | "bun",
): Omit<BuildReceipt, "runtimeParts" | "bundle" | "packages" | "licences" | "executables"> {
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

/** The text of build.json: one receipt for each runtime. */
export function receiptsText(receipts: readonly BuildReceipt[]): string {
  return JSON.stringify(receipts, null, 2) + "\n";
}

/** The receipts of a directory; none where there is no build.json, or one that is not as this version writes it. */
export async function readReceipts(directory: string): Promise<readonly BuildReceipt[]> {
  try {
    const receipts: unknown = JSON.parse(await Deno.readTextFile(`${directory}/build.json`));
    return Array.isArray(receipts) ? receipts.filter(isReceipt) : [];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return [];
    throw error;
  }
}

function isReceipt(value: Partial<BuildReceipt> | null): value is BuildReceipt {
  return value?.licences !== undefined && Array.isArray(value.executables) &&
    value.executables.every(({ beside }) => Array.isArray(beside));
}

/** Every file for users that some receipts tell of: what SHA256SUMS is over. */
export function productsOf(receipts: readonly BuildReceipt[]): readonly FileSum[] {
  return receipts.flatMap(({ licences, executables }) => [
    licences,
    ...executables.flatMap(({ executable, beside }) => [executable, ...beside]),
  ]);
}

/**
 * The receipts after a build. Of earlier ones stays what was made of the same sources and is still there as it was
 * made: the other runtime's, and executables by the same tools for other targets.
 *
 * @param directory where the files of the earlier receipts are
 */
export async function joinReceipts(
  directory: string,
  earlier: readonly BuildReceipt[],
  made: BuildReceipt,
): Promise<readonly BuildReceipt[]> {
  let own = made;
  const others: BuildReceipt[] = [];
  for (const receipt of earlier.filter((receipt) => isOfSameSources(receipt, made))) {
    if (receipt.runtime === made.runtime && !isBySameTools(receipt, made)) continue;
    const executables = await stillThere(directory, receipt.executables);
    if (receipt.runtime === made.runtime) {
      own = { ...made, executables: joinExecutables(executables, made.executables) };
    } else if (executables.length > 0 && await isIntact(directory, receipt.licences)) {
      others.push({ ...receipt, executables });
    }
  }
  return [own, ...others].sort((a, b) => a.runtime < b.runtime ? 1 : -1);
}

/**
 * Removes what an earlier build made and no receipt tells of any more: the names of files have no commit, and one would
 * be taken for another. A file that has changed since is somebody's own, and stays.
 *
 * @returns the names of what was removed
 */
export async function removeSuperseded(
  directory: string,
  earlier: readonly FileSum[],
  kept: readonly FileSum[],
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const product of earlier) {
    if (kept.some(({ file }) => file === product.file) || product.file.includes("/")) continue;
    if (!await isIntact(directory, product)) continue;
    await Deno.remove(`${directory}/${product.file}`);
    removed.push(product.file);
  }
  return removed;
}

/** A commit names the sources unless files differ from it, or it is unknown: then what was compiled decides. */
function isOfSameSources(a: BuildReceipt, b: BuildReceipt): boolean {
  if (a.version !== b.version || a.commit !== b.commit) return false;
  const isNamed = a.commit !== null && a.modified === false && b.modified === false;
  return isNamed || JSON.stringify(a.bundle) === JSON.stringify(b.bundle);
}

function isBySameTools(a: BuildReceipt, b: BuildReceipt): boolean {
  const tools = ({ versions, runtimeParts, flags, licences }: BuildReceipt) =>
    JSON.stringify([versions, runtimeParts, flags, licences]);
  return tools(a) === tools(b);
}

async function stillThere(
  directory: string,
  executables: readonly BuiltExecutable[],
): Promise<readonly BuiltExecutable[]> {
  const isThere = (file: FileSum) => isIntact(directory, file);
  const kept: BuiltExecutable[] = [];
  for (const one of executables) {
    if (!await isThere(one.executable)) continue;
    const beside: FileSum[] = [];
    for (const file of one.beside) if (await isThere(file)) beside.push(file);
    kept.push({ ...one, beside });
  }
  return kept;
}

/** A package stays when the executable that it was made of came out the same. In the order of the targets. */
function joinExecutables(
  earlier: readonly BuiltExecutable[],
  made: readonly BuiltExecutable[],
): readonly BuiltExecutable[] {
  const joined = made.map((one) => {
    const same = earlier.find(({ executable }) =>
      executable.file === one.executable.file && executable.sha256 === one.executable.sha256
    );
    const isNew = ({ file }: FileSum) => one.beside.every((it) => it.file !== file);
    return { ...one, beside: [...one.beside, ...same?.beside.filter(isNew) ?? []] };
  });
  const others = earlier.filter(({ target }) => made.every((one) => one.target !== target));
  const order = (one: BuiltExecutable) => TARGETS.findIndex(({ name }) => name === one.target);
  return [...joined, ...others].sort((a, b) => order(a) - order(b));
}
