/**
 * Writes lib/cli/licenses_text.ts, the notices that --licenses prints, anew:
 *
 *     deno run -A scripts/embed_licenses.ts
 *
 * and lib/cli/lgpl_texts.ts, the two texts of the LGPL that Bun's parts need, as Debian has them. The packages are those
 * that main.ts loads, by the lock file, and those whose files are in the tree. A test compares the module with what this
 * would write.
 */
import { ROOT } from "./build/project.ts";
import { orEnd, parseScriptArguments } from "./command_line.ts";
import { LGPL_MODULE, lgplModule } from "./build/lgpl_module.ts";
import { LICENSES_MODULE, licensesModule } from "./build/licenses_module.ts";

const SCRIPT = {
  script: "scripts/embed_licenses.ts",
  description: "Write lib/cli/licenses_text.ts and lgpl_texts.ts, what --licenses prints, anew",
};
orEnd("embed_licenses", () => parseScriptArguments(SCRIPT, [], Deno.args));
await Deno.writeTextFile(ROOT + LICENSES_MODULE, await licensesModule());
await Deno.writeTextFile(ROOT + LGPL_MODULE, await lgplModule());
