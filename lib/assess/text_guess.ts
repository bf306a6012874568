import { Failure } from "../failure.ts";
import type { RecordingFormat } from "./assessment.ts";
import { startDecoder } from "./start_decoder.ts";
import { isSpace } from "./decoder.ts";
import { guessDump } from "./dump_guess.ts";
import {
  assessCommandLine,
  assessPipeline,
  countBytes,
  type FormatGuess,
  withoutEnd,
} from "./format_guess_types.ts";
import {
  convertedGuess,
  guessArray,
  guessHexNumbers,
  guessNumbers,
  inDecimal,
} from "./number_guess.ts";

/**
 * Text: every byte is printable ASCII or white space, which 64 fair bytes are with 3e-27.
 *
 * @param whole whether `head` is all of it
 */
export function guessText(head: Uint8Array, whole: boolean): FormatGuess | null {
  const little = head[0] === 0xff && head[1] === 0xfe;
  if (little || head[0] === 0xfe && head[1] === 0xff) {
    const characters = head.subarray(2).filter((_, i) => i % 2 === (little ? 0 : 1));
    const others = head.subarray(2).filter((_, i) => i % 2 === (little ? 1 : 0));
    const guess = others.every((byte) => byte === 0) ? guessAscii(characters, whole) : null;
    return guess && behind(guess, "in UTF-16", "iconv -f UTF-16 -t ASCII < FILE");
  }
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) {
    const guess = guessAscii(head.subarray(3), whole);
    return guess && behind(guess, "in UTF-8 with a byte order mark", "tail -c +4 < FILE");
  }
  return guessAscii(head, whole) ?? guessUnmarked(head, whole);
}

/** UTF-16 without a mark: more than words of every other byte, of which samples of 16 bits could be made up. */
function guessUnmarked(head: Uint8Array, whole: boolean): FormatGuess | null {
  for (const [place, order] of [[0, "LE"], [1, "BE"]] as const) {
    const others = head.filter((_, i) => i % 2 !== place);
    if (!others.every((byte) => byte === 0)) continue;
    const guess = guessAscii(head.filter((_, i) => i % 2 === place), whole);
    if (guess === null || guess.name === "text") continue;
    return behind(guess, "in UTF-16", `iconv -f UTF-16${order} -t ASCII < FILE`);
  }
  return null;
}

/** The same text in another form: a command makes of it what the other one reads. */
function behind(guess: FormatGuess, form: string, command: string): FormatGuess {
  const rest = guess.command?.replace(/ (?:< )?FILE/, "");
  return {
    name: `${guess.name} ${form}`,
    evidence: guess.evidence,
    command: rest === undefined
      ? null
      : `${command} | ${rest}${guess.command?.endsWith("FILE") ? " -" : ""}`,
  };
}

/** Words of a text are shorter than 100 characters, and so are lines. */
const MIN_SPACES = 0.01;

function guessAscii(head: Uint8Array, whole: boolean): FormatGuess | null {
  const counts = countBytes(head);
  const only = (allowed: (byte: number) => boolean) =>
    counts.every((count, byte) => count === 0 || allowed(byte));
  if (!only((byte) => isSpace(byte) || byte >= 32 && byte < 127)) return null;
  // White space alone is low noise.
  if (only(isSpace)) return null;
  if (only((byte) => byte === 48 || byte === 49 || isSpace(byte))) {
    return guessBinaryNumbers(new TextDecoder().decode(head), whole) ??
      readable("bits", head, whole, {
        name: "bits as text",
        evidence: "it holds nothing but the characters 0 and 1",
      });
  }
  const text = new TextDecoder().decode(head);
  const spaces = counts.reduce((sum, count, byte) => sum + (isSpace(byte) ? count : 0), 0);
  if (/^[\s[]*[01](?:\s*[,;]\s*[01])+[\s,;\]]*$/.test(text)) {
    return {
      name: "bits as text",
      evidence: "it holds nothing but the characters 0 and 1, and what stands between them",
      command: assessPipeline("tr -cd 01 < FILE", "--format bits"),
    };
  }
  const lines = text.split(/\r?\n/);
  // What loggers and tables of measurements write in front of their numbers; one such line may be a heading.
  const kept = lines.filter((line) => !line.startsWith("#"));
  if (lines.length - kept.length > 1) {
    const rest = new TextEncoder().encode(kept.join("\n"));
    const guess = rest.length === 0 ? null : guessAscii(rest, whole);
    if (guess !== null && guess.name !== "text") {
      return behind(guess, "with lines of comments", "grep -v '^#' < FILE");
    }
  }
  // The last may be cut, the first be a heading.
  const body = lines.length > 2 ? lines.slice(1, -1) : lines;
  return guessDump(lines, body, whole) ?? guessList(text, whole) ?? guessCommented(text, whole) ??
    guessNumberText(text, lines, body, counts, head, whole) ??
    guessDigits(text, head, whole) ?? {
    name: "text",
    evidence: "every byte is a printable character" +
      (spaces < MIN_SPACES * head.length ? ", with little white space: noise may be that too" : ""),
    command: null,
  };
}

/** Bits that were broken into words all begin with 1 with 2^-32. */
const MIN_BINARY_NUMBERS = 32;

/** Binary numbers without zeros before them: each begins with 1, and they differ in length. */
function guessBinaryNumbers(text: string, whole: boolean): FormatGuess | null {
  const words = text.trim().split(/\s+/).slice(0, whole ? undefined : -1);
  const lengths = new Set(words.slice(0, -1).map(({ length }) => length));
  if (lengths.size < 2 || words.some((word) => word.length > 1 && word[0] === "0")) return null;
  if (words.length < MIN_BINARY_NUMBERS) {
    const evidence = "words differ in length, and begin with 1: each may be a number";
    return { name: "bits or binary numbers as text", evidence, command: null };
  }
  const values = words.map((word) => parseInt(word, 2));
  return convertedGuess("binary numbers", values, inDecimal('oct "0b$&"', " < FILE"));
}

function guessList(text: string, whole: boolean): FormatGuess | null {
  return guessArray(text, whole) ?? guessByteList(text, whole) ?? guessHexNumbers(text, whole);
}

/** The same with comments of C in it; those of // first, as the command takes them out. */
function guessCommented(text: string, whole: boolean): FormatGuess | null {
  if (!text.includes("/*") && !text.includes("//")) return null;
  const guess = guessList(withoutComments(text, whole), whole);
  return guess && behind(guess, "with comments", WITHOUT_COMMENTS);
}

const WITHOUT_COMMENTS =
  "sed 's://.*::' < FILE | tr '\\n' ' ' | sed -E 's:/\\*([^*]|\\*+[^*/])*\\*+/: :g'";

/** @param whole whether the text is all of it: else the last comment may be cut */
function withoutComments(text: string, whole: boolean): string {
  const rest = text.replaceAll(/\/\/[^\n]*/g, "");
  const kept: string[] = [];
  let from = 0;
  for (let begin = rest.indexOf("/*"); begin >= 0; begin = rest.indexOf("/*", from)) {
    const end = rest.indexOf("*/", begin + 2);
    kept.push(rest.slice(from, begin));
    if (end < 0) {
      from = whole ? begin : rest.length;
      break;
    }
    from = end + 2;
  }
  return [...kept, rest.slice(from)].join(" ");
}

function guessNumberText(
  text: string,
  lines: readonly string[],
  body: readonly string[],
  counts: Float64Array,
  head: Uint8Array,
  whole: boolean,
): FormatGuess | null {
  if (body.length > 0 && body.every((line) => /^ *\[\d+\](?: +\d+)+ *$/.test(line))) {
    return {
      name: "numbers as R prints them",
      evidence: "each line begins with the place of its first number, between brackets",
      command: assessPipeline("sed 's/^ *\\[[0-9]*\\]//' < FILE", "--format decimal"),
    };
  }
  if (/^\s*\[[\s[]*\d/.test(text) && /^[\s\d,[\]]*$/.test(text)) {
    const numbers = new TextEncoder().encode(text.replaceAll(/[[\]]/g, " "));
    const guess = readable("decimal", numbers, whole, {
      name: "a JSON array of numbers",
      evidence: "it holds nothing but whole numbers between brackets",
    });
    return {
      ...guess,
      command: guess.command && assessPipeline("tr '[]' '  ' < FILE", "--format decimal"),
    };
  }
  const guess = guessNumbers(lines, body, counts);
  return guess?.command === assessCommandLine("--format decimal")
    ? readable("decimal", head, whole, guess)
    : guess;
}

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;

/** Bytes of two hexadecimal digits with something between them, and what only looks like such. */
function guessByteList(text: string, whole: boolean): FormatGuess | null {
  // Cut text may end within a word.
  const words = (whole ? text : withoutEnd(text, /[^\s,;:-]/)).trim();
  if (/^[\s,;]*$/.test(words.replaceAll(UUID, "")) && words !== "") {
    return {
      name: "UUIDs",
      evidence: "of the bits of each some are fixed: record what they were made of",
      command: null,
    };
  }
  const list = (word: string) =>
    new RegExp(`^[\\s{[]*${word}(?:[\\s,;]+${word})*[\\s,;\\]}]*$`, "i");
  if (list("0x[0-9a-f]{2}").test(words)) {
    return {
      name: "hexadecimal bytes with 0x",
      evidence: "it holds nothing but 0x, two digits, and what stands between them",
      command: assessPipeline("sed 's/0[xX]//g' < FILE | tr -cd '0-9A-Fa-f'", "--format hex"),
    };
  }
  if (/^(?:\\x[0-9a-f]{2}\s*)+$/i.test(words)) {
    return {
      name: "hexadecimal bytes with \\x",
      evidence: "it holds nothing but \\x and two digits",
      command: assessPipeline("sed 's/\\\\x//g' < FILE", "--format hex"),
    };
  }
  if (
    /^[0-9a-f]{2}(?:[\s,;:-]+[0-9a-f]{2})+[\s,;:-]*$/i.test(words) && /[a-f]/i.test(words) &&
    /[,;:-]/.test(words)
  ) {
    return {
      name: "hexadecimal bytes",
      evidence: "it holds nothing but two digits each, and what stands between them",
      command: assessPipeline("tr -cd '0-9A-Fa-f' < FILE", "--format hex"),
    };
  }
  return null;
}

/** What od -An -tx2 prints looks so, the bytes of each word in reverse. */
const WORDS_ORDER = "; each word is read from its first digit on, and may be one number";

/** Bytes in the digits of base 16, 64 or 32. */
function guessDigits(text: string, head: Uint8Array, whole: boolean): FormatGuess | null {
  // Of 64 digits of fair bytes none is a letter with 9e-14, and all are with 5e-28.
  const isWords = /^(?:\s*(?:[0-9a-f]{4}|[0-9a-f]{8}|[0-9a-f]{16})\b){16}/i.test(text);
  if (/^[0-9a-f\s]*$/i.test(text)) {
    return !/[a-f]/i.test(text) || !/\d/.test(text) ? null : readable("hex", head, whole, {
      name: "hexadecimal text",
      evidence: "it holds nothing but hexadecimal digits" + (isWords ? WORDS_ORDER : ""),
    });
  }
  if (/ /.test(text)) return null;
  const longLines = text.split(/\s+/).every((word, i, words) =>
    word.length >= 40 || i >= words.length - 2
  );
  if (!longLines) return null;
  const letters = new Set(text.replaceAll(/[\s=]/g, ""));
  for (
    const [pattern, command] of [
      [/^[A-Z2-7\s]*=*$/, "base32 -di < FILE"],
      [/^[a-z2-7\s]*=*$/, "tr a-z A-Z < FILE | base32 -di"],
    ] as const
  ) {
    // Of 64 digits of fair bytes fewer than 20 differ with 1e-9, and all are letters with 2e-6.
    if (letters.size < 20 || !pattern.test(text.trimEnd()) || !/[2-7]/.test(text)) continue;
    return {
      name: "base32 text",
      evidence: "it holds nothing but the 32 characters of base32",
      command: assessPipeline(command, ""),
    };
  }
  // Fair bytes have both kinds of letters beyond F; words and hexadecimal digits with others have not.
  if (/^[A-Za-z0-9+/=_\s-]*$/.test(text) && /[G-Z]/.test(text) && /[g-z]/.test(text)) {
    return readable("base64", head, whole, {
      name: "base64 text",
      evidence: "it holds nothing but the 64 characters of base64",
    });
  }
  return null;
}

/** Names text only with a command of ours that reads all of it that is there. */
function readable(
  format: RecordingFormat,
  text: Uint8Array,
  whole: boolean,
  { name, evidence }: Pick<FormatGuess, "name" | "evidence">,
): FormatGuess {
  try {
    const decoder = startDecoder({
      format,
      lsbFirst: false,
      skipBytes: 0,
      name: "it",
      most: null,
    });
    decoder.decode(text);
    if (whole) decoder.finish(true);
    return { name, evidence, command: assessCommandLine(`--format ${format}`) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { name, evidence: `${evidence}; ${error.message.replace(/^C/, "c")}`, command: null };
  }
}
