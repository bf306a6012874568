import type { CommandSpec, OptionSpec } from "../../lib/cli/command.ts";
import { ENVIRONMENT, EXAMPLES, FILES, SECURITY, SEE_ALSO } from "./prose.ts";
import { escaped, paragraph, sentence, taggedList } from "./roff.ts";

const NAME = "corosync-keygen";

/**
 * The man page of the program, in mdoc(7), from the tables that `-h` is made of.
 *
 * @param specs the default command first
 * @param date of the last change, such as "November 22, 2026"
 */
export function manPage(specs: readonly CommandSpec[], version: string, date: string): string {
  const [generate, ...commands] = specs;
  const lines = [
    '.\\" Generated from the option tables; see scripts/man.ts.',
    `.Dd ${date}`,
    `.Dt ${NAME.toUpperCase()} 8`,
    `.Os ${NAME} ${version}`,
    ".Sh NAME",
    `.Nm ${NAME}`,
    `.Nd ${escaped(generate.summary)}`,
    ".Sh SYNOPSIS",
    ...specs.flatMap(synopsis),
    ".Sh DESCRIPTION",
    ...paragraphs(generate.description),
    ".Pp",
    "The options are:",
    ...optionList(generate.options),
    ".Sh COMMANDS",
    ...commands.flatMap(commandSection),
    ".Sh ENVIRONMENT",
    ...taggedList(ENVIRONMENT.map(([name, text]) => [`Ev ${name}`, paragraph(text)])),
    ".Sh FILES",
    ...taggedList(FILES.map(([path, text]) => [`Pa ${path}`, paragraph(text)])),
    ".Sh EXIT STATUS",
    `Without a command, ${NAME} exits with:`,
    ...exitCodes(generate),
    ".Sh EXAMPLES",
    ...EXAMPLES.flatMap(([what, command], index) => [
      ...(index > 0 ? [".Pp"] : []),
      ...paragraph(what),
      `.Dl ${escaped(command)}`,
    ]),
    ".Sh SEE ALSO",
    ...SEE_ALSO.map(([name, section], index) =>
      `.Xr ${name} ${section}${index < SEE_ALSO.length - 1 ? " ," : ""}`
    ),
    ".Sh SECURITY CONSIDERATIONS",
    ...paragraphs(SECURITY),
  ];
  return lines.join("\n") + "\n";
}

function paragraphs(texts: readonly string[]): string[] {
  return texts.flatMap((text, index) => [...(index > 0 ? [".Pp"] : []), ...paragraph(text)]);
}

function synopsis(spec: CommandSpec): string[] {
  return [
    `.Nm ${NAME}`,
    ...(spec.name === "" ? [] : [`.Cm ${spec.name}`]),
    ".Op Ar OPTION ...",
    ...positionals(spec.positionals),
  ];
}

/** Words of a usage line: "[FILE...]" and "[FILE]..." are optional arguments, "FILE" has to be there. */
function positionals(text: string): string[] {
  return text.split(" ").filter((word) => word !== "").map((word) => {
    const [, optional, name, several] = /^(\[?)(\w+)\]?(\.\.\.)?\]?$/.exec(word) ?? [];
    if (name === undefined) throw new Error(`The man page cannot show the argument ${word}`);
    return `${optional ? ".Op Ar" : ".Ar"} ${name}${several ? " ..." : ""}`;
  });
}

function commandSection(spec: CommandSpec): string[] {
  return [
    `.Ss ${NAME} ${spec.name}`,
    ...paragraph(sentence(spec.summary)),
    ...spec.description.flatMap((text) => [".Pp", ...paragraph(text)]),
    ...optionList(spec.options),
    ".Pp",
    "Exits with:",
    ...exitCodes(spec),
  ];
}

function optionList(options: readonly OptionSpec[]): string[] {
  return taggedList(options.map((option) => [head(option), [
    ...paragraph(sentence(option.summary)),
    ...(option.description === undefined ? [] : paragraph(option.description)),
  ]]));
}

/** `-k FILE, --key-file=FILE`. */
function head({ short, long, valueName }: OptionSpec): string {
  const value = valueName === undefined ? "" : ` Ar ${valueName}`;
  const longHead = `Fl \\-${long}${value && ` Ns = Ns${value}`}`;
  return short === undefined ? longHead : `Fl ${short}${value} , ${longHead}`;
}

function exitCodes({ exitCodes }: CommandSpec): string[] {
  return taggedList(exitCodes.map(([code, meaning]) => [code, paragraph(sentence(meaning))]));
}
