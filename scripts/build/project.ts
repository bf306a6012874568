/** Facts about this checkout that every part of a build uses. */

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
  /** Null outside a git checkout, as in an unpacked source archive. */
  readonly commit: string | null;
  readonly modified: boolean;
}

export async function readCommit(): Promise<Commit> {
  const git = async (...args: string[]): Promise<string | null> => {
    try {
      const { success, stdout } = await new Deno.Command("git", {
        args: ["-C", ROOT, ...args],
        stderr: "null",
      }).output();
      return success ? new TextDecoder().decode(stdout).trim() : null;
    } catch {
      return null;
    }
  };
  const commit = await git("rev-parse", "HEAD");
  const status = await git("status", "--porcelain", "--untracked-files=no");
  return { commit, modified: status !== null && status !== "" };
}
