import type { SourceChoice } from "../entropy/source.ts";
import { ASSESS_COMMAND, type FormatGuess } from "../assess/guess.ts";
import { shellPath } from "../system/printable.ts";
import { wrap } from "./text_style.ts";

/** What stands in front of the command that ends a sentence. */
const TRY = "; try: ";

/** What the recording looks like other than what it was read as, and the command that reads that. */
export function guessSentence({ name, evidence }: FormatGuess, command: string | null): string {
  return `This looks like ${name} (${evidence})${command === null ? "" : TRY + command}`;
}

/** The same for a report that has figures of the bytes, whatever they are, and may be about several files. */
export function formatSentence(
  sourceName: string,
  { name, evidence }: FormatGuess,
  command: string | null,
): string {
  return `${sourceName} looks like ${name} (${evidence}), and was read as bytes` +
    (command === null ? "." : TRY + command);
}

/** The first line of such a report: whoever reads no further is not to take samples for what they are not. */
export function headlineBehindFormats(
  files: readonly { readonly name: string; readonly guess: FormatGuess }[],
  headline: string,
): string {
  if (files.length === 0) return headline;
  const formats = files.map(({ name, guess }) => `${name} looks like ${guess.name}`).join(", ");
  return `${formats}; read as bytes, ${headline[0].toLowerCase()}${headline.slice(1)}`;
}

/**
 * The command that reads what was found in a source; FILE stands for what has no name that a shell takes. Null where
 * none reads it, or where a program that unpacks would begin with what was skipped.
 */
export function commandFor(
  { command }: FormatGuess,
  source: SourceChoice,
  skipBytes = 0,
): string | null {
  if (command === null || skipBytes > 0 && !command.startsWith(ASSESS_COMMAND)) return null;
  const file = (source.kind === "file" ? shellPath(source.path) : null) ?? "FILE";
  const [own = "", ownBytes = "0"] = /--skip (\d+) /.exec(command) ?? [];
  const behind = skipBytes === 0 ? command : command.replace(own, "").replace(
    ASSESS_COMMAND,
    `${ASSESS_COMMAND} --skip ${Number(ownBytes) + skipBytes}`,
  );
  return behind.replace("FILE", () => file);
}

/** What a line of JSON has of it: the command is the one that the sentences offer. */
export function guessFields(
  guess: FormatGuess | null,
  { source, skipBytes }: { readonly source: SourceChoice; readonly skipBytes?: number },
): FormatGuess | null {
  return guess && { ...guess, command: commandFor(guess, source, skipBytes) };
}

/** A sentence in lines. A command is one line, however long: pasted in pieces it would be another one. */
export function sentenceLines(sentence: string, columns: number, indent = "  "): string[] {
  const at = sentence.indexOf(TRY);
  if (at < 0) return wrap(sentence, columns, indent);
  return [
    ...wrap(sentence.slice(0, at) + TRY.trimEnd(), columns, indent),
    `${indent}  ${sentence.slice(at + TRY.length)}`,
  ];
}
