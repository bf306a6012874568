/** Prints the man page: `deno task --quiet man > corosync-keygen.8`. */
import { loadSpecs } from "./command_specs.ts";
import { VERSION } from "../lib/version.ts";
import { parseScriptArguments, runScript } from "./command_line.ts";
import { lastChange } from "./man/last_change.ts";
import { manPage, TEMPLATE } from "./man/page.ts";

/** The page of this commit. */
export async function currentPage(): Promise<string> {
  const text = await Deno.readTextFile(TEMPLATE);
  return manPage(text, await loadSpecs(), VERSION, await lastChange());
}

if (import.meta.main) {
  await runScript("man", async () => {
    parseScriptArguments("man", [], Deno.args);
    await Deno.stdout.write(new TextEncoder().encode(await currentPage()));
  });
}
