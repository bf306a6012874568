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
 * The text of SHA256SUMS, in the format of sha256sum(1), over everything for users in some directories; of two
 * files of one name that of the first directory counts.
 *
 * Files of an earlier build are in it too: the directory is what gets published, not the build.
 */
export async function sumsText(...directories: readonly string[]): Promise<string> {
  const found = new Map<string, string>();
  for (const directory of directories) {
    for await (const { name, isFile } of Deno.readDir(directory)) {
      const isForUsers = name.startsWith(`${PROGRAM}-`) || isDebianPackage(name) ||
        name === "build.json";
      if (isFile && isForUsers && !found.has(name)) found.set(name, directory);
    }
  }
  const sums = await Promise.all(
    [...found].sort().map(([name, directory]) => sumFile(directory, name)),
  );
  return sums.map(({ file, sha256 }) => `${sha256}  ${file}\n`).join("");
}

const isDebianPackage = (name: string) => name.startsWith(`${PROGRAM}_`) && name.endsWith(".deb");
