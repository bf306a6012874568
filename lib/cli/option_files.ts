import type { SourceChoice } from "../entropy/source.ts";
import { EXIT, Failure, withExitCode } from "../failure.ts";
import type { FileRequest } from "../files/destination.ts";
import { readBeginning } from "../files/read_key.ts";
import { createIncrementalFile, probeDestination, replaceFile } from "../files/replace_file.ts";
import { isSame, statusOrNull } from "../files/status.ts";
import { findForReading, foundAt } from "../files/walk_path.ts";
import { describeError } from "../system/errors.ts";
import { system } from "../system/mod.ts";
import type { System } from "../system/types.ts";
import { deliver, deliverIfPossible, warn } from "./channels.ts";

/** A file that an option names, null where it was not given. */
interface NamedFile {
  readonly option: string;
  readonly path: string | null;
}

/** Whether a source is the file that a path names. */
function isFileOf(source: SourceChoice, path: string): boolean {
  return source.kind === "file"
    ? namesOneFile(system, source.path, path)
    : source.kind === "stdin" && isSame(system.stdin.status(), statusOrNull(system, path));
}

/**
 * Refuses one file that is to be read as several data sets, which would then confirm each other.
 *
 * @param noise null where none is read
 * @throws Failure (exit 1)
 */
export function checkDataSets(noise: SourceChoice | null, files: readonly NamedFile[]): void {
  const named = files.flatMap(({ option, path }) => path === null ? [] : [{ option, path }]);
  for (const [i, { option, path }] of named.entries()) {
    const other = named.slice(0, i).find((earlier) => namesOneFile(system, earlier.path, path));
    const as = other !== undefined
      ? `--${other.option}`
      : noise !== null && isFileOf(noise, path)
      ? "the raw noise"
      : null;
    if (as === null) continue;
    throw new Failure(
      EXIT.usageOrSource,
      `Unsupported --${option} '${path}': It is the file of ${as}`,
    );
  }
}

/** Whether two paths lead to one file, which need not be there. */
export function namesOneFile(system: System, one: string, other: string): boolean {
  try {
    const [first, second] = [foundAt(system, one), foundAt(system, other)];
    return isSame(first.status, second.status) ||
      first.path !== null && first.path === second.path;
  } catch {
    return false; // Whoever opens it tells what is wrong with it.
  }
}

/** What makes a report of a result; each loads what it needs. */
export interface ReportWriters<Result extends readonly unknown[]> {
  text(): Promise<(...result: Result) => string>;
  json(): Promise<(...result: Result) => string>;
  page(): Promise<(...result: Result) => string>;
}

/**
 * Makes sure that a report can be written, and loads what writes it, before anybody measures for it.
 *
 * @returns prints a report and puts its page in place; a full disk for one is no reason to lose the other. With the
 * page in its place the run has told what it found: that standard output takes nothing is then said, and changes no
 * exit code. Failure (exit 4) when the page cannot be written, or there is none and the report cannot be printed
 * @throws Failure (exit 4) when there cannot be a page
 */
export async function prepareReport<Result extends readonly unknown[]>(
  json: boolean,
  htmlPath: string | null,
  writers: ReportWriters<Result>,
): Promise<(...result: Result) => void> {
  let writePage: ((...result: Result) => void) | null = null;
  if (htmlPath !== null) {
    const write = prepareReportFile(htmlPath);
    const toPage = await writers.page();
    writePage = (...result) => write(toPage(...result));
  }
  const toOutput = await (json ? writers.json() : writers.text());
  return (...result) => {
    const report = toOutput(...result);
    if (writePage === null) return deliver(report);
    deliverIfPossible(report);
    writePage(...result);
  };
}

/** Writes the text and puts it in place; whether that is possible is found out at once. */
function prepareReportFile(path: string): (text: string) => void {
  const request: FileRequest = {
    path,
    mode: 0o666 & ~system.umask(),
    isSecret: false,
    noClobber: false,
    makeDirectories: false,
    hints: { directory: "name a file in it, such as DIR/report.html" },
  };
  const left = withExitCode(EXIT.write, () => probeDestination(system, request, null));
  if (left !== null) warn(`Warning: Could not remove ${left}`);
  refuseWhatIsNoPage(path);
  return (text) => {
    refuseWhatIsNoPage(path);
    const bytes = new TextEncoder().encode(text);
    const { warnings } = withExitCode(EXIT.write, () => replaceFile(system, bytes, request));
    for (const text of warnings) warn(`Warning: ${text}`);
  };
}

/** What may stand before the first element of a page: white space, the declaration of XML, comments; and that element. */
const BLANKS = /^\s*(<\?xml\s[^>]*>\s*)?/i;
const FIRST_ELEMENT = /^<(!doctype\s+html|html)[\s/>]/i;

/**
 * Whether a text begins as an HTML page does. By hand over comments, since an expression for any number of them takes
 * time that doubles with each.
 */
export function beginsPage(text: string): boolean {
  let rest = text.replace(BLANKS, "");
  while (rest.startsWith("<!--")) {
    const end = rest.indexOf("-->", 4);
    if (end < 0) return false;
    rest = rest.slice(end + 3).trimStart();
  }
  return FIRST_ELEMENT.test(rest);
}

/**
 * A key or a recording whose name was typed for that of a page stays.
 *
 * @throws Failure (exit 4)
 */
function refuseWhatIsNoPage(path: string): void {
  let beginning: Uint8Array;
  try {
    const found = findForReading(system, path);
    if (found.status === null || found.status.sizeBytes === 0) return;
    beginning = readBeginning(system, found.path, found.status).bytes;
  } catch (error) {
    throw new Failure(EXIT.write, `Could not read ${path}: ${describeError(error)}`, undefined, {
      code: "cannot-read",
    });
  }
  const isPage = beginsPage(new TextDecoder().decode(beginning));
  beginning.fill(0);
  if (isPage) return;
  throw new Failure(
    EXIT.write,
    `Could not create ${path}: What is there is no HTML page`,
    "name another file: a page replaces nothing but an HTML page, and what is there may be a key",
    { code: "cannot-create" },
  );
}

/**
 * Refuses files to write that are standard output, one another, or one that is read.
 *
 * @throws Failure (exit 1)
 */
export function checkOutputFiles(
  outputs: readonly NamedFile[],
  inputs: readonly SourceChoice[],
): void {
  const places = outputs.flatMap(({ option, path }) => path === null ? [] : [{ option, path }]);
  for (const [i, { option, path }] of places.entries()) {
    const refuse = (reason: string, hint?: string) =>
      new Failure(EXIT.usageOrSource, `Unsupported --${option} '${path}': ${reason}`, hint, {
        code: "usage",
      });
    if (path === "-") throw refuse("It takes the name of a file", "./- is a file of this name");
    const other = places.slice(0, i).find((earlier) => namesOneFile(system, earlier.path, path));
    if (other !== undefined) throw refuse(`It is the file of --${other.option}`);
    if (inputs.some((input) => isFileOf(input, path))) throw refuse("It is a file that is read");
  }
}

/** A copy of what is read. */
export interface RecordFile {
  write(bytes: Uint8Array): void;
  /** Puts the whole copy safely on disk, under its name. */
  close(): void;
  /** Removes a copy that was not closed: half a recording would be taken for a whole one. */
  abandon(): void;
}

/** For the owner alone: what was read may be compared with a later recording, and may resemble it. */
const RECORD_MODE = 0o600;

/**
 * Creates the file for a copy; one that is there already is left alone.
 *
 * @throws Failure (exit 4) when it cannot be created; the same from `write` and `close`
 */
export function createRecord(path: string): RecordFile {
  const request = {
    path,
    mode: RECORD_MODE,
    isSecret: true,
    noClobber: true,
    makeDirectories: false,
    hints: { directory: "name a file in it, such as DIR/recording" },
  };
  const file = withExitCode(EXIT.write, () => createIncrementalFile(system, request));
  warn(`Recording to ${path}: never use it as a key, others may have read the same bytes`);
  return {
    write: (bytes) => withExitCode(EXIT.write, () => file.write(bytes)),
    close: () => {
      const { warnings } = withExitCode(EXIT.write, () => file.finish());
      for (const text of warnings) warn(`Warning: ${text}`);
    },
    abandon: () => {
      const left = file.abandon();
      if (left !== null) warn(`Warning: What was recorded so far is still there: ${left}`);
    },
  };
}
