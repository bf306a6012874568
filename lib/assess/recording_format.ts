import { SampleStore } from "../entropy/sample_store.ts";
import type { SampleRequest } from "./assessment.ts";
import { guessFormat } from "./format_guess.ts";
import { type FormatGuess, MAX_GUESS_BYTES } from "./format_guess_types.ts";

/** The beginning of a recording, as it came, of which the format is guessed. */
export interface RecordingFormatGuess {
  /** Takes the next bytes, behind those that are skipped. */
  take(bytes: Uint8Array): void;
  /** @param ended whether the source ended @returns null where it looks like nothing else than what it is read as */
  result(ended: boolean): FormatGuess | null;
}

/**
 * Nothing is guessed of what is read in another format than raw: that was said. Packed symbols may have any few bytes,
 * printable ones too.
 */
export function startFormatGuess(
  { format, symbols: { bitsPerSymbol, packed }, skipBytes }: Pick<
    SampleRequest,
    "format" | "symbols" | "skipBytes"
  >,
): RecordingFormatGuess {
  const head = new SampleStore(format === "raw" ? MAX_GUESS_BYTES : 0, null);
  return {
    take: (bytes) => head.add(bytes),
    result: (ended) => {
      const { samples } = head;
      const whole = ended && skipBytes === 0 && samples.length < MAX_GUESS_BYTES;
      const guess = guessFormat(samples, packed ? 1 : bitsPerSymbol, whole);
      return packed && guess?.name === "text" ? null : guess;
    },
  };
}
