import { run } from "./lib/cli/run.ts";
import { system } from "./lib/system/mod.ts";

if (import.meta.main) system.exit(await run(system.arguments));
