import { BYTE_ORDER_MARK, startsWith } from "../key/byte_patterns.ts";
import type { RecordingFormat } from "./assessment.ts";
import { isSpace } from "./decoder.ts";
import { ASSESS_COMMAND, assessCommandLine, assessPipeline, type FormatGuess } from "./guess.ts";
import { countBytes } from "../math/counts.ts";
import { guessNumbers } from "./number_guess.ts";
import { startReading } from "./text_reading.ts";

/** A part of a recording that is taken for text. */
interface TextPart {
  readonly bytes: Uint8Array;
  /** Whether they go up to the end of the recording. */
  readonly whole: boolean;
  /** Bytes of the recording before them. */
  readonly offset: number;
}

/**
 * Text: every byte is printable ASCII or white space, which 64 fair bytes are with 3e-27. A byte order mark in front is
 * no part of it.
 *
 * @param whole whether `head` goes up to the end of the recording
 * @param offset bytes of the recording before `head`
 */
export function guessText(head: Uint8Array, whole: boolean, offset: number): FormatGuess | null {
  const wide = guessWideText(head, whole);
  if (wide !== null) return wide;
  const size = BYTE_ORDER_MARK.length;
  if (!startsWith(head, BYTE_ORDER_MARK)) {
    return guessUnmarked({ bytes: head, whole, offset });
  }
  const bytes = head.subarray(size);
  const guess = guessUnmarked({ bytes, whole, offset: offset + size });
  if (guess !== null) {
    const { name, evidence, command } = guess;
    return { name, evidence: `${evidence}; ${MARKED}`, command: behindMark(command, size) };
  }
  return isMostlyText(bytes) ? { name: "text", evidence: MARKED, command: null } : null;
}

const MARKED = "a byte order mark stands in front";

/** Commands of other programs read what tail(1) leaves. */
function behindMark(command: string | null, size: number): string | null {
  if (command === null) return null;
  return command.startsWith(ASSESS_COMMAND)
    ? command.replace(ASSESS_COMMAND, `${ASSESS_COMMAND} --skip ${size}`)
    : behindProgram(`tail -c +${size + 1}`, command);
}

/** The same command for what another program makes of the recording. */
function behindProgram(program: string, command: string): string {
  const rest = command.replace(" < FILE", "").replace(/ FILE$/, " -");
  return `${program} < FILE | ${rest}`;
}

/** U+FEFF in UTF-16, the order of its bytes as iconv(1) calls it, and which byte of each two is the upper one. */
const WIDE_ORDERS = [
  [[0xff, 0xfe], "LE", "little endian", "second", 1],
  [[0xfe, 0xff], "BE", "big endian", "first", 0],
] as const;

/**
 * Text in UTF-16, as Windows' shell writes it. Without a byte order mark it is taken for that where it is numbers or
 * digits: samples of 16 bits may be small, and seem to be characters.
 */
function guessWideText(head: Uint8Array, whole: boolean): FormatGuess | null {
  for (const [mark, order, endian, ordinal, upper] of WIDE_ORDERS) {
    const isMarked = startsWith(head, mark);
    const units = head.subarray(isMarked ? mark.length : 0, head.length & ~1);
    const isZero = (byte: number, at: number) => at % 2 !== upper || byte === 0;
    const isAscii = units.every(isZero);
    if (!isMarked && !isAscii) continue;
    const bytes = units.filter((_, at) => at % 2 !== upper);
    const guess = isAscii ? guessUnmarked({ bytes, whole, offset: 0 }) : null;
    const known = guess?.name === "text" ? null : guess;
    if (known === null && !(isMarked && isWideText(units, order))) continue;
    // What stands in front tells iconv(1) the order, and is no part of what it prints.
    const program = `iconv -f UTF-16${isMarked ? "" : order} -t UTF-8`;
    return {
      name: `text in UTF-16, ${endian}`,
      evidence: (isMarked ? MARKED : `each ${ordinal} byte is 0`) +
        (known === null ? "" : `; in UTF-8 it is ${known.name}: ${known.evidence}`),
      command: known?.command ? behindProgram(program, known.command) : null,
    };
  }
  return null;
}

/** Whether most of what a mark stands in front of are characters, in whatever script. */
function isWideText(units: Uint8Array, order: "LE" | "BE"): boolean {
  let text: string;
  try {
    const decoder = new TextDecoder(`utf-16${order.toLowerCase()}`, { fatal: true });
    // The second half of the last character may lie behind.
    text = decoder.decode(units, { stream: true });
  } catch {
    return false;
  }
  const characters = text.match(/[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Z}\t\r\n]/gu)?.length ?? 0;
  return characters >= MIN_TEXT_SHARE * text.length;
}

/** Printable ASCII and white space are 4 of 10 fair bytes; of text in UTF-8 or Latin-1 few are others. */
const MIN_TEXT_SHARE = 0.8;

/** Whether it is text, of which some characters may be no ASCII. */
export function isMostlyText(bytes: Uint8Array): boolean {
  const characters = countBytes(bytes).reduce(
    (sum, count, byte) => isTextByte(byte) ? sum + count : sum,
    0,
  );
  return characters >= MIN_TEXT_SHARE * bytes.length;
}

function isTextByte(byte: number): boolean {
  return isSpace(byte) || byte >= 32 && byte < 127;
}

function guessUnmarked(part: TextPart): FormatGuess | null {
  const { bytes, whole } = part;
  const counts = countBytes(bytes);
  const only = (allowed: (byte: number) => boolean) =>
    counts.every((count, byte) => count === 0 || allowed(byte));
  if (!only(isTextByte)) return null;
  // White space alone is low noise.
  if (only(isSpace)) return null;
  if (only((byte) => byte === 48 || byte === 49 || isSpace(byte))) {
    return readable("bits", part, {
      name: "bits as text",
      evidence: "it holds nothing but the characters 0 and 1",
    });
  }
  const text = new TextDecoder().decode(bytes);
  const lines = text.split(/\r?\n/);
  // The last may be cut.
  const wholeLines = whole || lines.length === 1 ? lines : lines.slice(0, -1);
  return guessListing(wholeLines) ?? guessNumberText(wholeLines, part) ??
    guessDigits(text, part) ?? {
    name: "text",
    evidence: "every byte is a printable character: noise may be that too",
    command: null,
  };
}

/** Usual listings of bytes: their names, a row of them, and what prints the bytes alone. */
const LISTINGS: readonly (readonly [name: string, row: RegExp, command: string])[] = [
  [
    "output of xxd",
    /^[0-9a-f]{8}: (?=.{40} .{0,16}$)(?:[0-9a-f]{4} )*(?:[0-9a-f]{2} )? /,
    "sed 's/^[^:]*: *//; s/  .*//' < FILE",
  ],
  [
    "output of hexdump -C",
    /^[0-9a-f]{8} {2}(?=.{50}\|.{1,16}\|$)(?:[0-9a-f]{2} {1,2}){1,16} *\|/,
    "cut -c 11-58 < FILE",
  ],
  [
    "output of od -t x1",
    /^[0-9a-f]{6,8}(?: [0-9a-f]{2}){1,16} *$/,
    "sed -n 's/^[0-9a-f]*  *//p' < FILE",
  ],
];
/** Characters of the shortest row of 16 bytes; only the last has fewer. */
const MIN_FULL_ROW = 54;
/** What stands behind the last row. */
const END_OFFSET = /^[0-9a-f]{6,8}$/;

function guessListing(lines: readonly string[]): FormatGuess | null {
  const rows = lines.filter((line) => line !== "" && line !== "*" && !END_OFFSET.test(line));
  const isFull = (row: string, at: number) => at === rows.length - 1 || row.length >= MIN_FULL_ROW;
  if (rows.length === 0 || !rows.every(isFull)) return null;
  const listing = LISTINGS.find(([, pattern]) => rows.every((row) => pattern.test(row)));
  if (listing === undefined) return null;
  const [name, , command] = listing;
  const isComplete = !lines.includes("*");
  return {
    name,
    evidence: "each line has an offset and bytes in hexadecimal" +
      (isComplete ? "" : "; rows are left out where a * stands: print all of them"),
    command: isComplete ? assessPipeline(command, "--format hex") : null,
  };
}

function guessNumberText(lines: readonly string[], part: TextPart): FormatGuess | null {
  const guess = guessNumbers(lines);
  const command = guess?.command ?? null;
  return command?.startsWith(`${ASSESS_COMMAND} --format decimal`)
    ? readable("decimal", part, guess!, command)
    : guess;
}

/** What od -An -tx2 prints looks so, the bytes of each word in reverse. */
const WORDS_ORDER = "; each word is read from its first digit on, and may be one number";
/** Words of more digits are text that was broken into lines, at odd places too. */
const MAX_NUMBER_DIGITS = 16;

/** Bytes in the digits of base 16 or 64. */
function guessDigits(text: string, part: TextPart): FormatGuess | null {
  const words = text.trim().split(/\s+/);
  if (/^[0-9a-f\s]*$/i.test(text)) {
    // Of 64 digits of fair bytes none is a letter with 9e-14, and all are with 5e-28.
    if (!/[a-f]/i.test(text) || !/\d/.test(text)) return null;
    // Numbers have any number of digits, and are no bytes.
    const isNumber = ({ length }: string) => length % 2 === 1 && length < MAX_NUMBER_DIGITS;
    if (words.slice(0, -1).some(isNumber)) return null;
    const areWords = words.slice(0, 16).every((word) => /^(?:.{4}|.{8}|.{16})$/.test(word));
    return readable("hex", part, {
      name: "hexadecimal text",
      evidence: "it holds nothing but hexadecimal digits" + (areWords ? WORDS_ORDER : ""),
    });
  }
  const isLong = words.every((word, i) => word.length >= 40 || i >= words.length - 2);
  if (/ /.test(text) || !isLong) return null;
  // Fair bytes have both kinds of letters beyond F; words and hexadecimal digits with others have not.
  if (/^[A-Za-z0-9+/=_\s-]*$/.test(text) && /[G-Z]/.test(text) && /[g-z]/.test(text)) {
    return readable("base64", part, {
      name: "base64 text",
      evidence: "it holds nothing but the 64 characters of base64",
    });
  }
  return null;
}

/** Names text only with a command of ours that reads all of it that is there. */
function readable(
  format: RecordingFormat,
  { bytes, whole, offset }: TextPart,
  text: Pick<FormatGuess, "name" | "evidence">,
  command = assessCommandLine(`--format ${format}`),
): FormatGuess {
  const reading = startReading({ ...text, command }, offset)!;
  reading.take(bytes);
  return reading.result(whole);
}
