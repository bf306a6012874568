/**
 * A program that starts a thread of itself, as the real one does: prints what the thread answers before
 * and after permissions are dropped.
 */
import { inWorker, program, system } from "../../lib/system/mod.ts";
import { serve, startWorker } from "../../lib/system/worker.ts";

/** Adds up what it is given; keeps the sum for the next request. */
function adder(): (request: unknown) => number {
  let sum = 0;
  return (request) => sum += Number(request);
}

async function answers(): Promise<number[]> {
  const worker = startWorker("adder");
  const sums = await Promise.all([1, 20, 300].map((part) => worker.ask<number>(part)));
  worker.end();
  return sums;
}

program.url = import.meta.url;
if (inWorker()) {
  serve(() => Promise.resolve(adder()));
} else {
  const before = await answers();
  system.dropPermissions();
  const after = await answers();
  const text = JSON.stringify({ before, after }) + "\n";
  system.stdout.write(new TextEncoder().encode(text));
  system.exit(0);
}
