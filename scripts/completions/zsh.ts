import type { CommandSpec, OptionSpec } from "../../lib/cli/command.ts";

/** Completion for zsh, as an autoloaded function of its completion system. */
export function zshCompletion(specs: readonly CommandSpec[]): string {
  const [generate, ...commands] = specs;
  return `#compdef corosync-keygen
# Generated from the option tables.

local -a commands=(
${commands.map(({ name, summary }) => `  ${quoted(`${name}:${summary}`)}`).join("\n")}
)

if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
  _describe -t commands command commands
  return
fi

case $words[2] in
${commands.map(commandCase).join("\n")}
  *)
    _arguments -s -S \\
${argumentLines(generate, "      ")}
    ;;
esac
`;
}

function commandCase(spec: CommandSpec): string {
  const files = spec.positionals === "" ? "" : " \\\n      '*:file:_files'";
  return `  ${spec.name})
    shift words
    (( CURRENT-- ))
    _arguments -s -S \\
${argumentLines(spec, "      ")}${files}
    ;;`;
}

function argumentLines({ options }: CommandSpec, indent: string): string {
  return options.flatMap(argumentSpecs).map((spec) => indent + quoted(spec)).join(" \\\n");
}

/** One specification for each name; either name excludes the other. */
function argumentSpecs({ short, long, valueName, completes, summary }: OptionSpec): string[] {
  const both = short === undefined ? "" : `(-${short} --${long})`;
  const actions = { file: "_files", directory: "_files -/", none: " " };
  const value = valueName === undefined ? "" : `:${valueName}:${actions[completes ?? "none"]}`;
  const text = `[${summary.replace(/[\\[\]:]/g, "\\$&")}]${value}`;
  return [
    ...(short === undefined ? [] : [`${both}-${short}${value && "+"}${text}`]),
    `${both}--${long}${value && "="}${text}`,
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
