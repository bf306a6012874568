import type { GivenOption } from "../assess/assessment.ts";
import type { SourceChoice } from "../entropy/source.ts";
import { ASSESS, type FormatGuess } from "../assess/format_guess_types.ts";
import { printable, shellPath, shellWord } from "../system/printable.ts";
import { wrap } from "./text_style.ts";

/** The command line that a recording was read by. */
export interface GivenCommand {
  readonly source: SourceChoice;
  /** Its options. */
  readonly given: readonly GivenOption[];
  readonly skipBytes: number;
}

/** What stands in front of the command that ends a sentence. */
const TRY = "; try: ";

/** What the recording looks like other than what it was read as, and the command that reads that. */
export function guessSentence({ name, evidence }: FormatGuess, command: string | null): string {
  return `This looks like ${name} (${evidence})${command === null ? "" : TRY + command}`;
}

/** The same for a report that has figures of the bytes, whatever they are, and may be about several files. */
export function formatSentence(
  sourceName: string,
  { name, evidence, command }: FormatGuess,
  tried: string | null,
): string {
  return `${sourceName} looks like ${name} (${evidence}), and was read as bytes` +
    (tried !== null
      ? TRY + tried
      : command === null
      ? "."
      : ": assess with it alone says how to read what it holds.");
}

/** What reads an archive from a file alone. */
const FILE_ALONE = /^(?:ar|unzip|7z|unrar|h5dump)\b/;

/**
 * The command that was given, with what is to be changed changed; FILE stands for what has no name that a shell takes.
 * Null where none reads the format, or another file would be read in it too.
 */
export function commandFor(
  { command }: FormatGuess,
  { source, given, skipBytes }: GivenCommand,
): string | null {
  if (command === null) return null;
  const file = (source.kind === "file" ? shellPath(source.path) : null) ?? "FILE";
  // What another program makes of the recording comes by standard input, and begins where the recording did.
  const skipsBefore = skipBytes > 0 && !command.startsWith(ASSESS);
  if (skipsBefore && FILE_ALONE.test(command)) return null;
  const kept = given.filter(({ name, value }) =>
    !isReplaced(name, command) && !(name === "skip" && skipsBefore) &&
    !isTooMuch(name, value, command)
  );
  const withSp80022 = kept.some(({ name }) => name === "sp800-22");
  if (withSp80022 && /--(?:format|skip)/.test(command)) return null;
  const readsOther = kept.some(({ name }) => name === "against" || name === "restart");
  if (readsOther && /--(?:format|bits-per-symbol)/.test(command)) return null;
  if (kept.some(({ value }) => value !== null && printable(value) !== value)) return null;
  const recording = skipsBefore ? "/dev/stdin" : file;
  const [before, after] = command
    .replace(/--skip (\d+)/, (_, bytes: string) => `--skip ${Number(bytes) + skipBytes}`)
    .split(ASSESS)
    .map((part) => part.replace("FILE", () => recording));
  return (skipsBefore ? `tail -c +${skipBytes + 1} < ${file} | ` : "") + before +
    [ASSESS, ...kept.map(optionWords)].join(" ") + after;
}

function optionWords({ name, value }: GivenOption): string {
  if (value === null) return `--${name}`;
  return `--${name}${value.startsWith("-") ? "=" : " "}${shellWord(value)}`;
}

/** Options that the other format has a value of its own for, or that cannot be given twice: no record is overwritten. */
function isReplaced(name: string, command: string): boolean {
  if (name === "format" || name === "record") return true;
  if (name === "skip" || name === "bytes") return command.includes(`--${name}`);
  // Characters of one bit, samples of 16 and a width that the command names have no other.
  return ["bits-per-symbol", "packed", "lsb-first"].includes(name) &&
    /--bits-per-symbol|--format (?:bits|u16|decimal)/.test(command);
}

/** Whether an entropy is more than narrower symbols have. */
function isTooMuch(name: string, value: string | null, command: string): boolean {
  if (name !== "claimed-entropy" && name !== "require-min-entropy") return false;
  const width = command.includes("--format bits")
    ? "1"
    : /--bits-per-symbol (\d)/.exec(command)?.[1];
  return width !== undefined && Number(value) > Number(width);
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
