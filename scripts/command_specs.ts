import type { CommandSpec } from "../lib/cli/command.ts";
import { COMMANDS, specOf } from "../lib/cli/commands.ts";

/** The tables of all commands, for man page and completion. */
export function loadSpecs(): Promise<readonly CommandSpec[]> {
  return Promise.all(COMMANDS.map(specOf));
}
