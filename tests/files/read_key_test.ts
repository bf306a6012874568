import { system } from "../../lib/system/mod.ts";
import { assertEquals, assertThrows } from "../assert.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import { Failure } from "../../lib/failure.ts";
import { readKeyFile, readKeyFromStdin } from "../../lib/files/read_key.ts";

/** The program's host, with so many bytes on standard input that arrive 1,000 at a time. */
async function withStdin(sizeBytes: number) {
  const bytes = await fixedKey("pieces", sizeBytes);
  let at = 0;
  const read = (buffer: Uint8Array): Promise<number | null> => {
    const piece = bytes.subarray(at, at + Math.min(1000, buffer.length));
    buffer.set(piece);
    at += piece.length;
    return Promise.resolve(piece.length === 0 ? null : piece.length);
  };
  return { bytes, host: { ...system, stdin: { ...system.stdin, read } } };
}

Deno.test("readKeyFromStdin() reads to the end, whatever the pieces, and not beyond 65,536 bytes", async () => {
  for (const sizeBytes of [0, 128, 4096, 10_000, 65_536, 65_537]) {
    const { bytes, host } = await withStdin(sizeBytes);
    const content = await readKeyFromStdin(host, 3);
    const wanted = Math.min(sizeBytes, 65_536);
    assertEquals(content.sizeBytes, wanted);
    assertEquals(content.bytes, bytes.subarray(0, wanted));
    content.release();
    assertEquals(content.bytes.every((byte) => byte === 0), true);
  }
});

/** The program's host, where a file has another size by stat than it holds, as those of /proc and /sys have. */
function stating(sizeBytes: number) {
  const { files } = system;
  const linkStatus = (path: string) => {
    const status = files.linkStatus(path);
    return status.kind === "file" ? { ...status, sizeBytes } : status;
  };
  return { ...system, files: { ...files, linkStatus } };
}

Deno.test("readKeyFile() calls a file of /proc that does not say its size unread, and not empty", () =>
  withDirectory(async (directory) => {
    await Deno.symlink("/proc/version", `${directory}/link`);
    for (const path of ["/proc/version", `${directory}/link`]) {
      const error = assertThrows(() => readKeyFile(system, path, 3), Failure);
      assertEquals([error.exitCode, error.message, error.hint, error.code], [
        3,
        `Could not read ${path}: It does not say its size, and may block`,
        "what comes through a pipe is read as -",
        "cannot-read",
      ]);
    }
    await Deno.writeFile(`${directory}/empty`, new Uint8Array());
    assertEquals(readKeyFile(system, `${directory}/empty`, 3).sizeBytes, 0);
  }));

Deno.test("readKeyFile() reads no more than stat says, and tells what it read where that is less", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/key`;
    const cases = [
      // What stat says, what is there, what is told.
      // One of /proc without a size may block.
      ...[[4096, 6, 6], [0, 200, 0], [256, 255, 255], [256, 256, 256], [256, 257, 256]],
      ...[[70_000, 6, 6], [70_000, 65_535, 65_535]],
      ...[[70_000, 65_536, 70_000], [70_000, 70_000, 70_000]],
    ];
    for (const [stated, held, told] of cases) {
      const bytes = await fixedKey("stated", held);
      await Deno.writeFile(path, bytes);
      const content = readKeyFile(stating(stated), path, 3);
      assertEquals(content.sizeBytes, told, `${stated} by stat, ${held} there`);
      assertEquals(content.bytes, bytes.subarray(0, Math.min(stated, 65_536)));
      content.release();
      assertEquals(content.bytes.every((byte) => byte === 0), true);
    }
  }));
