/**
 * What the program asks of the runtime it runs on. One implementation each for Deno and Bun; nothing
 * outside this folder asks which of them it is.
 *
 * Everything that touches the file system on the way to a key file is synchronous, so that no signal
 * handler runs between two steps of a replacement. Only reading from a source is asynchronous, since a
 * source may block for hours and signals must work meanwhile.
 */

/** What a path names, as far as the program cares. */
export type FileKind = "file" | "directory" | "symlink" | "device" | "fifo" | "socket";

/** The part of `stat(2)` that is used. `mode` holds permission bits only (`mode & 0o7777`). */
export interface FileStatus {
  readonly kind: FileKind;
  readonly mode: number;
  readonly sizeBytes: number;
  readonly uid: number;
  readonly gid: number;
}

/** Something bytes are read from; the read may wait for as long as the source likes. */
export interface ReadableFile {
  /** Reads at most `buffer.length` bytes; the count, or null at the end. Short reads are normal. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Closes the file; a read that is under way is cancelled or abandoned. */
  close(): void;
}

/** A file under construction. */
export interface WritableFile {
  /** Writes some of `bytes` and returns how many; a full disk first shows as a short count. */
  write(bytes: Uint8Array): number;
  truncate(sizeBytes: number): void;
  /** fsync(2). */
  sync(): void;
  close(): void;
}

/** The file system. All errors carry the `code` of errno.h, such as "ENOENT". */
export interface FileSystem {
  /** Opens a source; waits where open(2) waits (a FIFO without a writer). */
  openSource(path: string): Promise<ReadableFile>;
  /** Creates a file that must not exist, not even as a symlink (O_CREAT | O_EXCL). */
  createExclusive(path: string, mode: number): WritableFile;
  /** Opens an existing file for writing in place, without truncating it. */
  openExisting(path: string): WritableFile;
  /** The first `limitBytes` bytes of a file. */
  readFile(path: string, limitBytes: number): Uint8Array;
  /** Follows symlinks. */
  status(path: string): FileStatus;
  /** Does not follow symlinks. */
  linkStatus(path: string): FileStatus;
  readLink(path: string): string;
  realPath(path: string): string;
  /** Names in a directory, in no particular order. */
  list(path: string): string[];
  makeDirectory(path: string, mode: number): void;
  changeMode(path: string, mode: number): void;
  changeOwner(path: string, uid: number, gid: number): void;
  rename(from: string, to: string): void;
  link(existing: string, created: string): void;
  remove(path: string): void;
  /** fsync(2) on a directory, which makes a rename in it durable. */
  syncDirectory(path: string): void;
}

/** One of the three standard streams, as something to write to. */
export interface OutputStream {
  /** Writes all of `bytes`. */
  write(bytes: Uint8Array): void;
  isTerminal(): boolean;
  /** Width in columns, or null where there is no terminal. */
  columns(): number | null;
}

/** Standard input. */
export interface InputStream extends ReadableFile {
  isTerminal(): boolean;
  /** Whether it is a terminal and this process may change its settings without being stopped for it. */
  isForegroundTerminal(): boolean;
  /**
   * Switches echo and line editing off and throws away what is typed until the returned function is
   * called. Ctrl-C still raises SIGINT.
   */
  swallowKeys(onInterrupt: () => void): () => void;
}

export type SignalName = "SIGINT" | "SIGTERM" | "SIGHUP";

export interface System {
  readonly runtime: { readonly name: "deno" | "bun"; readonly version: string };
  readonly arguments: readonly string[];
  readonly processId: number;
  /** Effective user id, or null where the platform has none. */
  userId(): number | null;
  environment(name: string): string | undefined;
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
