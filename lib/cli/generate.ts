import {
  DEFAULT_KEY_BYTES,
  DEFAULT_KEY_FILE,
  environmentPath,
  parseKeySize,
} from "../corosync/key_file.ts";
import { EXIT, Failure } from "../failure.ts";
import type { FileRequest } from "../files/destination.ts";
import { modeDigits } from "../files/status.ts";
import { imageSigns } from "../key/image.ts";
import type { GenerateRequest, KnownOfRun } from "../key/types.ts";
import { system } from "../system/mod.ts";
import type { FileStatus } from "../system/types.ts";
import { hint, warn } from "./channels.ts";
import {
  type Command,
  type CommandTable,
  DEFAULT_SOURCE,
  flag,
  helpOption,
  rootOption,
  type RunResult,
  sourceNamed,
  text,
  valued,
  warnAboutImage,
} from "./command.ts";
import {
  isGiven,
  type ParsedOptions,
  parseDuration,
  parseOptions,
  refusePositionals,
} from "./parse.ts";

const OPTIONS = {
  keyFile: valued(
    "key-file",
    "FILE",
    `write the key to FILE instead of ${DEFAULT_KEY_FILE}`,
    text,
    {
      short: "k",
      inherited: true,
      completes: "file",
      description:
        "The default is $COROSYNC_TOTEM_AUTHKEY_FILE if that is set and not empty. The " +
        "file gets mode 0400 and belongs to who makes it. A symbolic link is followed and the file it names is replaced, unless that link " +
        "is somebody else's, or they can exchange it, and what it leads to is not theirs; a " +
        "hard link is broken, so the other name keeps the old key. Devices, pipes, directories and " +
        "what is called corosync.conf are refused.",
    },
  ),
  lessSecure: flag("less-secure", "take the key from the system's generator; nobody has to type", {
    short: "l",
    inherited: true,
    description: "Uses crypto.getRandomValues. Needs no /dev and, once the system has booted, " +
      "never waits. With -r, the source that -r names is used.",
  }),
  randomFile: valued(
    "random-file",
    "SOURCE",
    "read from SOURCE instead of /dev/random; - is stdin",
    text,
    {
      short: "r",
      inherited: true,
      completes: "file",
      description:
        "Bytes that the tests reject, or that verify would refuse, are thrown away and fresh ones " +
        "drawn, once. The run ends where they are the start of another file, such as an archive or a " +
        "picture, or where verify would refuse what a pipe gave, such as text in front of a key. " +
        "A regular file is read once only, and named on standard error: its bytes are " +
        "a key only if nobody else has them, and must never be used again. A certificate, an " +
        "archive, a picture or a text is refused as a whole.",
    },
  ),
  size: valued(
    "size",
    "BYTES",
    "length of the key, 128 to 4096, default 128; pcs insists on 256",
    (_, text) => parseKeySize(text),
    { short: "s", inherited: true },
  ),
  help: { ...helpOption, inherited: true },
  version: flag("version", "print the version"),
  licenses: flag(
    "licenses",
    "print the licences of program, packages and runtime, and where others are",
  ),
  noClobber: flag("no-clobber", "leave a key that is already there: exit 7", {
    description:
      "An empty file is no key and is replaced; if two runs do that at the same moment, " +
      "both may end with 0, and the key of the later one is there.",
  }),
  timeout: valued(
    "timeout",
    "TIME",
    "give up when the key takes longer, such as 60 or 2m: exit 1",
    parseDuration,
  ),
  stdout: flag("stdout", "write the key, and nothing else, to standard output"),
  root: rootOption,
  mkdir: flag("mkdir", "make missing parent directories, mode 0755"),
  verbose: flag("verbose", "say which key was replaced, as on a terminal"),
  json: flag("json", "print one JSON receipt instead of the usual lines"),
};

/** What --stdout is refused beside, as it is beside -k, which it is given instead of. */
const NOT_WITH_STDOUT = [OPTIONS.json, OPTIONS.noClobber, OPTIONS.mkdir, OPTIONS.root];

const table: CommandTable = {
  positionals: "",
  description: [
    "Without options 1024 bits are read from /dev/random, which may wait for the kernel to gather " +
    "entropy; typing helps. The bytes are tested before anything is written, and a file that is " +
    "already there is replaced in one step, so that at every moment either the old or the new key " +
    "is whole.",
  ],
  options: Object.values(OPTIONS),
  exitCodes: [
    ["0", "the key was written"],
    ["1", "wrong usage, or the source failed, ended or took longer than --timeout"],
    [
      "2",
      "the key file could not be created, or with --no-clobber what is there is no good key",
    ],
    ["3", "the key file cannot have mode 0400"],
    ["4", "the key could not be written, or its directory was exchanged or not synced"],
    ["5", "the key file could not be closed"],
    ["6", "the source or its bytes were rejected; nothing was written"],
    ["7", "a key is there already and --no-clobber was given; an empty file is none"],
    ["128+n", "signal n arrived; nothing was written"],
  ],
  examples: [
    ["-s 256", "a key of 2048 bits from /dev/random into its place"],
    ["-l -k ./authkey", "a key at once, into ./authkey"],
  ],
};

/** The command without a name: make a key. */
export const generateCommand: Command = { table, run: runGenerate };

function runGenerate(args: readonly string[]): Promise<RunResult> {
  return runSuggesting(args, null);
}

/**
 * Makes a key, or says what is wrong with the command line.
 *
 * @param suggestion the hint for whatever is wrong, where the first word was meant for a command's name
 */
export async function runSuggesting(
  args: readonly string[],
  suggestion: string | null,
): Promise<RunResult> {
  if (!isGiven(OPTIONS.json, args, table.options)) return await makeAsAsked(args, suggestion, null);
  const { withJsonErrors } = await import("./with_json_errors.ts");
  const { failureJson } = await import("../report/json_report.ts");
  const known: KnownOfRun = { request: null, fingerprint: null };
  return await withJsonErrors(
    (failure) => failureJson(system.runtime, known, failure),
    EXIT.usageOrSource,
    () => makeAsAsked(args, suggestion, known),
  );
}

/** @param known what a receipt tells of the run; null without --json */
async function makeAsAsked(
  args: readonly string[],
  suggestion: string | null,
  known: KnownOfRun | null,
): Promise<RunResult> {
  let request: GenerateRequest;
  try {
    const options = parseOptions(args, table.options);
    if (typeof options !== "object") return options;
    const { positionals } = options;
    refusePositionals(positionals, 0, "-k FILE says where the key goes; commands come first");
    request = await toRequest(options);
  } catch (error) {
    if (!(error instanceof Failure) || suggestion === null) throw error;
    throw new Failure(error.exitCode, error.message, suggestion, error.details);
  }
  warnAboutImage(request.imageSigns);
  // What only makes a key is loaded for it.
  const { makeKey } = await import("./make_key.ts");
  return await makeKey(request, known);
}

async function toRequest(options: ParsedOptions): Promise<GenerateRequest> {
  const toStandardOutput = options.has(OPTIONS.stdout);
  const path = options.value(OPTIONS.keyFile) ?? defaultKeyFile();
  const root = options.value(OPTIONS.root);
  const canBeStdout = !NOT_WITH_STDOUT.some((option) => options.has(option));
  if (path === "-" && !toStandardOutput) {
    throw new Failure(
      EXIT.usageOrSource,
      "Unsupported key file '-': It takes the name of a file",
      (canBeStdout ? "--stdout writes the key to standard output; " : "") +
        "./- is a file of this name",
      { code: "usage" },
    );
  }
  return {
    source: toSource(options.value(OPTIONS.randomFile), options.has(OPTIONS.lessSecure)),
    keySizeBytes: options.value(OPTIONS.size) ?? DEFAULT_KEY_BYTES,
    destination: toStandardOutput ? toStdout(options) : {
      kind: "file",
      ...root === null ? { path } : await inRoot(path, root),
      isPhysical: root !== null,
      noClobber: options.has(OPTIONS.noClobber),
      makeDirectories: options.has(OPTIONS.mkdir),
      canBeStdout,
    },
    timeoutSeconds: options.value(OPTIONS.timeout),
    imageSigns: toStandardOutput ? [] : imageSigns(system, root, path),
    reportsPrevious: options.has(OPTIONS.json) || options.has(OPTIONS.verbose) ||
      system.stderr.isTerminal(),
    warnings: options.warnings,
  };
}

async function inRoot(
  asked: string,
  root: string,
): Promise<Pick<FileRequest, "path" | "passedInImage">> {
  const { findInRoot } = await import("../files/image_path.ts");
  const { path, passed } = findInRoot(system, asked, root, true);
  return { path, passedInImage: passed };
}

function defaultKeyFile(): string {
  return environmentPath(system, "COROSYNC_TOTEM_AUTHKEY_FILE", EXIT.usageOrSource) ??
    DEFAULT_KEY_FILE;
}

/** A source that is named wins over -l, which 3.x accepts beside -r and ignores. */
function toSource(named: string | null, lessSecure: boolean): GenerateRequest["source"] {
  if (named !== null) return sourceNamed(named);
  return lessSecure ? { kind: "csprng" } : sourceNamed(DEFAULT_SOURCE);
}

function toStdout(options: ParsedOptions): GenerateRequest["destination"] {
  const other = [...NOT_WITH_STDOUT, OPTIONS.keyFile].find((option) => options.has(option));
  if (other !== undefined) {
    const message = `Cannot use --stdout together with --${other.long}`;
    throw new Failure(EXIT.usageOrSource, message, undefined, { code: "usage" });
  }
  if (system.stdout.isTerminal()) {
    throw new Failure(
      EXIT.usageOrSource,
      "Cannot write the key to standard output: it is a terminal, wanted a file or pipe",
      "redirect it, or use -k FILE",
      { code: "usage" },
    );
  }
  if (system.stdout.leadsNowhere()) {
    throw new Failure(
      EXIT.write,
      "Cannot write the key to standard output: it is closed, or /dev/null",
      "redirect it to a file or pipe, or use -k FILE",
      { code: "cannot-write" },
    );
  }
  warnAboutMode(system.stdout.status());
  return { kind: "stdout" };
}

/** What the shell opened before us has the mode that its umask gave. */
function warnAboutMode(status: FileStatus | null): void {
  if (status?.kind !== "file" || (status.mode & 0o077) === 0) return;
  const mode = modeDigits(status.mode);
  warn(`Warning: Standard output is a file of mode ${mode}, so others may read the key`);
  hint(
    "chmod 0600 keeps that file to its owner, umask 077 before the redirection a new one; so does -k FILE",
  );
}
