/** What a recording seems to hold, other than its samples one after the other. */
export interface FormatGuess {
  /** Short, with an article: "hexadecimal text". */
  readonly name: string;
  /** What speaks for it. */
  readonly evidence: string;
  /**
   * The command that reads it, FILE standing for the recording; null where no command brings back what was
   * lost.
   */
  readonly command: string | null;
}

/** How much of a recording is looked at. */
export const MAX_GUESS_BYTES = 2 ** 20;

/** What each of these commands assesses with. */
export const ASSESS = "corosync-keygen assess";
/** The command that reads the recording itself with options. */
export function assessCommandLine(options: string): string {
  return `${ASSESS} ${options} FILE`;
}

/** The command that reads what another makes of the recording. */
export function assessPipeline(before: string, options: string): string {
  return [before, "|", ASSESS, options, "-"].filter((word) => word !== "").join(" ");
}

/** How often each byte occurs, of all or of every so many. */
export function countBytes(bytes: Uint8Array, from = 0, step = 1): Float64Array {
  const counts = new Float64Array(256);
  for (let i = from; i < bytes.length; i += step) counts[bytes[i]]++;
  return counts;
}

/** Text without the characters of one kind at its end: a pattern that ends with $ is tried from each of them again. */
export function withoutEnd(text: string, character: RegExp): string {
  let end = text.length;
  while (end > 0 && character.test(text[end - 1])) end--;
  return text.slice(0, end);
}
