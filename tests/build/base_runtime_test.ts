import { assertEquals, assertRejects } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { BUNDLE } from "../../scripts/build/bundle.ts";
import { compileWithDeno } from "../../scripts/build/compile_with_deno.ts";
import { BuildFailure } from "../../scripts/build/failure.ts";
import { TARGETS } from "../../scripts/build/targets.ts";

/** Nothing listens on the discard port: with it as the proxy no download host can be reached. */
const NOWHERE = "http://127.0.0.1:9";

Deno.test("without a base runtime the build says what is missing, where it goes, and what needs only npm", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/${BUNDLE}`, "");
    // An empty cache and no network, for a deno that is otherwise the one that runs this test.
    const deno = `${directory}/deno`;
    await Deno.writeTextFile(
      deno,
      `#!/bin/sh\nexport DENO_DIR='${directory}/cache' HTTPS_PROXY=${NOWHERE}\n` +
        `exec '${Deno.execPath()}' "$@"\n`,
    );
    await Deno.chmod(deno, 0o755);
    const compiler = { command: [deno], version: Deno.version.deno, denort: "" };
    const target = TARGETS.find(({ name }) => name === "linux-arm64")!;
    const { message, hints } = await assertRejects(
      () => compileWithDeno(directory, target, compiler, `${directory}/program`),
      BuildFailure,
    );
    const version = Deno.version.deno;
    assertEquals(
      message,
      `There is no base runtime of Deno ${version} for linux-arm64, and it could not be downloaded`,
    );
    assertEquals(hints, [
      `put https://dl.deno.land/release/v${version}/denort-aarch64-unknown-linux-gnu.zip into ` +
      `$DENO_DIR/dl/release/v${version}/ (deno info shows DENO_DIR),`,
      "or unpack it and let DENORT_BIN name the file inside (for this machine's target only),",
      "or run: deno task compile --runtime bun, which needs nothing but npm",
    ]);
    assertEquals(
      Array.from(Deno.readDirSync(directory), ({ name }) => name).includes("program"),
      false,
    );
  });
});
