import { assessCommand } from "../../lib/cli/assess.ts";
import type { RunResult } from "../../lib/cli/command.ts";
import { startSequencePool } from "../../lib/sp800_22/sequence_pool.ts";
import { startDataSetPool } from "../../lib/sp800_90b/data_set_pool.ts";
import { system } from "../../lib/system/mod.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { printedBy } from "../cli/printed.ts";
import { withDirectory } from "../keys.ts";

/** Counts the threads, of which none does anything. */
class CountedWorker {
  static readonly started = new Set<CountedWorker>();
  static readonly running = new Set<CountedWorker>();
  constructor() {
    CountedWorker.started.add(this);
    CountedWorker.running.add(this);
  }
  postMessage(): void {}
  terminate(): void {
    CountedWorker.running.delete(this);
  }
}

async function withCountedWorkers(work: () => void | Promise<void>): Promise<void> {
  const { Worker } = globalThis;
  Object.assign(globalThis, { Worker: CountedWorker });
  for (const workers of [CountedWorker.started, CountedWorker.running]) workers.clear();
  try {
    await work();
  } finally {
    Object.assign(globalThis, { Worker });
  }
}

Deno.test("every pool starts as many threads as it is told, and ends them all", () =>
  withCountedWorkers(() => {
    for (const start of [startDataSetPool, startSequencePool]) {
      for (const threads of [1, 3]) {
        const pool = start(threads, () => {});
        assertEquals(CountedWorker.running.size, threads, start.name);
        pool.end();
        assertEquals(CountedWorker.running.size, 0, start.name);
      }
    }
  }));

/** Runs assess in this process, which keeps its permissions and hears signals itself; what it prints is left out. */
async function inThisProcess(args: readonly string[]): Promise<RunResult | null> {
  const { onSignals, dropPermissions } = system;
  Object.assign(system, { onSignals: () => {}, dropPermissions: () => false });
  let result: RunResult | null = null;
  try {
    await printedBy(system.stdout, async () => {
      await printedBy(system.stderr, async () => {
        result = await assessCommand.run(args);
      });
    });
    return result;
  } finally {
    Object.assign(system, { onSignals, dropPermissions });
  }
}

Deno.test("assess ends the threads that it has started for a recording without a sample", () =>
  withCountedWorkers(() =>
    withDirectory(async (directory) => {
      const path = `${directory}/recording`;
      await Deno.writeFile(path, new Uint8Array());
      await assertRejects(() => inThisProcess(["--jobs", "2", path]));
      assertEquals([CountedWorker.started.size, CountedWorker.running.size], [2, 0]);
    })
  ));

Deno.test("assess ends the thread of each recording that it compares", () =>
  withCountedWorkers(() =>
    withDirectory(async (directory) => {
      const paths = ["one", "other", "third"].map((name) => `${directory}/${name}`);
      for (const path of paths) await Deno.writeFile(path, new Uint8Array());
      assertEquals(await inThisProcess(["--jobs", "2", ...paths]), 1);
      assertEquals([CountedWorker.started.size, CountedWorker.running.size], [3, 0]);
    })
  ));
