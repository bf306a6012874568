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
