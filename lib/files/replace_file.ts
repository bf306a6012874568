import { Failure } from "../failure.ts";
import { errorCode } from "../system/errors.ts";
import type { System } from "../system/types.ts";
import {
  alreadyThere,
  cannotCreate,
  type Destination,
  type FileRequest,
  inspectDestination,
  leaving,
} from "./destination.ts";
import { type EnteredDirectory, inDirectory } from "./entered_directory.ts";
import {
  matchingBytes,
  type OpenedInPlace,
  openInPlace,
  writeIntoEmpty,
  writeOver,
} from "./in_place.ts";
import {
  completeReplacement,
  linkOrRename,
  linkWarnings,
  ownerOf,
  type Replacement,
} from "./link_or_rename.ts";
import { isMountPoint, statusOrNull } from "./status.ts";
import {
  cannotWrite,
  createTemporary,
  discard,
  syncAndClose,
  type Temporary,
  verifyContent,
  writeBytes,
  writeWhole,
} from "./temporary.ts";
import { baseName, directoryName } from "./walk_path.ts";

/**
 * Makes sure that a file can be created beside the one to replace, so that nobody types or measures for a
 * minute and then learns that the file system is read-only. Where its directory is still to be made, that is tried
 * in the deepest one that there is.
 *
 * @param sizeBytes of what will be written; null where that is not known yet
 * @returns what was made and could not be removed again, as in a directory of `chattr +a`; null where nothing is left
 * @throws Failure: exit 2 when none can be created, 3 when it would have another mode; 4 when it is a mount point
 * of another length, or holds anything while the length is not known.
 */
export function probeDestination(
  system: System,
  request: FileRequest,
  sizeBytes: number | null,
): string | null {
  const destination = withExistingDirectory(inspectDestination(system, request.path, request));
  return inDirectory(system, destination, ({ here }) => {
    const temporary = createBeside(system, request, destination, here);
    const left = temporary === null || isGone(system, temporary)
      ? null
      : nameOf(destination, temporary);
    if (temporary === null || isMountPoint(system, destination.path) === true) {
      openMounted(system, request, destination, here, sizeBytes).file.close();
    }
    return left;
  });
}

/** A destination in the deepest directory on its way that is there. */
function withExistingDirectory(destination: Destination): Destination {
  const [missing] = destination.missingDirectories;
  if (missing === undefined) return destination;
  const directory = directoryName(missing);
  const parent = destination.passed.find(({ path }) => path === directory);
  const directoryStatus = parent?.status ?? null;
  return { ...destination, directory, directoryStatus, missingDirectories: [] };
}

/**
 * Puts `bytes` in the place of a file: a temporary beside it, its mode named when it is created, written, synced,
 * read back, linked where nothing was or renamed over the old one, the directory synced. Until then the old file is
 * untouched; after it the new one is whole. Nothing is changed by name, and no signal comes in between, since nothing
 * is awaited.
 *
 * @param onWriting called once the file is created and before bytes are written to it
 * @throws Failure: exit 2 (cannot be created), 3 (mode), 4 (written; or the directory was exchanged or not
 * synced), 5 (closed), 7 (is there, with `noClobber`); no temporary is left.
 */
export function replaceFile(
  system: System,
  bytes: Uint8Array,
  request: FileRequest,
  onWriting: () => void = () => {},
): Replacement {
  const destination = inspectDestination(system, request.path, request);
  return inDirectory(system, destination, (directory) => {
    const { here } = directory;
    const temporary = createBeside(system, request, destination, here);
    onWriting();
    if (temporary !== null) {
      const placed = discardOnFailure(system, destination, temporary, () => {
        writeWhole(temporary.file, bytes, request.path);
        return linkOrRename(system, request, destination, directory, temporary, bytes);
      });
      if (placed !== null) return completeReplacement(system, destination, directory, placed);
      discard(system, temporary);
    }
    const { file, isEmpty } = openMounted(system, request, destination, here, bytes.length);
    const status = file.status();
    const isTheSame = request.comparesOld === true && matchingBytes(file, bytes) === bytes.length;
    const taken = request.noClobber ? alreadyThere(request.path, request.hints?.exists) : undefined;
    if (isEmpty) writeIntoEmpty(file, bytes, request.path, taken);
    else writeOver(file, bytes, request.path);
    return {
      path: destination.path,
      replaced: !isEmpty,
      method: "in place",
      isTheSame,
      owner: ownerOf(status),
      previousOwner: null,
      passed: destination.passed,
      warnings: [
        ...linkWarnings(destination, true),
        ...request.isSecret ? readerWarnings(system, request.path, status.uid) : [],
      ],
    };
  });
}

/** Nothing is changed of a mount point but its bytes, and whoever owns it reads them. */
function readerWarnings(system: System, path: string, uid: number): string[] {
  const userId = system.userId();
  if (userId === null || uid === userId || uid === 0) return [];
  return [`${path} is a mount point and still belongs to user ${uid}, who can read it`];
}

/** A file that is written while something is measured, and put into its place when that is over. */
export interface IncrementalFile {
  /** @throws Failure (exit 4) */
  write(bytes: Uint8Array): void;
  /**
   * Puts the whole file into its place.
   *
   * @throws Failure as {@linkcode replaceFile}
   */
  finish(): Replacement;
  /**
   * Removes what was not finished: half a file would be taken for a whole one.
   *
   * @returns what is left of it, and where; null where nothing is
   */
  abandon(): string | null;
}

/**
 * The same as {@linkcode replaceFile} for a file whose bytes come one after the other. With `noClobber` only: nothing
 * is in its place.
 *
 * @throws Failure as {@linkcode replaceFile}
 */
export function createIncrementalFile(system: System, request: FileRequest): IncrementalFile {
  const destination = inspectDestination(system, request.path, request);
  const temporary = inDirectory(
    system,
    destination,
    ({ here }) => {
      const created = createBeside(system, request, destination, here, ".part");
      if (created === null) throw cannotCreate(request.path, "EROFS");
      return created;
    },
  );
  /** The working directory may have lost its name, or got one. */
  const seenFrom = ({ here }: EnteredDirectory) => ({
    ...temporary,
    path: `${here}/${baseName(temporary.path)}`,
  });
  let sizeBytes = 0;
  let finished = false;
  return {
    write: (bytes) => {
      try {
        writeBytes(temporary.file, bytes, sizeBytes);
        verifyContent(temporary.file, bytes, sizeBytes);
      } catch (error) {
        throw cannotWrite(request.path, error);
      }
      sizeBytes += bytes.length;
    },
    finish: () =>
      inDirectory(system, destination, (directory) => {
        syncAndClose(temporary.file, request.path);
        const placed = linkOrRename(
          system,
          request,
          destination,
          directory,
          seenFrom(directory),
          null,
        );
        if (placed === null) throw cannotCreate(request.path, "EBUSY");
        finished = true;
        return completeReplacement(system, destination, directory, placed);
      }),
    abandon: () => {
      if (finished) return null;
      finished = true;
      try {
        const isGone = inDirectory(
          system,
          destination,
          (directory) => discard(system, seenFrom(directory)),
        );
        if (isGone) return null;
      } catch { /* the failure that led here is the one to tell */ }
      return `${
        baseName(temporary.path)
      }, in the directory that was ${destination.directory} at first`;
    },
  };
}

/** Null in a read-only directory, where a file that is there may be a mount point and writable itself. */
function createBeside(
  system: System,
  { path, mode, isSecret, source = null }: FileRequest,
  { existing }: Destination,
  here: string,
  suffix: ".tmp" | ".part" = ".tmp",
): Temporary | null {
  try {
    const kept = existing === null || isSecret ? mode : mode & narrowed(existing.mode);
    return createTemporary(system, here, {
      ...{ mode: kept, isSecret, suffix },
      spared: [source, existing],
    });
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (errorCode(error) === "EROFS" && existing !== null) return null;
    throw cannotCreate(path, error);
  }
}

/**
 * What a new file may be read by, where the old one had this mode: who narrowed a file that is no secret to us meant
 * its successors too. Its group has what all others have: the new file is another group's, and with an access
 * control list these bits are no group's but a mask over the list, which the directory may hand on.
 */
function narrowed(mode: number): number {
  return mode & 0o707 | mode & 0o070 & (mode & 0o007) << 3;
}

/** A temporary that stays although nothing was written is named beside the failure. */
function discardOnFailure<Result>(
  system: System,
  destination: Destination,
  temporary: Temporary,
  action: () => Result,
): Result {
  try {
    return action();
  } catch (error) {
    if (isGone(system, temporary) || !(error instanceof Failure)) throw error;
    throw leaving(error, nameOf(destination, temporary));
  }
}

/** Removes a temporary; whether nothing is left of it. */
function isGone(system: System, temporary: Temporary): boolean {
  return discard(system, temporary) || statusOrNull(system, temporary.path) === null;
}

/** A temporary as its directory is called from outside. */
function nameOf({ directory }: Destination, { path }: Temporary): string {
  return `${directory}/${baseName(path)}`;
}

/** A mount point, open for writing in place. */
function openMounted(
  system: System,
  { mode, path, isSecret, hints }: FileRequest,
  { name, existing }: Destination,
  here: string,
  sizeBytes: number | null,
): OpenedInPlace {
  const place = {
    requestedPath: path,
    existing,
    mode: isSecret ? mode : null,
    sizeBytes,
    hint: hints?.mounted,
  };
  return openInPlace(system, `${here}/${name}`, place);
}
