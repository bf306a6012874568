/** Text that is set off, indented and broken into lines. */

/** How text on a terminal is set off: Select Graphic Rendition, ECMA-48 section 8.3.117. */
export interface TextStyle {
  bold(text: string): string;
  faint(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
}

/** What a text has to fit into. */
export interface TextLayout {
  /** Infinity where nobody breaks lines, as in a pipe. */
  readonly columns: number;
  readonly style: TextStyle;
}

/** Before the lines of a report that stand under a title. */
export const INDENT = "  ";
/** Between the columns of a table. */
export const COLUMN_GAP = "  ";

const between = (on: number, off: number) => (text: string) => `\x1b[${on}m${text}\x1b[${off}m`;

export const TERMINAL_STYLE: TextStyle = {
  bold: between(1, 22),
  faint: between(2, 22),
  red: between(31, 39),
  green: between(32, 39),
  yellow: between(33, 39),
};

const same = (text: string) => text;

/** For files, pipes and terminals that were asked for no colour. */
export const PLAIN_STYLE: TextStyle = {
  bold: same,
  faint: same,
  red: same,
  yellow: same,
  green: same,
};

/**
 * Breaks text at spaces into lines of at most so many columns; a word that is longer stays whole.
 *
 * @param indent before every line
 * @param first before the first line, where that differs
 * @example
 * wrap("one two three", 9, "  ") // ["  one two", "  three"]
 */
export function wrap(text: string, columns: number, indent = "", first = indent): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(" ")) {
    if (!empty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}
