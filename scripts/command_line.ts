/** The command lines of the scripts: one grammar, one help, one line for what is wrong. */
import { getopt } from "../lib/cli/getopt.ts";
import { BuildFailure } from "./build/failure.ts";
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

/**
 * Parses the command line of a script.
 *
 * @param task the task of deno.json that runs it; its description is the first line of the help
 * @param positionals how many words besides options it takes, and what they are called
 * @throws HelpWanted for -h and --help
 * @throws BuildFailure with one line for what it does not know
 */
export function parseScriptArguments(
  task: string,
  options: readonly ScriptOption[],
  args: readonly string[],
  positionals: { readonly names: string; readonly max: number } = { names: "", max: 0 },
): ScriptArguments {
  const known = [
    ...options.map(({ name, value }) => ({
      key: name,
      long: name,
      takesValue: value !== undefined,
    })),
    { key: "help", long: "help", short: "h", takesValue: false },
  ];
  const values: Record<string, string[]> = {};
  const words: string[] = [];
  for (const parsed of getopt(args, known)) {
    if (parsed.kind === "error") throw new BuildFailure(parsed.message, [more(task)]);
    if (parsed.kind === "positional") {
      if (words.push(parsed.value) > positionals.max) {
        throw new BuildFailure(`unexpected '${parsed.value}'`, [more(task)]);
      }
    } else if (parsed.key === "help") {
      throw new HelpWanted(helpText(task, options, positionals.names));
    } else (values[parsed.key] ??= []).push(parsed.value ?? "");
  }
  return { values, positionals: words };
}

const more = (task: string) => `deno task ${task} --help lists the options`;

/** What --help prints. */
export function helpText(
  task: string,
  options: readonly ScriptOption[],
  positionals = "",
): string {
  const { description } = readConfiguration().tasks[task]!;
  const heads = options.map(({ name, value }) => `--${name}${value ? ` ${value}` : ""}`);
  const width = Math.max(0, ...heads.map((head) => head.length));
  const rows = options.map(({ summary }, i) => `  ${heads[i]!.padEnd(width)}  ${summary}\n`);
  const usage = ["deno task", task, options.length > 0 ? "[OPTION...]" : "", positionals];
  return `${usage.filter((part) => part !== "").join(" ")}\n${description}\n${rows.join("")}`;
}

/**
 * Runs a script to its end: prints help that was asked for, and a failure as one line with hints below it.
 *
 * @param name what its error lines begin with
 */
export async function runScript(name: string, script: () => Promise<void>): Promise<void> {
  try {
    await script();
  } catch (error) {
    if (error instanceof HelpWanted) return console.log(error.message.trimEnd());
    if (!(error instanceof BuildFailure)) throw error;
    console.error(`${name}: ${error.message}`);
    for (const hint of error.hints) console.error(`  ${hint}`);
    Deno.exit(1);
  }
}
