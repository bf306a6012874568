import type { CommandSpec, OptionSpec } from "./command.ts";

/** The names of an option as `-h` shows them: "-k, --key-file=FILE". */
export function optionNames(option: OptionSpec): string {
  const long = `--${option.long}` + (option.valueName ? `=${option.valueName}` : "");
  return option.short ? `-${option.short}, ${long}` : `    ${long}`;
}

/** Where the summaries stand: two spaces after the longest usual name. */
const SUMMARY_COLUMN = 28;

/**
 * The help of a command: usage line, what it does, options, and the other commands where there are
 * some. Fits 100 columns; ends with one newline.
 */
export function usage(spec: CommandSpec, others: readonly CommandSpec[] = []): string {
  const words = ["corosync-keygen", spec.name, "[OPTION]...", spec.positionals];
  const lines = [`Usage: ${words.filter((word) => word !== "").join(" ")}`];
  lines.push(capitalised(spec.summary) + ".", "");
  for (const option of spec.options) lines.push(row(optionNames(option), option.summary));
  if (others.length > 0) {
    lines.push("", "Other commands, each with its own -h:");
    for (const { name, summary } of others) lines.push(row(name, summary));
  }
  return lines.join("\n") + "\n";
}

function row(name: string, summary: string): string {
  return `  ${name}`.padEnd(SUMMARY_COLUMN) + "  " + summary;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
