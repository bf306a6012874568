/** Finds key bytes in a program's output, however they are written. */

/** As many bytes of a key in a row count as a leak; by chance a text of a megabyte has so many with 2^-44. */
const WINDOW_BYTES = 8;

/**
 * The ways in which at least 8 bytes in a row of `secret` stand in `output`; empty when there are none.
 *
 * Looks for raw bytes, hexadecimal and decimal with anything between the bytes, base64 in both alphabets at
 * each of its three phases, and integers; all of them also with the bytes of words of 2, 4 and 8 reversed.
 */
export function findSecret(output: Uint8Array, secret: Uint8Array): readonly string[] {
  const latin1 = toLatin1(output);
  const text = {
    raw: latin1,
    hexadecimal: latin1.toLowerCase().replace(/0x|\\x|[^0-9a-f]/g, ""),
    decimal: ` ${latin1.replace(/[^0-9]+/g, " ")} `,
    base64: latin1.replaceAll("-", "+").replaceAll("_", "/").replace(/[^A-Za-z0-9+/]/g, ""),
  };
  const found = new Set<string>();
  for (const wordBytes of [1, 2, 4, 8]) {
    const bytes = reverseWords(secret, wordBytes);
    for (let from = 0; from + WINDOW_BYTES <= bytes.length; from++) {
      const window = bytes.subarray(from, from + WINDOW_BYTES);
      for (const [form, needle] of formsOf(window)) {
        if (text[form].includes(needle)) found.add(`${form}, words of ${wordBytes}`);
      }
    }
  }
  return Array.from(found);
}

type Form = "raw" | "hexadecimal" | "decimal" | "base64";

function formsOf(window: Uint8Array): readonly (readonly [Form, string])[] {
  const hexadecimal = Array.from(window, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [
    ["raw", toLatin1(window)],
    ["hexadecimal", hexadecimal],
    ["decimal", ` ${window.join(" ")} `],
    // A word of 8 bytes as one number; words in the other byte order come from the reversed secret.
    ["decimal", ` ${BigInt(`0x${hexadecimal}`)} `],
    ...[0, 1, 2].map((phase) => ["base64", innerBase64(window, phase)] as const),
  ];
}

/** The characters that depend on nothing but the window when `phase` bytes of a group of three precede it. */
function innerBase64(window: Uint8Array, phase: number): string {
  const padded = new Uint8Array(phase + window.length);
  padded.set(window, phase);
  const characters = btoa(toLatin1(padded));
  const first = Math.ceil(phase * 8 / 6);
  const last = Math.floor(padded.length * 8 / 6);
  return characters.slice(first, last);
}

function toLatin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function reverseWords(bytes: Uint8Array, wordBytes: number): Uint8Array {
  const reversed = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += wordBytes) {
    const word = bytes.slice(at, at + wordBytes).reverse();
    reversed.set(word, at);
  }
  return reversed;
}
