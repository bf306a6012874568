import { EXIT, Failure, Interrupted } from "../failure.ts";
import type { Command } from "./commands.ts";
import { hint, warn } from "./channels.ts";
import { system } from "../system/mod.ts";
import { runGenerate } from "./generate_command.ts";

/**
 * Runs one command line.
 *
 * @param args what follows the program's name
 * @returns the exit code; nothing below this ends the process
 */
export async function run(args: readonly string[]): Promise<number> {
  try {
    // Every file then has exactly the mode that it is created with.
    system.clearUmask();
    // A runtime replaces bytes that are not UTF-8, and a key would go to a file of another name.
    const mangled = args.findIndex((argument) => argument.includes("\uFFFD"));
    if (mangled >= 0) {
      throw new Failure(EXIT.usageOrSource, `Argument ${mangled + 1} is not valid UTF-8`);
    }
    warnOfRuntimeVariables();
    const named = await loadNamedCommand(args[0]);
    return await (named === null ? runGenerate(args) : named(args.slice(1)));
  } catch (error) {
    return report(error);
  }
}

/** Variables by which whoever sets root's environment decides what a program made by Bun does. */
const BUN_VARIABLES = ["BUN_OPTIONS", "BUN_INSPECT", "BUN_BE_BUN"];

/** Some of them leave this program nothing to say; where it still runs, it names them. */
function warnOfRuntimeVariables(): void {
  if (system.runtime.name !== "bun" || system.userId() !== 0) return;
  const set = BUN_VARIABLES.filter((name) => (system.environment(name) ?? "") !== "");
  if (set.length === 0) return;
  warn(`${set.join(" and ")} decide${set.length === 1 ? "s" : ""} what Bun does here`);
  hint("remove such variables from root's environment: they let others run code as root");
}

/** Only a first word that is no option can be the name of a command. */
async function loadNamedCommand(word: string | undefined): Promise<Command | null> {
  if (word === undefined || word.startsWith("-")) return null;
  const { loadCommand } = await import("./commands.ts");
  return await loadCommand(word);
}

function report(error: unknown): number {
  if (error instanceof Interrupted) {
    warn(error.message);
    return error.exitCode;
  }
  if (error instanceof Failure) {
    warn(error.message);
    if (error.hint !== undefined) hint(error.hint);
    return error.exitCode;
  }
  warn(`Internal error: ${error instanceof Error ? error.message : String(error)}`);
  hint("this is a fault of the program; please report it with the command line");
  return EXIT.usageOrSource;
}
