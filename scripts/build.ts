/**
 * Builds executables into dist/: `deno task compile [--runtime deno|bun] [--all] [--output DIRECTORY]`.
 *
 * Without --all the executable is for this machine. Beside each executable lies a CycloneDX list of what is inside;
 * build.json tells how everything was made, and SHA256SUMS has the sums of what it tells of. Everything is made in a
 * directory of its own and moved when it is complete, so that a build that fails changes nothing. What was built of
 * other sources is removed then.
 */
import { ensureDir } from "@std/fs/ensure-dir";
import { licensesText } from "../lib/cli/licenses.ts";
import { PACKAGE_NOTICES } from "../lib/cli/licenses_text.ts";
import { billOfMaterials } from "./build/bill_of_materials.ts";
import { bundle } from "./build/bundle.ts";
import { executableName } from "./build/built.ts";
import { BunRuntimes, type Compiled, compileWithBun, partsOf } from "./build/compile_with_bun.ts";
import { compileWithDeno } from "./build/compile_with_deno.ts";
import { type DescribedPackage, describePackages } from "./build/described_package.ts";
import { EMBEDDED_PACKAGES } from "./build/embedded_packages.ts";
import { BuildFailure } from "./build/failure.ts";
import { PROGRAM, readCommit, readConfiguration, ROOT, whyNoCommit } from "./build/project.ts";
import {
  type BuildReceipt,
  type BuiltExecutable,
  joinReceipts,
  productsOf,
  readReceipts,
  receiptsText,
  removeSuperseded,
  startReceipt,
} from "./build/receipt.ts";
import { sumFile, sumsText } from "./build/sums.ts";
import { hostTarget, type Target, TARGETS } from "./build/targets.ts";
import { withWorkDirectory } from "./build/work_directory.ts";
import { ensureOutput, parseScriptArguments, runScript } from "./command_line.ts";

interface BuildRequest {
  readonly runtime: "deno" | "bun";
  readonly targets: readonly Target[];
  /** An absolute path: tools are run in other directories. */
  readonly output: string;
}

const OPTIONS = [
  { name: "runtime", value: "deno|bun", summary: "what runs the program; bun needs npm only" },
  { name: "all", summary: "for every target whose executables the tests run" },
  {
    name: "target",
    value: "NAME",
    summary: `for this one, tested or not: ${TARGETS.map(({ name }) => name).join(", ")}`,
  },
  { name: "output", value: "DIR", summary: "instead of dist/" },
];

function parseRequest(args: readonly string[], host: Target): BuildRequest {
  const { values } = parseScriptArguments("compile", OPTIONS, args);
  const runtime = values["runtime"]?.at(-1) ?? "deno";
  if (runtime !== "deno" && runtime !== "bun") {
    throw new BuildFailure(`--runtime is deno or bun, not '${runtime}'`);
  }
  const named = (values["target"] ?? []).map((name) => {
    const target = TARGETS.find((target) => target.name === name);
    if (target === undefined) throw new BuildFailure(`--target: there is no '${name}'`);
    if (runtime === "deno" && target.deno === undefined) {
      throw new BuildFailure(`--target ${name}: Deno has no runtime for it`, ["use --runtime bun"]);
    }
    return target;
  });
  const all = values["all"] === undefined
    ? []
    : TARGETS.filter(({ tested }) => tested.includes(runtime));
  const targets = [...new Set([...all, ...named])];
  const output = values["output"]?.at(-1) ?? `${ROOT}dist`;
  const [refused] = (runtime === "bun" ? /["\\]/ : /"/).exec(output) ?? [];
  if (refused !== undefined) {
    throw new BuildFailure(
      `--output ${output}: ${runtime} builds nothing in a path with ${refused}`,
    );
  }
  return {
    runtime,
    targets: targets.length > 0 ? targets : [host],
    output: output.startsWith("/") ? output : `${Deno.cwd()}/${output}`,
  };
}

/** Compiles everything into a directory. */
async function build(
  { runtime, targets }: BuildRequest,
  host: Target,
  work: string,
  into: string,
): Promise<BuildReceipt> {
  const { version } = readConfiguration();
  const unknown = await whyNoCommit();
  if (unknown !== null) console.error(`build.json names no commit: ${unknown}`);
  const started = startReceipt(version, await readCommit(), runtime);
  const { files, packages } = await bundle(`${work}/bundle`);
  const runtimes = new BunRuntimes(work);
  const compiledOnes: (Compiled & { readonly tested: boolean })[] = [];
  for (const target of targets) {
    const name = executableName(target, runtime);
    const compiled = runtime === "bun"
      ? await compileWithBun(`${work}/bundle`, target, host, runtimes, `${into}/${name}`)
      : await compileWithDeno(`${work}/bundle`, target, denoFor(target, host), `${into}/${name}`);
    compiledOnes.push({ ...compiled, tested: target.tested.includes(runtime) });
  }
  const runtimeParts = runtime === "bun"
    ? await partsOf(await runtimes.path(host.bun))
    : { v8: Deno.version.v8 };
  const described = [...await describePackages(packages), ...EMBEDDED_PACKAGES];
  requireNotices(described);
  const write = async (name: string, text: string) => {
    await Deno.writeTextFile(`${into}/${name}`, text);
    return await sumFile(`${into}/${name}`);
  };
  const parts = { name: runtime, version: started.versions[runtime], parts: runtimeParts };
  const licences = await write(
    `${PROGRAM}-${version}-${runtime}.licenses.txt`,
    await licensesText(parts),
  );
  const receipt = { ...started, runtimeParts, bundle: files, packages, licences };
  const executables: BuiltExecutable[] = [];
  for (const one of compiledOnes) {
    // Of each alone: whoever builds for one target gets the list that was published with it.
    const bill = billOfMaterials(receipt, one.runtime, described);
    const beside = [await write(`${one.executable.file}.cdx.json`, bill)];
    executables.push({ ...one, beside });
  }
  return { ...receipt, executables };
}

/** @throws BuildFailure for the first package whose licence `--licenses` would not print */
function requireNotices(packages: readonly DescribedPackage[]): void {
  for (const { name, version } of packages) {
    const notice = PACKAGE_NOTICES.find((one) => one.name === name && one.version === version);
    if (notice !== undefined) continue;
    throw new BuildFailure(`lib/cli/licenses_text.ts has no licence of ${name} ${version}`, [
      "deno run -A scripts/embed_licenses.ts writes it anew",
    ]);
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

await runScript("compile", async () => {
  const host = hostTarget();
  if (host === undefined) throw new BuildFailure(`${Deno.build.target} is not supported`);
  const request = parseRequest(Deno.args, host);
  const { output } = request;
  await ensureOutput(output);
  await withWorkDirectory(output, ".build-", async (work) => {
    const made = `${work}/made`;
    await ensureDir(made);
    const receipt = await build(request, host, work, made);
    const earlier = await readReceipts(output);
    const receipts = await joinReceipts(output, earlier, receipt);
    const products = productsOf(receipts);
    await Deno.writeTextFile(`${made}/build.json`, receiptsText(receipts));
    await Deno.writeTextFile(`${made}/SHA256SUMS`, sumsText(products));
    const names = productsOf([receipt]).map(({ file }) => file);
    for (const name of [...names, "build.json", "SHA256SUMS"]) {
      await Deno.rename(`${made}/${name}`, `${output}/${name}`);
      console.log(`${output}/${name}`);
    }
    for (const name of await removeSuperseded(output, productsOf(earlier), products)) {
      console.error(`Removed ${output}/${name}, which an earlier build made`);
    }
  });
});
