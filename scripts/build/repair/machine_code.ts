/**
 * Machine code as a listing: on every line the bytes, then the instruction in Intel syntax. A `{name}` among
 * the bytes stands for four that say how far something is from the next instruction, a `[name]` for four
 * that are the value itself; a line that ends in a colon is a label. The bytes are what is used; a test has
 * GNU as make them from the instructions again.
 */

/** Addresses and values that the code refers to, by name. */
export type References = Readonly<Record<string, number>>;

interface Line {
  /** Bytes in hexadecimal, `{name}` or `[name]`. */
  readonly words: readonly string[];
  readonly instruction: string;
}

/** The lines of a listing that are code; empty ones and those that start with # are not. */
function linesOf(listing: string): Line[] {
  return listing.split("\n").map((line) => line.trim()).filter((line) => !/^(#|$)/.test(line)).map(
    (line) => {
      if (line.endsWith(":")) return { words: [], instruction: line };
      const [words, instruction] = line.split(/ {2,}/, 2) as [string, string];
      return { words: words.split(" "), instruction };
    },
  );
}

/** The instructions alone, as an assembler takes them. */
export function instructionsOf(listing: string): string {
  return linesOf(listing).map(({ instruction }) => instruction).join("\n") + "\n";
}

/** How many bytes a listing makes. */
export function sizeOf(listing: string): number {
  const sizes = linesOf(listing).flatMap(({ words }) =>
    words.map((word) => PLACE.test(word) ? 4 : 1)
  );
  return sizes.reduce((sum: number, size) => sum + size, 0);
}

/**
 * The bytes of a listing for code that stands at `address`.
 *
 * @throws RangeError when something is referred to that has no address, or is over 2 GiB away
 */
export function assemble(listing: string, address: number, references: References): Uint8Array {
  const bytes: number[] = [];
  for (const { words } of linesOf(listing)) {
    for (const word of words) {
      const [, bracket, name] = PLACE.exec(word) ?? [];
      if (name === undefined) {
        bytes.push(parseInt(word, 16));
        continue;
      }
      // What an instruction refers to comes last in it.
      const next = address + bytes.length + 4;
      const value = (references[name] ?? NaN) - (bracket === "{" ? next : 0);
      bytes.push(...fourBytes(value, name));
    }
  }
  return new Uint8Array(bytes);
}

/** A word that stands for four bytes. */
const PLACE = /^([{[])(\w+)[}\]]$/;

/** Little-endian, of either sign. */
function fourBytes(value: number, name: string): Uint8Array {
  if (!(Math.abs(value) < 2 ** 31)) throw new RangeError(`${name} is out of reach`);
  const bytes = new DataView(new ArrayBuffer(4));
  bytes.setInt32(0, value, true);
  return new Uint8Array(bytes.buffer);
}
