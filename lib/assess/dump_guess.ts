import { assessPipeline, type FormatGuess } from "./format_guess_types.ts";
import { MAX_DECIMAL_SAMPLE } from "./wide_samples.ts";
import { guessXxd } from "./xxd_guess.ts";

/** Octal numbers of 16 bits, as od(1) prints them, as the two bytes of each, the less significant first. */
const OCTAL_WORDS = "awk '{for(i=1;i<=NF;i++){n=0;for(j=1;j<=length($i);j++)n=8*n+substr($i,j,1);" +
  "print n%256,int(n/256)}}'";
/** The same of bytes. */
const OCTAL_BYTES = "awk '{for(i=1;i<=NF;i++){n=0;for(j=1;j<=length($i);j++)n=8*n+substr($i,j,1);" +
  "print n}}'";
/** Words of two bytes, of which the less significant was the first. */
const SWAP = "sed 's/\\([^ ]\\{2\\}\\)\\([^ ]\\{2\\}\\)/\\2\\1/g'";

/** Numbers behind an offset: how od(1) and hexdump(1) write them, and what makes a format of ours of them. */
interface Column {
  /** Characters from the end of one number to that of the next, of od from GNU and from BSD, and hexdump. */
  readonly widths: readonly number[];
  readonly number: RegExp;
  readonly what: string;
  /** Of each number; null where it is not the same. */
  readonly bytes: 1 | 2 | null;
  readonly max: number;
  readonly commands: readonly string[];
  /** Takes off the 00 that fills up the last number of an odd number of bytes. */
  readonly cut: string | null;
  readonly format: "hex" | "decimal";
}

const OF_ONE_BYTE = { bytes: 1, max: Infinity, commands: [], cut: null } as const;
const DECIMAL = {
  bytes: null,
  max: MAX_DECIMAL_SAMPLE,
  commands: [],
  cut: null,
  format: "decimal",
} as const;

const COLUMNS: readonly Column[] = [
  {
    ...OF_ONE_BYTE,
    widths: [4],
    number: /^[0-3][0-7]{2}$/,
    what: "bytes in octal",
    commands: [OCTAL_BYTES],
    format: "decimal",
  },
  {
    widths: [7, 8],
    number: /^[01][0-7]{5}$/,
    what: "two bytes in octal",
    bytes: 2,
    max: Infinity,
    commands: [OCTAL_WORDS],
    cut: "sed '$s/ 0$//'",
    format: "decimal",
  },
  {
    ...OF_ONE_BYTE,
    widths: [3, 4],
    number: /^[0-9a-f]{2}$/,
    what: "bytes in hexadecimal",
    format: "hex",
  },
  {
    widths: [5, 8],
    number: /^[0-9a-f]{4}$/,
    what: "two bytes in hexadecimal",
    bytes: 2,
    max: Infinity,
    commands: [SWAP],
    cut: "sed '$s/00 *$//'",
    format: "hex",
  },
  {
    ...OF_ONE_BYTE,
    widths: [4],
    number: /^(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/,
    what: "bytes in decimal",
    format: "decimal",
  },
  // hexdump -d writes zeros before all.
  {
    ...DECIMAL,
    widths: [6, 8],
    number: /^(?:0|[1-9]\d{0,3}|\d{5})$/,
    what: "two bytes in decimal",
    bytes: 2,
  },
  // Those with a sign have a column more.
  {
    ...DECIMAL,
    widths: [5],
    number: /^(?:0|-?[1-9]\d{0,2})$/,
    what: "bytes in decimal",
    bytes: 1,
  },
  {
    ...DECIMAL,
    widths: [7, 11, 12, 16, 21, 32],
    number: /^(?:0|-?[1-9]\d*)$/,
    what: "numbers in decimal",
  },
];

/** The width of the columns at whose ends all numbers of all rows are; null where they are not. */
function columnWidth(rows: readonly string[]): number | null {
  const [width = 0] = rows.map((row) => /^ *\S+/.exec(row)?.[0].length ?? 0).filter((end) =>
    end > 0
  );
  const isEven = rows.every((row) => {
    const ends = Array.from(row.matchAll(/\S+/g), ({ 0: { length }, index }) => index + length);
    return ends.every((end, at) => end === width * (at + 1));
  });
  return isEven ? width : null;
}

/** What the numbers may be; of those in no columns everything that they look like. */
function columnsOf(rows: readonly string[]): Column[] {
  const width = columnWidth(rows);
  const numbers = rows.flatMap((row) => row.split(/\s+/).filter((word) => word !== ""));
  return COLUMNS.filter(({ widths, number }) =>
    (width === null || widths.includes(width)) && numbers.every((word) => number.test(word))
  );
}

const LEFT_OUT = "rows are left out where a * stands: print it again with -v";
const OFFSET = /^[0-9a-f]{6,}(?= |$)/;

/**
 * Offsets, and bytes in numbers behind them.
 *
 * @param whole whether the text is all of it: else the offset of the end is not seen
 */
export function guessDump(
  lines: readonly string[],
  body: readonly string[],
  whole: boolean,
): FormatGuess | null {
  const isRow = (line: string) => line !== "*" && line !== "";
  const rows = body.filter(isRow);
  if (rows.length === 0) return null;
  const hasLeftOut = lines.includes("*");
  const dump = (name: string, what: string, command: string | null): FormatGuess => ({
    name,
    evidence: `each line has an offset and ${what}` + (hasLeftOut ? `; ${LEFT_OUT}` : ""),
    command: hasLeftOut ? null : command,
  });
  const xxd = guessXxd(rows, lines, hasLeftOut);
  if (xxd !== null) return xxd;
  if (rows.every((row) => /^:[0-9a-f]{10,}$/i.test(row))) {
    return {
      name: "Intel HEX",
      evidence: "each line is a record of it; gaps between addresses are left out",
      command: assessPipeline(
        "sed -n 's/^:......00\\([0-9A-Fa-f]*\\)[0-9A-Fa-f][0-9A-Fa-f].\\{0,1\\}$/\\1/p' < FILE",
        "--format hex",
      ),
    };
  }
  // The last line is an offset alone, the row before it may be short.
  const printed = rows.filter((row) => !/^[0-9a-f]{8}$/.test(row));
  const canonical =
    /^[0-9a-f]{8} {2}(?:(?:[0-9a-f]{2} {1,2}){8,16}|(?:[0-9a-f]{2} {1,2}){1,16} *\|.{1,16}\|$)/;
  if (printed.filter((row) => canonical.test(row)).length > 0.9 * printed.length) {
    return dump(
      "output of hexdump -C",
      "bytes in hexadecimal",
      assessPipeline("cut -c 11-58 < FILE", "--format hex"),
    );
  }
  return guessColumns(lines.slice(OFFSET.test(lines[0]) ? 0 : 1, -1).filter(isRow), {
    hasLeftOut,
    end: whole ? lines.findLast(isRow) ?? "" : "",
    dump,
  }) ?? (hasLeftOut ? guessLeftOut(rows) : guessOctal(rows));
}

/** Of od and hexdump: offsets that differ by the same, and numbers in columns. */
function guessColumns(
  rows: readonly string[],
  { hasLeftOut, end, dump }: {
    readonly hasLeftOut: boolean;
    /** The last line. */
    readonly end: string;
    readonly dump: (name: string, what: string, command: string | null) => FormatGuess;
  },
): FormatGuess | null {
  const name = "output of od or hexdump";
  const leading = rows.filter((row) => !/^ {6,}\S/.test(row));
  const offsets = leading.map((row) => OFFSET.exec(row)?.[0] ?? "");
  // od counts in octal, hexdump in hexadecimal; rows are of one length, so that differences are as well.
  const steps = [8, 16, 10].flatMap((radix) => {
    const at = offsets.map((word) =>
      /^\d+$/.test(word) || radix === 16 ? parseInt(word, radix) : NaN
    );
    const isEven = at.length > 2 && offsets[0].startsWith("0") &&
      at.slice(1).every((one, i) => one > at[i]) &&
      at.slice(2, -1).every((one, i) => one - at[i + 1] === at[1] - at[0]);
    return isEven ? [at[1] - at[0]] : [];
  });
  if (steps.length === 0 && !(hasLeftOut && offsets.every((word) => word.startsWith("0")))) {
    return null;
  }
  if (leading.length < rows.length) {
    return dump(name, "numbers of several kinds in turn: print it again with one of them", null);
  }
  // od -t x1z writes the characters behind the numbers.
  const numbers = rows.map((row, i) => {
    const characters = row.endsWith("<") ? row.indexOf("  >") : -1;
    return row.slice(offsets[i].length, characters < 0 ? undefined : characters);
  });
  const found = columnsOf(numbers);
  // Rows that are counted one by one are no dump.
  const inRow = numbers[0].trim().split(/\s+/).length;
  const isStep = ({ bytes }: Column) => bytes === null || steps.includes(bytes * inRow);
  if (steps.length > 0 && found.length > 0 && !found.some(isStep)) return null;
  if (found.length !== 1) {
    const what = found.length === 0
      ? "what no command is named for"
      : `what may be ${found.map(({ what }) => what).join(" or ")}`;
    return dump(name, `${what}: print it again with od -v -t x1`, null);
  }
  const [{ what, bytes, max, commands, cut, format }] = found;
  const isSample = numbers.every((row) =>
    row.split(/\s+/).every((word) => !word.startsWith("-") && !(Number(word) > max))
  );
  if (!isSample) {
    return dump(
      name,
      `${what}, of which not all are samples, from 0 to ${MAX_DECIMAL_SAMPLE}`,
      null,
    );
  }
  const told = [what];
  if (cut !== null) told.push("taken as of a little-endian machine");
  // The same digit in every base tells whether a number is odd.
  const isOdd = /^[0-9a-f]{6,}$/.test(end) ? parseInt(end.slice(-1), 16) % 2 === 1 : null;
  if (bytes === 2 && cut === null && isOdd !== false) {
    told.push("of an odd number of bytes the last is one byte alone");
  }
  if (cut !== null && isOdd === null) {
    told.push("of an odd number of bytes a 00 more is read at the end");
  }
  // The last line is an offset alone.
  const characters = rows.some((row) => row.endsWith("<")) ? "s/  >.*//; " : "";
  const strip = `sed -n '${characters}s/^[0-9a-f]*  *//p' < FILE`;
  return dump(
    name,
    told.join("; "),
    assessPipeline(
      [strip, ...commands, ...isOdd === true && cut !== null ? [cut] : []].join(" | "),
      `--format ${format}`,
    ),
  );
}

/** od -An and rows left out: what is printed is not all. */
function guessLeftOut(rows: readonly string[]): FormatGuess | null {
  const number = /^[-+]?[\da-f]+(?:\.\d+)?(?:e[-+]?\d+)?$/;
  if (!rows.every((row) => row.trim().split(/\s+/).every((word) => number.test(word)))) return null;
  const found = columnsOf(rows.map((row) => row.trimEnd()));
  return {
    name: "output of od or hexdump without offsets",
    evidence: `each line has ${found.length === 1 ? found[0].what : "numbers"}; ${LEFT_OUT}`,
    command: null,
  };
}

/** od -An: numbers of as many octal digits as their bytes need, some of which begin with 0. */
function guessOctal(rows: readonly string[]): FormatGuess | null {
  const words = rows.join(" ").trim().split(/\s+/);
  if (words.length < 16 || !words.some((word) => word.startsWith("0"))) return null;
  for (
    const [pattern, what, command] of [
      [/^[0-3][0-7]{2}$/, "bytes", OCTAL_BYTES],
      [/^[01][0-7]{5}$/, "two bytes each", OCTAL_WORDS],
    ] as const
  ) {
    if (!words.every((word) => pattern.test(word))) continue;
    return {
      name: "octal numbers",
      evidence: `every number has as many octal digits as ${what} need`,
      command: assessPipeline(`${command} < FILE`, "--format decimal"),
    };
  }
  return null;
}
