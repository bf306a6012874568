import { type CommandSpec, helpOption, type OptionSpec } from "../../lib/cli/command.ts";
import { PSEUDO_COMMANDS } from "../../lib/cli/commands.ts";

/** Completion for zsh, as an autoloaded function of its completion system. */
export function zshCompletion(specs: readonly CommandSpec[]): string {
  const [generate, ...commands] = specs;
  return `#compdef corosync-keygen
# Generated from the option tables.

local -a commands=(
${
    [...commands, ...PSEUDO_COMMANDS].map(({ name, summary }) =>
      `  ${quoted(`${name}:${summary}`)}`
    )
      .join("\n")
  }
)

if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
  _describe -t commands command commands
  return
fi

case $words[2] in
${commands.map(commandCase).join("\n")}
${PSEUDO_COMMANDS.map(pseudoCommandCase).join("\n")}
  *)
    _arguments -s -S \\
${argumentLines(generate.options)}
    ;;
esac
`;
}

function commandCase({ name, options, positionals }: CommandSpec): string {
  return caseOf(name, argumentLines(options) + (positionals === "" ? "" : FILES));
}

const FILES = " \\\n      '*:file:_files'";

/** Where a command's name is due, one more word is taken. */
function pseudoCommandCase({ name, positionals }: typeof PSEUDO_COMMANDS[number]): string {
  const commands = `    if (( CURRENT == 3 )) && [[ $words[3] != -* ]]; then
      _describe -t commands command commands
      return
    fi
`;
  return caseOf(name, argumentLines([helpOption]), positionals === "" ? "" : commands);
}

function caseOf(name: string, lines: string, before = ""): string {
  return `  ${name})
${before}    shift words
    (( CURRENT-- ))
    _arguments -s -S \\
${lines}
    ;;`;
}

function argumentLines(options: readonly OptionSpec[]): string {
  return options.flatMap(argumentSpecs).map((spec) => "      " + quoted(spec)).join(" \\\n");
}

/** One specification for each name; either name excludes the other. */
function argumentSpecs(option: OptionSpec): string[] {
  const { short, long, valueName, summary } = option;
  const both = short === undefined ? "" : `(-${short} --${long})`;
  const value = valueName === undefined ? "" : `:${valueName}:${actionFor(option)}`;
  const text = `[${summary.replace(/[\\[\]:]/g, "\\$&")}]${value}`;
  return [
    ...(short === undefined ? [] : [`${both}-${short}${value && "+"}${text}`]),
    `${both}--${long}${value && "="}${text}`,
  ];
}

/** What completes a value. */
function actionFor({ completes, choices, takesSeveral, valueName }: OptionSpec): string {
  if (completes !== undefined) return completes === "file" ? "_files" : "_files -/";
  if (choices === undefined) return " ";
  const words = choices.join(" ");
  // After a space the words are run as they stand.
  return takesSeveral ? ` _values -s , ${valueName} ${words}` : `(${words})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
