/**
 * Installs an executable with its man page and completions where distributions put them:
 * `deno task install [--prefix DIRECTORY] [--runtime deno|bun] [--executable FILE] [--unit]`.
 *
 * The prefix is /usr/local unless given. DESTDIR is put before it, for packages that are built in a tree
 * of their own (GNU Coding Standards, "DESTDIR: Support for Staged Installs").
 */
import { ensureDir } from "@std/fs/ensure-dir";
import { loadSpecs } from "../lib/cli/commands.ts";
import { BuildFailure } from "./build/failure.ts";
import { PROGRAM, readConfiguration, ROOT } from "./build/project.ts";
import { tryTool } from "./build/run_tool.ts";
import { hostTarget } from "./build/targets.ts";
import { parseScriptArguments, runScript } from "./command_line.ts";
import { COMPLETIONS } from "./completions.ts";
import { currentPage } from "./man.ts";
import { UNIT, unitFor } from "./systemd/unit.ts";

interface InstallRequest {
  readonly prefix: string;
  readonly executable: string;
  /** Whether the unit for the first boot is wanted too. */
  readonly unit: boolean;
}

const OPTIONS = [
  { name: "prefix", value: "DIR", summary: "instead of /usr/local; below $DESTDIR" },
  { name: "runtime", value: "deno|bun", summary: "which executable of dist/ to take" },
  { name: "executable", value: "FILE", summary: "take this one" },
  { name: "unit", summary: "install the systemd unit for the first boot too" },
];

function parseRequest(args: readonly string[]): InstallRequest {
  const { values } = parseScriptArguments("install", OPTIONS, args);
  const prefix = (values["prefix"]?.at(-1) ?? "/usr/local").replace(/\/+$/, "");
  if (!prefix.startsWith("/") && prefix !== "") {
    throw new BuildFailure(`--prefix ${prefix} is not an absolute path`);
  }
  const runtime = values["runtime"]?.at(-1) ?? "deno";
  if (runtime !== "deno" && runtime !== "bun") {
    throw new BuildFailure(`--runtime is deno or bun, not '${runtime}'`);
  }
  const suffix = runtime === "bun" ? "-bun" : "";
  const built = `${PROGRAM}-${readConfiguration().version}-${hostTarget()?.name}${suffix}`;
  return {
    prefix,
    executable: values["executable"]?.at(-1) ?? `${ROOT}dist/${built}`,
    unit: values["unit"] !== undefined,
  };
}

type InstalledFile = readonly [path: string, mode: number, content: Uint8Array];

/** Where everything goes below the prefix, as Debian and Fedora have it. */
async function filesOf({ prefix, executable, unit }: InstallRequest): Promise<InstalledFile[]> {
  const specs = await loadSpecs();
  const text = (content: string) => new TextEncoder().encode(content);
  return [
    [`sbin/${PROGRAM}`, 0o755, await readExecutable(executable)],
    [`share/man/man8/${PROGRAM}.8`, 0o644, text(await currentPage())],
    [`share/bash-completion/completions/${PROGRAM}`, 0o644, text(COMPLETIONS["bash"](specs))],
    [`share/zsh/site-functions/_${PROGRAM}`, 0o644, text(COMPLETIONS["zsh"](specs))],
    [`share/fish/vendor_completions.d/${PROGRAM}.fish`, 0o644, text(COMPLETIONS["fish"](specs))],
    ...unit
      ? [[`lib/systemd/system/${UNIT}`, 0o644, text(await unitFor(`${prefix}/sbin/${PROGRAM}`))]]
      : [],
  ] as InstalledFile[];
}

async function readExecutable(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new BuildFailure(`There is no ${path}`, ["run deno task compile first"]);
  }
}

/** Refuses to replace what a Debian package brought: its next upgrade would put the other file back. */
async function refuseFilesOfPackages(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const { success, stdout } = await tryTool(["dpkg-query", "--search", path]);
    if (!success) continue;
    throw new BuildFailure(`${path} belongs to a package: ${stdout.split(":")[0]}`, [
      "install below /usr/local, or make a Debian package, which moves that file aside:",
      "deno task package",
    ]);
  }
}

/** By way of a rename: an executable that is running cannot be written to. */
async function put(path: string, mode: number, content: Uint8Array): Promise<void> {
  await ensureDir(path.slice(0, path.lastIndexOf("/")));
  const part = `${path}.${Deno.pid}`;
  try {
    {
      using file = await Deno.open(part, { write: true, createNew: true, mode });
      for (let at = 0; at < content.length;) at += await file.write(content.subarray(at));
      await file.sync();
    }
    await Deno.rename(part, path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) await Deno.remove(part).catch(() => {});
    throw error;
  }
}

await runScript("install", async () => {
  const request = parseRequest(Deno.args);
  const stage = Deno.env.get("DESTDIR") ?? "";
  const files = (await filesOf(request)).map(([path, mode, content]) =>
    [`${stage}${request.prefix}/${path}`, mode, content] as const
  );
  if (stage === "") await refuseFilesOfPackages(files.map(([path]) => path));
  // Modes are those of the files, whatever root's umask is.
  Deno.umask(0o022);
  for (const [path, mode, content] of files) {
    await put(path, mode, content);
    console.log(path);
  }
});
