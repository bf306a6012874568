/**
 * Puts libbzip2, as WebAssembly, into a module of its own, or checks that it is there unchanged:
 *
 *     deno run -A scripts/embed_bzip2.ts [--check]
 *
 * The package comes from the npm registry, pinned to its bytes. None of its JavaScript is used: it looks for
 * the module beside itself, where a bundle has none.
 */
import { BZIP2 as PACKAGE } from "./build/embedded_packages.ts";
import { fetchPackage } from "./build/npm_package.ts";
import { ROOT } from "./build/project.ts";
import { orEnd, parseScriptArguments } from "./command_line.ts";

const SCRIPT = {
  script: "scripts/embed_bzip2.ts",
  description: "Put libbzip2 into lib/sp800_90b/bzip2_module.ts",
};
const OPTIONS = [{ name: "check", summary: "only say whether it is there unchanged" }];
const check = orEnd(
  "embed_bzip2",
  () => parseScriptArguments(SCRIPT, OPTIONS, Deno.args).values["check"] !== undefined,
);

const TARGET = `${ROOT}lib/sp800_90b/bzip2_module.ts`;

const directory = await Deno.makeTempDir();
try {
  const files = await fetchPackage(PACKAGE, directory);
  const bytes = await Deno.readFile(`${files}/bzip2-1.0.8/bzip2.wasm`);
  const module = `/**
 * libbzip2 1.0.8 (Julian Seward, 13 July 2019) compiled to WebAssembly by emscripten: the file
 * bzip2-1.0.8/bzip2.wasm of the npm package ${PACKAGE.name} ${PACKAGE.version} (Zorian Medwid, 2024-12-13), ${bytes.length}
 * bytes, in base64. Its license is that of bzip2 (SPDX bzip2-1.0.6): free to use and to pass on, the origin not
 * to be misrepresented. Written by scripts/embed_bzip2.ts, which also checks it; the archive's integrity is
 * ${PACKAGE.integrity}
 */
export const BZIP2_MODULE =
  "${bytes.toBase64()}";
`;
  if (check) {
    if (await Deno.readTextFile(TARGET) !== module) {
      console.error(`${TARGET} is not what ${PACKAGE.name} ${PACKAGE.version} holds`);
      Deno.exit(1);
    }
    console.log(`${TARGET} is what ${PACKAGE.name} ${PACKAGE.version} holds`);
  } else {
    await Deno.writeTextFile(TARGET, module);
  }
} finally {
  await Deno.remove(directory, { recursive: true });
}
