import { EXIT, Failure, type Interrupted, toFailure } from "../failure.ts";
import { system } from "../system/mod.ts";
import { VERSION } from "../version.ts";
import { deliverIfPossible, hint, warn } from "./channels.ts";
import type { RunResult } from "./command.ts";
import { generateCommand, runSuggesting } from "./generate.ts";
import { nearest } from "./nearest.ts";
import { refuseMangledArguments, refusePositionals } from "./parse.ts";

/**
 * Runs one command line.
 *
 * @param args what follows the program's name
 * @returns the exit code; below this only a second signal ends the process
 */
export async function run(args: readonly string[]): Promise<number> {
  try {
    // Files then have the mode that they are created with.
    system.relaxUmask();
    warnOfRuntimeVariables();
    return await runCommand(args);
  } catch (error) {
    return report(toFailure(error));
  }
}

/** Some of them leave this program nothing to say; where it still runs, it names them. */
function warnOfRuntimeVariables(): void {
  if (system.userId() !== 0) return;
  const set = system.runtime.obeyedVariables();
  if (set.length === 0) return;
  warn(`${set.join(" and ")} decide${set.length === 1 ? "s" : ""} what Bun does here`);
  hint(
    "remove such variables from root's environment: they let others run code as root, or break it",
  );
}

/** Only a first word that is no option can be the name of a command; without one a key is made. */
async function runCommand(args: readonly string[]): Promise<number> {
  const [word, ...rest] = args;
  if (word === undefined || word === "" || word.startsWith("-")) {
    return await answer("", await generateCommand.run(args));
  }
  const { COMMANDS, PSEUDO_COMMANDS } = await import("./commands.ts");
  const entry = COMMANDS.find(({ name }) => name === word);
  if (entry !== undefined) return await answer(word, await (await entry.load()).run(rest));
  const names = [...COMMANDS, ...PSEUDO_COMMANDS].map(({ name }) => name).filter((name) =>
    name !== ""
  );
  if (isPseudoCommand(word)) return await answer(...toPseudoCommand(word, rest, names));
  const near = nearest(word, names);
  return near === null
    ? await answer("", await generateCommand.run(args))
    : await runMisspelt(`did you mean '${near}'?`, args);
}

function isPseudoCommand(word: string): word is "help" | "version" {
  return word === "help" || word === "version";
}

/** @throws Failure (exit 1) for what is no command */
function toPseudoCommand(
  word: "help" | "version",
  rest: readonly string[],
  names: readonly string[],
): [name: string, result: RunResult] {
  refuseMangledArguments(rest);
  const words = rest.filter((word) => word !== "-h" && word !== "--help");
  refusePositionals(words, word === "help" ? 1 : 0, "help [COMMAND] and version take no more");
  if (words.length < rest.length && word === "version") return ["", "help"];
  const [name = ""] = words;
  if (name === "" || isPseudoCommand(name)) return ["", word];
  if (names.includes(name)) return [name, word];
  const near = nearest(name, names);
  throw new Failure(
    EXIT.usageOrSource,
    `There is no command '${name}'`,
    near === null ? `the commands are ${names.join(", ")}` : `did you mean '${near}'?`,
    { code: "usage" },
  );
}

/** Runs the default command for a first word that was meant for a command's name: whatever is wrong, that helps. */
async function runMisspelt(suggestion: string, args: readonly string[]): Promise<number> {
  const result = await runSuggesting(args, suggestion);
  if (result === EXIT.usageOrSource) hint(suggestion);
  return await answer("", result);
}

/** Prints what was asked for instead of running; after the help comes, as upstream has it, a blank line. */
async function answer(name: string, result: RunResult): Promise<number> {
  if (typeof result === "number") return result;
  if (result === "help") {
    const { helpText } = await import("./usage.ts");
    deliverIfPossible(await helpText(name, system.stdout.columns()) + "\n");
  } else if (result === "licenses") {
    const { licensesText } = await import("./licenses.ts");
    const { name, version, parts } = system.runtime;
    deliverIfPossible(await licensesText({ name, version, parts: parts() }));
  } else {
    const { name, version } = system.runtime;
    deliverIfPossible(`corosync-keygen ${VERSION} (${name} ${version})\n`);
  }
  return EXIT.ok;
}

function report(failure: Failure | Interrupted): number {
  warn(failure.message);
  if ("hint" in failure && failure.hint !== undefined) hint(failure.hint);
  return failure.exitCode;
}
