/**
 * Builds executables into dist/: `deno task compile [--runtime deno|bun] [--all] [--output DIRECTORY]`.
 *
 * Without --all the executable is for this machine. Beside the executables lie SHA256SUMS, a receipt
 * (build.json) and a CycloneDX list of what is inside. Needs no package of the import map itself, so that
 * it runs where only Deno is.
 */
import { ensureDir } from "@std/fs/ensure-dir";
import { getopt } from "../lib/cli/getopt.ts";
import { billOfMaterials } from "./build/bill_of_materials.ts";
import { bundle } from "./build/bundle.ts";
import { BunRuntimes, compileWithBun } from "./build/compile_with_bun.ts";
import { compileWithDeno } from "./build/compile_with_deno.ts";
import { BuildFailure } from "./build/failure.ts";
import { PROGRAM, readCommit, readConfiguration, ROOT } from "./build/project.ts";
import { type BuildReceipt, startReceipt, writeReceipt } from "./build/receipt.ts";
import { writeSums } from "./build/sums.ts";
import { hostTarget, type Target, TARGETS } from "./build/targets.ts";

interface BuildRequest {
  readonly runtime: "deno" | "bun";
  readonly all: boolean;
  readonly output: string;
}

function parseRequest(args: readonly string[]): BuildRequest {
  const request = { runtime: "deno" as BuildRequest["runtime"], all: false, output: `${ROOT}dist` };
  const options = ["runtime", "output", "all"].map((long) => ({
    key: long,
    long,
    takesValue: long !== "all",
  }));
  for (const parsed of getopt(args, options)) {
    if (parsed.kind !== "option") {
      const what = parsed.kind === "error" ? parsed.message : `unexpected '${parsed.value}'`;
      throw new BuildFailure(what, [
        "deno task compile [--runtime deno|bun] [--all] [--output DIR]",
      ]);
    }
    if (parsed.key === "all") request.all = true;
    else if (parsed.key === "output") request.output = parsed.value!;
    else if (parsed.value === "deno" || parsed.value === "bun") request.runtime = parsed.value;
    else throw new BuildFailure(`--runtime is deno or bun, not ${parsed.value}`);
  }
  return request;
}

async function build({ runtime, all, output }: BuildRequest): Promise<BuildReceipt> {
  const host = hostTarget();
  if (host === undefined) throw new BuildFailure(`${Deno.build.target} is not supported`);
  const targets = all ? TARGETS.filter(({ deno }) => runtime === "bun" || deno) : [host];
  const { version } = readConfiguration();
  const started = startReceipt(version, await readCommit(), runtime);
  await ensureDir(output);
  // Beside the result: an executable must not have to cross file systems, and /tmp may be small.
  const work = await Deno.realPath(await Deno.makeTempDir({ dir: output, prefix: ".build-" }));
  try {
    const { files, packages } = await bundle(`${work}/bundle`);
    const runtimes = new BunRuntimes(work);
    const executables: BuildReceipt["executables"][number][] = [];
    for (const target of targets) {
      const name = `${PROGRAM}-${version}-${target.name}${runtime === "bun" ? "-bun" : ""}`;
      const compiled = runtime === "bun"
        ? await compileWithBun(`${work}/bundle`, target, host, runtimes, `${work}/${name}`)
        : await compileWithDeno(`${work}/bundle`, target, denoFor(target, host), `${work}/${name}`);
      await Deno.rename(`${work}/${name}`, `${output}/${name}`);
      console.log(`${output}/${name}`);
      executables.push(compiled);
    }
    return { ...started, bundle: files, packages, executables };
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/** DENORT_BIN is one file for one target; Deno would put it into executables for the others too. */
function denoFor(target: Target, host: Target) {
  return {
    command: [Deno.execPath()],
    version: Deno.version.deno,
    denort: target === host ? Deno.env.get("DENORT_BIN") ?? "" : "",
  };
}

try {
  const request = parseRequest(Deno.args);
  const receipt = await build(request);
  await writeReceipt(request.output, receipt);
  const list = `${PROGRAM}-${receipt.version}-${receipt.runtime}.cdx.json`;
  const bill = await billOfMaterials(receipt);
  await Deno.writeTextFile(`${request.output}/${list}`, JSON.stringify(bill, null, 2) + "\n");
  await writeSums(request.output);
} catch (error) {
  if (!(error instanceof BuildFailure)) throw error;
  console.error(`build: ${error.message}`);
  for (const hint of error.hints) console.error(`  ${hint}`);
  Deno.exit(1);
}
