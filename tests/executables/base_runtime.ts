import { ROOT } from "../../scripts/build/project.ts";
import { OLDEST_DENO } from "./oldest_deno.ts";

const FILE = `denort-${OLDEST_DENO.version}-x86_64-unknown-linux-gnu`;

/** Where a copy may lie: in a folder beside the project, for machines that cannot download it. */
const BESIDE = `${ROOT}../shared/denort/`;

/** A base runtime to compile with, or why there is none. */
export type BaseRuntime = { readonly path: string } | { readonly missing: string };

/**
 * Finds the base runtime of that Deno: what DENORT_BIN names, else the copy beside the project.
 *
 * @param work directory that a compressed copy is unpacked into
 */
export async function findBaseRuntime(work: string): Promise<BaseRuntime> {
  if (Deno.build.target !== "x86_64-unknown-linux-gnu") {
    return {
      missing: `the base runtime is for x86_64-unknown-linux-gnu, this is ${Deno.build.target}`,
    };
  }
  const named = Deno.env.get("DENORT_BIN");
  if (named) return { path: named };
  const archive = `${BESIDE}${FILE}.xz`;
  const path = `${work}/${FILE}`;
  try {
    const output = await Deno.open(path, { write: true, create: true, mode: 0o755 });
    const child = new Deno.Command("xz", {
      args: ["-dc", archive],
      stdout: "piped",
      stderr: "null",
    })
      .spawn();
    await child.stdout.pipeTo(output.writable);
    if ((await child.status).success) return { path };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { missing: "there is no xz (Debian package xz-utils)" };
  }
  return {
    missing:
      `no base runtime of Deno ${OLDEST_DENO.version}: DENORT_BIN is not set, and there is ` +
      `no ../shared/denort/${FILE}.xz beside the project`,
  };
}
