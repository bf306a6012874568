import { type CommandSpec, helpOption, type OptionSpec } from "../../lib/cli/command.ts";
import { PSEUDO_COMMANDS } from "../../lib/cli/commands.ts";

/** Completion for bash, without the helpers of the bash-completion package. */
export function bashCompletion(specs: readonly CommandSpec[]): string {
  const [generate, ...commands] = specs;
  const names = [...commands, ...PSEUDO_COMMANDS].map(({ name }) => name);
  return `# bash completion for corosync-keygen; generated from the option tables.

_corosync_keygen() {
    local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
    local command= options= files= commands=
    COMPREPLY=()

    # bash takes --name=value apart at the equals sign.
    if [[ $current == "=" ]]; then
        current=
    elif [[ $previous == "=" ]]; then
        previous=\${COMP_WORDS[COMP_CWORD-2]}
    fi

    case \${COMP_CWORD}:\${COMP_WORDS[1]} in
        1:*) ;;
        ${names.map((name) => `*:${name}`).join(" | ")}) command=\${COMP_WORDS[1]} ;;
    esac

    case $command:$previous in
${specs.flatMap(values).join("\n")}
    esac

    case $command in
        "")
            options="${optionWords(generate.options)}"
            [[ $COMP_CWORD -eq 1 ]] && commands=yes
            ;;
${commands.map(commandCase).join("\n")}
${PSEUDO_COMMANDS.map(pseudoCommandCase).join("\n")}
    esac

    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
        [[ \${COMPREPLY[0]} == *= ]] && compopt -o nospace
    elif [[ -n $commands ]]; then
        mapfile -t COMPREPLY < <(compgen -W "${names.join(" ")}" -- "$current")
    elif [[ -n $files ]]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
} && complete -F _corosync_keygen corosync-keygen
`;
}

function optionWords(options: readonly OptionSpec[]): string {
  return options.flatMap(({ short, long, takesValue }) => [
    ...(short === undefined ? [] : [`-${short}`]),
    `--${long}${takesValue ? "=" : ""}`,
  ]).join(" ");
}

function commandCase(spec: CommandSpec): string {
  const files = spec.positionals === "" ? "" : " files=yes";
  return `        ${spec.name}) options="${optionWords(spec.options)}"${files} ;;`;
}

/** Where a command's name is due, one more word is taken. */
function pseudoCommandCase({ name, positionals }: typeof PSEUDO_COMMANDS[number]): string {
  const options = `options="${optionWords([helpOption])}"`;
  const commands = positionals === "" ? "" : "; [[ $COMP_CWORD -eq 2 ]] && commands=yes";
  return `        ${name}) ${options}${commands} ;;`;
}

/** The words after which a value is due, with what completes it. */
function values({ name, options }: CommandSpec): string[] {
  const byAction = new Map<string, string[]>();
  for (const option of options.filter(({ takesValue }) => takesValue)) {
    const words = byAction.get(actionFor(option)) ?? [];
    byAction.set(actionFor(option), words);
    if (option.short !== undefined) words.push(`${name}:-${option.short}`);
    words.push(`${name}:--${option.long}`);
  }
  return [...byAction].map(([action, words]) =>
    `        ${words.join(" | ")})\n${action}            return ;;`
  );
}

function actionFor({ completes, choices, takesSeveral }: OptionSpec): string {
  const generate = (words: string, start = '"$current"') =>
    `            mapfile -t COMPREPLY < <(compgen ${words} -- ${start})\n`;
  if (completes !== undefined) {
    return "            compopt -o filenames\n" + generate(completes === "file" ? "-f" : "-d");
  }
  if (choices === undefined) return "";
  const words = `-W "${choices.join(" ")}"`;
  return takesSeveral
    // What stands before the last comma stays.
    ? generate(`-P "\${current%"\${current##*,}"}" ${words}`, '"${current##*,}"')
    : generate(words);
}
