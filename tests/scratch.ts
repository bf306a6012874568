/** Directories that a test may litter: they are gone when it ends, however it ends. */

/** Runs `action` in a fresh directory, whose real path it is given, and removes that afterwards. */
export async function inScratch<T>(action: (directory: string) => Promise<T>): Promise<T> {
  const directory = await Deno.realPath(await Deno.makeTempDir({ prefix: "keygen-test-" }));
  try {
    return await action(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Random bytes that every self-test accepts for sure: drawn once, kept here, so no test fails by chance. */
export function goodBytes(count: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count);
  let state = 0x2545f491;
  for (let i = 0; i < count; i++) {
    // xorshift32 (Marsaglia 2003, "Xorshift RNGs", section 4): even enough for the tests, and always the same.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state >>> 11;
  }
  return bytes;
}

/** What a directory entry is: kind, mode, owner, links and content, as one comparable value. */
export interface Entry {
  readonly name: string;
  readonly kind: "file" | "directory" | "symlink" | "other";
  readonly mode: string;
  readonly owner: string;
  readonly links: number;
  readonly content: Uint8Array | string;
}

/** Every entry of a directory by name; of files the bytes, of symlinks the target. */
export async function snapshot(directory: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const { name } of Deno.readDir(directory)) {
    const path = `${directory}/${name}`;
    const status = await Deno.lstat(path);
    entries.push({
      name,
      kind: status.isFile
        ? "file"
        : status.isDirectory
        ? "directory"
        : status.isSymlink
        ? "symlink"
        : "other",
      mode: modeText(status),
      owner: `${status.uid}:${status.gid}`,
      links: status.nlink ?? 1,
      content: status.isFile
        ? await Deno.readFile(path)
        : status.isSymlink
        ? await Deno.readLink(path)
        : "",
    });
  }
  return entries.sort((a, b) => a.name < b.name ? -1 : 1);
}

/** Permission bits as chmod(1) takes them, such as "0400". */
export function modeText({ mode }: Deno.FileInfo): string {
  return ((mode ?? 0) & 0o7777).toString(8).padStart(4, "0");
}
