import type { CommandSpec, OptionSpec } from "../../lib/cli/command.ts";

/** Completion for fish. */
export function fishCompletion(specs: readonly CommandSpec[]): string {
  const [generate, ...commands] = specs;
  const names = commands.map(({ name }) => name).join(" ");
  const without = `not __fish_seen_subcommand_from ${names}`;
  const lines = [
    "# Generated from the option tables.",
    "complete -c corosync-keygen -f",
    ...commands.map(({ name, summary }) =>
      complete("__fish_use_subcommand", `-a ${name} -d ${quoted(summary)}`)
    ),
    ...generate.options.map((option) => complete(without, optionWords(option))),
    ...commands.flatMap((spec) => {
      const condition = `__fish_seen_subcommand_from ${spec.name}`;
      return [
        ...spec.options.map((option) => complete(condition, optionWords(option))),
        ...(spec.positionals === "" ? [] : [complete(condition, "-F")]),
      ];
    }),
  ];
  return lines.join("\n") + "\n";
}

function complete(condition: string, words: string): string {
  return `complete -c corosync-keygen -n ${quoted(condition)} ${words}`;
}

function optionWords({ short, long, takesValue, completes, summary }: OptionSpec): string {
  const value = completes === "file"
    ? " -r -F"
    : completes === "directory"
    ? " -x -a '(__fish_complete_directories)'"
    : takesValue
    ? " -x"
    : "";
  return `${short === undefined ? "" : `-s ${short} `}-l ${long}${value} -d ${quoted(summary)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
