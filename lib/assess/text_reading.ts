import { Failure } from "../failure.ts";
import type { RecordingFormat } from "./assessment.ts";
import { isSpace } from "./decoder.ts";
import { AS_BITS, ASSESS_COMMAND, type FormatGuess } from "./guess.ts";
import { startDecoder } from "./start_decoder.ts";

/** Puts a text to what reads it, to see whether that gets through. */
export interface TextReading {
  take(bytes: Uint8Array): void;
  /** What was guessed, without its command where that stops. @param ended whether the recording did */
  result(ended: boolean): FormatGuess;
}

/** A command that reads the recording itself, and text. */
const OWN = new RegExp(
  `^${ASSESS_COMMAND} (?:--skip (\\d+) )?--format (bits|hex|base64|decimal)\\b`,
);

/**
 * Reads text as the command does that was guessed for it; null where no command of ours reads it as it is.
 *
 * @param offset bytes of the recording before the first that is taken
 */
export function startReading(guess: FormatGuess, offset: number): TextReading | null {
  const [, skip = "0", format] = OWN.exec(guess.command ?? "") ?? [];
  if (format === undefined) return null;
  let toSkip = Number(skip);
  const decoder = startDecoder({
    format: format as RecordingFormat,
    lsbFirst: false,
    skipBytes: offset + toSkip,
    name: "it",
    most: null,
  });
  let areBits = true;
  let problem: Failure | null = null;
  const look = (read: () => Uint8Array) => {
    if (problem !== null) return;
    try {
      areBits = read().every((sample) => sample <= 1) && areBits;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      problem = error;
    }
  };
  return {
    take: (bytes) => {
      const skipped = Math.min(toSkip, bytes.length);
      toSkip -= skipped;
      look(() => decoder.decode(bytes.subarray(skipped)));
    },
    result: (ended) => {
      if (ended) look(() => decoder.finish(true));
      const { name, evidence } = guess;
      if (problem !== null) {
        return { name, evidence: `${evidence}; ${toPart(problem)}`, command: null };
      }
      return areBits ? guess : { ...guess, command: guess.command!.replace(AS_BITS, "") };
    },
  };
}

/** What is wrong, within a sentence. */
function toPart({ message }: Failure): string {
  return message.replace(/^C/, "c");
}

/**
 * Of a text of which only the beginning was looked at all the rest. What other programs make of it is not known: that
 * they read it is taken for granted where no character is new but white space.
 *
 * @param offset bytes of the recording before `head`
 */
export function startReadingOn(
  guess: FormatGuess,
  head: Uint8Array,
  offset: number,
): TextReading {
  const reading = startReading(guess, offset);
  if (reading !== null) {
    reading.take(head);
    return reading;
  }
  const isKnown = new Uint8Array(256);
  for (const byte of head) isKnown[byte] = 1;
  for (let byte = 0; byte < 128; byte++) if (isSpace(byte)) isKnown[byte] = 1;
  let areKnown = true;
  return {
    take: (bytes) => {
      areKnown &&= bytes.every((byte) => isKnown[byte] === 1);
    },
    result: () =>
      areKnown || guess.command === null ? guess : {
        ...guess,
        evidence: `${guess.evidence}; other characters are behind it`,
        command: null,
      },
  };
}
