import type { CommandSpec } from "./command.ts";
import { loadSpecs } from "./specs.ts";
import { usage } from "./usage.ts";

/** What `-h` prints for a command; the default command lists the others. */
export async function helpText(spec: CommandSpec): Promise<string> {
  if (spec.name !== "") return usage(spec);
  return usage(spec, (await loadSpecs()).filter(({ name }) => name !== ""));
}
