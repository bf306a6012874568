import type { FileStatus, OutputStream, System, WritableFile } from "./types.ts";
import { isForeground, isIgnored } from "./proc.ts";
import { walkToRealPath } from "./real_path.ts";
import { writeAll } from "./write_all.ts";

/** Major device number of /dev/null, /dev/zero, /dev/random and the like on Linux. */
const MEMORY_DEVICES = 1;

/**
 * The program's host on Bun. The `node:` modules are imported when this function is called and never
 * statically: in a bundle a static import would be paid for on Deno too (44 ms instead of 19 ms).
 */
export async function bunSystem(): Promise<System> {
  const [fs, process] = await Promise.all([import("node:fs"), import("node:process")]);
  const { constants } = fs;

  const toStatus = (stats: import("node:fs").Stats): FileStatus => ({
    kind: stats.isFile()
      ? "file"
      : stats.isDirectory()
      ? "directory"
      : stats.isSymbolicLink()
      ? "symlink"
      : stats.isFIFO()
      ? "fifo"
      : stats.isSocket()
      ? "socket"
      : "device",
    mode: stats.mode & 0o7777,
    sizeBytes: stats.size,
    uid: stats.uid,
    gid: stats.gid,
  });

  const toWritable = (descriptor: number): WritableFile => ({
    write: (bytes) => fs.writeSync(descriptor, bytes),
    truncate: (sizeBytes) => fs.ftruncateSync(descriptor, sizeBytes),
    sync: () => fs.fsyncSync(descriptor),
    close: () => fs.closeSync(descriptor),
  });

  const readTextOrNull = (path: string): string | null => {
    try {
      return fs.readFileSync(path, "utf8");
    } catch {
      return null;
    }
  };

  /** One blocked read at a time: two starve every other asynchronous file operation on two cores. */
  const readInto = (descriptor: number, buffer: Uint8Array): Promise<number | null> =>
    new Promise((resolve, reject) =>
      fs.read(
        descriptor,
        buffer,
        0,
        buffer.length,
        null,
        (error, count) => error ? reject(error) : resolve(count === 0 ? null : count),
      )
    );

  const openDescriptor = (path: string): Promise<number> =>
    new Promise((resolve, reject) =>
      fs.open(
        path,
        constants.O_RDONLY,
        (error, descriptor) => error ? reject(error) : resolve(descriptor),
      )
    );

  /** Bun's own way leads through /proc; in a chroot without it every path seems to be missing. */
  const realPath = (path: string): string => {
    if (path !== "" && !fs.existsSync("/proc/self/fd")) {
      return walkToRealPath(path, process.cwd(), {
        isSymlink: (one) => fs.lstatSync(one).isSymbolicLink(),
        readLink: (one) => fs.readlinkSync(one),
      });
    }
    return fs.realpathSync(path);
  };

  const tty = () => process.getBuiltinModule("node:tty");

  /** Loading node:tty takes 5 ms: only a character device that is not /dev/null or its kin is asked. */
  const isTerminal = (descriptor: number): boolean => {
    try {
      const stats = fs.fstatSync(descriptor);
      return stats.isCharacterDevice() && stats.rdev >> 8 !== MEMORY_DEVICES &&
        tty().isatty(descriptor);
    } catch {
      return false;
    }
  };

  const toOutput = (descriptor: 1 | 2): OutputStream => ({
    write: (bytes) => writeAll((rest) => fs.writeSync(descriptor, rest), bytes),
    isTerminal: () => isTerminal(descriptor),
    columns: () =>
      isTerminal(descriptor) ? new (tty().WriteStream)(descriptor).getWindowSize()[0] : null,
  });

  return {
    runtime: { name: "bun", version: process.versions["bun"] ?? "" },
    arguments: process.argv.slice(2),
    processId: process.pid,
    userId: () => process.geteuid?.() ?? null,
    environment: (name) => process.env[name],
    files: {
      openSource: async (path) => {
        const descriptor = await openDescriptor(path);
        return {
          read: (buffer) => readInto(descriptor, buffer),
          close: () => fs.closeSync(descriptor),
        };
      },
      createExclusive: (path, mode) =>
        toWritable(
          fs.openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode),
        ),
      openExisting: (path) => toWritable(fs.openSync(path, constants.O_WRONLY)),
      readFile: (path, limitBytes) => {
        const descriptor = fs.openSync(path, constants.O_RDONLY);
        try {
          const bytes = new Uint8Array(limitBytes);
          let filled = 0;
          while (filled < limitBytes) {
            const count = fs.readSync(descriptor, bytes, filled, limitBytes - filled, null);
            if (count === 0) break;
            filled += count;
          }
          return bytes.subarray(0, filled);
        } finally {
          fs.closeSync(descriptor);
        }
      },
      status: (path) => toStatus(fs.statSync(path)),
      linkStatus: (path) => toStatus(fs.lstatSync(path)),
      readLink: (path) => fs.readlinkSync(path),
      realPath: (path) => realPath(path),
      list: (path) => fs.readdirSync(path),
      makeDirectory: (path, mode) => void fs.mkdirSync(path, { mode }),
      changeMode: (path, mode) => fs.chmodSync(path, mode),
      changeOwner: (path, uid, gid) => fs.chownSync(path, uid, gid),
      rename: (from, to) => fs.renameSync(from, to),
      link: (existing, created) => fs.linkSync(existing, created),
      remove: (path) => fs.unlinkSync(path),
      syncDirectory: (path) => {
        const descriptor = fs.openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
        try {
          fs.fsyncSync(descriptor);
        } finally {
          fs.closeSync(descriptor);
        }
      },
    },
    stdin: {
      read: (buffer) => readInto(0, buffer),
      close: () => fs.closeSync(0),
      isTerminal: () => isTerminal(0),
      isForegroundTerminal: () => isTerminal(0) && isForeground(readTextOrNull("/proc/self/stat")),
      /** Bun has no cbreak: Ctrl-C arrives as byte 3 and is turned back into an interrupt here. */
      swallowKeys: (onInterrupt) => {
        const swallow = (keys: Uint8Array) => {
          if (keys.includes(3)) onInterrupt();
        };
        process.stdin.setRawMode(true);
        process.stdin.on("data", swallow);
        return () => {
          process.stdin.off("data", swallow);
          process.stdin.setRawMode(false);
          process.stdin.pause();
        };
      },
    },
    stdout: toOutput(1),
    stderr: toOutput(2),
    onSignals: (names, handler) => {
      const status = readTextOrNull("/proc/self/status");
      for (const name of names) {
        if (!isIgnored(status, name)) process.on(name, () => handler(name));
      }
    },
    dropPermissions: () => false,
    exit: (code) => process.exit(code),
  };
}
