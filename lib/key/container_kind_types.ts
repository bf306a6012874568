import { startsWith } from "./byte_patterns.ts";
import { redirectedToKey } from "./finding.ts";

/** A kind of binary file that is recognised by what it starts with. */
export interface ContainerKind {
  readonly code: string;
  /** What the file is: "a gzip archive". */
  readonly what: string;
  readonly remedy: string;
  /** How probable it is that a random key looks like one. */
  readonly chance: number;
  matches(bytes: Uint8Array): boolean;
}

/** The bytes of text in ISO 8859-1, one a character: magic numbers hold no character above U+00FF. */
export const latin1 = (text: string): number[] =>
  Array.from(text, (character) => character.charCodeAt(0));

/** Known by its first bytes alone; so many that chance writes them once in 256^n keys. */
export function byMagic(
  code: string,
  what: string,
  remedy: string,
  magic: string,
): ContainerKind {
  const pattern = latin1(magic);
  return {
    code,
    what,
    remedy,
    chance: 256 ** -pattern.length,
    matches: (bytes) => startsWith(bytes, pattern),
  };
}

/** For what holds one file. */
export const unpack = (command: string): string => `unpack it: ${redirectedToKey(command)}`;

/** For what may hold several files: all of them one after the other would be nobody's key. */
export const unpackMember = (command: string, list: string): string =>
  `${unpack(command)}, where NAME is the key's in what ${list} prints`;

export const ANOTHER_FILE =
  "no unpacking makes a key of it; find out what belongs here, and copy the key from a good node";
export const ANOTHER_ARCHIVE =
  "take the key out of it with the program that made it; else copy the key itself from a good node";

/**
 * A key does not get smaller, and deflate stores it as it is: a block of this kind, its length, and the
 * complement of that (RFC 1951, section 3.2.4).
 */
export function isStoredBlock(bytes: Uint8Array, offset: number): boolean {
  return bytes[offset] <= 1 && (bytes[offset + 1] ^ bytes[offset + 3]) === 0xff &&
    (bytes[offset + 2] ^ bytes[offset + 4]) === 0xff;
}
