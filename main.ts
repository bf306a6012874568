import { run } from "./lib/cli/run.ts";
import { system } from "./lib/system/mod.ts";
import { inWorker, serve } from "./lib/system/worker.ts";

if (inWorker()) {
  const { loadService } = await import("./lib/services.ts");
  serve(loadService);
} else if (import.meta.main) system.exit(await run(system.arguments));
