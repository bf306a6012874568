import type { CommandSpec, OptionSpec } from "../../lib/cli/command.ts";
import { paragraph, sentence, taggedList } from "./roff.ts";

/** What a line of the text can stand for, by its name. */
const PARTS: Readonly<Record<string, (spec: CommandSpec) => string[]>> = {
  description: ({ description }) => paragraphs(description),
  options: ({ options }) => optionList(options),
  exit: ({ exitCodes }) =>
    taggedList(exitCodes.map(([code, meaning]) => [code, paragraph(sentence(meaning))])),
};

/** The text that people edit; it says itself how. */
export const TEMPLATE = new URL("corosync-keygen.8.in", import.meta.url);

/**
 * The man page of the program, in mdoc(7): the text, with what the tables of the options say in the places
 * that it names.
 *
 * @param text the content of TEMPLATE
 * @param date of the last change, such as "November 22, 2026"
 * @throws Error when the text names a part or a command that there is not
 */
export function manPage(
  text: string,
  specs: readonly CommandSpec[],
  version: string,
  date: string,
): string {
  const byName = new Map(specs.map((spec) => [spec.name || "generate", spec]));
  return text
    .replace(/^(?:\.\\"(?! @).*\n)+/, "")
    .replace("@DATE@", date)
    .replace("@VERSION@", version)
    .replace(/^\.\\" @(\w+) (\w+)$/gm, (line, part: string, command: string) => {
      const make = PARTS[part], spec = byName.get(command);
      if (make === undefined || spec === undefined) throw new Error(`Nothing is known of ${line}`);
      return make(spec).join("\n");
    });
}

function paragraphs(texts: readonly string[]): string[] {
  return texts.flatMap((text, index) => [...(index > 0 ? [".Pp"] : []), ...paragraph(text)]);
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
