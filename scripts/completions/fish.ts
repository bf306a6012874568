import { type CommandSpec, helpOption, type OptionSpec } from "../../lib/cli/command.ts";
import { PSEUDO_COMMANDS } from "../../lib/cli/commands.ts";

/** Completion for fish. */
export function fishCompletion(specs: readonly CommandSpec[]): string {
  const [generate, ...commands] = specs;
  const named = [...commands, ...PSEUDO_COMMANDS];
  const names = named.map(({ name }) => name).join(" ");
  const lines = [
    `# Generated from the option tables.

# Whether these are the words before the one that is completed.
function ${AFTER}
    set -l words (commandline -opc)
    set -e words[1]
    test "$words" = "$argv"
end

# Whether the first word, which alone can be a command, is one of these.
function ${FIRST}
    set -l words (commandline -opc)
    contains -- "$words[2]" $argv
end

# These words after what stands before the last comma of a value.
function ${SEVERAL}
    set -l value (commandline -ct | string replace -r '^--[^=]*=' '')
    printf '%s\\n' (string replace -r '[^,]*$' '' -- "$value")$argv
end
`,
    "complete -c corosync-keygen -f",
    ...offers(AFTER, named),
    ...generate.options.map((option) => complete(`not ${FIRST} ${names}`, optionWords(option))),
    ...commands.flatMap((spec) => {
      const condition = `${FIRST} ${spec.name}`;
      return [
        ...spec.options.map((option) => complete(condition, optionWords(option))),
        ...(spec.positionals === "" ? [] : [complete(condition, "-F")]),
      ];
    }),
    ...PSEUDO_COMMANDS.flatMap(({ name, positionals }) => [
      ...(positionals === "" ? [] : offers(`${AFTER} ${name}`, named)),
      complete(`${FIRST} ${name}`, optionWords(helpOption)),
    ]),
  ];
  return lines.join("\n") + "\n";
}

const AFTER = "__corosync_keygen_after";
const FIRST = "__corosync_keygen_first";
const SEVERAL = "__corosync_keygen_several";

/** Commands with what they do. */
function offers(
  condition: string,
  commands: readonly Pick<CommandSpec, "name" | "summary">[],
): string[] {
  return commands.map(({ name, summary }) =>
    complete(condition, `-a ${name} -d ${quoted(summary)}`)
  );
}

function complete(condition: string, words: string): string {
  return `complete -c corosync-keygen -n ${quoted(condition)} ${words}`;
}

function optionWords(option: OptionSpec): string {
  const { short, long, summary } = option;
  const names = `${short === undefined ? "" : `-s ${short} `}-l ${long}`;
  return `${names}${valueWords(option)} -d ${quoted(summary)}`;
}

/** What completes a value. */
function valueWords({ takesValue, completes, choices, takesSeveral }: OptionSpec): string {
  if (!takesValue) return "";
  if (completes === "file") return " -r -F";
  if (completes === "directory") return " -x -a '(__fish_complete_directories)'";
  if (choices === undefined) return " -x";
  const words = choices.join(" ");
  return ` -x -a ${quoted(takesSeveral ? `(${SEVERAL} ${words})` : words)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
