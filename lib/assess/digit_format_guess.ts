import { assessPipeline, type FormatGuess } from "./format_guess_types.ts";
import { readable } from "./readable_format.ts";

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;

/** Bytes of two hexadecimal digits with something between them, and what only looks like such. */
export function guessByteList(text: string, whole: boolean): FormatGuess | null {
  // Cut text may end within a word.
  const words = (whole ? text : text.replace(/[^\s,;:-]*$/, "")).trim();
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
      command: assessPipeline("sed 's/0[xX]//g' FILE | tr -cd '0-9A-Fa-f'", "--format hex"),
    };
  }
  if (/^(?:\\x[0-9a-f]{2}\s*)+$/i.test(words)) {
    return {
      name: "hexadecimal bytes with \\x",
      evidence: "it holds nothing but \\x and two digits",
      command: assessPipeline("sed 's/\\\\x//g' FILE", "--format hex"),
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
export function guessDigits(text: string, head: Uint8Array, whole: boolean): FormatGuess | null {
  // Of 64 digits of fair bytes none is a letter with 9e-14.
  const isWords = /^(?:\s*(?:[0-9a-f]{4}|[0-9a-f]{8}|[0-9a-f]{16})\b){16}/i.test(text);
  if (/^[0-9a-f\s]*$/i.test(text)) {
    return !/[a-f]/i.test(text) ? null : readable("hex", head, whole, {
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
      [/^[A-Z2-7\s]*=*\s*$/, "base32 -di FILE"],
      [/^[a-z2-7\s]*=*\s*$/, "tr a-z A-Z < FILE | base32 -di"],
    ] as const
  ) {
    // Of 64 digits of fair bytes fewer than 20 differ with 1e-9, and all are letters with 2e-6.
    if (letters.size < 20 || !pattern.test(text) || !/[2-7]/.test(text)) continue;
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
