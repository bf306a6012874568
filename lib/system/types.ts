/**
 * What the program asks of the runtime it runs on. One implementation each for Deno and Bun; outside
 * this folder nothing but reports and warnings asks which of them it is.
 *
 * Everything that touches the file system on the way to a key file is synchronous, so that no signal
 * handler runs between two steps of a replacement. Only reading from a source is asynchronous, since a
 * source may block for hours and signals must work meanwhile.
 */
import type { SignalName } from "./signal_numbers.ts";

/** What a path names, as far as the program cares. */
export type FileKind = "file" | "directory" | "symlink" | "device" | "fifo" | "socket";

/** The part of `stat(2)` that is used. `mode` holds permission bits only (`mode & 0o7777`). */
export interface FileStatus {
  readonly kind: FileKind;
  /** Of a device: whether it holds bytes, as a disk does. */
  readonly isBlockDevice?: boolean;
  /** Of a device: st_rdev, major and minor number in one, as stat(2) gives them. */
  readonly deviceNumber?: number | null;
  readonly mode: number;
  readonly sizeBytes: number;
  readonly uid: number;
  readonly gid: number;
  /** Two names of one file agree in `device` and `inode`, and no others do. */
  readonly device: number;
  /**
   * Its number, as text, since no number of JavaScript holds those beyond 2^53 that overlayfs gives; where the
   * runtime itself rounds these, with the time of birth.
   */
  readonly inode: string;
  /** By the clock of the file system, since 1970. */
  readonly modifiedMilliseconds: number;
}

/** Something bytes are read from; the read may wait for as long as the source likes. */
export interface ReadableFile {
  /** Reads at most `buffer.length` bytes; the count, or null at the end. Short reads are normal. */
  read(buffer: Uint8Array): Promise<number | null>;
  isTerminal(): boolean;
  /** Closes the file; a read that is under way is cancelled or abandoned. */
  close(): void;
}

/** A file that is written and read back. Everything goes by its descriptor and nothing by its name. */
export interface OpenFile {
  /**
   * Writes some of `bytes` there, or at the end if it was opened for that, and returns how many; a full disk
   * first shows as a short count.
   */
  write(bytes: Uint8Array, positionBytes: number): number;
  /** Fills some of `buffer` from there; the count, 0 at the end. */
  read(buffer: Uint8Array, positionBytes: number): number;
  /** ftruncate(2). */
  truncate(sizeBytes: number): void;
  status(): FileStatus;
  /** fsync(2). */
  sync(): void;
  close(): void;
}

/** A directory that was opened, so that it can be synced whatever its name leads to meanwhile. */
export interface OpenDirectory {
  status(): FileStatus;
  /** fsync(2), which makes a rename in it durable. */
  sync(): void;
  close(): void;
}

/**
 * The file system. All errors carry the `code` of errno.h, such as "ENOENT". There is no way to change
 * mode, owner or length of a file by its name, since a name may lead elsewhere at the next call.
 */
export interface FileSystem {
  /** Opens a source; waits where open(2) waits (a FIFO without a writer). */
  openSource(path: string): Promise<ReadableFile>;
  /** Creates a file that must not exist, not even as a symlink (O_CREAT | O_EXCL). */
  createExclusive(path: string, mode: number): OpenFile;
  /** Opens an existing file for reading and writing in place, at its end with `append` (O_APPEND). */
  openExisting(path: string, append: boolean): OpenFile;
  openDirectory(path: string): OpenDirectory;
  /**
   * The first `limitBytes` bytes of a regular file; nothing else is opened, since it might block.
   *
   * @param expected what was found there, so that nothing that was exchanged for it is read
   */
  readFile(path: string, limitBytes: number, expected?: FileStatus | null): Uint8Array;
  /** Follows symlinks. */
  status(path: string): FileStatus;
  /** Does not follow symlinks. */
  linkStatus(path: string): FileStatus;
  /** A target that is not UTF-8 holds U+FFFD. */
  readLink(path: string): string;
  /** Names in a directory, in no particular order. */
  list(path: string): string[];
  makeDirectory(path: string, mode: number): void;
  /** rmdir(2), which takes an empty directory only. */
  removeDirectory(path: string): void;
  rename(from: string, to: string): void;
  link(existing: string, created: string): void;
  remove(path: string): void;
  /** The absolute name of the working directory; null when it has none, as after its removal. */
  workingDirectory(): string | null;
  /** Makes a directory the working directory; the returned function goes back where that is possible. */
  enter(path: string): () => void;
}

/** One of the three standard streams, as something to write to. */
export interface OutputStream {
  /**
   * Writes all of `bytes`. Deno keeps what it wrote last to standard output in a buffer of its own, which cannot
   * be wiped: after `--stdout` one copy of the key stays in memory until the process ends. Opening /dev/stdout
   * anew would leave none, but begins a file at its start and fails for a socket.
   */
  write(bytes: Uint8Array): void;
  isTerminal(): boolean;
  /** Width in columns, 80 of a terminal that gives 0 as a serial console does; null where there is none. */
  columns(): number | null;
  /** What it leads to; null where that cannot be found out. */
  status(): FileStatus | null;
  /**
   * Whether the program was started without it, or with /dev/null opened for reading and writing as daemons do:
   * the runtimes open that in the place of what is missing, and neither can be told from the other.
   */
  leadsNowhere(): boolean;
  /** Whether it cannot be written to, which Deno does not tell: what is written to it is then lost. */
  isReadOnly(): boolean;
}

/** Standard input. */
export interface InputStream extends ReadableFile {
  /** As of {@linkcode OutputStream}. */
  leadsNowhere(): boolean;
  /** What it leads to; null where that cannot be found out. */
  status(): FileStatus | null;
  /** Whether it is a terminal and this process may change its settings without being stopped for it. */
  isForegroundTerminal(): boolean;
  /**
   * Switches echo and line editing off and throws away what is typed until the returned function is
   * called. Ctrl-C, Ctrl-\ and Ctrl-Z still raise their signals.
   */
  swallowKeys(): () => void;
}

export interface System {
  readonly runtime: {
    readonly name: "deno" | "bun";
    readonly version: string;
    /** What it says that it was linked with: names and versions or commits. */
    parts(): Readonly<Record<string, string>>;
    /** Names of variables that are set and by which whoever sets them decides what the runtime does in this program. */
    obeyedVariables(): readonly string[];
  };
  readonly arguments: readonly string[];
  /** Effective user, or null where the platform has none. */
  userId(): number | null;
  /** A value that is not UTF-8 holds U+FFFD. */
  environment(name: string): string | undefined;
  /**
   * Leaves of the umask only what keeps others from writing (022). Then every file has the mode that it is
   * created with, as long as that gives others no such right unless the old umask did, and none needs another
   * one by name. Not 0: what a runtime puts into a cache of its own must not be everybody's to change. Once,
   * before permissions are dropped.
   */
  relaxUmask(): void;
  /** The umask that the program was started with. */
  umask(): number;
  readonly files: FileSystem;
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** A signal that was ignored when the process started, as under nohup(1), stays ignored. */
  onSignals(names: readonly SignalName[], handler: (name: SignalName) => void): void;
  /**
   * Gives up network, subprocesses, foreign functions, environment, system information and imports
   * for the rest of the process. Files stay. True when the runtime can do that, false on Bun.
   */
  dropPermissions(): boolean;
  exit(code: number): never;
}
