import { MAX_DECIMAL_SAMPLE } from "./wide_samples.ts";
import { assessCommandLine, assessPipeline, type FormatGuess } from "./format_guess_types.ts";

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
  const share = (pattern: string) => {
    const whole = new RegExp(`^\\s*${pattern}\\s*$`);
    return body.filter((line) => whole.test(line)).length / Math.max(1, body.length);
  };
  const heading = /[A-Za-z]/.test(lines[0] ?? "");
  const from = heading ? "tail -n +2 FILE | " : "";
  const file = heading ? "" : " FILE";
  const fractions = counts[46] > 0;
  const scale = "a sample with a fraction or a sign has to become a whole number first";
  // What the last column holds in every line, the heading left out: one line that is no sample stops the reader.
  const rows = heading ? body : [lines[0] ?? "", ...body];
  const samples = (of: (line: string) => string | undefined) =>
    rows.every((line) => {
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
  // Comma separated values: the last column, which is the sample where the first is a time or a number.
  for (const [separator, word] of [[",", "commas"], [";", "semicolons"]] as const) {
    const field = `[^${separator}]*`;
    if (
      !few && share(`${field}(?:${separator}${field})+`) > 0.9 &&
      share(`${field}(?:${separator}\\s*"?${number}"?)+`) > 0.9
    ) {
      const columns = (body[0] ?? "").split(separator).length;
      const whole = samples((line) =>
        line.includes(separator) ? line.split(separator)[columns - 1] : line
      );
      return {
        name: "comma separated values",
        evidence: `each line has ${columns} columns between ${word}` +
          (whole ? "" : notSamples),
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
    const digits = body.map((line) => line.trim());
    const varied = new Set(digits.map(({ length }) => length)).size > 1 &&
      !digits.some((line) => /^0\d/.test(line));
    if (varied || digits.every(({ length }) => length <= 5)) {
      const whole = samples((line) => line);
      return {
        name: "decimal numbers",
        evidence: "each line is a whole number" +
          (whole ? "" : `, and not all are samples, which go up to ${MAX_DECIMAL_SAMPLE}`),
        command: !whole
          ? null
          : heading
          ? assessPipeline("tail -n +2 FILE", "--format decimal")
          : assessCommandLine("--format decimal"),
      };
    }
    return null;
  }
  if (!few && share(`\\S+(?:[ \\t]+${number}){1,15}`) > 0.9) {
    const columns = (body[0] ?? "").trim().split(/\s+/).length;
    const widths = new Set(body.slice(0, -1).map((line) => line.trim().split(/\s+/).length));
    if (widths.size === 1 && columns <= 4) {
      const whole = samples((line) => line.trim().split(/\s+/)[columns - 1]);
      return {
        name: `${columns === 2 ? "two" : columns} columns of numbers`,
        evidence: `each line has ${columns} columns` + (whole ? "" : notSamples),
        command: whole
          ? assessPipeline(`${from}awk '{print $${columns}}'${file}`, "--format decimal")
          : null,
      };
    }
  }
  // Whole numbers up to five digits, several a line.
  const words = body.join(" ").trim().split(/[\s,;]+/);
  const lengths = new Set(words.slice(0, -1).map((word) => word.length));
  if (
    words.length >= 16 && words.every((word) => /^\d{1,5}$/.test(word)) &&
    (lengths.size > 1 || lines.length === 1 && lengths.has(3)) &&
    words.slice(0, -1).every((word) => !/^0\d/.test(word))
  ) {
    return {
      name: "decimal numbers",
      evidence: "whole numbers with spaces or commas between them",
      command: assessCommandLine("--format decimal"),
    };
  }
  return null;
}
