/** The command lines of the scripts: one grammar, one help, one line for what is wrong. */
import { ensureDir } from "@std/fs/ensure-dir";
import { getopt } from "../lib/cli/getopt.ts";
import { BuildFailure, systemAnswer, systemReason } from "./build/failure.ts";
import { readConfiguration } from "./build/project.ts";

/** One long option of a script. */
export interface ScriptOption {
  readonly name: string;
  /** What its value is called in the help; an option without it is a flag. */
  readonly value?: string;
  readonly summary: string;
}

/** What a command line asked for. */
export interface ScriptArguments {
  /** The values of an option, in order; a flag that is given has the value "". */
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly positionals: readonly string[];
}

/** Asked for help: what to print instead of running. */
export class HelpWanted extends Error {
  override readonly name = "HelpWanted";
}

/** A script that no task runs. */
export interface Untasked {
  /** Its path below the root of the project. */
  readonly script: string;
  readonly description: string;
}

/**
 * Parses the command line of a script.
 *
 * @param task the task of deno.json that runs it, whose description is the first line of the help
 * @param positionals how many words besides options it takes, and what they are called
 * @throws HelpWanted for -h and --help
 * @throws BuildFailure with one line for what it does not know, and for an empty value: no option has use for one
 */
export function parseScriptArguments(
  task: string | Untasked,
  options: readonly ScriptOption[],
  args: readonly string[],
  positionals: { readonly names: string; readonly max: number } = { names: "", max: 0 },
): ScriptArguments {
  const known = [
    ...options.map(({ name, value }) => ({ long: name, takesValue: value !== undefined })),
    { long: "help", short: "h", takesValue: false },
  ];
  const values: Record<string, string[]> = {};
  const words: string[] = [];
  for (const parsed of getopt(args, known)) {
    if (parsed.kind === "error") throw new BuildFailure(parsed.message, [more(task)]);
    if (parsed.kind === "positional") {
      if (words.push(parsed.value) > positionals.max) {
        throw new BuildFailure(`unexpected '${parsed.value}'`, [more(task)]);
      }
    } else if (parsed.name === "help") {
      throw new HelpWanted(helpText(task, options, positionals.names));
    } else if (parsed.value === "") {
      throw new BuildFailure(`--${parsed.name} '' is empty`);
    } else (values[parsed.name] ??= []).push(parsed.value ?? "");
  }
  return { values, positionals: words };
}

const commandOf = (task: string | Untasked) =>
  typeof task === "string" ? `deno task ${task}` : `deno run -A ${task.script}`;

const more = (task: string | Untasked) => `${commandOf(task)} --help lists the options`;

/** What numbers an option takes. */
export interface WholeNumbers {
  /** When the option is not given. */
  readonly otherwise: number;
  readonly least?: number;
}

/**
 * The last value of an option as a whole number below 2^32.
 *
 * @throws BuildFailure with one line for anything else
 */
export function wholeNumber(
  { values }: Pick<ScriptArguments, "values">,
  name: string,
  { otherwise, least = 1 }: WholeNumbers,
): number {
  const given = values[name]?.at(-1);
  return given === undefined ? otherwise : toWholeNumber(`--${name}`, given, least);
}

/** The same for a word that is no option. */
export function toWholeNumber(what: string, given: string, least = 1): number {
  const number = Number(given);
  if (/^\d+$/.test(given) && number >= least && number < 2 ** 32) return number;
  throw new BuildFailure(
    `Cannot use ${what} '${given}': a whole number from ${least} and below 2^32 is needed`,
  );
}

/** @throws BuildFailure for the first that is no file. */
export async function requireFiles(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const isFile = await Deno.stat(path).then(({ isFile }) => isFile, () => false);
    if (!isFile) throw new BuildFailure(`there is no file '${path}'`);
  }
}

/** Makes the directory of --output where it is missing. @throws BuildFailure when that cannot be */
export async function ensureOutput(path: string): Promise<void> {
  try {
    await ensureDir(path);
  } catch (error) {
    const reason = systemReason(error) ?? "it is no directory";
    throw new BuildFailure(`Cannot use --output ${path}: ${reason}`);
  }
}

/** What --help prints. */
export function helpText(
  task: string | Untasked,
  options: readonly ScriptOption[],
  positionals = "",
): string {
  const { description } = typeof task === "string" ? readConfiguration().tasks[task] : task;
  const heads = options.map(({ name, value }) => `--${name}${value ? ` ${value}` : ""}`);
  const width = Math.max(0, ...heads.map((head) => head.length));
  const rows = options.map(({ summary }, i) => `  ${heads[i].padEnd(width)}  ${summary}\n`);
  const usage = [commandOf(task), options.length > 0 ? "[OPTION...]" : "", positionals];
  return `${usage.filter((part) => part !== "").join(" ")}\n${description}\n${rows.join("")}`;
}

/**
 * Runs a script to its end: prints help that was asked for, and a failure as one line with hints below it.
 *
 * @param name what its error lines begin with
 */
export async function runScript(name: string, script: () => Promise<void> | void): Promise<void> {
  try {
    await script();
  } catch (error) {
    end(name, error);
  }
}

/** The same for the options of a script that runs from top to bottom: what `read` returns, or the end of it. */
export function orEnd<Options>(name: string, read: () => Options): Options {
  try {
    return read();
  } catch (error) {
    return end(name, error);
  }
}

function end(name: string, error: unknown): never {
  if (error instanceof HelpWanted) {
    console.log(error.message.trimEnd());
    Deno.exit(0);
  }
  const message = error instanceof BuildFailure ? error.message : systemAnswer(error);
  // Anything else is a fault of the script, which the stack shows.
  if (message === null) throw error;
  console.error(`${name}: ${message}`);
  if (error instanceof BuildFailure) { for (const hint of error.hints) console.error(`  ${hint}`); }
  Deno.exit(1);
}
