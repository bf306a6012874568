/** Facts about this checkout that every part of a build uses. */
import { tryTool } from "./run_tool.ts";

/** The directory that main.ts lies in, with a slash at the end. */
export const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);

export const PROGRAM = "corosync-keygen";

/** The file that `deno task compile` and the tests read names and versions from. */
export interface Configuration {
  readonly version: string;
  readonly license: string;
  /** Names in imports and the packages that they stand for. */
  readonly imports: Readonly<Record<string, string>>;
  readonly tasks: Readonly<
    Record<string, { readonly description: string; readonly command: string }>
  >;
}

export function readConfiguration(): Configuration {
  const read = (file: string) => JSON.parse(Deno.readTextFileSync(`${ROOT}${file}`));
  return { ...read("deno.json"), imports: read("scripts/import_map.json").imports };
}

/** Which commit is built, and whether files under version control differ from it. */
export interface Commit {
  /** Null outside a git checkout, as in an unpacked source archive, and where git does not tell. */
  readonly commit: string | null;
  /** Null where that is not known either. */
  readonly modified: boolean | null;
}

export async function readCommit(): Promise<Commit> {
  const git = (...args: string[]) => tryTool(["git", "-C", ROOT, ...args]);
  const commit = await git("rev-parse", "HEAD");
  const status = await git("status", "--porcelain", "--untracked-files=no");
  return {
    commit: commit.success ? commit.stdout.trim() : null,
    modified: status.success ? status.stdout.trim() !== "" : null,
  };
}

/** Why git does not tell the commit of a checkout, such as one that belongs to somebody else; null where it does. */
export async function whyNoCommit(): Promise<string | null> {
  const isCheckout = await Deno.lstat(`${ROOT}.git`).then(() => true, () => false);
  if (!isCheckout) return null;
  const { success, output } = await tryTool(["git", "-C", ROOT, "rev-parse", "HEAD"]);
  return success ? null : /^fatal: (.*)$/m.exec(output)?.[1] ?? output.trim();
}
