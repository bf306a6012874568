import { MAX_DECIMAL_SAMPLE } from "./wide_samples.ts";
import {
  assessCommandLine,
  assessPipeline,
  type FormatGuess,
  withoutEnd,
} from "./format_guess_types.ts";

/**
 * Whole or other numbers, one or several a line.
 *
 * @param lines of the text
 * @param body the same without what may be a heading or cut
 * @param counts of the bytes of the text
 */
export function guessNumbers(
  lines: readonly string[],
  body: readonly string[],
  counts: Float64Array,
): FormatGuess | null {
  const number = "[+-]?\\d+(?:\\.\\d*)?(?:[eE][+-]?\\d+)?";
  const trimmed = body.map((line) => line.trim());
  const share = (pattern: string) => {
    const whole = new RegExp(`^${pattern}$`);
    return trimmed.filter((line) => whole.test(line)).length / Math.max(1, body.length);
  };
  const heading = /[A-Za-z]/.test(lines[0] ?? "");
  const from = heading ? "tail -n +2 < FILE | " : "";
  const file = heading ? "" : " < FILE";
  const fractions = counts[46] > 0;
  const scale = "a sample with a fraction or a sign has to become a whole number first";
  // What the last column holds in every line, the heading left out: one line that is no sample stops the reader.
  const rows = heading ? body : [lines[0] ?? "", ...body];
  const samples = (lines: readonly string[], of: (line: string) => string | undefined) =>
    lines.every((line) => {
      const word = of(line)?.replaceAll('"', "").trim() ?? "";
      return /^\d*$/.test(word) && Number(word) <= MAX_DECIMAL_SAMPLE;
    });
  const notSamples = `; ${scale}, up to ${MAX_DECIMAL_SAMPLE}`;
  const few = body.length < 4;
  // A column of whole numbers has no zeros before them; digits behind a decimal comma have.
  if (
    !few && share("(?:.*;)?[+-]?\\d+,\\d+") > 0.9 && body.some((line) => /,0\d+\s*$/.test(line))
  ) {
    return { name: "numbers as text, with a decimal comma", evidence: scale, command: null };
  }
  // Comma separated values: a list that was broken into lines is taken whole, of a table the last column.
  for (const [separator, word] of [[",", "commas"], [";", "semicolons"]] as const) {
    const field = `[^${separator}]*`;
    if (
      !few && share(`${field}(?:${separator}${field})+`) > 0.9 &&
      share(`${field}(?:${separator}\\s*"?${number}"?)+`) > 0.9
    ) {
      const columns = (body[0] ?? "").split(separator).length;
      const fields = rows.map((line) => line.split(separator));
      const evidence = `each line has ${columns} columns between ${word}`;
      if (!heading && isList(fields, columns)) {
        const whole = fields.every((line) => line.every((field) => samples([field], (one) => one)));
        return {
          name: "a list of numbers",
          evidence: `${evidence}, and none that counts` +
            (whole ? ALL_TAKEN + otherBase(rows.join(" ")) : notSamples),
          command: !whole
            ? null
            : counts[34] > 0
            ? assessPipeline("tr -d '\"' < FILE", "--format decimal")
            : assessCommandLine("--format decimal"),
        };
      }
      const whole = samples(
        rows,
        (line) => line.includes(separator) ? line.split(separator)[columns - 1] : line,
      );
      return {
        name: "comma separated values",
        evidence: evidence + (whole ? lastTaken(columns, fields, heading) : notSamples),
        command: whole
          ? assessPipeline(
            `${from}cut -d '${separator}' -f ${columns}${file} | tr -d '"'`,
            "--format decimal",
          )
          : null,
      };
    }
  }
  if (!few && share(`${number}`) > 0.9) {
    if (fractions || counts[45] > 0) {
      return { name: "numbers as text", evidence: scale, command: null };
    }
    // Lines of one length without any digit beyond 9 could be hexadecimal: short ones are not.
    const varied = new Set(trimmed.map(({ length }) => length)).size > 1 &&
      !trimmed.some((line) => /^0\d/.test(line));
    if (varied || trimmed.every(({ length }) => length <= 5)) {
      const whole = samples(rows, (line) => line);
      return {
        name: "decimal numbers",
        evidence: `each line is a whole number${otherBase(rows.join(" "))}` +
          (whole ? "" : `, and not all are samples, which go up to ${MAX_DECIMAL_SAMPLE}`),
        command: !whole
          ? null
          : heading
          ? assessPipeline("tail -n +2 < FILE", "--format decimal")
          : assessCommandLine("--format decimal"),
      };
    }
    return null;
  }
  if (!few && share(`\\S+(?:[ \\t]+${number}){1,}`) > 0.9) {
    const fields = rows.map((line) => line.trim().split(/\s+/));
    const columns = body[0].trim().split(/\s+/).length;
    const widths = new Set(fields.slice(1, -1).map(({ length }) => length));
    if (widths.size === 1 && (heading || !isList(fields, columns))) {
      const whole = samples(rows, (line) => line.trim().split(/\s+/)[columns - 1]);
      return {
        name: `${columns === 2 ? "two" : columns} columns of numbers`,
        evidence: `each line has ${columns} columns` +
          (whole ? lastTaken(columns, fields, heading) : notSamples),
        command: whole
          ? assessPipeline(`${from}awk '{print $${columns}}'${file}`, "--format decimal")
          : null,
      };
    }
  }
  return guessRun(lines, scale);
}

/** Several numbers a line, or all in one. Zeros before them are of octal numbers as well, unless a digit is 8 or 9. */
function guessRun(lines: readonly string[], scale: string): FormatGuess | null {
  const text = lines.join(" ").trim();
  const words = withoutEnd(text, /[\s,;]/).split(/[\s,;]+/);
  if (words.length < 16) return null;
  if (!/[89]/.test(text) && words.some((word) => /^0\d/.test(word))) return null;
  const whole = /[,;]/.test(text) ? /^\d+$/ : /^\d{1,5}$/;
  if (words.every((word) => whole.test(word))) {
    return {
      name: "decimal numbers",
      evidence: `whole numbers with spaces or commas between them${otherBase(text)}`,
      command: assessCommandLine("--format decimal"),
    };
  }
  // The last may be cut.
  const number = /^[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i;
  return words.slice(0, -1).every((word) => number.test(word)) && /[,;.-]/.test(text)
    ? { name: "numbers as text", evidence: scale, command: null }
    : null;
}

/** What stands in evidence: numbers of several digits without an 8 or 9 may be of another base. */
function otherBase(numbers: string): string {
  if (!/\d\d/.test(numbers) || /[89]/.test(numbers)) return "";
  const [digit, base] = /[2-7]/.test(numbers) ? ["7", "octal"] : ["1", "binary"];
  return `; no digit is above ${digit}: they may be ${base}`;
}

const ALL_TAKEN = ": all numbers are taken, line by line";

/** What stands in evidence: which column the command takes, and what else there may be to take. */
function lastTaken(columns: number, fields: Fields, hasHeading: boolean): string {
  const mayBeList = !hasHeading && !isCounted(fields) &&
    fields.every((line) => line.every((field) => /^\s*\d+\s*$/.test(field)));
  return `; the last is taken, number ${columns}` +
    (mayBeList ? ": if all are samples of one source, --format decimal reads all" : "");
}

/** Columns from which on rows that nothing counts are a list that was broken into lines. */
const MIN_LIST_COLUMNS = 5;

/** What rows hold in their columns. */
type Fields = readonly (readonly string[])[];

/** Whether the first column counts, as times and numbers of rows do, or names: four random numbers do with 1/24. */
function isCounted(fields: Fields): boolean {
  const first = fields.slice(0, -1).map(([field]) => Number(field.replaceAll('"', "")));
  return first.some(Number.isNaN) ||
    first.every((value, at) => at === 0 || value > first[at - 1]);
}

/** Whether rows are a list that was broken into lines: of several columns, or with a last row that is shorter. */
function isList(fields: Fields, columns: number): boolean {
  const last = fields[fields.length - 1];
  return !isCounted(fields) &&
    (columns >= MIN_LIST_COLUMNS ||
      columns > 2 && last.length < columns && last.every((field) => field.trim() !== ""));
}

/** Numbers between the braces of one array, one line of them for what comes behind. */
const BETWEEN_BRACES = "tr '\\n' ' ' < FILE | sed 's/^[^{]*{//; s/}.*//'";

/**
 * An array in C, as xxd -i writes it: a declaration, numbers between braces, and what may stand behind them.
 *
 * @param whole whether the text is all of it: else the end may be missing
 */
export function guessArray(text: string, whole: boolean): FormatGuess | null {
  const begin = text.indexOf("{");
  const declaration = text.slice(0, Math.max(0, begin)).trimEnd();
  if (!declaration.endsWith("=") || declaration.includes("}")) return null;
  const end = text.indexOf("}", begin);
  const hasEnd = end >= 0;
  if (!hasEnd && whole || /[{}]/.test(text.slice(begin + 1, hasEnd ? end : undefined))) return null;
  if (hasEnd && /[{}]/.test(text.slice(end + 1))) return null;
  // The last number may be cut.
  const numbers = text.slice(begin + 1, hasEnd ? end : Math.max(begin + 1, text.lastIndexOf(",")))
    .trim().replace(/,$/, "").split(",").map((number) => number.trim());
  if (numbers.every((number) => /^0x[0-9a-f]{2}$/i.test(number))) {
    return {
      name: "an array in C",
      evidence: "numbers of 0x and two digits between braces",
      command: assessPipeline(`${BETWEEN_BRACES} | sed 's/0[xX]//g' | tr -d ','`, "--format hex"),
    };
  }
  if (numbers.every((number) => /^(?:0|[1-9]\d{0,4})$/.test(number) && Number(number) < 2 ** 16)) {
    return {
      name: "an array in C",
      evidence: "whole numbers between braces",
      command: assessPipeline(BETWEEN_BRACES, "--format decimal"),
    };
  }
  const bare = numbers.map((number) => number.replace(/[ul]{1,3}$/i, ""));
  const guess = numbersGuess(bare, (command) => `${BETWEEN_BRACES} | ${command("")}`);
  if (guess !== null) {
    return { ...guess, name: "an array in C", evidence: `${guess.name}; ${guess.evidence}` };
  }
  const areNumbers = bare.every((one) => /^[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?f?$/i.test(one));
  const evidence = "of its numbers not all are samples, whole numbers from 0 to 65535";
  return areNumbers ? { name: "an array in C", evidence, command: null } : null;
}

/** Longer words are text that was broken into lines, at odd places too. */
const MAX_DIGITS = 16;
/** Fewer say nothing about all. */
const MIN_WORDS = 8;

/** Each number of a text in decimal: hex() and oct() of perl take as many digits as there are. */
export const inDecimal = (convert: Conversion, file: string): string =>
  `perl -C0 -lne 'print ${convert} while /\\w+/g'${file}`;
type Conversion = "hex $&" | "oct $&" | 'oct "0b$&"';

/**
 * Numbers in hexadecimal or binary that are no bytes: of odd numbers of digits, as printf %x and %03x write them, or
 * with 0x or 0b before each.
 *
 * @param whole whether the text is all of it: else the last word may be cut
 */
export function guessHexNumbers(text: string, whole: boolean): FormatGuess | null {
  const words = withoutEnd(text.replace(/^[\s{[]+/, ""), /[\s,;\]}]/).split(/[\s,;]+/);
  return numbersGuess(whole ? words : words.slice(0, -1), (command) => command(" < FILE"));
}

/** @param pipeline what stands around the command that converts, which is given the file it reads */
function numbersGuess(
  words: readonly string[],
  pipeline: (command: (file: string) => string) => string,
): FormatGuess | null {
  if (words.length < MIN_WORDS) return null;
  const guess = (name: string, convert: Conversion, values: readonly number[]) =>
    convertedGuess(name, values, pipeline((file) => inDecimal(convert, file)));
  for (
    const [pattern, name] of [
      [/^0x[0-9a-f]+$/i, "hexadecimal numbers with 0x"],
      [/^0b[01]+$/i, "binary numbers with 0b"],
    ] as const
  ) {
    // printf %#x writes 0 without 0x.
    const prefixed = words.filter((word) => !/^0+$/.test(word));
    if (prefixed.length >= words.length / 2 && prefixed.every((word) => pattern.test(word))) {
      return guess(name, "oct $&", words.map(Number));
    }
  }
  const isHex = words.every((word) => word.length <= MAX_DIGITS && /^[0-9a-f]+$/i.test(word)) &&
    // Letters of the first words may be a heading.
    words.slice(words.length >> 1).some((word) => /[a-f]/i.test(word));
  const areOdd = words.slice(0, -1).some(({ length }) => length % 2 === 1);
  if (!isHex || !areOdd && !arePadded(words)) return null;
  return guess("hexadecimal numbers", "hex $&", words.map((word) => parseInt(word, 16)));
}

/** @param command what makes decimal numbers of words with these values */
export function convertedGuess(
  name: string,
  values: readonly number[],
  command: string,
): FormatGuess {
  const isSample = values.every((value) => value <= MAX_DECIMAL_SAMPLE);
  return {
    name,
    evidence: "each word is one number" +
      (isSample ? "" : `, and not all are samples, which go up to ${MAX_DECIMAL_SAMPLE}`),
    command: isSample ? assessPipeline(command, "--format decimal") : null,
  };
}

/** Whether all begin with 0, as printf %04x writes smaller numbers: fair bytes do with 16^-16. */
function arePadded(words: readonly string[]): boolean {
  return words.length >= 16 &&
    words.every((word) => word.length >= 4 && word.length === words[0].length && word[0] === "0");
}
