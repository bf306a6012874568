import { assessCommand } from "../../../lib/cli/assess.ts";
import { system } from "../../../lib/system/mod.ts";
import { assertEquals } from "../../assert.ts";
import { fixedKey, withDirectory } from "../../keys.ts";

for (
  const [how, bytes, code] of [["a report", 20_000, 0], ["a failure", 0, null]] as const
) {
  Deno.test(`assess ends every thread that it started, with ${how}`, () =>
    withDirectory(async (directory) => {
      const path = `${directory}/recording`;
      await Deno.writeFile(path, await fixedKey("threads", bytes));
      const { Worker } = globalThis;
      const running = new Set<Worker>();
      class CountedWorker extends Worker {
        constructor(...args: ConstructorParameters<typeof Worker>) {
          super(...args);
          running.add(this);
        }
        override terminate(): void {
          running.delete(this);
          super.terminate();
        }
      }
      const { write } = system.stdout;
      const onSignals = system.onSignals;
      Object.assign(globalThis, { Worker: CountedWorker });
      Object.assign(system.stdout, { write: () => {} });
      Object.assign(system, { onSignals: () => {}, dropPermissions: () => false });
      try {
        const ended = await assessCommand.run(["--jobs", "2", path]).catch(() => null);
        assertEquals([ended, running.size], [code, 0]);
      } finally {
        Object.assign(globalThis, { Worker });
        Object.assign(system.stdout, { write });
        Object.assign(system, { onSignals });
      }
    }));
}
