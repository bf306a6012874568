/**
 * Installs an executable with its man page and completions where distributions put them:
 * `deno task install [--prefix DIRECTORY] [--runtime deno|bun] [--executable FILE] [--unit]`.
 *
 * The prefix is /usr/local unless given. DESTDIR is put before it, for packages that are built in a tree
 * of their own (GNU Coding Standards, "DESTDIR: Support for Staged Installs"). As with make, a relative one begins
 * at the current directory, which under `deno task` is that of deno.json.
 */
import { basename, dirname } from "node:path";
import { ensureDir } from "@std/fs/ensure-dir";
import { walkPath } from "../lib/files/walk_path.ts";
import { describeError, valueOrNull } from "../lib/system/errors.ts";
import { system } from "../lib/system/mod.ts";
import { ENDING_SIGNALS } from "../lib/system/signal_numbers.ts";
import { findBuilt } from "./build/built.ts";
import { isElfProgram, isForThisProcessor } from "./build/elf.ts";
import { BuildFailure, systemReason } from "./build/failure.ts";
import { PROGRAM, ROOT } from "./build/project.ts";
import { tryTool } from "./build/run_tool.ts";
import { hostTarget } from "./build/targets.ts";
import { writeNew } from "./build/write_new.ts";
import { parseScriptArguments, runScript } from "./command_line.ts";
import { documents } from "./documents.ts";
import { isSearched, refuseHidden, UNIT, unitFor } from "./systemd/unit.ts";

interface InstallRequest {
  readonly prefix: string;
  readonly executable: string;
  /** Whether the unit for the first boot is wanted too. */
  readonly unit: boolean;
}

const OPTIONS = [
  { name: "prefix", value: "DIR", summary: "instead of /usr/local; below $DESTDIR" },
  {
    name: "runtime",
    value: "deno|bun",
    summary: "which executable of dist/ to take; without it the one that is there",
  },
  { name: "executable", value: "FILE", summary: "take this one" },
  { name: "unit", summary: "install the systemd unit for the first boot too" },
];

async function parseRequest(args: readonly string[]): Promise<InstallRequest> {
  const { values } = parseScriptArguments("install", OPTIONS, args);
  const prefix = values["prefix"]?.at(-1) ?? "/usr/local";
  if (!prefix.startsWith("/")) {
    throw new BuildFailure(`--prefix ${prefix} is not an absolute path`);
  }
  const runtime = values["runtime"]?.at(-1);
  if (runtime !== undefined && values["executable"] !== undefined) {
    throw new BuildFailure("Cannot use --runtime together with --executable, which names the file");
  }
  return {
    prefix,
    executable: values["executable"]?.at(-1) ?? await builtHere(runtime),
    unit: values["unit"] !== undefined,
  };
}

async function builtHere(runtime: string | undefined): Promise<string> {
  const host = hostTarget();
  if (host === undefined) throw new BuildFailure(`${Deno.build.target} is not supported`);
  return (await findBuilt(`${ROOT}dist`, host, runtime, true)).executable;
}

/** Where a path leads once links are followed, "" for the root; its last parts may be missing. */
function physicalPath(path: string): string {
  try {
    const found = walkPath(system, path || "/").path;
    return found === "/" ? "" : found;
  } catch (error) {
    const { hint } = error as { hint?: string };
    throw new BuildFailure(
      `Cannot install into ${path}: ${describeError(error)}`,
      hint === undefined ? [] : [hint],
    );
  }
}

/** What ours answers, and neither the program of that name that comes with corosync nor any other. */
const OUR_VERSION = /^corosync-keygen \d+\.\d.* \(/;

type InstalledFile = readonly [path: string, mode: number, content: Uint8Array];

/**
 * Where everything goes below the prefix, as Debian and Fedora have it.
 *
 * @param prefix as the installed system has it
 */
async function filesOf(
  { executable, unit }: InstallRequest,
  prefix: string,
): Promise<InstalledFile[]> {
  const text = (content: string) => new TextEncoder().encode(content);
  return [
    [`sbin/${PROGRAM}`, 0o755, await readExecutable(executable)],
    ...(await documents("site-functions")).map(([path, content]) => [
      `share/${path}`,
      0o644,
      text(content),
    ]),
    ...unit
      ? [[`lib/systemd/system/${UNIT}`, 0o644, text(await unitFor(`${prefix}/sbin/${PROGRAM}`))]]
      : [],
  ] as InstalledFile[];
}

async function readExecutable(path: string): Promise<Uint8Array> {
  const content = await Deno.readFile(path).catch((error) => {
    const reason = systemReason(error);
    if (reason === null) throw error;
    throw new BuildFailure(`Cannot read the executable ${path}: ${reason}`);
  });
  // macOS has another format.
  if (Deno.build.os === "darwin") return content;
  if (!isElfProgram(content)) {
    throw new BuildFailure(`Cannot install ${path}: it is no ELF program`);
  }
  if (isForThisProcessor(content)) await refuseOtherProgram(path);
  return content;
}

/** Refuses a program that answers as another than ours; what cannot be started here may be right where it goes. */
async function refuseOtherProgram(path: string): Promise<void> {
  let answer: Uint8Array;
  try {
    const command = new Deno.Command(await Deno.realPath(path), {
      args: ["--version"],
      stdin: "null",
      stderr: "null",
    });
    answer = (await command.output()).stdout;
  } catch {
    return;
  }
  if (OUR_VERSION.test(new TextDecoder().decode(answer))) return;
  throw new BuildFailure(`Cannot install ${path}: it is another program than ${PROGRAM}`);
}

/**
 * Refuses to replace what a Debian package brought: its next upgrade would put the other file back. A file is the
 * package's by its own name, which a link that another name leads through is not.
 *
 * @param root whose packages are asked, "" for those of this machine
 */
async function refuseFilesOfPackages(root: string, paths: readonly string[]): Promise<void> {
  const physicalOf = (path: string) => `${physicalPath(dirname(path))}/${basename(path)}`;
  // A package may have one by the name that was given, through a link. What dpkg-query takes is a pattern.
  const names = paths.flatMap((path) => [path, physicalOf(path)]).map((path) =>
    path.slice(root.length).replace(/\/+/g, "/").replace(/[*?[\]\\]/g, "\\$&")
  );
  const search = ["dpkg-query", `--admindir=${root}/var/lib/dpkg`, "--search", ...new Set(names)];
  const { code, stdout, output } = await tryTool(search, { env: { LC_ALL: "C", LANGUAGE: "" } });
  // 1 says that no package has one of them.
  if (code !== null && code > 1) {
    const reason = output.trim().replace(/^dpkg-query: (error: )?/, "").replaceAll(
      /\s*\n\s*/g,
      " ",
    );
    throw new BuildFailure(
      `Cannot see which package ${paths[0]} belongs to: ${
        reason || `dpkg-query ended with ${code}`
      }`,
    );
  }
  for (const path of paths) {
    const physical = physicalOf(path).slice(root.length);
    const lines = stdout.split("\n").map((line) => withPlace(root, line, physical));
    if (await isMovedAside(root, physical, lines)) continue;
    const ours = lines.filter((line) => line.endsWith(`: ${physical}`));
    if (ours.some((line) => /^(?:local )?diversion .*to: /.test(line))) {
      throw new BuildFailure(`${path} is where the file of a package was moved aside to`);
    }
    const owner = ours.find((line) => !/^(?:local )?diversion /.test(line));
    if (owner === undefined) continue;
    throw new BuildFailure(`${path} belongs to a package: ${owner.split(":")[0]}`, [
      "install below /usr/local, or make a Debian package, which moves that file aside:",
      "deno task package",
    ]);
  }
}

/** A line of dpkg-query, with a file by its path below the root where it has it by another name of the directory. */
function withPlace(root: string, line: string, path: string): string {
  const [, what = "", named = ""] = /^(.*?: )(\/.*)$/.exec(line) ?? [];
  if (basename(named) !== basename(path)) return line;
  const directory = valueOrNull(() => physicalPath(root + dirname(named)));
  return directory === dirname(root + path) ? what + path : line;
}

/**
 * Whether an administrator has moved the file of a package aside (dpkg-divert --local --rename), so that its next
 * upgrade leaves alone what is put there. Without --rename the package's own file still lies there.
 *
 * @param path below the root
 * @param lines what dpkg-query says of it
 */
async function isMovedAside(
  root: string,
  path: string,
  lines: readonly string[],
): Promise<boolean> {
  const from = lines.indexOf(`local diversion from: ${path}`);
  const to = "local diversion to: ";
  if (from < 0 || !lines[from + 1].startsWith(to)) return false;
  const place = lines[from + 1].slice(to.length);
  return await Deno.lstat(root + place).then(() => true, () => false);
}

/** Links below DESTDIR are those of the system that it becomes, and mean another place here. */
function refuseOutside(stage: string, what: string, path: string): void {
  const physical = physicalPath(path);
  if (stage === "" || physical === stage || physical.startsWith(`${stage}/`)) return;
  throw new BuildFailure(`${what} leads out of DESTDIR, to ${physical || "/"}`);
}

/** What stands in the way is found before anything is written. */
async function refuseDirectories(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const isDirectory = await Deno.lstat(path).then((it) => it.isDirectory, () => false);
    if (isDirectory) throw new BuildFailure(`Cannot write ${path}: a directory is there`);
  }
}

/** By way of a rename: an executable that is running cannot be written to. */
async function put(path: string, mode: number, content: Uint8Array): Promise<void> {
  await ensureDir(physicalPath(dirname(path)));
  const part = `${path}.${Deno.pid}`;
  // Nothing is awaited before the rename, so that no signal ends the run while the part is there.
  try {
    writeNew(part, mode, content);
    Deno.renameSync(part, path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) removeIfThere(part);
    throw error;
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch { /* what ended the writing is told */ }
}

/** A signal ends the run between two files. */
function endWithSignals(): void {
  for (const [name, number] of Object.entries(ENDING_SIGNALS)) {
    Deno.addSignalListener(name as Deno.Signal, () => Deno.exit(128 + number));
  }
}

/** What to do where a file cannot be written. */
function cannotWrite(path: string, error: unknown): unknown {
  const reason = systemReason(error);
  if (reason === null) return error;
  return new BuildFailure(
    `Cannot write ${path}: ${reason}`,
    error instanceof Deno.errors.PermissionDenied ? ["run it as root, or choose a --prefix"] : [],
  );
}

/** A unit is off until somebody enables it; one outside systemd's directories is named by its path. */
function printHowToEnable(stage: string, prefix: string): void {
  const path = `${prefix}/lib/systemd/system/${UNIT}`;
  const unit = isSearched(path) ? UNIT : `'${path.replaceAll("'", `'\\''`)}'`;
  const where = stage === "" ? "" : ", in that system";
  console.error(`The unit is off until${where}: systemctl enable ${unit}`);
}

/** The tree to install into, as `physicalPath` has it: "" without DESTDIR, which is an empty one too. */
function stagePath(): string {
  const given = Deno.env.get("DESTDIR") ?? "";
  return physicalPath(given === "" || given.startsWith("/") ? given : `${Deno.cwd()}/${given}`);
}

await runScript("install", async () => {
  const request = await parseRequest(Deno.args);
  const stage = stagePath();
  const root = physicalPath(`${stage}/${request.prefix}`);
  refuseOutside(stage, `--prefix ${request.prefix}`, root);
  const prefix = root.slice(stage.length);
  if (request.unit) refuseHidden(`${prefix}/sbin/${PROGRAM}`);
  const files = (await filesOf(request, prefix)).map(([path, mode, content]) =>
    [`${root}/${path}`, mode, content] as const
  );
  const paths = files.map(([path]) => path);
  for (const path of paths) refuseOutside(stage, path, dirname(path));
  await refuseFilesOfPackages("", paths);
  if (stage !== "") await refuseFilesOfPackages(stage, paths);
  await refuseDirectories(paths);
  // Directories are made with this, whatever root's umask is.
  Deno.umask(0o022);
  endWithSignals();
  for (const [path, mode, content] of files) {
    await put(path, mode, content).catch((error) => {
      throw cannotWrite(path, error);
    });
    // Signals that came meanwhile are heard.
    await new Promise((resolve) => setTimeout(resolve));
    console.log(path);
  }
  if (request.unit) printHowToEnable(stage, prefix);
});
