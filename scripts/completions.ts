/** Prints the completion for a shell: `deno task --quiet completions bash|zsh|fish`. */
import type { CommandSpec } from "../lib/cli/command.ts";
import { loadSpecs } from "./command_specs.ts";
import { BuildFailure } from "./build/failure.ts";
import { parseScriptArguments, runScript } from "./command_line.ts";
import { bashCompletion } from "./completions/bash.ts";
import { fishCompletion } from "./completions/fish.ts";
import { zshCompletion } from "./completions/zsh.ts";

/** Makers of completions by the name of the shell. */
export const COMPLETIONS: Readonly<
  Record<string, (specs: readonly CommandSpec[]) => string>
> = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

if (import.meta.main) {
  await runScript("completions", async () => {
    const words = { names: "bash|zsh|fish", max: 1 };
    const [shell = ""] = parseScriptArguments("completions", [], Deno.args, words).positionals;
    const make = COMPLETIONS[shell];
    if (make === undefined) {
      throw new BuildFailure(`name a shell: bash, zsh or fish, not '${shell}'`);
    }
    await Deno.stdout.write(new TextEncoder().encode(make(await loadSpecs())));
  });
}
