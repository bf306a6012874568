import { SampleStore } from "../entropy/sample_store.ts";
import type { SampleRequest } from "./assessment.ts";
import {
  guessIntegers,
  guessRecords,
  MIN_OTHER_BYTES,
  WORDS_IN_EITHER_ORDER,
} from "./binary_number_guess.ts";
import { guessContainer } from "./container_guess.ts";
import { guessDamage, guessUtf8 } from "./damage_guess.ts";
import {
  ASSESS,
  assessCommandLine,
  assessPipeline,
  countBytes,
  type FormatGuess,
  MAX_GUESS_BYTES,
} from "./format_guess_types.ts";
import { guessText } from "./text_guess.ts";

/** Fewer bytes may look like anything. */
const MIN_BYTES = 64;

/**
 * Guesses the format of a recording from its beginning: from what it begins with, the bytes that it has, and how
 * those at even and odd places differ. Fair bytes, 64 or more of them, are named as nothing: each rule that goes
 * by chance holds for them with less than 1e-9, that about a CR before an LF with less than 4e-6, and all of what they
 * may begin with, which is named as a container, with less than 6e-7. Nothing is guessed
 * from one value repeated.
 *
 * @param head the first bytes, up to `MAX_GUESS_BYTES`
 * @param bitsPerSymbol what the recording is taken for: symbols of so many bits are no surprise then
 * @param whole whether `head` is all of the recording: an end or a beginning that somebody else made speaks against
 * no format
 */
export function guessFormat(
  head: Uint8Array,
  bitsPerSymbol = 8,
  whole = head.length < MAX_GUESS_BYTES,
): FormatGuess | null {
  if (head.length < MIN_BYTES) return null;
  // One value again and again is a stuck source in any format.
  if (head.every((byte) => byte === head[0])) return null;
  const container = guessContainer(head);
  if (container !== null) return container;
  const counts = countBytes(head);
  return guessText(head, whole) ??
    (bitsPerSymbol < 8 ? null : guessIntegers(head) ?? guessNarrow(counts) ?? guessUtf8(head) ??
      guessRecords(head, counts) ??
      guessDamage(head, counts));
}

/** Symbols of a few bits, one a byte: 64 fair bytes are below 128 all of them with 5e-20. */
function guessNarrow(counts: Float64Array): FormatGuess | null {
  const highest = counts.findLastIndex((count) => count > 0);
  if (highest === 0) return null;
  const width = 32 - Math.clz32(highest);
  if (width === 1) {
    return {
      name: "one bit a byte",
      evidence: "every byte is 00 or 01",
      command: assessCommandLine("--bits-per-symbol 1"),
    };
  }
  if (width >= 8) return onlyTwo(counts) ?? movedUpSymbols(counts);
  // Of fair bytes, and of noise about the middle, 128 becomes 0 beside 127: low noise has few of one of them.
  const folded = counts[0] > 0 && 2 * counts[127] >= counts[0];
  return width === 7 && folded
    ? {
      name: "bytes without their highest bit",
      evidence: "no byte is above 127, as after a line with 7 data bits",
      command: assessCommandLine("--bits-per-symbol 7"),
    }
    : {
      name: `symbols of ${width} bits, one a byte`,
      evidence: `no byte is above ${highest}`,
      command: assessCommandLine(`--bits-per-symbol ${width}`),
    };
}

/** Bits as bytes 00 and FF, or any other two. */
function onlyTwo(counts: Float64Array): FormatGuess | null {
  const values = Array.from(counts.keys()).filter((byte) => counts[byte] > 0);
  if (values.length !== 2) return null;
  const [zero, one] = values.map((byte) => `\\${byte.toString(8).padStart(3, "0")}`);
  return {
    name: "one bit a byte",
    evidence: "every byte is one of two values",
    command: assessPipeline(`tr '${zero}${one}' '\\000\\001' < FILE`, "--bits-per-symbol 1"),
  };
}

/** Symbols of up to 7 bits in the upper bits of each byte: 32 that are not the commonest are so with 2^-32 by chance. */
function movedUpSymbols(counts: Float64Array): FormatGuess | null {
  const others = counts.reduce((sum, count) => sum + count, 0) - Math.max(...counts);
  const used = counts.reduce((bits, count, byte) => count > 0 ? bits | byte : bits, 0);
  const shift = 31 - Math.clz32(used & -used);
  if (shift < 1 || others < MIN_OTHER_BYTES) return null;
  return {
    name: `symbols of ${8 - shift} bits, one a byte, in its upper bits`,
    evidence: shift === 1
      ? "the lowest bit of every byte is 0"
      : `the lower ${shift} bits of every byte are 0`,
    command: assessPipeline(
      `perl -C0 -0777 -pe 's/(.)/chr(ord($1) >> ${shift})/ges' < FILE`,
      `--bits-per-symbol ${8 - shift}`,
    ),
  };
}

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
  let sizeBytes = 0;
  return {
    take: (bytes) => {
      head.add(bytes);
      sizeBytes += bytes.length;
    },
    result: (ended) => {
      const { samples } = head;
      const whole = ended && skipBytes === 0 && sizeBytes < MAX_GUESS_BYTES;
      const guess = guessFormat(samples, packed ? 1 : bitsPerSymbol, whole);
      if (packed && guess?.name === "text") return null;
      return guess && ended ? withoutHalf(guess, sizeBytes) : guess;
    },
  };
}

/** Of samples of 16 bits that end with half a one, the others: a recording that ends within a sample is refused. */
function withoutHalf(guess: FormatGuess, sizeBytes: number): FormatGuess {
  const command = guess.command ?? "";
  if (!/^.*assess (--skip 1 )?--format u16.. FILE$/.test(command)) return guess;
  const skipped = command.includes("--skip");
  const bytes = sizeBytes - (skipped ? 1 : 0);
  return bytes % 2 === 0 ? guess : {
    ...guess,
    evidence: `${guess.evidence}; ${
      guess.name === WORDS_IN_EITHER_ORDER
        ? "the last byte is half a sample where the first is not"
        : "the last byte is half a sample"
    }`,
    command: command.replace(ASSESS, `${ASSESS} --bytes ${bytes - 1}`),
  };
}
