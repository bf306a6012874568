import { EXIT, Failure } from "../failure.ts";
import { inspectDestination } from "../files/destination.ts";
import { type FileRequest, probePlace, replaceFile } from "../files/replace_file.ts";
import { system } from "../system/mod.ts";
import { warn } from "./channels.ts";

/**
 * Makes sure that a report can be written before anybody measures for it.
 *
 * @returns writes the text and puts it in place
 * @throws Failure: exit 1 for `-`, 4 when it cannot be written.
 */
export function prepareReportFile(path: string): (text: string) => void {
  refuseStandardOutput("html", path);
  const request: FileRequest = {
    path,
    mode: 0o666 & ~system.umask(),
    noClobber: false,
    makeDirectories: false,
  };
  withExitCodeOfWriting(() => {
    const { warning } = inspectDestination(system, path, request);
    if (warning !== null) warn(`Warning: ${warning}`);
    probePlace(system, request);
  });
  return (text) => {
    const bytes = new TextEncoder().encode(text);
    const { warnings } = withExitCodeOfWriting(() => replaceFile(system, bytes, request));
    for (const text of warnings) warn(`Warning: ${text}`);
  };
}

/** @throws Failure (exit 1): one output cannot take a text and a file at once. */
export function refuseStandardOutput(option: string, path: string): void {
  if (path !== "-") return;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '-' (supported: the name of a file)`,
    `./- is a file of this name`,
  );
}

/** A command that makes no key has one exit code for every file that it cannot write. */
export function withExitCodeOfWriting<Result>(action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(EXIT.write, error.message, error.hint);
  }
}
