/**
 * Makes a Debian package of an executable that was built:
 * `deno task package [--runtime deno|bun] [--target NAME] [--output DIR]`.
 *
 * The package brings /usr/sbin/corosync-keygen and its man page and moves those of Debian's corosync aside with
 * dpkg-divert(1), which puts them back when it is removed. One commit gives the same bytes; the maintainer is
 * DEBFULLNAME and DEBEMAIL, as for Debian's own tools, or the author of the commit.
 */
import { ensureDir } from "@std/fs/ensure-dir";
import { findBuilt } from "./build/built.ts";
import { BuildFailure } from "./build/failure.ts";
import { PROGRAM, readConfiguration, ROOT } from "./build/project.ts";
import { runTool, tryTool } from "./build/run_tool.ts";
import { type BuildReceipt, readReceipts, receiptsText } from "./build/receipt.ts";
import { type FileSum, sumFile, withSum } from "./build/sums.ts";
import { hostTarget, type Target, TARGETS } from "./build/targets.ts";
import { withWorkDirectory } from "./build/work_directory.ts";
import {
  ensureOutput,
  parseScriptArguments,
  requireFiles,
  runScript,
  toWholeNumber,
} from "./command_line.ts";
import { neededByExecutable } from "./package/dependencies.ts";
import { controlText, type PackageFacts } from "./package/control.ts";
import { writeTree } from "./package/tree.ts";

/** Where executables are taken from. */
const DIST = `${ROOT}dist`;

/** What Debian calls the processors of the targets that can be packaged. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  "linux-x64": "amd64",
  "linux-arm64": "arm64",
};

/** The packages of both forms are two versions of one, of which apt takes that by Deno for the later. */
const REVISIONS = { deno: "1+deno1", bun: "1+bun1" } as const;

const OPTIONS = [
  {
    name: "runtime",
    value: "deno|bun",
    summary: "which executable of dist/ to take; without it the one that is there",
  },
  { name: "target", value: "NAME", summary: `one of ${Object.keys(ARCHITECTURES).join(", ")}` },
  { name: "output", value: "DIR", summary: "instead of dist/" },
];

interface PackageRequest {
  /** The value of --runtime. */
  readonly runtime: string | undefined;
  readonly target: Target;
  readonly architecture: string;
  readonly output: string;
}

function parseRequest(args: readonly string[]): PackageRequest {
  const { values } = parseScriptArguments("package", OPTIONS, args);
  const name = values["target"]?.at(-1) ?? hostTarget()?.name ?? Deno.build.target;
  const target = TARGETS.find((target) => target.name === name);
  const architecture = ARCHITECTURES[name];
  if (target === undefined || architecture === undefined) {
    throw new BuildFailure(`--target: there is no package for '${name}'`);
  }
  const output = values["output"]?.at(-1) ?? DIST;
  return { runtime: values["runtime"]?.at(-1), target, architecture, output };
}

/**
 * Who maintains the package, and when the commit was made, in seconds since 1970.
 *
 * @throws BuildFailure where neither the environment nor a commit tells
 */
async function provenance(): Promise<{ readonly maintainer: string; readonly seconds: number }> {
  const [name, email] = [Deno.env.get("DEBFULLNAME"), Deno.env.get("DEBEMAIL")];
  const epoch = Deno.env.get("SOURCE_DATE_EPOCH");
  const known = name && email ? `${name} <${email}>` : null;
  const seconds = epoch ? toWholeNumber("SOURCE_DATE_EPOCH", epoch, 0) : null;
  if (known !== null && seconds !== null) return { maintainer: known, seconds };
  const log = ["git", "-C", ROOT, "log", "-1", "--format=%an <%ae>%n%ct"];
  const { success, stdout, output } = await tryTool(log);
  if (!success) {
    throw new BuildFailure(
      `Who makes the package, and when, is not known: ${output.trim().split("\n")[0]}`,
      ["set DEBFULLNAME, DEBEMAIL and SOURCE_DATE_EPOCH (seconds since 1970)"],
    );
  }
  const [author, time] = stdout.trim().split("\n");
  return { maintainer: known ?? author, seconds: seconds ?? Number(time) };
}

function readSums(directory: string): Promise<string> {
  return Deno.readTextFile(`${directory}/SHA256SUMS`).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
}

async function isSameDirectory(one: string, other: string): Promise<boolean> {
  return await Deno.realPath(one) === await Deno.realPath(other);
}

/** The receipts of DIST with the package beside the executable that it was made of. */
function withPackage(
  receipts: readonly BuildReceipt[],
  executable: string,
  made: FileSum,
): readonly BuildReceipt[] {
  return receipts.map((receipt) => ({
    ...receipt,
    executables: receipt.executables.map((one) => {
      if (`${DIST}/${one.executable.file}` !== executable) return one;
      return { ...one, beside: [...one.beside.filter(({ file }) => file !== made.file), made] };
    }),
  }));
}

await runScript("package", async () => {
  const { runtime: wanted, target, architecture, output } = parseRequest(Deno.args);
  const built = await findBuilt(DIST, target, wanted, target === hostTarget());
  await requireFiles([built.notices]);
  const { maintainer, seconds } = await provenance();
  // Modes are those of the files, whatever root's umask is.
  Deno.umask(0o022);
  await ensureOutput(output);
  await withWorkDirectory(output, ".package-", async (work) => {
    const facts: PackageFacts = {
      version: `${readConfiguration().version}-${REVISIONS[built.runtime]}`,
      architecture,
      maintainer,
      date: new Date(seconds * 1000),
      depends: await neededByExecutable(built.executable),
    };
    const kibibytes = await writeTree(`${work}/tree`, built, facts);
    await Deno.writeTextFile(`${work}/tree/DEBIAN/control`, controlText(facts, kibibytes));
    const name = `${PROGRAM}_${facts.version}_${architecture}.deb`;
    const made = `${work}/made`;
    await ensureDir(made);
    const build = ["--root-owner-group", "-Zxz", "-z1", "--build", `${work}/tree`];
    await runTool(["dpkg-deb", ...build, `${made}/${name}`], {
      env: { SOURCE_DATE_EPOCH: String(seconds) },
    });
    const sum = await sumFile(`${made}/${name}`);
    const files = [name, "SHA256SUMS"];
    await Deno.writeTextFile(`${made}/SHA256SUMS`, withSum(await readSums(output), sum));
    if (await isSameDirectory(output, DIST)) {
      const receipts = withPackage(await readReceipts(DIST), built.executable, sum);
      await Deno.writeTextFile(`${made}/build.json`, receiptsText(receipts));
      files.push("build.json");
    }
    for (const file of files) {
      await Deno.rename(`${made}/${file}`, `${output}/${file}`);
      console.log(`${output}/${file}`);
    }
  });
});
