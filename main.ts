import { run } from "./lib/cli/run.ts";
import { inWorker, program, system } from "./lib/system/mod.ts";

program.url = import.meta.url;

if (inWorker()) {
  const { serve }: typeof import("./lib/system/worker.ts") = await import(
    "./lib/system/worker" + ".ts"
  );
  const { loadService }: typeof import("./lib/services.ts") = await import(
    "./lib/services" + ".ts"
  );
  serve(loadService);
} else if (import.meta.main) system.exit(await run(system.arguments));
