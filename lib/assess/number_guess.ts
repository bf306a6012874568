import { AS_BITS, assessCommandLine, assessPipeline, type FormatGuess } from "./guess.ts";
import { MAX_DECIMAL_SAMPLE } from "./wide_samples.ts";

const NUMBER = /^[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i;

/** Fewer rows are no table. */
const MIN_ROWS = 4;
/** The share of rows that a table has: others may be notes. Each of them stops the reader, so that no command is named. */
const MIN_TABLE_SHARE = 0.9;
/** From so many columns on rows that nothing counts are a list that was broken into lines. */
const MIN_LIST_COLUMNS = 5;
/** Fewer numbers in a line say nothing about all. */
const MIN_NUMBERS = 16;

const NOT_SAMPLES =
  "a sample with a fraction, an exponent or a sign has to become a whole number first";

const OTHERS_GO = "the others have to go first";
const SAMPLES = `samples, which go up to ${MAX_DECIMAL_SAMPLE}`;
const eachLine = (hasHeading: boolean) => `each line${hasHeading ? " behind the first" : ""}`;

/** Options that read such samples; bits are no samples of 8 bits. */
function optionsFor(samples: readonly string[]): string {
  const areBits = samples.every((sample) => sample === "0" || sample === "1");
  return `--format decimal${areBits ? AS_BITS : ""}`;
}

/** How the columns of a row are parted. */
interface Separator {
  readonly fields: (row: string) => readonly string[];
  readonly name: (columns: number) => string;
  readonly between: string;
  /** Prints one column of what it reads. */
  readonly column: (column: number, file: string) => string;
}

const commas = (character: string, words: string): Separator => ({
  fields: (row) => {
    const fields = row.split(character).map((field) => field.replaceAll('"', "").trim());
    // Some programs end each row with one.
    return fields.length > 1 && fields.at(-1) === "" ? fields.slice(0, -1) : fields;
  },
  name: () => "comma separated values",
  between: ` between ${words}`,
  column: (column, file) => `cut -d '${character}' -f ${column}${file} | tr -d '"'`,
});

const SEPARATORS: readonly Separator[] = [
  commas(",", "commas"),
  commas(";", "semicolons"),
  {
    fields: (row) => row.split(/\s+/),
    name: (columns) => `${columns === 2 ? "two" : columns} columns of numbers`,
    between: "",
    column: (column, file) => `awk '{print $${column}}'${file}`,
  },
];

/** Whether it may be a dump, which begins with the offset 0, octal numbers, or fractions behind a comma. */
function isOther(text: string): boolean {
  return /^0{6,}[:\s]/.test(text) || !/[89]/.test(text) && /(?:^|\s)0\d/.test(text) ||
    /,0\d/.test(text) || text.includes(",") && text.includes(";");
}

/** Decimal numbers: one a line, in columns, or all behind each other. */
export function guessNumbers(lines: readonly string[]): FormatGuess | null {
  const text = lines.join("\n").trimEnd();
  if (isOther(text)) return null;
  // Blank lines are nothing to the reader; the first line may be a heading all the same.
  const rows = text.split("\n").map((line) => line.trim())
    .filter((row, at) => at === 0 || row !== "");
  return guessColumn(rows) ?? guessTable(rows) ?? guessList(text);
}

/** One number a line. */
function guessColumn(rows: readonly string[]): FormatGuess | null {
  const hasHeading = !NUMBER.test(rows[0]);
  const body = rows.slice(hasHeading ? 1 : 0);
  if (!isMostly(body, (row) => NUMBER.test(row))) return null;
  // Then it is a list, of which some lines have several.
  if (!hasHeading && areNumbers(wordsOf(body.join(" "))) && body.some((row) => !NUMBER.test(row))) {
    return null;
  }
  if (body.some((row) => NUMBER.test(row) && !/^\d+$/.test(row))) {
    return { name: "numbers as text", evidence: NOT_SAMPLES, command: null };
  }
  const areSamples = body.every(isSample);
  return {
    name: "decimal numbers",
    evidence: !body.every((row) => NUMBER.test(row))
      ? `most lines are whole numbers, and ${OTHERS_GO}`
      : `${eachLine(hasHeading)} is a whole number` +
        (areSamples ? "" : `, and not all are ${SAMPLES}`),
    command: !areSamples
      ? null
      : hasHeading
      ? assessPipeline("tail -n +2 < FILE", optionsFor(body))
      : assessCommandLine(optionsFor(body)),
  };
}

/** Several columns, of which the first may be anything, such as a time; the last is taken. */
function guessTable(rows: readonly string[]): FormatGuess | null {
  for (const { fields, name, between, column } of SEPARATORS) {
    const [first, second = first] = rows.slice(0, 2).map(fields);
    const hasNames = !NUMBER.test(first.at(-1)!);
    // A number of rows may stand in front, or what --skip leaves of one.
    const hasHeading = hasNames || first.length !== second.length;
    const body = rows.slice(hasHeading ? 1 : 0).map(fields);
    const columns = body[0]?.length ?? 0;
    const isRow = (row: readonly string[]) =>
      row.length === columns && row.slice(1).every((field) => NUMBER.test(field));
    if (columns < 2 || !isMostly(body, isRow)) continue;
    if (!hasNames && columns >= MIN_LIST_COLUMNS && !isCounted(body)) continue;
    const last = body.map((row) => row[columns - 1]);
    const areRows = body.every(isRow);
    const areSamples = areRows && last.every(isSample);
    const before = hasHeading ? "tail -n +2 < FILE | " : "";
    return {
      name: name(columns),
      evidence: !areRows
        ? `most lines have ${columns} columns${between}, the last of them a number; ${OTHERS_GO}`
        : `${eachLine(hasHeading)} has ${columns} columns${between}; ` +
          (areSamples
            ? `the last is taken, number ${columns}`
            : last.every((field) => /^\d+$/.test(field))
            ? `not all numbers of the last are ${SAMPLES}`
            : `${NOT_SAMPLES}, up to ${MAX_DECIMAL_SAMPLE}`),
      command: areSamples
        ? assessPipeline(
          before + column(columns, hasHeading ? "" : " < FILE"),
          optionsFor(last),
        )
        : null,
    };
  }
  return null;
}

/** Several numbers a line, or all in one. */
function guessList(text: string): FormatGuess | null {
  const words = wordsOf(text);
  if (words.length < MIN_NUMBERS || !areNumbers(words)) return null;
  return words.every((word) => /^\d+$/.test(word))
    ? {
      name: "decimal numbers",
      evidence: "whole numbers with spaces or commas between them",
      command: assessCommandLine(optionsFor(words)),
    }
    : { name: "numbers as text", evidence: NOT_SAMPLES, command: null };
}

const wordsOf = (text: string) => text.split(/[\s,;]+/).filter((word) => word !== "");

const areNumbers = (words: readonly string[]) => words.every((word) => NUMBER.test(word));

function isMostly<Row>(rows: readonly Row[], test: (row: Row) => boolean): boolean {
  return rows.length >= MIN_ROWS && rows.filter(test).length > MIN_TABLE_SHARE * rows.length;
}

function isSample(word: string): boolean {
  return /^\d+$/.test(word) && Number(word) <= MAX_DECIMAL_SAMPLE;
}

/** Whether the first column counts, as times and numbers of rows do, or names. */
function isCounted(rows: readonly (readonly string[])[]): boolean {
  const first = rows.map(([field]) => Number(field));
  return first.some(Number.isNaN) ||
    first.every((value, at) => at === 0 || value > first[at - 1]);
}
