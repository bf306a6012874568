import type { CommandSpec, OptionSpec } from "../../lib/cli/command.ts";

/** Completion for bash, without the helpers of the bash-completion package. */
export function bashCompletion(specs: readonly CommandSpec[]): string {
  const [generate, ...commands] = specs;
  const names = commands.map(({ name }) => name);
  return `# bash completion for corosync-keygen; generated from the option tables.

_corosync_keygen() {
    local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
    local command= options= files=
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
            options="${optionWords(generate)}"
            if [[ $COMP_CWORD -eq 1 && $current != -* ]]; then
                mapfile -t COMPREPLY < <(compgen -W "${names.join(" ")}" -- "$current")
                return
            fi
            ;;
${commands.map(commandCase).join("\n")}
    esac

    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
        [[ \${COMPREPLY[0]} == *= ]] && compopt -o nospace
    elif [[ -n $files ]]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
} && complete -F _corosync_keygen corosync-keygen
`;
}

function optionWords({ options }: CommandSpec): string {
  return options.flatMap(({ short, long, takesValue }) => [
    ...(short === undefined ? [] : [`-${short}`]),
    `--${long}${takesValue ? "=" : ""}`,
  ]).join(" ");
}

function commandCase(spec: CommandSpec): string {
  const files = spec.positionals === "" ? "" : " files=yes";
  return `        ${spec.name}) options="${optionWords(spec)}"${files} ;;`;
}

/** The words after which a value is due, by what completes it. */
function values({ name, options }: CommandSpec): string[] {
  const due = (wanted: OptionSpec["completes"]) =>
    options.filter(({ takesValue, completes }) => takesValue && completes === wanted)
      .flatMap(({ short, long }) => [...(short === undefined ? [] : [`-${short}`]), `--${long}`])
      .map((word) => `${name}:${word}`).join(" | ");
  const action = (flag: string) => [
    "            compopt -o filenames",
    `            mapfile -t COMPREPLY < <(compgen ${flag} -- "$current")`,
  ];
  const entry = (words: string, lines: readonly string[]) =>
    words === "" ? [] : [`        ${words})`, ...lines, "            return ;;"];
  return [
    ...entry(due("file"), action("-f")),
    ...entry(due("directory"), action("-d")),
    ...entry(due(undefined), []),
  ];
}
