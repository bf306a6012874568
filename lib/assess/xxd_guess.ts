import { assessPipeline, type FormatGuess } from "./format_guess_types.ts";

/** The numbers of each row: what stands between the offset and the characters, two blanks before these. */
const NUMBERS = "sed 's/^[^:]*: *//; s/  .*//' FILE";

/** Bytes as xxd -b prints them, as numbers. */
const BINARY_BYTES = 'awk \'{gsub(/ /,"");for(i=1;i<=length($0);i+=8)' +
  "{n=0;for(j=i;j<i+8;j++)n=2*n+substr($0,j,1);print n}}'";

/** Rows in which the characters are not those of the bytes: a blank at the end of a row is lost easily. */
const MAX_OTHER_ROWS = 0.1;

/** One row: its numbers in groups, and the characters beside them. */
interface Row {
  readonly groups: readonly string[];
  readonly characters: string;
}

/** Null of what is no row of xxd. */
function rowOf(line: string): Row | null {
  const [, rest] = /^[0-9a-f]{6,}: (.*)$/i.exec(line) ?? [];
  if (rest === undefined) return null;
  const at = rest.indexOf("  ");
  const numbers = at < 0 ? rest : rest.slice(0, at);
  if (!/^[0-9a-f]{2,}(?: [0-9a-f]+)* ?$/i.test(numbers)) return null;
  return { groups: numbers.trim().split(" "), characters: at < 0 ? "" : rest.slice(at + 2) };
}

/** Whether the characters, of which the last may be lost, are those of bytes that are written in so many digits each. */
function fits(bytes: readonly string[], characters: string, base: number): boolean {
  return characters.length <= bytes.length && Array.from(characters).every((character, at) => {
    const code = parseInt(bytes[at], base);
    return character === (code >= 32 && code < 127 ? String.fromCharCode(code) : ".");
  });
}

const octets = (digits: string, width: number) =>
  digits.match(new RegExp(`.{${width}}`, "g")) ?? [];

/**
 * What xxd prints, of any grouping, row length, case and offset. The command takes the numbers alone: xxd -r reads no
 * decimal offsets, only so many bytes a row, and writes zeros up to the first offset.
 */
export function guessXxd(rows: readonly string[], hasLeftOut: boolean): FormatGuess | null {
  const parsed = rows.map(rowOf).filter((row) => row !== null);
  if (parsed.length === 0 || parsed.length <= 0.9 * rows.length) return null;
  const most = (test: (row: Row) => boolean) =>
    parsed.filter(test).length >= (1 - MAX_OTHER_ROWS) * parsed.length;
  const inOrder = (width: number, base: number) =>
    most(({ groups, characters }) => fits(octets(groups.join(""), width), characters, base));
  const named = (name: string, evidence: string, command: string | null): FormatGuess => ({
    name,
    evidence: `each line has an offset and ${evidence}` +
      (hasLeftOut ? "; rows are left out where a * stands: print it again without -a" : ""),
    command: hasLeftOut ? null : command,
  });
  const hexadecimal = "bytes in hexadecimal";
  const without = most(({ characters }) => characters === "");
  if (!without && inOrder(8, 2)) {
    return named(
      "output of xxd -b",
      "bytes in binary",
      assessPipeline(`${NUMBERS} | ${BINARY_BYTES}`, "--format decimal"),
    );
  }
  if (without || inOrder(2, 16)) {
    return named("output of xxd", hexadecimal, assessPipeline(NUMBERS, "--format hex"));
  }
  const isSwapped = most(({ groups, characters }) =>
    fits(groups.flatMap((group) => octets(group, 2).reverse()), characters, 16)
  );
  return named(
    isSwapped ? "output of xxd -e" : "output of xxd",
    isSwapped
      ? `${hexadecimal}, those of each group in reverse: print it again without -e`
      : `${hexadecimal}, and other characters beside them: print it again with -p`,
    null,
  );
}
