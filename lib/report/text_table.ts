import { COLUMN_GAP, INDENT, type TextStyle, wrap } from "./text_style.ts";

/** A column of a table, on a page as in text. */
export interface TableColumn {
  readonly title: string;
  /** Digits are set to the right. */
  readonly numeric?: boolean;
}

/** A table of a report in text. */
export interface TextTable {
  readonly columns: readonly TableColumn[];
  /** One cell a column. */
  readonly rows: readonly (readonly string[])[];
}

/** Columns that a last cell of text gets at least, if it is as wide. */
const MIN_LAST_COLUMNS = 24;

/**
 * A table in at most so many columns, its heads faint. What is too wide is first given heads of several lines, then
 * names of several lines; what even then is too wide becomes a block a row, each cell behind its column's title.
 */
export function tableLines(
  { columns: heads, rows }: TextTable,
  columns: number,
  style: TextStyle,
): string[] {
  if (rows.length === 0) return [];
  const titles = heads.map(({ title }) => title);
  const widths = fittingWidths({ columns: heads, rows }, columns);
  if (widths === null) return rows.flatMap((cells) => block(titles, cells, columns));
  const line = (cells: readonly string[], atBottom: boolean): string[] => {
    const parts = cells.map((cell, i) => wrap(cell, widths[i]));
    const height = Math.max(...parts.map(({ length }) => length));
    return Array.from({ length: height }, (_, row) =>
      INDENT + parts.map((part, i) => {
        const text = part[atBottom ? row - height + part.length : row] ?? "";
        return heads[i].numeric ? text.padStart(widths[i]) : text.padEnd(widths[i]);
      }).join(COLUMN_GAP).trimEnd());
  };
  return [
    ...line(titles, true).map((text) => INDENT + style.faint(text.slice(INDENT.length))),
    ...rows.flatMap((cells) => line(cells, false)),
  ];
}

/** Columns that each column gets; null where there is no room even for their longest words. */
function fittingWidths({ columns: heads, rows }: TextTable, columns: number): number[] | null {
  const last = heads.length - 1;
  const titles = heads.map(({ title }) => title);
  const contents = titles.map((_, i) => Math.max(...rows.map((cells) => cells[i].length)));
  const total = (widths: readonly number[]) =>
    INDENT.length + COLUMN_GAP.length * last + widths.reduce((sum, width) => sum + width, 0);
  const fitted = (widths: number[]): number[] | null => {
    const missing = total(widths) - columns;
    if (missing <= 0) return widths;
    if (heads[last].numeric) return null;
    const room = widths[last] - missing;
    return room >= Math.min(MIN_LAST_COLUMNS, widths[last])
      ? [...widths.slice(0, last), room]
      : null;
  };
  const whole = fitted(titles.map((title, i) => Math.max(title.length, contents[i])));
  if (whole !== null) return whole;
  const underWords = titles.map((title, i) => Math.max(longestWord(title), contents[i]));
  const wrapped = fitted(underWords);
  if (wrapped !== null) return wrapped;
  const names = heads.findIndex(({ numeric }, i) =>
    !numeric && i < last && rows.some((cells) => cells[i].includes(" "))
  );
  if (names < 0) return null;
  const words = Math.max(...[titles, ...rows].map((cells) => longestWord(cells[names])));
  for (let width = underWords[names] - 1; width >= words; width--) {
    const narrower = fitted(underWords.with(names, width));
    if (narrower !== null) return narrower;
  }
  return null;
}

function longestWord(text: string): number {
  return Math.max(...text.split(" ").map(({ length }) => length));
}

/** A row by itself: its first two cells, and below them every other one behind its title. */
function block(titles: readonly string[], cells: readonly string[], columns: number): string[] {
  const [first, second, ...others] = cells;
  const indent = INDENT + " ".repeat(first.length) + COLUMN_GAP;
  // A title and its value stay together.
  const held = (i: number) => `${titles[i + 2]} ${others[i]}`.replaceAll(" ", "\u00a0");
  return [
    ...wrap(second, columns, indent, INDENT + first + COLUMN_GAP),
    ...wrap(others.map((_, i) => held(i)).join(", "), columns, indent)
      .map((line) => line.replaceAll("\u00a0", " ")),
  ];
}
