import { assessPipeline, type FormatGuess } from "./format_guess_types.ts";
import { MAX_DECIMAL_SAMPLE } from "./wide_samples.ts";

/** Longer words are text that was broken into lines, at odd places too. */
const MAX_DIGITS = 16;
/** Fewer say nothing about all. */
const MIN_WORDS = 8;

/** Each number of a text in decimal: hex() and oct() of perl take as many digits as there are. */
const inDecimal = (convert: "hex" | "oct", file: string) =>
  `perl -lne 'print ${convert} $& while /\\w+/g'${file}`;

/**
 * Numbers in hexadecimal or binary that are no bytes: of odd numbers of digits, as printf %x and %03x write them, or
 * with 0x or 0b before each.
 *
 * @param whole whether the text is all of it: else the last word may be cut
 */
export function guessHexNumbers(text: string, whole: boolean): FormatGuess | null {
  const words = text.replace(/^[\s{[]+/, "").replace(/[\s,;\]}]+$/, "").split(/[\s,;]+/);
  return numbersGuess(whole ? words : words.slice(0, -1), (command) => command(" FILE"));
}

/** @param pipeline what stands around the command that converts, which is given the file it reads */
export function numbersGuess(
  words: readonly string[],
  pipeline: (command: (file: string) => string) => string,
): FormatGuess | null {
  if (words.length < MIN_WORDS) return null;
  const guess = (name: string, convert: "hex" | "oct", values: readonly number[]): FormatGuess => {
    const isSample = values.every((value) => value <= MAX_DECIMAL_SAMPLE);
    return {
      name,
      evidence: "each word is one number" +
        (isSample ? "" : `, and not all are samples, which go up to ${MAX_DECIMAL_SAMPLE}`),
      command: isSample
        ? assessPipeline(pipeline((file) => inDecimal(convert, file)), "--format decimal")
        : null,
    };
  };
  for (
    const [pattern, name] of [
      [/^0x[0-9a-f]+$/i, "hexadecimal numbers with 0x"],
      [/^0b[01]+$/i, "binary numbers with 0b"],
    ] as const
  ) {
    // printf %#x writes 0 without 0x.
    const prefixed = words.filter((word) => !/^0+$/.test(word));
    if (prefixed.length >= words.length / 2 && prefixed.every((word) => pattern.test(word))) {
      return guess(name, "oct", words.map(Number));
    }
  }
  const isHex = words.every((word) => word.length <= MAX_DIGITS && /^[0-9a-f]+$/i.test(word)) &&
    // Letters of the first words may be a heading.
    words.slice(words.length >> 1).some((word) => /[a-f]/i.test(word));
  if (!isHex || !words.slice(0, -1).some(isOdd) && !arePadded(words)) return null;
  return guess("hexadecimal numbers", "hex", words.map((word) => parseInt(word, 16)));
}

const isOdd = (word: string) => word.length % 2 === 1;

/** Whether all begin with 0, as printf %04x writes smaller numbers: fair bytes do with 16^-16. */
function arePadded(words: readonly string[]): boolean {
  return words.length >= 16 &&
    words.every((word) => word.length >= 4 && word.length === words[0].length && word[0] === "0");
}
