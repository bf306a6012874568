import { type Outcome, type RunOptions, runProgram } from "../cli/program.ts";
import { fixedKey } from "../keys.ts";

/** Runs that put a known key somewhere, and what a directory looks like afterwards. */

/** The key that is there before a run: as long as no new one. */
export const OLD_KEY = await fixedKey("old", 200);
/** The key that a run makes. */
export const NEW_KEY = await fixedKey("new", 128);

/** Runs the program with a source that gives {@linkcode NEW_KEY}. */
export async function makeNewKey(
  path: string,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<Outcome> {
  return await runProgram(["-r", "-", "-k", path, ...args], { stdin: NEW_KEY, ...options });
}

/** Exit code and stderr, which are all that most failures have to say. */
export function verdict({ code, stderr }: Outcome): readonly [number, string] {
  return [code, stderr];
}

/** What a run says beside the note that it reads from a regular file. */
export function withoutNote(stderr: string): string {
  return stderr.replace(/^corosync-keygen: Note: [^\n]* is a regular file: [^\n]*\n/m, "");
}

/** What a successful run gives. */
export const SUCCESS: readonly [number, string] = [0, ""];

/** What a run that replaced a key through a link says of it. */
export function replacedThroughLink(requestedPath: string, path: string): string {
  return `corosync-keygen: Warning: ${requestedPath} leads through a link: ${path} was replaced\n`;
}

/** Every name in a directory with kind, mode, and which key it holds: "authkey file 0400 new". */
export async function look(directory: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { name } of Deno.readDir(directory)) {
    const path = `${directory}/${name}`;
    const status = await Deno.lstat(path);
    const mode = ((status.mode ?? 0) & 0o7777).toString(8).padStart(4, "0");
    lines.push(
      status.isFile
        ? `${name} file ${mode} ${nameOf(await Deno.readFile(path))}`
        : status.isSymlink
        ? `${name} symlink ${await Deno.readLink(path)}`
        : `${name} ${status.isDirectory ? "directory" : "other"} ${mode}`,
    );
  }
  return lines.sort();
}

function nameOf(content: Uint8Array): string {
  const equals = (key: Uint8Array) =>
    content.length === key.length && content.every((byte, i) => byte === key[i]);
  return equals(OLD_KEY) ? "old" : equals(NEW_KEY) ? "new" : `${content.length} bytes`;
}

/** Places the old key, mode 0400. */
export async function placeOldKey(path: string): Promise<void> {
  await Deno.writeFile(path, OLD_KEY, { createNew: true });
  await Deno.chmod(path, 0o400);
}
