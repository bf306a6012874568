/** What a recording seems to hold, other than its samples one after the other. */
export interface FormatGuess {
  /** Short, with an article: "hexadecimal text". */
  readonly name: string;
  /** What speaks for it. */
  readonly evidence: string;
  /** The command that reads it, FILE standing for the recording; null where none is known. */
  readonly command: string | null;
}

/** How much of a recording is looked at. */
export const MAX_GUESS_BYTES = 2 ** 20;

/** What each of these commands assesses with. */
export const ASSESS_COMMAND = "corosync-keygen assess";
/** What it is told of decimal numbers that are bits. */
export const AS_BITS = " --bits-per-symbol 1";
/** The command that reads the recording itself with options. */
export function assessCommandLine(options: string): string {
  return `${ASSESS_COMMAND} ${options} FILE`;
}

/** The command that reads what another makes of the recording. */
export function assessPipeline(before: string, options: string): string {
  return [before, "|", ASSESS_COMMAND, options, "-"].filter((word) => word !== "").join(" ");
}
