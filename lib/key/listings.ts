/** Listings of bytes that one known command undoes, checked to the end: other options give other bytes. */

/** Bytes on a whole line of either listing. */
const BYTES_PER_LINE = 16;

/** What `xxd FILE` prints: offset, eight groups of two bytes, and the same in characters. */
export function isPlainXxd(text: string): boolean {
  return isListing(text.replace(/\n$/, "").split("\n"), /^([0-9a-f]{8}): (.{39}) {2}(.{1,16})$/);
}

/** What `hexdump -C FILE` prints; the last line is the offset of the end. */
export function isHexdumpOfC(text: string): boolean {
  const lines = text.replace(/\n$/, "").split("\n");
  const end = lines.pop();
  return /^[0-9a-f]{8}$/.test(end ?? "") &&
    isListing(lines, /^([0-9a-f]{8}) {2}(.{48}) {2}\|(.{1,16})\|$/);
}

/** Whether offsets go on and both columns of every line hold the same bytes. */
function isListing(lines: readonly string[], form: RegExp): boolean {
  return lines.length > 0 && lines.every((line, index) => {
    const [, offset, column, characters] = form.exec(line) ?? [];
    if (offset === undefined || parseInt(offset, 16) !== index * BYTES_PER_LINE) return false;
    const digits = column.replaceAll(" ", "");
    const isLast = index === lines.length - 1;
    if (!/^([0-9a-f]{2})+$/.test(digits) || (!isLast && digits.length !== 2 * BYTES_PER_LINE)) {
      return false;
    }
    return asCharacters(digits) === characters;
  });
}

function asCharacters(digits: string): string {
  return Array.from(digits.matchAll(/../g), ([pair]) => {
    const byte = parseInt(pair, 16);
    return byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : ".";
  }).join("");
}
