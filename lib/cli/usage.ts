import { wrap } from "../report/wrap.ts";
import type { CommandSpec, OptionSpec } from "./command.ts";
import { type CommandEntry, COMMANDS, specOf } from "./commands.ts";

/** The names of an option as `-h` shows them: "-k, --key-file=FILE". */
export function optionNames(option: OptionSpec): string {
  const long = `--${option.long}` + (option.valueName ? `=${option.valueName}` : "");
  return option.short ? `-${option.short}, ${long}` : `    ${long}`;
}

/** No line is longer. */
const COLUMNS = 100;
/** Where the summaries stand: two spaces after the longest usual name. */
const SUMMARY_COLUMN = 30;

/** What `-h` prints for the command of that name; the default command lists the others. */
export async function helpText(name: string): Promise<string> {
  const entry = COMMANDS.find((entry) => entry.name === name);
  if (entry === undefined) throw new RangeError(`There is no command ${name}`);
  return usage(await specOf(entry), name === "" ? COMMANDS.filter((it) => it !== entry) : []);
}

/**
 * The help of a command: usage line, what it does, options, the other commands where there are some, exit
 * codes and examples. Fits 100 columns; ends with one newline.
 */
export function usage(
  spec: CommandSpec,
  others: readonly Pick<CommandEntry, "name" | "summary">[] = [],
): string {
  const words = ["corosync-keygen", spec.name, "[OPTION]...", spec.positionals];
  const lines = [`Usage: ${words.filter((word) => word !== "").join(" ")}`];
  lines.push(capitalised(spec.summary) + ".", "");
  for (const option of spec.options) {
    lines.push(...row(optionNames(option), option.summary, SUMMARY_COLUMN));
  }
  if (others.length > 0) {
    lines.push("", "Other commands, each with its own -h:");
    for (const { name, summary } of others) lines.push(...row(name, summary, SUMMARY_COLUMN));
    lines.push(...row("help [COMMAND]", "print the help of COMMAND, or this", SUMMARY_COLUMN));
    lines.push(...row("version", "print the version", SUMMARY_COLUMN));
  }
  lines.push("", "Exit codes:", ...aligned(spec.exitCodes));
  const examples = spec.examples.map(([args, meaning]) =>
    [`corosync-keygen ${args}`, meaning] as const
  );
  lines.push("", "Examples:", ...aligned(examples));
  return lines.join("\n") + "\n";
}

/** Rows whose meanings stand two spaces after the longest name. */
function aligned(rows: readonly (readonly [name: string, meaning: string])[]): string[] {
  const column = 4 + Math.max(...rows.map(([name]) => name.length));
  return rows.flatMap(([name, meaning]) => row(name, meaning, column));
}

/** A name and, from a column on, what it means. */
function row(name: string, meaning: string, column: number): string[] {
  const head = `  ${name}`.padEnd(column - 2) + "  ";
  return wrap(meaning, COLUMNS, " ".repeat(column), head);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
