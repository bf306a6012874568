import type { TextLayout } from "../report/verification_text.ts";
import { system } from "../system/mod.ts";

/** Below this hardly two words stand beside each other; a narrower terminal breaks the lines itself. */
const MIN_COLUMNS = 40;
/** Longer lines are hard to follow, however wide a terminal is. */
const MAX_COLUMNS = 132;

/**
 * Lines as wide as the terminal and colour, unless NO_COLOR is set (no-color.org) or TERM is dumb; in a pipe
 * or a file whole lines and none.
 */
export async function loadTextLayout(): Promise<TextLayout> {
  const { PLAIN_STYLE, TERMINAL_STYLE } = await import("../report/text_style.ts");
  const columns = system.stdout.isTerminal() ? system.stdout.columns() ?? 80 : null;
  const hasColour = columns !== null && system.environment("TERM") !== "dumb" &&
    !system.environment("NO_COLOR");
  return {
    columns: columns === null ? Infinity : Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, columns)),
    style: hasColour ? TERMINAL_STYLE : PLAIN_STYLE,
  };
}
