/**
 * Makes a Debian package of an executable that was built:
 * `deno task package [--runtime deno|bun] [--target NAME] [--output DIR]`.
 *
 * The package brings /usr/sbin/corosync-keygen and its man page and moves those of Debian's corosync aside with
 * dpkg-divert(1), which puts them back when it is removed. One commit gives the same bytes; the maintainer is
 * DEBFULLNAME and DEBEMAIL, as for Debian's own tools, or the author of the commit.
 */
import { BuildFailure } from "./build/failure.ts";
import { PROGRAM, readConfiguration, ROOT } from "./build/project.ts";
import { runTool } from "./build/run_tool.ts";
import { hostTarget, TARGETS } from "./build/targets.ts";
import { parseScriptArguments, runScript } from "./command_line.ts";
import { neededByExecutable } from "./package/dependencies.ts";
import { controlText, type PackageFacts } from "./package/control.ts";
import { writeTree } from "./package/tree.ts";

/** What Debian calls the processors of the targets that can be packaged. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  "linux-x64": "amd64",
  "linux-arm64": "arm64",
};

const OPTIONS = [
  { name: "runtime", value: "deno|bun", summary: "which executable of dist/ to take" },
  { name: "target", value: "NAME", summary: `one of ${Object.keys(ARCHITECTURES).join(", ")}` },
  { name: "output", value: "DIR", summary: "instead of dist/" },
];

/** Who maintains the package, and when the commit was made, in seconds since 1970. */
async function provenance(): Promise<{ readonly maintainer: string; readonly seconds: number }> {
  const [name, email] = [Deno.env.get("DEBFULLNAME"), Deno.env.get("DEBEMAIL")];
  const epoch = Deno.env.get("SOURCE_DATE_EPOCH");
  const known = name && email ? `${name} <${email}>` : null;
  if (known !== null && epoch !== undefined) return { maintainer: known, seconds: Number(epoch) };
  const [author, time] =
    (await runTool(["git", "-C", ROOT, "log", "-1", "--format=%an <%ae>%n%ct"]))
      .trim().split("\n");
  return { maintainer: known ?? author!, seconds: Number(epoch ?? time) };
}

await runScript("package", async () => {
  const { values } = parseScriptArguments("package", OPTIONS, Deno.args);
  const runtime = values["runtime"]?.at(-1) ?? "deno";
  if (runtime !== "deno" && runtime !== "bun") {
    throw new BuildFailure(`--runtime is deno or bun, not '${runtime}'`);
  }
  const target = TARGETS.find(({ name }) =>
    name === (values["target"]?.at(-1) ?? hostTarget()?.name)
  );
  const architecture = ARCHITECTURES[target?.name ?? ""];
  if (target === undefined || architecture === undefined) {
    throw new BuildFailure(`--target: there is no package for '${values["target"]?.at(-1) ?? ""}'`);
  }
  const output = values["output"]?.at(-1) ?? `${ROOT}dist`;
  const { version } = readConfiguration();
  const tested = target.tested.includes(runtime) ? "" : "-untested";
  const suffix = (runtime === "bun" ? "-bun" : "") + tested;
  const built = `${ROOT}dist/${PROGRAM}-${version}`;
  const executable = `${built}-${target.name}${suffix}`,
    notices = `${built}-${runtime}.licenses.txt`;
  for (const file of [executable, notices]) {
    await Deno.stat(file).catch(() => {
      throw new BuildFailure(`There is no ${file}`, ["run deno task compile first"]);
    });
  }
  const { maintainer, seconds } = await provenance();
  const facts: PackageFacts = {
    version: `${version}-1`,
    architecture,
    maintainer,
    date: new Date(seconds * 1000),
    depends: await neededByExecutable(executable),
  };
  // Modes are those of the files, whatever root's umask is.
  Deno.umask(0o022);
  const work = await Deno.makeTempDir({ prefix: "corosync-keygen-package-" });
  try {
    const kibibytes = await writeTree(`${work}/tree`, { executable, notices }, facts);
    await Deno.writeTextFile(`${work}/tree/DEBIAN/control`, controlText(facts, kibibytes));
    const name = `${PROGRAM}_${facts.version}_${architecture}.deb`;
    const build = [
      "--root-owner-group",
      "-Zxz",
      "-z1",
      "--build",
      `${work}/tree`,
      `${work}/${name}`,
    ];
    await runTool(["dpkg-deb", ...build], { env: { SOURCE_DATE_EPOCH: String(seconds) } });
    await Deno.copyFile(`${work}/${name}`, `${output}/.${name}`);
    await Deno.rename(`${output}/.${name}`, `${output}/${name}`);
    console.log(`${output}/${name}`);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
});
