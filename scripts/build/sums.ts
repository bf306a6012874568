import { basename } from "node:path";

/** One file that was built. */
export interface FileSum {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The bytes of a digest (FIPS 180-4). */
export async function digest(
  algorithm: "SHA-256" | "SHA-512",
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest(algorithm, bytes));
}

export async function sumFile(path: string): Promise<FileSum> {
  const content = await Deno.readFile(path);
  return {
    file: basename(path),
    bytes: content.length,
    sha256: (await digest("SHA-256", content)).toHex(),
  };
}

/** Whether a file is there with the content that it had. */
export async function isIntact(directory: string, { file, sha256 }: FileSum): Promise<boolean> {
  try {
    return (await sumFile(`${directory}/${file}`)).sha256 === sha256;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The text of SHA256SUMS over some files, sorted, in the format of sha256sum(1). */
export function sumsText(files: readonly FileSum[]): string {
  return sorted(files.map(({ file, sha256 }) => `${sha256}  ${file}`));
}

/** The same text with one file more, whose line takes the place of one that it has. */
export function withSum(text: string, added: FileSum): string {
  const others = text.split("\n").filter((line) => line !== "" && nameIn(line) !== added.file);
  return sorted([...others, sumsText([added]).trimEnd()]);
}

/** What follows the 64 digits and two spaces. */
const nameIn = (line: string) => line.slice(66);

function sorted(lines: readonly string[]): string {
  return lines.toSorted((a, b) => nameIn(a) < nameIn(b) ? -1 : 1).map((line) => `${line}\n`)
    .join("");
}
