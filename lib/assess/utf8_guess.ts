import { assessPipeline, type FormatGuess } from "./format_guess_types.ts";

/** Of each, so that neither prose nor a stray byte is named. */
const MIN_CHARACTERS = 8;
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
  if (controls < MIN_CHARACTERS || wide < MIN_CHARACTERS) return null;
  if (replaced >= MIN_CHARACTERS) {
    return {
      name: "bytes that went through UTF-8",
      evidence: `${replaced} characters were replaced by U+FFFD: record again in binary mode`,
      command: null,
    };
  }
  return beyondLatin1 > 0 ? null : {
    name: "bytes that were taken for Latin-1 and written as UTF-8",
    evidence: "each byte from 80 on is a character of two bytes",
    command: assessPipeline("iconv -f UTF-8 -t ISO-8859-1 FILE", ""),
  };
}
