import { assessPipeline, type FormatGuess } from "./format_guess_types.ts";

/** The numbers of each row: what stands between the offset and the characters, two blanks before these. */
const XXD_NUMBERS = "sed 's/^[^:]*: *//; s/  .*//' < FILE";

/** Bytes as xxd -b prints them, as numbers. */
const BINARY_BYTES = 'awk \'{gsub(/ /,"");for(i=1;i<=length($0);i+=8)' +
  "{n=0;for(j=i;j<i+8;j++)n=2*n+substr($0,j,1);print n}}'";

/** Rows in which the characters are not those of the bytes: a blank at the end of a row is lost easily. */
const MAX_OTHER_ROWS = 0.1;

/** One row: its numbers in groups, and the characters beside them. */
interface XxdRow {
  readonly groups: readonly string[];
  readonly characters: string;
}

/** What stands behind the offset; undefined of what is no row of xxd. */
const behindOffset = (line: string) => /^[0-9a-f]{6,}: (.*)$/i.exec(line)?.[1];

/**
 * Null of what is no row of xxd.
 *
 * @param width of the numbers of a full row: in the last one blanks stand for those that are missing
 */
function xxdRowOf(line: string, width: number): XxdRow | null {
  const rest = behindOffset(line);
  if (rest === undefined || rest.slice(width, width + 2).trim() !== "") return null;
  const numbers = rest.slice(0, width);
  if (!/^[0-9a-f]{2,}(?: +[0-9a-f]+)* *$/i.test(numbers)) return null;
  return { groups: numbers.trim().split(/ +/), characters: rest.slice(width + 2) };
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
 *
 * @param rows without what may be a heading or cut
 * @param lines all
 * @param hasLeftOut whether a * stands for some
 */
export function guessXxd(
  rows: readonly string[],
  lines: readonly string[],
  hasLeftOut: boolean,
): FormatGuess | null {
  const width = lines.reduce((most, line) => {
    const [numbers = ""] = /^[0-9a-f]+(?: [0-9a-f]+)*/i.exec(behindOffset(line) ?? "") ?? [];
    return Math.max(most, numbers.length);
  }, 0);
  const parsed = rows.map((row) => xxdRowOf(row, width)).filter((row) => row !== null);
  if (parsed.length === 0 || parsed.length <= 0.9 * rows.length) return null;
  const most = (test: (row: XxdRow) => boolean) =>
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
      assessPipeline(`${XXD_NUMBERS} | ${BINARY_BYTES}`, "--format decimal"),
    );
  }
  const inReverse = (from: number) =>
    most(({ groups, characters }) =>
      fits(groups.flatMap((group) => octets(group, 2).reverse()), characters.slice(from), 16)
    );
  if (without || inOrder(2, 16)) {
    // Characters that are all points tell no order; xxd makes groups of two bytes, with -e of four.
    const mayBeReversed = !without && inReverse(0) && parsed[0].groups[0].length > 2;
    const isWide = parsed[0].groups[0].length > 4;
    return named(
      "output of xxd",
      hexadecimal +
        (!mayBeReversed
          ? ""
          : isWide
          ? ", and nothing tells whether those of each group are in reverse: print it again with -p"
          : "; taken as without -e, which nothing tells"),
      mayBeReversed && isWide ? null : assessPipeline(XXD_NUMBERS, "--format hex"),
    );
  }
  // U-Boot writes two blanks more.
  const isUboot = most(({ characters }) => characters.startsWith("  "));
  const from = isUboot ? 2 : 0;
  if (
    isUboot &&
    most(({ groups, characters }) => fits(octets(groups.join(""), 2), characters.slice(2), 16))
  ) {
    return named(
      "output of md.b of U-Boot",
      hexadecimal,
      assessPipeline(XXD_NUMBERS, "--format hex"),
    );
  }
  const isSwapped = inReverse(from);
  if (isSwapped && isUboot) {
    return named(
      "output of md of U-Boot",
      `${hexadecimal}, those of each group in reverse: print it again with md.b`,
      null,
    );
  }
  return named(
    isSwapped ? "output of xxd -e" : "output of xxd",
    isSwapped
      ? `${hexadecimal}, those of each group in reverse: print it again without -e`
      : `${hexadecimal}, and other characters beside them: print it again with -p`,
    null,
  );
}
