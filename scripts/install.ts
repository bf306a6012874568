/**
 * Installs an executable with its man page and completions where distributions put them:
 * `deno task install [--prefix DIRECTORY] [--runtime deno|bun] [--executable FILE]`.
 *
 * The prefix is /usr/local unless given. DESTDIR is put before it, for packages that are built in a tree
 * of their own (GNU Coding Standards, "DESTDIR: Support for Staged Installs").
 */
import { ensureDir } from "@std/fs/ensure-dir";
import { getopt } from "../lib/cli/getopt.ts";
import { loadSpecs } from "../lib/cli/specs.ts";
import { BuildFailure } from "./build/failure.ts";
import { PROGRAM, readConfiguration, ROOT } from "./build/project.ts";
import { hostTarget } from "./build/targets.ts";
import { writeInPieces } from "./build/write_in_pieces.ts";
import { COMPLETIONS } from "./completions.ts";
import { lastChange } from "./man/last_change.ts";
import { manPage } from "./man/page.ts";

interface InstallRequest {
  readonly prefix: string;
  readonly executable: string;
}

function parseRequest(args: readonly string[]): InstallRequest {
  const values = new Map([["prefix", "/usr/local"], ["runtime", "deno"]]);
  const options = ["prefix", "runtime", "executable"].map((long) => ({
    key: long,
    long,
    takesValue: true,
  }));
  for (const parsed of getopt(args, options)) {
    if (parsed.kind !== "option") {
      throw new BuildFailure(
        parsed.kind === "error" ? parsed.message : `unexpected '${parsed.value}'`,
        ["deno task install [--prefix DIR] [--runtime deno|bun] [--executable FILE]"],
      );
    }
    values.set(parsed.key, parsed.value!);
  }
  const prefix = values.get("prefix")!;
  if (!prefix.startsWith("/")) throw new BuildFailure(`--prefix ${prefix} is not an absolute path`);
  const suffix = values.get("runtime") === "bun" ? "-bun" : "";
  const built = `${PROGRAM}-${readConfiguration().version}-${hostTarget()?.name}${suffix}`;
  return { prefix, executable: values.get("executable") ?? `${ROOT}dist/${built}` };
}

/** Where everything goes below the prefix, as Debian and Fedora have it. */
async function filesOf(executable: string): Promise<[path: string, mode: number, Uint8Array][]> {
  const specs = await loadSpecs();
  const text = (content: string) => new TextEncoder().encode(content);
  const page = manPage(specs, readConfiguration().version, await lastChange());
  return [
    [`sbin/${PROGRAM}`, 0o755, await readExecutable(executable)],
    [`share/man/man8/${PROGRAM}.8`, 0o644, text(page)],
    [`share/bash-completion/completions/${PROGRAM}`, 0o644, text(COMPLETIONS["bash"]!(specs))],
    [`share/zsh/site-functions/_${PROGRAM}`, 0o644, text(COMPLETIONS["zsh"]!(specs))],
    [`share/fish/vendor_completions.d/${PROGRAM}.fish`, 0o644, text(COMPLETIONS["fish"]!(specs))],
  ];
}

async function readExecutable(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new BuildFailure(`There is no ${path}`, ["run deno task compile first"]);
  }
}

/** By way of a rename: an executable that is running cannot be written to. */
async function put(path: string, mode: number, content: Uint8Array): Promise<void> {
  await ensureDir(path.slice(0, path.lastIndexOf("/")));
  const part = `${path}.${Deno.pid}`;
  await writeInPieces(part, mode, content);
  await Deno.rename(part, path);
}

try {
  const { prefix, executable } = parseRequest(Deno.args);
  const directory = (Deno.env.get("DESTDIR") ?? "") + prefix.replace(/\/+$/, "");
  for (const [path, mode, content] of await filesOf(executable)) {
    await put(`${directory}/${path}`, mode, content);
    console.log(`${directory}/${path}`);
  }
} catch (error) {
  if (!(error instanceof BuildFailure)) throw error;
  console.error(`install: ${error.message}`);
  for (const hint of error.hints) console.error(`  ${hint}`);
  Deno.exit(1);
}
