import { system } from "../../lib/system/mod.ts";
import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "../assert.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import { Failure } from "../../lib/failure.ts";
import { findingsAboutKey } from "../../lib/key/findings.ts";
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
  const leadsNowhere = () => false;
  return { bytes, host: { ...system, stdin: { ...system.stdin, read, leadsNowhere } } };
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
  }));

Deno.test("readKeyFile() reads an empty file to which a link of /proc leads, and one of a chroot without /proc", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/empty`;
    await Deno.writeFile(path, new Uint8Array());
    using _empty = await Deno.open(path);
    using _version = await Deno.open("/proc/version");
    for (const name of [path, `/proc/self/root${path}`, fdOf(path)]) {
      assertEquals(readKeyFile(system, name, 3).sizeBytes, 0, name);
    }
    const error = assertThrows(() => readKeyFile(system, fdOf("/proc/version"), 3), Failure);
    assertStringIncludes(error.message, "It does not say its size");
    // A chroot in which nothing is mounted, with these directories and without.
    const missing = () => {
      throw new Deno.errors.NotFound();
    };
    for (const ofMountPoint of [() => system.files.status(directory), missing]) {
      const status = (path: string) =>
        /^\/(proc|sys)/.test(path) ? ofMountPoint() : system.files.status(path);
      const host = { ...system, files: { ...system.files, status } };
      assertEquals(readKeyFile(host, path, 3).sizeBytes, 0);
    }
  }));

/** The link of /proc to a file that this process has open. */
function fdOf(path: string): string {
  for (const { name } of Deno.readDirSync("/proc/self/fd")) {
    try {
      if (Deno.readLinkSync(`/proc/self/fd/${name}`) === path) return `/proc/self/fd/${name}`;
    } catch { /* the one by which the directory is read */ }
  }
  throw new Error(`${path} is not open`);
}

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

Deno.test("readKeyFile() reads no file without a size below /proc and /sys, whatever is mounted there", () => {
  const { files } = system;
  const mounted = (device: number, sizeBytes: number) => {
    const linkStatus = (path: string) => {
      const status = files.linkStatus(path);
      return status.kind === "file" ? { ...status, device, sizeBytes } : status;
    };
    return { ...system, files: { ...files, linkStatus, readFile: () => new Uint8Array(3) } };
  };
  const path = "/proc/version";
  assertThrows(() => readKeyFile(mounted(4095, 0), path, 3), Failure, "It does not say its size");
  assertEquals(readKeyFile(mounted(4095, 3), path, 3).sizeBytes, 3);
  // In a chroot where nothing is mounted.
  const ofRoot = files.status("/").device;
  assertEquals(readKeyFile(mounted(ofRoot, 0), path, 3).sizeBytes, 0);
});

Deno.test("an empty file on a disk is told as that, and nothing is said of its file system", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/file`;
    await Deno.writeFile(path, new Uint8Array());
    const [{ code, reason }] = await findingsAboutKey(readKeyFile(system, path, 3));
    assertEquals([code, reason.split(": ")[0]], ["empty", "the file is empty"]);
  }));

Deno.test("readKeyFromStdin() fails where standard input is closed, and not where it is only empty", async () => {
  const { host } = await withStdin(0);
  const closed = { ...host, stdin: { ...host.stdin, leadsNowhere: () => true } };
  const error = await assertRejects(() => readKeyFromStdin(closed, 3), Failure);
  assertEquals([error.exitCode, error.code, error.message], [
    3,
    "cannot-read",
    "Could not read standard input: It is closed, or /dev/null",
  ]);
  // A descriptor that something can be read from is no closed one.
  const { host: one } = await withStdin(1);
  const content = await readKeyFromStdin({
    ...one,
    stdin: { ...one.stdin, leadsNowhere: () => true },
  }, 3);
  assertEquals(content.sizeBytes, 1);
});
