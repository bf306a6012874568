import { EXIT, Failure, reasonOf, REPORT_FAULT } from "../failure.ts";
import { PLAIN_STYLE, TERMINAL_STYLE, type TextLayout, wrap } from "../report/text_style.ts";
import { describeError, systemError } from "../system/errors.ts";
import { system } from "../system/mod.ts";
import { printable } from "../system/printable.ts";
import type { OutputStream } from "../system/types.ts";

/**
 * The three channels: reports and upstream's lines on stdout; errors, hints, warnings and progress on
 * stderr; key bytes in the key file, or on stdout when asked for and then alone.
 */

/** Longer lines are hard to follow, however wide a terminal is. */
const MAX_COLUMNS = 132;

const encoder = new TextEncoder();

/**
 * Prints a line that the run does not depend on. As with the C original, a closed stream changes nothing
 * about the key. Names in the line may hold anything; a newline at its end is upstream's blank line.
 */
export function printLine(stream: OutputStream, text: string): void {
  try {
    const blankLine = text.endsWith("\n") ? "\n" : "";
    stream.write(encoder.encode(printable(text.replace(/\n$/, "")) + "\n" + blankLine));
  } catch { /* nobody listens any more; the exit code still tells */ }
}

/** A line on stdout that may be lost. */
export function print(text: string): void {
  printLine(system.stdout, text);
}

/** An error, warning or note on stderr, under the program's name. */
export function warn(text: string): void {
  printWords(`corosync-keygen: ${text}`);
}

/** What to do about the line before it, on its own line. */
export function hint(text: string): void {
  printWords(`hint: ${text}`);
}

/** On a terminal no word is cut where the line ends; scripts get the line whole. */
function printWords(text: string): void {
  const { stderr } = system;
  for (const line of linesFor(stderr, text)) printLine(stderr, line);
}

function linesFor(stream: OutputStream, text: string): readonly string[] {
  try {
    const columns = stream.isTerminal() ? stream.columns() : null;
    return columns === null || text.length <= columns ? [text] : wrap(text, columns, "  ", "");
  } catch {
    return [text];
  }
}

/**
 * Output that was asked for and must arrive: a report, a receipt, a key. Where there is no standard output it goes
 * nowhere, as with /dev/null, which the runtimes put in its place.
 *
 * @throws Failure (exit 4) when stdout does not take all of it.
 */
export function deliver(output: string | Uint8Array): void {
  try {
    if (system.stdout.isReadOnly()) throw systemError("EBADF");
    system.stdout.write(typeof output === "string" ? encoder.encode(output) : output);
  } catch (error) {
    const message = `Could not write standard output: ${describeError(error)}`;
    throw new Failure(EXIT.write, message, undefined, { code: "cannot-write" });
  }
}

/**
 * Tells of a run that is over, well or badly: whatever goes wrong with that is said and changes nothing.
 *
 * @param known what is said of the run in any case, and need not be said twice
 */
export function reportIfPossible(report: () => void, known?: string): void {
  try {
    report();
  } catch (error) {
    const reason = reasonOf(error);
    if (error instanceof Failure) {
      if (reason !== known) warn(reason);
      return;
    }
    warn(`Could not report all of this run: ${reason}`);
    hint(REPORT_FAULT);
  }
}

/** The same for output. */
export function deliverIfPossible(output: string, known?: string): void {
  reportIfPossible(() => deliver(output), known);
}

/**
 * How a report on stdout is laid out: lines as wide as the terminal, and colour, unless NO_COLOR is set (no-color.org)
 * or TERM is dumb; in a pipe or a file no colour.
 *
 * @param minColumns a narrower terminal breaks the lines itself
 * @param columnsWithoutTerminal of a pipe or a file; Infinity for whole lines
 */
export function textLayout(minColumns: number, columnsWithoutTerminal: number): TextLayout {
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
