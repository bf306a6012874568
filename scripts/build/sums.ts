import { PROGRAM } from "./project.ts";

/** One file that was built. */
export interface FileSum {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Lower-case hexadecimal digits of a digest (FIPS 180-4). */
export async function digest(
  algorithm: "SHA-256" | "SHA-512",
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest(algorithm, bytes));
}

export async function sumFile(directory: string, file: string): Promise<FileSum> {
  const content = await Deno.readFile(`${directory}/${file}`);
  return { file, bytes: content.length, sha256: (await digest("SHA-256", content)).toHex() };
}

/**
 * Writes SHA256SUMS over everything in a directory that is for users, in the format of sha256sum(1).
 *
 * Files of an earlier build are in it too: the directory is what gets published, not the build.
 */
export async function writeSums(directory: string): Promise<void> {
  const files: string[] = [];
  for await (const { name, isFile } of Deno.readDir(directory)) {
    if (isFile && (name.startsWith(`${PROGRAM}-`) || name === "build.json")) files.push(name);
  }
  const sums = await Promise.all(files.sort().map((file) => sumFile(directory, file)));
  const text = sums.map(({ file, sha256 }) => `${sha256}  ${file}\n`).join("");
  await Deno.writeTextFile(`${directory}/SHA256SUMS`, text);
}
