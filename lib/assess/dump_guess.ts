import { assessPipeline, type FormatGuess } from "./format_guess_types.ts";

/** Octal numbers of 16 bits, as od(1) prints them, as the two bytes of each, the less significant first. */
const OCTAL_WORDS = "awk '{for(i=1;i<=NF;i++){n=0;for(j=1;j<=length($i);j++)n=8*n+substr($i,j,1);" +
  "print n%256,int(n/256)}}'";
/** The same of bytes. */
const OCTAL_BYTES = "awk '{for(i=1;i<=NF;i++){n=0;for(j=1;j<=length($i);j++)n=8*n+substr($i,j,1);" +
  "print n}}'";
/** Words of two bytes, of which the less significant was the first. */
const SWAP = "sed 's/\\([^ ]\\{2\\}\\)\\([^ ]\\{2\\}\\)/\\2\\1/g'";

/** Words of a row behind its offset: what they are, and what makes a format of ours of them. */
const DUMPED: readonly [
  words: RegExp,
  what: string,
  commands: readonly string[],
  options: string,
][] = [
  [/^(?:[0-3][0-7]{2}(?:\s+|$))+$/, "bytes in octal", [OCTAL_BYTES], "--format decimal"],
  [/^(?:[01][0-7]{5}(?:\s+|$))+$/, "two bytes in octal", [OCTAL_WORDS], "--format decimal"],
  [/^(?:[0-9a-f]{2}(?:\s+|$))+$/, "bytes in hexadecimal", [], "--format hex"],
  [/^(?:[0-9a-f]{4}(?:\s+|$))+$/, "two bytes in hexadecimal", [SWAP], "--format hex"],
  [/^(?:\d{1,3}(?:\s+|$))+$/, "bytes in decimal", [], "--format decimal"],
];

const LEFT_OUT = "rows are left out where a * stands: print it again with -v";

/** Offsets, and bytes in numbers behind them. */
export function guessDump(lines: readonly string[], body: readonly string[]): FormatGuess | null {
  const rows = body.filter((line) => line !== "*" && line !== "");
  const share = (pattern: RegExp) => rows.filter((line) => pattern.test(line)).length / rows.length;
  const dump = (name: string, what: string, command: string | null): FormatGuess => ({
    name,
    evidence: lines.includes("*")
      ? `each line has an offset and ${what}; ${LEFT_OUT}`
      : `each line has an offset and ${what}`,
    command: lines.includes("*") ? null : command,
  });
  if (rows.length === 0) return null;
  const xxd = guessXxd(rows, lines.includes("*"));
  if (xxd !== null) return xxd;
  if (rows.every((row) => /^:[0-9a-f]{10,}$/i.test(row))) {
    return {
      name: "Intel HEX",
      evidence: "each line is a record of it; gaps between addresses are left out",
      command: assessPipeline(
        "sed -n 's/^:......00\\([0-9A-Fa-f]*\\)[0-9A-Fa-f][0-9A-Fa-f].\\{0,1\\}$/\\1/p' FILE",
        "--format hex",
      ),
    };
  }
  if (share(/^[0-9a-f]{8} {2}([0-9a-f]{2} {1,2}){8,16}/) > 0.9) {
    return dump(
      "output of hexdump -C",
      "bytes in hexadecimal",
      assessPipeline("cut -c 11-58 FILE", "--format hex"),
    );
  }
  const offsets = rows.map((row) => /^[0-9a-f]{6,}(?= |$)/.exec(row)?.[0] ?? "");
  // od counts in octal, hexdump in hexadecimal; rows are of one length, so that differences are as well.
  const evenly = [8, 16, 10].some((radix) => {
    const at = offsets.map((word) =>
      /^\d+$/.test(word) || radix === 16 ? parseInt(word, radix) : NaN
    );
    return at.length > 2 && offsets[0].startsWith("0") && at.slice(1).every((one, i) =>
      one > at[i]
    ) &&
      at.slice(2, -1).every((one, i) => one - at[i + 1] === at[1] - at[0]);
  });
  if (!evenly && !(lines.includes("*") && offsets.every((word) => word.startsWith("0")))) {
    return lines.includes("*") ? guessLeftOut(rows) : guessOctal(rows);
  }
  const words = rows.map((row, i) => row.slice(offsets[i].length).trim());
  const found = DUMPED.find(([pattern]) => words.every((row) => row === "" || pattern.test(row)));
  if (found === undefined) {
    return dump("output of od or hexdump", "something else than single bytes", null);
  }
  const [, what, commands, options] = found;
  // The last line is an offset alone.
  const strip = "sed -n 's/^[0-9a-f]*  *//p' FILE";
  return dump(
    "output of od or hexdump",
    what,
    assessPipeline([strip, ...commands].join(" | "), options),
  );
}

/** od -An and rows left out: what is printed is not all. */
function guessLeftOut(rows: readonly string[]): FormatGuess | null {
  const words = rows.map((row) => row.trim());
  const number = /^[-+]?[\da-f]+(?:\.\d+)?(?:e[-+]?\d+)?$/;
  if (!words.every((row) => row.split(/\s+/).every((word) => number.test(word)))) return null;
  const [, what = "numbers"] =
    DUMPED.find(([pattern]) => words.every((row) => pattern.test(row))) ?? [];
  return {
    name: "output of od or hexdump without offsets",
    evidence: `each line has ${what}; ${LEFT_OUT}`,
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
      command: assessPipeline(`${command} FILE`, "--format decimal"),
    };
  }
  return null;
}

/** The numbers of each row: what stands between the offset and the characters, two blanks before these. */
const XXD_NUMBERS = "sed 's/^[^:]*: *//; s/  .*//' FILE";

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

/** Null of what is no row of xxd. */
function xxdRowOf(line: string): XxdRow | null {
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
function guessXxd(rows: readonly string[], hasLeftOut: boolean): FormatGuess | null {
  const parsed = rows.map(xxdRowOf).filter((row) => row !== null);
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
  if (without || inOrder(2, 16)) {
    return named("output of xxd", hexadecimal, assessPipeline(XXD_NUMBERS, "--format hex"));
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
