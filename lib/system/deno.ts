import type { FileStatus, FileSystem, OutputStream, System, WritableFile } from "./types.ts";
import { isForeground, isIgnored } from "./proc.ts";
import { writeAll } from "./write_all.ts";

/** `-A` minus these is what is left after the source is open; see README, "One file to copy". */
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
    mode: (info.mode ?? 0) & 0o7777,
    sizeBytes: info.size,
    uid: info.uid ?? 0,
    gid: info.gid ?? 0,
  };
}

function toWritable(file: Deno.FsFile): WritableFile {
  return {
    write: (bytes) => file.writeSync(bytes),
    truncate: (sizeBytes) => file.truncateSync(sizeBytes),
    sync: () => file.syncSync(),
    close: () => file.close(),
  };
}

/**
 * Whether Deno.open works in another thread, so that signals and timers are heard while a FIFO has no
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
    return { read: (buffer) => file.read(buffer), close: () => file.close() };
  },
  createExclusive: (path, mode) =>
    toWritable(Deno.openSync(path, { write: true, createNew: true, mode })),
  openExisting: (path) => toWritable(Deno.openSync(path, { write: true })),
  readFile: (path, limitBytes) => {
    using file = Deno.openSync(path, { read: true });
    const bytes = new Uint8Array(limitBytes);
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
  readLink: (path) => Deno.readLinkSync(path),
  realPath: (path) => Deno.realPathSync(path),
  list: (path) => Array.from(Deno.readDirSync(path), (entry) => entry.name),
  makeDirectory: (path, mode) => Deno.mkdirSync(path, { mode }),
  changeMode: (path, mode) => Deno.chmodSync(path, mode),
  changeOwner: (path, uid, gid) => Deno.chownSync(path, uid, gid),
  rename: (from, to) => Deno.renameSync(from, to),
  link: (existing, created) => Deno.linkSync(existing, created),
  remove: (path) => Deno.removeSync(path),
  syncDirectory: (path) => {
    using directory = Deno.openSync(path, { read: true });
    directory.syncSync();
  },
};

function toOutput(stream: typeof Deno.stdout | typeof Deno.stderr): OutputStream {
  return {
    write: (bytes) => writeAll((rest) => stream.writeSync(rest), bytes),
    isTerminal: () => stream.isTerminal(),
    columns: () => stream.isTerminal() ? Deno.consoleSize().columns : null,
  };
}

function readTextOrNull(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return null;
  }
}

/** Raw mode with `cbreak`: no echo, no line editing, but Ctrl-C still raises SIGINT. */
function swallowKeys(): () => void {
  Deno.stdin.setRaw(true, { cbreak: true });
  let swallowing = true;
  (async () => {
    const keys = new Uint8Array(64);
    while (swallowing && await Deno.stdin.read(keys) !== null) { /* typed keys go nowhere */ }
  })().catch(() => {/* standard input went away: nothing left to swallow */});
  return () => {
    swallowing = false;
    Deno.stdin.setRaw(false);
  };
}

/** The program's host on Deno, without a single `node:` import. */
export const denoSystem = (): System => ({
  runtime: { name: "deno", version: Deno.version.deno },
  arguments: Deno.args,
  processId: Deno.pid,
  userId: () => Deno.uid(),
  environment: (name) => Deno.env.get(name),
  files,
  stdin: {
    read: (buffer) => Deno.stdin.read(buffer),
    close: () => Deno.stdin.close(),
    isTerminal: () => Deno.stdin.isTerminal(),
    isForegroundTerminal: () =>
      Deno.stdin.isTerminal() && isForeground(readTextOrNull("/proc/self/stat")),
    swallowKeys,
  },
  stdout: toOutput(Deno.stdout),
  stderr: toOutput(Deno.stderr),
  onSignals: (names, handler) => {
    const status = readTextOrNull("/proc/self/status");
    for (const name of names) {
      // With the first listener Deno takes over SIGHUP as well, ignored or not: one that does nothing keeps it ignored.
      const listener = isIgnored(status, name) ? () => {} : () => handler(name);
      Deno.addSignalListener(name, listener);
    }
  },
  dropPermissions: () => {
    for (const name of DROPPED) Deno.permissions.revokeSync({ name });
    return true;
  },
  exit: (code) => Deno.exit(code),
});
