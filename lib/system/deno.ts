import type { FileStatus, FileSystem, OpenFile, OutputStream, System } from "./types.ts";
import { newBuffer, writeAll } from "./bytes.ts";
import { refuseToRead, valueOrNull } from "./errors.ts";
import { isForeground, isIgnored, isNullDeviceOfRuntime, isReadOnly } from "./proc.ts";

/** `-A` minus these is what is left after the source is open; see bench/README.md, "Executables". */
const DROPPED = ["net", "run", "ffi", "env", "sys", "import"] as const;

function toStatus(info: Deno.FileInfo): FileStatus {
  return {
    kind: info.isFile
      ? "file"
      : info.isDirectory
      ? "directory"
      : info.isSymlink
      ? "symlink"
      : info.isFifo
      ? "fifo"
      : info.isSocket
      ? "socket"
      : "device",
    isBlockDevice: info.isBlockDevice ?? false,
    deviceNumber: info.rdev,
    mode: (info.mode ?? 0) & 0o7777,
    sizeBytes: info.size,
    uid: info.uid ?? 0,
    gid: info.gid ?? 0,
    device: info.dev,
    inode: inodeOf(info),
    modifiedMilliseconds: info.mtime?.getTime() ?? 0,
  };
}

/** Deno has inode numbers as doubles only: files that were born at different milliseconds are told apart. */
export function inodeOf({ ino, birthtime }: Pick<Deno.FileInfo, "ino" | "birthtime">): string {
  return ino === null || Number.isSafeInteger(ino) ? `${ino}` : `${ino} ${birthtime?.getTime()}`;
}

function toOpenFile(file: Deno.FsFile): OpenFile {
  return {
    write: (bytes, positionBytes) => {
      file.seekSync(positionBytes, Deno.SeekMode.Start);
      return file.writeSync(bytes);
    },
    read: (buffer, positionBytes) => {
      file.seekSync(positionBytes, Deno.SeekMode.Start);
      return file.readSync(buffer) ?? 0;
    },
    truncate: (sizeBytes) => file.truncateSync(sizeBytes),
    status: () => toStatus(file.statSync()),
    sync: () => file.syncSync(),
    close: () => file.close(),
  };
}

/**
 * Whether Deno.open works in another thread, so that signals and timers are handled while a FIFO has no
 * writer. Tried: 2.9.6 does, 2.5.7 opens in the main thread. A function, since Bun loads this module too.
 */
function opensElsewhere(): boolean {
  const [major, minor] = Deno.version.deno.split(".").map(Number);
  return major > 2 || (major === 2 && minor >= 9);
}

/**
 * Opens a FIFO once it has a writer, where Deno.open would hold up everything. Fetch of a file opens in
 * another thread on every version, and reads nothing before its body is asked for. An end for reading and
 * writing keeps the second open from waiting if the writer has gone meanwhile: what it wrote is still there.
 *
 * Once the writer is there nothing here gives up its turn, since a measurement begins when this is done.
 */
async function openFifo(path: string): Promise<Deno.FsFile> {
  const waiter = await fetchFile(path);
  try {
    using _writer = Deno.openSync(path, { read: true, write: true });
    return Deno.openSync(path, { read: true });
  } catch { // May only be read: then the writer that was waited for has to stay for a moment.
    return await Deno.open(path, { read: true });
  } finally {
    waiter?.body?.cancel().catch(() => {/* nothing was asked of it */});
  }
}

/** Null for what cannot be fetched: a pipe without a name, which opens at once, and where opening fails too. */
async function fetchFile(path: string): Promise<Response | null> {
  try {
    const segments = Deno.realPathSync(path).split("/").map(encodeURIComponent);
    return await fetch("file://" + segments.join("/"));
  } catch {
    return null;
  }
}

const files: FileSystem = {
  openSource: async (path) => {
    const file = !opensElsewhere() && Deno.statSync(path).isFifo
      ? await openFifo(path)
      : await Deno.open(path, { read: true });
    return {
      read: (buffer) => file.read(buffer),
      isTerminal: () => file.isTerminal(),
      close: () => file.close(),
    };
  },
  createExclusive: (path, mode) =>
    toOpenFile(Deno.openSync(path, { read: true, write: true, createNew: true, mode })),
  openExisting: (path, append) =>
    toOpenFile(Deno.openSync(path, { read: true, write: true, append })),
  openDirectory: (path) => toOpenFile(Deno.openSync(path, { read: true })),
  readFile: (path, limitBytes, expected) => {
    refuseToRead(toStatus(Deno.statSync(path)), expected);
    using file = Deno.openSync(path, { read: true });
    refuseToRead(toStatus(file.statSync()), expected);
    const bytes = newBuffer(limitBytes);
    let filled = 0;
    while (filled < limitBytes) {
      const count = file.readSync(bytes.subarray(filled));
      if (count === null) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  },
  status: (path) => toStatus(Deno.statSync(path)),
  linkStatus: (path) => toStatus(Deno.lstatSync(path)),
  readLink: (path) => orReplacement(() => Deno.readLinkSync(path)),
  list: (path) => Array.from(Deno.readDirSync(path), (entry) => entry.name),
  makeDirectory: (path, mode) => Deno.mkdirSync(path, { mode }),
  rename: (from, to) => Deno.renameSync(from, to),
  link: (existing, created) => Deno.linkSync(existing, created),
  // With the slash a file of this name is not removed instead.
  removeDirectory: (path) => Deno.removeSync(`${path}/`),
  remove: (path) => Deno.removeSync(path),
  workingDirectory: () => valueOrNull(() => Deno.cwd()),
  enter: (path) => {
    const before = valueOrNull(() => Deno.cwd());
    Deno.chdir(path);
    return () => valueOrNull(() => before !== null && Deno.chdir(before));
  },
};

/** Deno gives no text that is not UTF-8, and no part of it; Bun puts U+FFFD into it. */
function orReplacement<Text extends string | undefined>(read: () => Text): Text | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof Deno.errors.InvalidData) return "\uFFFD";
    throw error;
  }
}

function toOutput(stream: typeof Deno.stdout | typeof Deno.stderr, number: 1 | 2): OutputStream {
  return {
    write: (bytes) => writeAll((rest) => stream.writeSync(rest), bytes),
    isTerminal: () => stream.isTerminal(),
    columns: () => stream.isTerminal() ? Deno.consoleSize().columns || 80 : null,
    status: () => streamStatus(number),
    leadsNowhere: () => known().streams[number].leadsNowhere,
    isReadOnly: () => known().streams[number].isReadOnly,
  };
}

/** Deno's standard streams have no fstat(2). */
function streamStatus(number: number): FileStatus | null {
  return valueOrNull(() => toStatus(Deno.statSync(`/proc/self/fd/${number}`)));
}

function readTextOrNull(path: string): string | null {
  return valueOrNull(() => Deno.readTextFileSync(path));
}

/** Raw mode with `cbreak`: no echo, no line editing, but Ctrl-C and the like still raise their signals. */
function swallowKeys(): () => void {
  const setMode = () => Deno.stdin.setRaw(true, { cbreak: true });
  setMode();
  // A shell that goes on with a stopped program gives it the terminal as the shell wants that.
  Deno.addSignalListener("SIGCONT", setMode);
  let swallowing = true;
  (async () => {
    const keys = new Uint8Array(64);
    while (swallowing && await Deno.stdin.read(keys) !== null) { /* typed keys go nowhere */ }
  })().catch(() => {/* standard input went away: nothing left to swallow */});
  return () => {
    swallowing = false;
    Deno.removeSignalListener("SIGCONT", setMode);
    Deno.stdin.setRaw(false);
  };
}

/** What does not change, asked at the latest before the permission to ask is dropped. */
let asked:
  | {
    user: number | null;
    streams: Record<0 | 1 | 2, ReturnType<typeof lookAtStream>>;
  }
  | null = null;
const known = () =>
  asked ??= {
    user: Deno.uid(),
    streams: { 0: lookAtStream(0), 1: lookAtStream(1), 2: lookAtStream(2) },
  };

function lookAtStream(number: 0 | 1 | 2): { leadsNowhere: boolean; isReadOnly: boolean } {
  const fdinfo = readTextOrNull(`/proc/self/fdinfo/${number}`);
  const device = valueOrNull(() => Deno.statSync(`/proc/self/fd/${number}`).rdev);
  return { leadsNowhere: isNullDeviceOfRuntime(device, fdinfo), isReadOnly: isReadOnly(fdinfo) };
}

let startUmask = 0o022;

/** The program's host on Deno, without a single `node:` import. */
export const denoSystem = (): System => ({
  runtime: {
    name: "deno",
    version: Deno.version.deno,
    parts: () => ({ v8: Deno.version.v8 }),
    // DENO_LOG only prints.
    obeyedVariables: () => [],
  },
  arguments: Deno.args,
  userId: () => known().user,
  environment: (name) => orReplacement(() => Deno.env.get(name)),
  relaxUmask: () => {
    startUmask = Deno.umask(0o022);
    Deno.umask(startUmask & 0o022);
  },
  umask: () => startUmask,
  files,
  stdin: {
    read: (buffer) => Deno.stdin.read(buffer),
    close: () => Deno.stdin.close(),
    isTerminal: () => Deno.stdin.isTerminal(),
    isForegroundTerminal: () =>
      Deno.stdin.isTerminal() && isForeground(readTextOrNull("/proc/self/stat")),
    swallowKeys,
    status: () => streamStatus(0),
    leadsNowhere: () => known().streams[0].leadsNowhere,
  },
  stdout: toOutput(Deno.stdout, 1),
  stderr: toOutput(Deno.stderr, 2),
  onSignals: (names, handler) => {
    const status = readTextOrNull("/proc/self/status");
    for (const name of names) {
      // With the first listener Deno takes over SIGHUP as well, ignored or not: one that does nothing keeps it ignored.
      const listener = isIgnored(status, name) ? () => {} : () => handler(name);
      Deno.addSignalListener(name, listener);
    }
  },
  dropPermissions: () => {
    known();
    for (const name of DROPPED) Deno.permissions.revokeSync({ name });
    return true;
  },
  exit: (code) => Deno.exit(code),
});
