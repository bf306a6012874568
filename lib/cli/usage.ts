import { wrap } from "../report/text_style.ts";
import type { CommandSpec, OptionSpec } from "./command.ts";
import { type CommandEntry, COMMANDS, PSEUDO_COMMANDS, specOf } from "./commands.ts";

/** The names of an option as `-h` shows them: "-k, --key-file=FILE". */
export function optionNames(option: OptionSpec): string {
  const long = `--${option.long}` + (option.valueName ? `=${option.valueName}` : "");
  return option.short ? `-${option.short}, ${long}` : `    ${long}`;
}

/** No line is longer, however wide the terminal. */
const MAX_COLUMNS = 100;
/** A narrower terminal breaks lines itself. */
const MIN_COLUMNS = 60;
/** Room beside a name that its meaning needs; with less it goes below the name. */
const MIN_MEANING_COLUMNS = 24;
/** Where the summaries stand: two spaces after the longest usual name. */
const SUMMARY_COLUMN = 30;

/**
 * What `-h` prints for the command of that name; the default command lists the others.
 *
 * @param terminalColumns null where there is no terminal
 */
export async function helpText(name: string, terminalColumns: number | null): Promise<string> {
  const entry = COMMANDS.find((entry) => entry.name === name);
  if (entry === undefined) throw new RangeError(`There is no command ${name}`);
  const others = name === "" ? COMMANDS.filter((it) => it !== entry) : [];
  return usage(await specOf(entry), others, terminalColumns ?? MAX_COLUMNS);
}

/**
 * The help of a command: usage line, what it does, options, the other commands where there are some, exit
 * codes and examples. Fits the columns that are given, from 60 to 100; ends with one newline.
 */
export function usage(
  spec: CommandSpec,
  others: readonly Pick<CommandEntry, "name" | "summary">[] = [],
  givenColumns = MAX_COLUMNS,
): string {
  const columns = Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, givenColumns));
  const row = (name: string, meaning: string) =>
    nameAndMeaning(name, meaning, SUMMARY_COLUMN, columns);
  const words = ["corosync-keygen", spec.name, "[OPTION]...", spec.positionals];
  const lines = wrap(words.filter((word) => word !== "").join(" "), columns, "       ", "Usage: ");
  lines.push(...wrap(capitalised(spec.summary) + ".", columns), "");
  for (const option of spec.options) {
    lines.push(...row(optionNames(option), option.summary));
  }
  if (others.length > 0) {
    lines.push("", "Other commands, each with its own -h:");
    for (const { name, summary } of others) lines.push(...row(name, summary));
    for (const { name, positionals, summary } of PSEUDO_COMMANDS) {
      lines.push(...row(`${name} ${positionals}`.trimEnd(), summary));
    }
  }
  lines.push("", "Exit codes:", ...aligned(spec.exitCodes, columns));
  const examples = spec.examples.map(([args, meaning]) =>
    [`corosync-keygen ${args}`, meaning] as const
  );
  lines.push("", "Examples:", ...aligned(examples, columns));
  return lines.join("\n") + "\n";
}

/** Rows whose meanings stand two spaces after the longest name. */
function aligned(
  rows: readonly (readonly [name: string, meaning: string])[],
  columns: number,
): string[] {
  const column = 4 + Math.max(...rows.map(([name]) => name.length));
  return rows.flatMap(([name, meaning]) => nameAndMeaning(name, meaning, column, columns));
}

/** A name and, from a column on or below it, what it means. */
function nameAndMeaning(name: string, meaning: string, column: number, columns: number): string[] {
  if (column > columns - MIN_MEANING_COLUMNS) {
    return [`  ${name}`, ...wrap(meaning, columns, "      ")];
  }
  const head = `  ${name}`.padEnd(column - 2) + "  ";
  return wrap(meaning, columns, " ".repeat(column), head);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
