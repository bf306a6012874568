import { ENDING_SIGNALS } from "../../lib/system/signal_numbers.ts";
import { endTools } from "./run_tool.ts";

/** All that are there: a signal ends the process, which may have made one inside another's action. */
const directories = new Set<string>();

/**
 * Runs `action` with a directory for what is being made, which is removed whatever happens, a signal included. Only
 * what cannot be caught, such as SIGKILL, leaves it behind.
 *
 * @param output where it lies: beside the result, which must not have to cross file systems, and /tmp may be small
 * @param prefix what its name begins with
 */
export async function withWorkDirectory(
  output: string,
  prefix: string,
  action: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = Deno.realPathSync(Deno.makeTempDirSync({ dir: output, prefix }));
  directories.add(directory);
  const end = async (code: number): Promise<never> => {
    await endTools();
    for (const one of directories) Deno.removeSync(one, { recursive: true });
    Deno.exit(code);
  };
  let ending: Promise<never> | null = null;
  for (const [name, number] of Object.entries(ENDING_SIGNALS)) {
    Deno.addSignalListener(name as Deno.Signal, () => ending ??= end(128 + number));
  }
  try {
    await action(directory);
  } finally {
    // What a signal ended has not failed.
    if (ending !== null) await ending;
    directories.delete(directory);
    Deno.removeSync(directory, { recursive: true });
  }
}
