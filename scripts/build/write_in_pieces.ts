/**
 * Bytes that are written at once. Linux keeps in memory what was written together as one piece, up to
 * megabytes, and version 6.18 maps a piece whole into a process that touches one page of it: of an executable
 * that was written a mebibyte at a time making a key maps 53 MiB, of one written so 29 MiB, the same as
 * after a restart of the machine (README, "One file to copy"; `deno task bench:startup` measures it).
 */
const PIECE_BYTES = 16 * 1024;

/**
 * Writes a new file and makes it durable.
 *
 * @throws Deno.errors.AlreadyExists when there is such a file
 */
export async function writeInPieces(
  path: string,
  mode: number,
  content: Uint8Array,
): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  for (let at = 0; at < content.length;) {
    at += file.writeSync(content.subarray(at, at + PIECE_BYTES));
  }
  await Deno.chmod(path, mode);
  file.syncSync();
}

/** Writes an executable anew in the place where a compiler has put it. */
export async function rewriteInPieces(path: string): Promise<void> {
  const part = `${path}.${Deno.pid}`;
  await writeInPieces(part, 0o755, await Deno.readFile(path));
  await Deno.rename(part, path);
}
