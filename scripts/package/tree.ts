import { dirname } from "node:path";
import { ensureDir } from "@std/fs/ensure-dir";
import type { Built } from "../build/built.ts";
import { PROGRAM, ROOT } from "../build/project.ts";
import { runTool } from "../build/run_tool.ts";
import { writeNew } from "../build/write_new.ts";
import { documents } from "../documents.ts";
import { UNIT, unitFor } from "../systemd/unit.ts";
import { changelogText, copyrightText, type PackageFacts } from "./control.ts";

/** Scripts that dpkg runs. */
const SCRIPTS = ["preinst", "postinst", "postrm"];

/**
 * Lays out the files of the package.
 *
 * @param root a directory that does not exist
 * @returns what they take when installed, in KiB
 */
export async function writeTree(
  root: string,
  { runtime, executable, notices }: Built,
  facts: PackageFacts,
): Promise<number> {
  const share = `${root}/usr/share`;
  const doc = `${share}/doc/${PROGRAM}`;
  const files: Readonly<Record<string, string>> = {
    [`${root}/usr/lib/systemd/system/${UNIT}`]: await unitFor(`/usr/sbin/${PROGRAM}`),
    ...Object.fromEntries(
      (await documents("vendor-completions")).map(([path, text]) => [`${share}/${path}`, text]),
    ),
    [`${share}/lintian/overrides/${PROGRAM}`]: await Deno.readTextFile(
      `${ROOT}scripts/package/lintian-overrides.${runtime}`,
    ),
    [`${doc}/copyright`]: copyrightText(await Deno.readTextFile(`${ROOT}LICENSE`)),
    [`${doc}/NOTICES`]: await Deno.readTextFile(notices),
    [`${doc}/changelog`]: await Deno.readTextFile(`${ROOT}CHANGELOG.md`),
    [`${doc}/changelog.Debian`]: changelogText(facts),
  };
  for (const [path, text] of Object.entries(files)) await put(path, text);
  const compressed = [`${doc}/NOTICES`, `${doc}/changelog`, `${doc}/changelog.Debian`];
  await runTool(["gzip", "-9", "-n", `${share}/man/man8/${PROGRAM}.8`, ...compressed]);
  await put(`${root}/usr/sbin/${PROGRAM}`, await Deno.readFile(executable), 0o755);
  for (const name of SCRIPTS) {
    const text = await Deno.readTextFile(`${ROOT}scripts/package/${name}`);
    await put(`${root}/DEBIAN/${name}`, text, 0o755);
  }
  await put(`${root}/DEBIAN/md5sums`, await md5Sums(root));
  const used = await runTool([
    "du",
    "--summarize",
    "--apparent-size",
    "--block-size=1K",
    `${root}/usr`,
  ]);
  return Number(used.split("\t")[0]);
}

/** DEBIAN/md5sums, which dpkg --verify compares with what is installed (deb-md5sums(5)). */
async function md5Sums(root: string): Promise<string> {
  const list = "find usr -type f -print0 | LC_ALL=C sort --zero-terminated | xargs --null md5sum";
  return await runTool(["sh", "-euc", list], { cwd: root });
}

async function put(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  await ensureDir(dirname(path));
  writeNew(path, mode, typeof content === "string" ? new TextEncoder().encode(content) : content);
}
