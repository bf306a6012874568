import { run } from "./lib/cli/run.ts";
import { inWorker, system } from "./lib/system/mod.ts";

if (inWorker()) {
  const { serve }: typeof import("./lib/system/worker.ts") = await import(
    "./lib/system/worker" + ".ts"
  );
  const { loadService }: typeof import("./lib/services.ts") = await import(
    "./lib/services" + ".ts"
  );
  serve(loadService);
} else if (import.meta.main) system.exit(await run(system.arguments));
