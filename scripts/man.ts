/** Prints the man page: `deno run -A scripts/man.ts > corosync-keygen.8`. */
import { loadSpecs } from "../lib/cli/specs.ts";
import { VERSION } from "../lib/version.ts";
import { lastChange } from "./man/last_change.ts";
import { manPage } from "./man/page.ts";

if (import.meta.main) {
  const page = manPage(await loadSpecs(), VERSION, await lastChange());
  await Deno.stdout.write(new TextEncoder().encode(page));
}
