import { MAX_KEY_BYTES, MIN_KEY_BYTES } from "../corosync/key_file.ts";
import { characterSize, isAsciiText } from "./byte_patterns.ts";
import { damageFinding, type Finding } from "./finding.ts";

/**
 * The least lengths, in bytes and of UTF-16 in characters, of which a good key of 4,096 bytes holds so much text
 * anywhere with a chance of at most that of the 16 bytes of ASCII that are told at an end, (100 / 256)^16 = 3.0e-7, and
 * that chance, rounded up; shorter keys have it less often. `scripts/constants/text_inside.ts` derives them: of ASCII
 * from the exact distribution of the longest run, of UTF-8 as the sum over all places, of UTF-16 as the sum over both
 * orders and both places of its first byte.
 */
export const TEXT_INSIDE = {
  ascii: { least: 25, chance: 1.6e-7 },
  utf8: { least: 31, chance: 2.7e-7 },
  utf16: { least: 4, chance: 4.5e-8 },
} as const;

/**
 * Text that was written over a key, or into it, in the bytes that corosync reads. At most one finding, and none of
 * what is too short for a key.
 */
export function textInsideFindings(bytes: Uint8Array): Finding[] {
  if (bytes.length < MIN_KEY_BYTES) return [];
  const key = bytes.subarray(0, MAX_KEY_BYTES);
  const { ascii, utf8, utf16 } = TEXT_INSIDE;
  const found = (sizeBytes: number, what: string, chance: number) => [
    damageFinding(
      "text-inside",
      chance,
      `${sizeBytes} bytes in a row inside the key are ${what}: it was written over the key or into it`,
    ),
  ];
  const asciiBytes = longestText(key, (at) => isAsciiText(key[at]) ? 1 : 0);
  if (asciiBytes >= ascii.least) return found(asciiBytes, "text", ascii.chance);
  const utf8Bytes = longestText(key, (at) => characterSize(key, at));
  if (utf8Bytes >= utf8.least) return found(utf8Bytes, "text", utf8.chance);
  const utf16Bytes = Math.max(
    longestText(key, (at) => isAsciiText(key[at]) && key[at + 1] === 0 ? 2 : 0),
    longestText(key, (at) => key[at] === 0 && isAsciiText(key[at + 1]) ? 2 : 0),
  );
  return utf16Bytes < 2 * utf16.least ? [] : found(utf16Bytes, "UTF-16 text", utf16.chance);
}

/** The longest sequence of characters in bytes, wherever it begins; a size of 0 is no character. */
function longestText(key: Uint8Array, sizeAt: (index: number) => number): number {
  let longest = 0;
  let run = 0;
  for (let at = 0; at < key.length;) {
    const size = sizeAt(at);
    run = size === 0 ? 0 : run + size;
    longest = Math.max(longest, run);
    at += Math.max(size, 1);
  }
  return longest;
}
