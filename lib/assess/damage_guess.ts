import { assessPipeline, type FormatGuess } from "./format_guess_types.ts";

/**
 * Data without gaps has none of a byte whose neighbours each come so often with less than 1e-9: of 8 Poisson counts
 * all reach 21 and a ninth of the same mean is 0 with at most 6e-12.
 */
export const MIN_NEIGHBOUR_COUNT = 21;
/** The same of a pair of bytes, with less than 4e-6 of 4 counts: a mebibyte of fair bytes has 16 of each pair. */
export const MIN_NEIGHBOUR_PAIRS = 10;
const CR = 0x0d, LF = 0x0a;
/**
 * The bytes 08 to 12 without LF and CR, one of which is the gap, and without XON (11), which flow control takes. Where
 * one of them is rare no damage is named, 0f and 12 included: a line that takes those took more than CR.
 */
const NEIGHBOURS = [0x08, 0x09, 0x0b, 0x0c, 0x0e, 0x0f, 0x10, 0x12];

/**
 * LF, CR and what else a line may take for a signal, an end, an edit or flow control. That they are missing is no sign
 * of a converter.
 */
const LINE_CHARACTERS = [0x03, 0x04, LF, CR, 0x11, 0x13, 0x15, 0x16, 0x17, 0x1a, 0x1c, 0x7f];

/**
 * Whether a byte that means nothing to a line is a gap as well: converters miss some of their codes, and that is
 * no damage.
 */
function missesCodes(counts: Float64Array): boolean {
  return counts.some((count, byte) =>
    count === 0 && byte > 0 && byte < 255 && !LINE_CHARACTERS.includes(byte) &&
    Math.min(counts[byte - 1], counts[byte + 1]) >= MIN_NEIGHBOUR_COUNT
  );
}

/** What text mode does to bytes: a gap that the values around it do not have. */
export function guessDamage(head: Uint8Array, counts: Float64Array): FormatGuess | null {
  const pairs = (first: number, second: number) => {
    let found = 0;
    for (let i = 1; i < head.length; i++) {
      if (head[i - 1] === first && head[i] === second) found++;
    }
    return found;
  };
  const lineFeeds = counts[LF];
  if (lineFeeds >= 8 && pairs(CR, LF) === lineFeeds) {
    return {
      name: "bytes that went through text mode",
      evidence: "a CR stands before every LF",
      command: assessPipeline("perl -C0 -0777 -pe 's/\\r\\n/\\n/g' < FILE", ""),
    };
  }
  const least = Math.min(...NEIGHBOURS.map((byte) => counts[byte]));
  if (least < MIN_NEIGHBOUR_COUNT || missesCodes(counts)) return null;
  const lost = (through: string, byte: string, remedy: string): FormatGuess => ({
    name: `bytes that went through ${through}`,
    evidence:
      `no byte is ${byte}, while those about it come ${least} times or more: record again ${remedy}`,
    command: null,
  });
  if (counts[CR] === 0) return lost("a terminal line", "CR (0d)", "with the line in raw mode");
  if (counts[LF] === 0) return lost("text mode", "LF (0a)", "in binary mode");
  const alike = [pairs(CR - 1, LF), pairs(CR + 1, LF), pairs(CR, LF - 1), pairs(CR, LF + 1)];
  if (Math.min(...alike) >= MIN_NEIGHBOUR_PAIRS && pairs(CR, LF) === 0) {
    return {
      name: "bytes that went through text mode",
      evidence: "a CR never stands before an LF: record again in binary mode",
      command: null,
    };
  }
  return null;
}

/** Of each, so that neither prose nor a stray byte is named. */
const MIN_UTF8_CHARACTERS = 8;
const REPLACEMENT = 0xfffd;

/**
 * Bytes that a program took for text and wrote as UTF-8: each from 80 on became two where it was taken for Latin-1, or
 * what was no UTF-8 became U+FFFD. Of 64 fair bytes all are UTF-8 with 1e-16: a character of one byte comes with 1/2,
 * one of two with 30/256 x 1/4, of three with 1/256 and less, so that each byte more divides it by 1.8. Text has no
 * control characters, which a quarter of the bytes are.
 */
export function guessUtf8(head: Uint8Array): FormatGuess | null {
  let text: string;
  try {
    // A limit may have cut the last character.
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(head, {
      stream: true,
    });
  } catch {
    return null;
  }
  let wide = 0, beyondLatin1 = 0, replaced = 0, controls = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code >= 128) wide++;
    if (code >= 256) beyondLatin1++;
    if (code === REPLACEMENT) replaced++;
    if (code < 32 && !/\s/.test(character) || code >= 127 && code < 160) controls++;
  }
  if (controls < MIN_UTF8_CHARACTERS || wide < MIN_UTF8_CHARACTERS) return null;
  if (replaced >= MIN_UTF8_CHARACTERS) {
    return {
      name: "bytes that went through UTF-8",
      evidence: `${replaced} characters were replaced by U+FFFD: record again in binary mode`,
      command: null,
    };
  }
  return beyondLatin1 > 0 ? null : {
    name: "bytes that were taken for Latin-1 and written as UTF-8",
    evidence: "each byte from 80 on is a character of two bytes",
    command: assessPipeline("iconv -f UTF-8 -t ISO-8859-1 < FILE", ""),
  };
}
