import { run } from "./lib/cli/run.ts";
import { inWorker, program, system } from "./lib/system/mod.ts";

program.url = import.meta.url;

if (inWorker()) {
  const { serve } = await import("./lib/system/worker.ts");
  const { loadService } = await import("./lib/cli/services.ts");
  serve(loadService);
} else if (import.meta.main) system.exit(await run(system.arguments));
