import type { FormatGuess } from "../assess/format_guess_types.ts";

/** What a recording looks like that was read as bytes, for a report that has figures of the bytes, whatever they are. */
export function formatSentence(sourceName: string, { name, evidence }: FormatGuess): string {
  return `${sourceName} looks like ${name} (${evidence}), and was read as bytes: assess with it alone says how to ` +
    "read what it holds.";
}
