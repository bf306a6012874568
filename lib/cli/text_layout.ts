import type { TextLayout } from "../report/text_style.ts";
import { system } from "../system/mod.ts";

/** Longer lines are hard to follow, however wide a terminal is. */
const MAX_COLUMNS = 132;

/**
 * Lines as wide as the terminal, and colour, unless NO_COLOR is set (no-color.org) or TERM is dumb; in a pipe or a
 * file no colour.
 *
 * @param minColumns a narrower terminal breaks the lines itself
 * @param columnsWithoutTerminal of a pipe or a file; Infinity for whole lines
 */
export async function loadTextLayout(
  minColumns: number,
  columnsWithoutTerminal: number,
): Promise<TextLayout> {
  const { PLAIN_STYLE, TERMINAL_STYLE } = await import("../report/text_style.ts");
  const columns = system.stdout.columns();
  const hasColour = columns !== null && system.environment("TERM") !== "dumb" &&
    !system.environment("NO_COLOR");
  return {
    columns: columns === null
      ? columnsWithoutTerminal
      : Math.max(minColumns, Math.min(MAX_COLUMNS, columns)),
    style: hasColour ? TERMINAL_STYLE : PLAIN_STYLE,
  };
}
