import { denoSystem } from "./deno.ts";
import type { System } from "./types.ts";

/** The runtime this process runs on; the only place that asks which one it is. */
export const system: System = "Deno" in globalThis ? denoSystem() : await loadBunSystem();

async function loadBunSystem(): Promise<System> {
  const { bunSystem }: typeof import("./bun.ts") = await import("./bun" + ".ts");
  return await bunSystem();
}
