/** Prints the completion for a shell: `deno run -A scripts/completions.ts bash|zsh|fish`. */
import type { CommandSpec } from "../lib/cli/command.ts";
import { loadSpecs } from "../lib/cli/specs.ts";
import { bashCompletion } from "./completions/bash.ts";
import { fishCompletion } from "./completions/fish.ts";
import { zshCompletion } from "./completions/zsh.ts";

/** Makers of completions by the name of the shell. */
export const COMPLETIONS: Readonly<
  Record<string, (specs: readonly CommandSpec[]) => string>
> = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

if (import.meta.main) {
  const make = COMPLETIONS[Deno.args[0] ?? ""];
  if (make === undefined) {
    console.error("completions: name a shell: bash, zsh or fish");
    Deno.exit(1);
  }
  await Deno.stdout.write(new TextEncoder().encode(make(await loadSpecs())));
}
