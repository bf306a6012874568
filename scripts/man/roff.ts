import { wrap } from "../../lib/report/text_style.ts";

/** Text as mdoc(7) source. */

/** Longest line of source that `mandoc -Tlint` does not remark on. */
const LINE_CHARACTERS = 78;

/**
 * Escapes text for roff: backslashes, and hyphens where something is to be typed as it stands, so that
 * copying from the page gives ASCII.
 */
export function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replace(/(?<![\w-])--?(?=[a-z])/g, (dashes) => "\\-".repeat(dashes.length));
}

/**
 * A paragraph: each sentence begins a line, lines are short, and none begins like a request.
 */
export function paragraph(text: string): string[] {
  const sentences = escaped(text).split(/(?<=[.!?]) (?=[A-Z$])/);
  return sentences.flatMap((sentence) => wrap(sentence, LINE_CHARACTERS)).map((line) =>
    /^[.']/.test(line) ? `\\&${line}` : line
  );
}

/** A summary as a sentence. */
export function sentence(text: string): string {
  const capitalised = text.charAt(0).toUpperCase() + text.slice(1);
  return capitalised.endsWith(".") ? capitalised : `${capitalised}.`;
}

/** A tagged list: for each item its head (macros and all) and its lines. */
export function taggedList(items: readonly (readonly [string, readonly string[]])[]): string[] {
  return [
    ".Bl -tag -width Ds",
    ...items.flatMap(([head, lines]) => [`.It ${head}`, ...lines]),
    ".El",
  ];
}
