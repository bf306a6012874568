import type { FileStatus, OpenFile, OutputStream, System } from "./types.ts";
import { newBuffer, writeAll } from "./bytes.ts";
import { refuseToRead, valueOrNull } from "./errors.ts";
import { isForeground, isIgnored, isNullDeviceOfRuntime, isReadOnly } from "./proc.ts";

/** Major device number of /dev/null, /dev/zero, /dev/random and the like on Linux. */
const MEMORY_DEVICES = 1;

/** Entries of Bun's process.versions that say what it is compatible with, not what is inside. */
const COMPATIBLE_WITH = ["bun", "node", "openssl", "v8", "uv", "napi", "modules"];

/**
 * Variables by which Bun 1.4.5 runs code, writes files, prints or changes its engine, in a program that it was compiled
 * into; an empty one counts for none.
 */
const OBEYED = /^(?:BUN_(?:OPTIONS$|BE_BUN$|INSPECT|JSC_|BYTECODE_|TRACE$)|MIMALLOC_)/;

/** Ctrl-C, Ctrl-\\ and Ctrl-Z, which nearly all terminals have for these. */
const SIGNALS_BY_KEY: ReadonlyMap<number, NodeJS.Signals> = new Map([
  [0x03, "SIGINT"],
  [0x1c, "SIGQUIT"],
  [0x1a, "SIGTSTP"],
]);

/** What a Bun was linked with, by its own account. */
export function partsOfBun(
  versions: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const parts: Record<string, string> = {};
  for (const [name, version] of Object.entries(versions).sort()) {
    if (!COMPATIBLE_WITH.includes(name) && version !== undefined) parts[name] = version;
  }
  return parts;
}

/**
 * The program's host on Bun. The `node:` modules are imported when this function is called and never
 * statically: in a bundle a static import would be paid for on Deno too (44 ms instead of 19 ms).
 */
export async function bunSystem(): Promise<System> {
  const [fs, process] = await Promise.all([import("node:fs"), import("node:process")]);
  const { constants } = fs;

  /** Exact numbers of inodes; as doubles neighbours on overlayfs are equal. */
  const EXACT = { bigint: true } as const;

  const toStatus = (stats: import("node:fs").BigIntStats): FileStatus => ({
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
    isBlockDevice: stats.isBlockDevice(),
    deviceNumber: Number(stats.rdev),
    mode: Number(stats.mode) & 0o7777,
    sizeBytes: Number(stats.size),
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    device: Number(stats.dev),
    inode: String(stats.ino),
    modifiedMilliseconds: Number(stats.mtimeMs),
  });

  const toOpenFile = (descriptor: number, appends = false): OpenFile => ({
    write: (bytes, positionBytes) =>
      fs.writeSync(descriptor, bytes, 0, bytes.length, appends ? null : positionBytes),
    read: (buffer, positionBytes) =>
      fs.readSync(descriptor, buffer, 0, buffer.length, positionBytes),
    truncate: (sizeBytes) => fs.ftruncateSync(descriptor, sizeBytes),
    status: () => toStatus(fs.fstatSync(descriptor, EXACT)),
    sync: () => fs.fsyncSync(descriptor),
    close: () => fs.closeSync(descriptor),
  });

  const readTextOrNull = (path: string): string | null =>
    valueOrNull(() => fs.readFileSync(path, "utf8"));

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

  const workingDirectory = (): string | null => valueOrNull(() => process.cwd());

  const tty = () => process.getBuiltinModule("node:tty");

  /** Loading node:tty takes 5 ms: only a character device that is not /dev/null or its kin is asked. */
  const isTerminal = (descriptor: number): boolean => {
    const answer = valueOrNull(() => {
      const stats = fs.fstatSync(descriptor);
      return stats.isCharacterDevice() && stats.rdev >> 8 !== MEMORY_DEVICES &&
        tty().isatty(descriptor);
    });
    return answer ?? false;
  };

  const streamStatus = (descriptor: number): FileStatus | null =>
    valueOrNull(() => toStatus(fs.fstatSync(descriptor, EXACT)));

  const deviceNumber = (descriptor: number): number | null =>
    valueOrNull(() => fs.fstatSync(descriptor).rdev);

  const leadsNowhere = (descriptor: number): boolean =>
    isNullDeviceOfRuntime(
      deviceNumber(descriptor),
      readTextOrNull(`/proc/self/fdinfo/${descriptor}`),
    );

  const toOutput = (descriptor: 1 | 2): OutputStream => ({
    write: (bytes) => writeAll((rest) => fs.writeSync(descriptor, rest), bytes),
    isTerminal: () => isTerminal(descriptor),
    columns: () =>
      isTerminal(descriptor) ? new (tty().WriteStream)(descriptor).getWindowSize()[0] || 80 : null,
    status: () => streamStatus(descriptor),
    leadsNowhere: () => leadsNowhere(descriptor),
    isReadOnly: () => isReadOnly(readTextOrNull(`/proc/self/fdinfo/${descriptor}`)),
  });

  let startUmask = 0o022;

  return {
    runtime: {
      name: "bun",
      version: process.versions["bun"] ?? "",
      parts: () => partsOfBun(process.versions),
      obeyedVariables: () =>
        Object.keys(process.env).filter((name) => OBEYED.test(name) && process.env[name] !== "")
          .sort(),
    },
    arguments: process.argv.slice(2),
    userId: () => process.geteuid?.() ?? null,
    environment: (name) => process.env[name],
    relaxUmask: () => {
      startUmask = process.umask(0o022);
      process.umask(startUmask & 0o022);
    },
    umask: () => startUmask,
    files: {
      openSource: async (path) => {
        const descriptor = await openDescriptor(path);
        return {
          read: (buffer) => readInto(descriptor, buffer),
          isTerminal: () => isTerminal(descriptor),
          close: () => fs.closeSync(descriptor),
        };
      },
      createExclusive: (path, mode) =>
        toOpenFile(
          fs.openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, mode),
        ),
      openExisting: (path, append) => {
        const flags = constants.O_RDWR | constants.O_NOFOLLOW | (append ? constants.O_APPEND : 0);
        return toOpenFile(fs.openSync(path, flags), append);
      },
      openDirectory: (path) =>
        toOpenFile(fs.openSync(path, constants.O_RDONLY | constants.O_DIRECTORY)),
      readFile: (path, limitBytes, expected) => {
        refuseToRead(toStatus(fs.statSync(path, EXACT)), expected);
        const descriptor = fs.openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
        try {
          refuseToRead(toStatus(fs.fstatSync(descriptor, EXACT)), expected);
          const bytes = newBuffer(limitBytes);
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
      status: (path) => toStatus(fs.statSync(path, EXACT)),
      linkStatus: (path) => toStatus(fs.lstatSync(path, EXACT)),
      readLink: (path) => fs.readlinkSync(path),
      list: (path) => fs.readdirSync(path),
      makeDirectory: (path, mode) => void fs.mkdirSync(path, { mode }),
      rename: (from, to) => fs.renameSync(from, to),
      link: (existing, created) => fs.linkSync(existing, created),
      removeDirectory: (path) => fs.rmdirSync(path),
      remove: (path) => fs.unlinkSync(path),
      workingDirectory,
      enter: (path) => {
        const before = workingDirectory();
        process.chdir(path);
        return () => {
          try {
            if (before !== null) process.chdir(before);
          } catch { /* gone meanwhile: nothing that follows depends on it */ }
        };
      },
    },
    stdin: {
      read: (buffer) => readInto(0, buffer),
      close: () => fs.closeSync(0),
      status: () => streamStatus(0),
      leadsNowhere: () => leadsNowhere(0),
      isTerminal: () => isTerminal(0),
      isForegroundTerminal: () => isTerminal(0) && isForeground(readTextOrNull("/proc/self/stat")),
      /** Bun has no cbreak: the keys that raise a signal arrive as bytes, and whom a terminal would tell is told here. */
      swallowKeys: () => {
        const swallow = (keys: Uint8Array) => {
          for (const key of keys) {
            const signal = SIGNALS_BY_KEY.get(key);
            if (signal === undefined) continue;
            // What stops the program leaves the terminal to others until it goes on.
            process.stdin.setRawMode(false);
            process.kill(0, signal);
            process.stdin.setRawMode(true);
          }
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
