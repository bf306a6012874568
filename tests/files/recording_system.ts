import { system } from "../../lib/system/mod.ts";
import type { FileSystem, OpenFile, System } from "../../lib/system/types.ts";

/** A system whose file system does what the real one does and keeps a record of it. */
export interface RecordingSystem {
  readonly system: System;
  /** Every call that changes something, or looks at a file that is being written, in order. */
  readonly calls: string[];
  /** Every buffer that bytes were written from or read into. */
  readonly buffers: Uint8Array[];
}

/** @param change what differs from the real file system */
export function recordingSystem(
  change: (files: FileSystem) => Partial<FileSystem> = () => ({}),
): RecordingSystem {
  const calls: string[] = [];
  const buffers: Uint8Array[] = [];
  const { files } = system;
  const note = <Result>(call: string, result: Result): Result => {
    calls.push(call);
    return result;
  };
  const openFile = (file: OpenFile): OpenFile => ({
    ...file,
    write: (bytes, positionBytes) => {
      buffers.push(bytes);
      return note("write", file.write(bytes, positionBytes));
    },
    read: (buffer, positionBytes) => {
      buffers.push(buffer);
      return note("read back", file.read(buffer, positionBytes));
    },
    truncate: (sizeBytes) => note("truncate", file.truncate(sizeBytes)),
    sync: () => note("sync", file.sync()),
    close: () => note("close", file.close()),
  });
  const recorded: FileSystem = {
    ...files,
    createExclusive: (path, mode) =>
      note(`create ${mode.toString(8)}`, openFile(files.createExclusive(path, mode))),
    openExisting: (path, append) =>
      note("open existing", openFile(files.openExisting(path, append))),
    openDirectory: (path) => {
      const directory = files.openDirectory(path);
      return note("open directory", {
        ...directory,
        sync: () => note("sync directory", directory.sync()),
      });
    },
    readFile: (path, limitBytes, expected) => {
      const bytes = files.readFile(path, limitBytes, expected);
      buffers.push(bytes);
      return bytes;
    },
    makeDirectory: (path, mode) =>
      note(`make directory ${mode.toString(8)}`, files.makeDirectory(path, mode)),
    removeDirectory: (path) => note("remove directory", files.removeDirectory(path)),
    rename: (from, to) => note("rename", files.rename(from, to)),
    link: (existing, created) => note("link", files.link(existing, created)),
    remove: (path) => note("remove", files.remove(path)),
  };
  const all = { ...recorded, ...change(recorded) };
  // The process that runs the tests keeps its permissions.
  return { system: { ...system, files: all, dropPermissions: () => false }, calls, buffers };
}

/** Whether nothing is left in a buffer, nor in what it is a part of. */
export function isWiped(buffer: Uint8Array): boolean {
  return new Uint8Array(buffer.buffer).every((byte) => byte === 0);
}
