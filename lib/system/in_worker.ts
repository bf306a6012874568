/** Whether this thread is a worker. Deno has WorkerGlobalScope in workers only, Bun nowhere. */
export function inWorker(): boolean {
  const { Bun } = globalThis as { Bun?: { readonly isMainThread: boolean } };
  return Bun === undefined ? "WorkerGlobalScope" in globalThis : !Bun.isMainThread;
}
