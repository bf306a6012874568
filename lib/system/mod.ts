import { denoSystem } from "./deno.ts";
import type { System } from "./types.ts";

/** The runtime this process runs on. */
export const system: System = "Deno" in globalThis ? denoSystem() : await loadBunSystem();

async function loadBunSystem(): Promise<System> {
  const { bunSystem } = await import("./bun.ts");
  return await bunSystem();
}

/**
 * Address of the module that was started, which threads start again. Only that module knows it, and says
 * so; null in tests, which start others.
 */
export const program: { url: string | null } = { url: null };

/** Whether this thread is a worker. Deno has WorkerGlobalScope in workers only, Bun nowhere. */
export function inWorker(): boolean {
  const { Bun } = globalThis as { Bun?: { readonly isMainThread: boolean } };
  return Bun === undefined ? "WorkerGlobalScope" in globalThis : !Bun.isMainThread;
}
