import { EXIT, Failure } from "../failure.ts";
import { KEY_SIZE_BYTES, parseKeySize } from "../corosync/key_size.ts";
import { environmentPath } from "../files/environment.ts";
import { imageSigns } from "../key/image.ts";
import type { GenerateRequest } from "../key/receipt.ts";
import { describeError } from "../system/errors.ts";
import { system } from "../system/mod.ts";
import type { FileStatus } from "../system/types.ts";
import { hint, warn } from "./channels.ts";
import { generateSpec } from "./generate_spec.ts";
import { type ParsedOptions, parseOptions, parseSeconds, refusePositionals } from "./parse.ts";

const DEFAULT_KEY_FILE = "/etc/corosync/authkey";
const DEFAULT_SOURCE = "/dev/random";

/** The command without a name: make a key. Returns the exit code. */
export async function runGenerate(args: readonly string[]): Promise<number> {
  const options = await parseOptions(args, generateSpec, (key, value) => {
    if (key === "size") parseKeySize(value);
    if (key === "timeout") parseSeconds(key, value);
  });
  if (typeof options === "number") return options;
  refusePositionals(options.positionals, 0, "-k FILE says where the key goes; commands come first");
  const request = await toRequest(options);
  if (request.imageSigns.length > 0) await warnOfImage(request.imageSigns);
  // -h, --version and a wrong option need none of it.
  const { makeKey } = await import("./make_key.ts");
  return await makeKey(request, options.flags.has("json"));
}

async function toRequest({ flags, values }: ParsedOptions): Promise<GenerateRequest> {
  const timeout = values.get("timeout");
  const size = values.get("size");
  const toStandardOutput = flags.has("stdout");
  const path = values.get("key-file") ?? defaultKeyFile();
  const root = values.get("root") ?? null;
  return {
    source: toSource(values.get("random-file"), flags.has("less-secure")),
    keySizeBytes: size === undefined ? KEY_SIZE_BYTES.usual : parseKeySize(size),
    destination: toStandardOutput ? toStdout(flags, values) : {
      kind: "file",
      path: root === null ? path : await inRoot(path, root),
      noClobber: flags.has("no-clobber"),
      makeDirectories: flags.has("mkdir"),
    },
    timeoutSeconds: timeout === undefined ? null : parseSeconds("timeout", timeout),
    imageSigns: toStandardOutput ? [] : imageSigns(system, root, path),
    reportsPrevious: flags.has("json") || flags.has("verbose") || system.stderr.isTerminal(),
  };
}

async function inRoot(path: string, root: string): Promise<string> {
  const { placeInRoot } = await import("../files/walk_path.ts");
  return placeInRoot(system, path, root);
}

async function warnOfImage(imageSigns: readonly string[]): Promise<void> {
  const { warnAboutImage } = await import("./image_warning.ts");
  warnAboutImage(imageSigns);
}

function defaultKeyFile(): string {
  return environmentPath(system, "COROSYNC_TOTEM_AUTHKEY_FILE", EXIT.usageOrSource) ??
    DEFAULT_KEY_FILE;
}

/** A source that is named wins over -l, which 3.x accepts beside -r and ignores. */
function toSource(named: string | undefined, lessSecure: boolean): GenerateRequest["source"] {
  if (named === "-") return { kind: "stdin" };
  if (named !== undefined) return { kind: "file", path: named };
  return lessSecure ? { kind: "csprng" } : { kind: "file", path: DEFAULT_SOURCE };
}

function toStdout(
  flags: ReadonlySet<string>,
  values: ReadonlyMap<string, string>,
): GenerateRequest["destination"] {
  const other = ["json", "no-clobber", "mkdir"].find((name) => flags.has(name)) ??
    ["key-file", "root"].find((name) => values.has(name));
  if (other !== undefined) {
    throw new Failure(EXIT.usageOrSource, `Cannot use --stdout together with --${other}`);
  }
  if (system.stdout.isTerminal()) {
    throw new Failure(
      EXIT.usageOrSource,
      "Cannot write the key to standard output: it is a terminal, wanted a file or pipe",
      "redirect it, or use -k FILE",
    );
  }
  if (system.stdout.wasClosed()) {
    const reason = describeError({ code: "EBADF" });
    throw new Failure(EXIT.write, `Could not write standard output: ${reason}`);
  }
  warnAboutMode(system.stdout.status());
  return { kind: "stdout" };
}

/** What the shell opened before us has the mode that its umask gave. */
function warnAboutMode(status: FileStatus | null): void {
  if (status?.kind !== "file" || (status.mode & 0o077) === 0) return;
  const mode = status.mode.toString(8).padStart(4, "0");
  warn(`Warning: Standard output is a file of mode ${mode}, so others may read the key`);
  hint("umask 077 before the redirection keeps it to its owner; so does -k FILE");
}
