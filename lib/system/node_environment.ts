/**
 * Gives packages that were written for Node an environment of their own, in which NODE_ENV is "production". They ask
 * for it at every step, also after the permission to ask the real one is dropped (Deno). Bun drops none.
 */
export function settleNodeEnvironment(): void {
  if (!("Deno" in globalThis)) return;
  const { process } = globalThis as {
    process?: { env: Record<string, string> };
  };
  if (process !== undefined) process.env = { NODE_ENV: "production" };
}
