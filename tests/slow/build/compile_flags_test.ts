import { assert, assertEquals } from "../../assert.ts";
import { BUNDLE } from "../../../scripts/build/bundle.ts";
import { compileWithDeno } from "../../../scripts/build/compile_with_deno.ts";
import { hostTarget } from "../../../scripts/build/targets.ts";
import { withDirectory } from "../../keys.ts";

/** What Deno writes into a program about how to run it, as far as this project decides it. */
interface BakedMetadata {
  readonly argv: readonly string[];
  readonly seed: number | null;
  readonly code_cache_key: unknown;
  /** An empty list allows everything of its kind, null nothing. */
  readonly permissions: Readonly<Record<string, unknown>>;
  readonly env_vars_from_env_file: Readonly<Record<string, string>>;
  readonly unsafely_ignore_certificate_errors: unknown;
}

/** The JSON object at the beginning of a text that goes on with something else. */
function leadingObject(text: string): unknown {
  let depth = 0, inString = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"' && text[i - 1] !== "\\") inString = !inString;
    if (inString) continue;
    if (text[i] === "{") depth++;
    if (text[i] === "}" && --depth === 0) return JSON.parse(text.slice(0, i + 1));
  }
  throw new Error("The object does not end");
}

Deno.test("compileWithDeno() bakes in all permissions, no prompt, no code cache and no seed", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/${BUNDLE}`, "");
    // The deno that runs this test stands in for the base runtime: the result behaves as plain deno, but
    // what is written into it is what the real thing gets.
    await compileWithDeno(directory, hostTarget()!, {
      command: [Deno.execPath()],
      version: Deno.version.deno,
      denort: Deno.execPath(),
    }, `${directory}/program`);
    // One character a byte, so that positions are offsets.
    const text = new TextDecoder("latin1").decode(await Deno.readFile(`${directory}/program`));
    const start = text.lastIndexOf('{"argv":');
    assert(start > 0, "the program holds no metadata");
    const baked = leadingObject(text.slice(start)) as BakedMetadata;
    const { prompt, ...permissions } = baked.permissions;
    assertEquals(prompt, false);
    for (const [name, value] of Object.entries(permissions)) {
      assertEquals(value, name.startsWith("allow_") ? [] : null, name);
    }
    assertEquals(Object.keys(permissions).filter((name) => name.startsWith("allow_")).sort(), [
      "allow_env",
      "allow_ffi",
      "allow_import",
      "allow_net",
      "allow_read",
      "allow_run",
      "allow_sys",
      "allow_write",
    ]);
    assertEquals([baked.argv, baked.seed, baked.code_cache_key], [[], null, null]);
    assertEquals(baked.env_vars_from_env_file, {});
    assertEquals(baked.unsafely_ignore_certificate_errors, null);
  });
});
