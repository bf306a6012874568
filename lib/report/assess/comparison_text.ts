import type { Assessment } from "../../assess/assessment.ts";
import {
  baseOf,
  type ComparedFigure,
  MIN_COMPARED_BYTES,
  MIN_EVENTS,
} from "../../assess/comparison.ts";
import { MAX_BAND_SAMPLES, MIN_BAND_SAMPLES } from "../../assess/ideal_score.ts";
import type { Interval } from "../../math/binomial.ts";
import {
  byteSize,
  decimalsDown,
  decimalsUp,
  entropyFigure,
  entropyText,
  grouped,
} from "../numbers.ts";
import { type TextLayout, wrap } from "../text_style.ts";
import { type ComparedSource, type Comparison, isSuspicious, OUTCOME_WORD } from "./comparison.ts";
import { testedSize } from "./conditions.ts";
import { requirementLines } from "../requirements.ts";
import { closing, headlineLines } from "../report_text.ts";
import { sentenceLines } from "../format_sentences.ts";
import { formatSentences, selectedBitsSentence } from "./verdict.ts";
import { lengthOf, repeatsGroup, repeatsOf } from "./repeat_lines.ts";

/**
 * One table: a column a source, a row a figure, and a star where a source differs from the base; on a terminal what
 * counts stands at the end again.
 */
export function comparisonText(
  comparison: Comparison,
  layout: TextLayout,
  isTerminal = false,
): string {
  const { columns } = layout;
  const { sources, assessments: all, assessed, figures, headlines, exitCode } = comparison;
  const isBad = isSuspicious(comparison);
  const [minEntropy] = figures;
  // As in the report on one source, and never more than it is.
  const shown = (figure: string, value: number) =>
    figure.includes("entropy") ? entropyFigure(value) : value.toPrecision(6);
  const base = `[${baseOf(all) + 1}]`;
  const isCompared = all.filter((one) => one !== null).length > 1;
  const row = (name: string, of: (assessment: Assessment) => string) => [
    name,
    ...all.map((one) => one === null ? "-" : of(one)),
  ];
  const rows: string[][] = [
    ["", ...sources.map((_, i) => `[${i + 1}]`)],
    [
      "verdict",
      ...assessed.map((one) => one === null ? "not assessed" : OUTCOME_WORD[one.verdict.outcome]),
    ],
    row("tested", ({ reading }) => testedSize(reading)),
    row("repeated sequences", (one) => {
      const isUnknown = repeatsGroup(one)?.lines.some(({ comparison }) => comparison === "missing");
      return isUnknown ? "-" : String(repeatsOf(one) ?? "-");
    }),
    ...figures.filter(({ values }) => values.some((value) => value !== null)).map((
      { figure, values, differs },
    ) => [
      figure,
      ...values.map((value, i) =>
        value === null ? "-" : `${shown(figure, value)}${differs[i] ? " *" : "  "}`
      ),
    ]),
  ];
  const out = [
    ...headlineLines(headlines, isBad, layout),
    "",
    ...sources.flatMap((one, i) => [
      `  [${i + 1}] ${one.name}`,
      ...shortcomings(one).flatMap((line) => wrap(line, columns, "      ")),
      ...("error" in one
        ? []
        : [...selectedBitsSentence(one.assessment), ...formatSentences(one.assessment)])
        .flatMap((line) => sentenceLines(line, columns, "      ")),
    ]),
    "",
    ...comparedRows(rows, columns),
    ...(isCompared
      ? [
        "",
        ...wrap(
          `A star marks what differs from ${base} by more than 4 standard deviations of its noise, which two recordings ` +
            "of one source with independent bytes do about once in 16,000 figures, and at most once in 6,000. Where bytes " +
            "depend on one another the noise is widened by what their serial correlation says; where they depend on more " +
            "than the one before, or by more than that correlation, stars may come more often; where they take turns, as those of " +
            "a source of two phases do, stars may fail to come. " +
            minEntropyNote(minEntropy) +
            failedBlocksNote(figures) +
            "assess with one source tells more about it.",
          columns,
          "  ",
        ),
      ]
      : []),
  ];
  const rare = figures.flatMap(({ figure, tooFew }) => {
    const of = tooFew.flatMap((isRare, i) => isRare ? [`[${i + 1}]`] : []);
    return of.length > 0 ? [`${figure} of ${of.join(" and ")}`] : [];
  });
  if (rare.length > 0) {
    out.push(...wrap(
      `Not compared with ${base}, as one of the two has fewer than ${
        grouped(MIN_COMPARED_BYTES)
      } bytes, or fewer than ` +
        `${MIN_EVENTS} independent events, or too few blocks, decide it there: ${rare.join("; ")}.`,
      columns,
      "  ",
    ));
  }
  out.push(...uncomparedMinEntropy(comparison).flatMap((line) => wrap(line, columns, "  ")));
  const least = Math.max(0, ...all.map((one) => one?.against?.guaranteedLengthBytes ?? 0));
  const searched = all.find((one) => one?.against?.guaranteedLengthBytes === least) ?? undefined;
  if (least > 0) {
    out.push(...wrap(
      `Each source is searched for what those before it gave: sequences of ${
        searched === undefined ? byteSize(Math.ceil(least)) : lengthOf(least, searched.request)
      } or more are found wherever they lie, shorter ones by chance.`,
      columns,
      "  ",
    ));
  }
  const requirements = comparisonRequirements(sources, comparison);
  out.push(...requirements.flatMap((line) => wrap(line, columns, "  ")));
  const text = out.join("\n") + "\n";
  return isTerminal ? text + closing({ headlines, isBad, requirements, exitCode }, layout) : text;
}

/** By what the assessed min-entropy has its stars, where it was compared. */
function minEntropyNote({ ranges }: ComparedFigure): string {
  const known = ranges.filter((range) => range !== null);
  if (known.length === 0) return "";
  // What differs is further apart than that, rounded down, too.
  const [least, most] = [Math.min(...known), Math.max(...known)].map((range) => entropyText(range));
  return "The assessed min-entropy has one only where the two are further apart than the whole range in which 99.8 percent " +
    `of fair recordings of these lengths score, widened likewise, which is ${
      least === most ? least : `${least} to ${most}`
    } bits: the noise of other sources is not known and mostly ` +
    "smaller, so that smaller differences can be real. ";
}

/** By what the share of failed blocks has its stars, where it was compared. */
function failedBlocksNote(figures: readonly ComparedFigure[]): string {
  const { compared, intervals } = figures.at(-1)!;
  const told = intervals.flatMap((interval, i) =>
    interval === null ? [] : [`[${i + 1}] ${outward(interval)}`]
  );
  return compared.includes(true)
    ? `Blocks of FIPS 140-2 are taken as independent; where fewer than ${MIN_EVENTS} events decide their share it has ` +
      `a star where the exact intervals of both, of the same confidence, lie apart${
        told.length === 0 ? "" : `: ${told.join(", ")}`
      }. `
    : "";
}

/** An interval with four decimals, none of which lets it look narrower. */
function outward({ least, most }: Interval): string {
  return `${Number(decimalsDown(least, 4))} to ${Number(decimalsUp(most, 4))}`;
}

/** Why the assessed min-entropy of a source is not compared with that of the base, where both have one. */
function uncomparedMinEntropy({ assessments, figures: [minEntropy] }: Comparison): string[] {
  const at = baseOf(assessments);
  const samplesOf = (i: number) => assessments[i]?.recording?.samples;
  const uncompared = minEntropy.values.flatMap((value, i) =>
    i !== at && value !== null && minEntropy.values[at] !== null &&
      !minEntropy.compared[i] && !minEntropy.tooFew[i]
      ? [i]
      : []
  );
  const isKnown = (samples = 0) => samples >= MIN_BAND_SAMPLES && samples <= MAX_BAND_SAMPLES;
  const hasRange = (i: number) => isKnown(samplesOf(i)) && isKnown(samplesOf(at));
  const sentence = (of: readonly number[], reason: string) =>
    of.length === 0 ? [] : [
      `The assessed min-entropy of ${of.map((i) => `[${i + 1}]`).join(", ")} is not compared ` +
      `with that of [${at + 1}]: ${reason}.`,
    ];
  return [
    ...sentence(
      uncompared.filter((i) => !hasRange(i)),
      `the range of fair data is known for ${grouped(MIN_BAND_SAMPLES)} to ${
        grouped(MAX_BAND_SAMPLES)
      } samples, and not of as many as they have`,
    ),
    ...sentence(
      uncompared.filter(hasRange),
      "the range of fair data, widened by their serial correlation, is as wide as a symbol, so that no two could differ",
    ),
  ];
}

/** Why a source could not be assessed, or not wholly. */
function shortcomings(source: ComparedSource): string[] {
  if ("error" in source) return [`not assessed: ${source.error}`];
  return source.assessment.problems.map(({ message }) => `incomplete: ${message}`);
}

/** One line for each requirement of each source; see `requirementLines`. */
export function comparisonRequirements(
  sources: readonly ComparedSource[],
  { requirements }: Pick<Comparison, "requirements">,
  unmet: "NOT met" | "not met" = "NOT met",
): string[] {
  return requirements.flatMap((one) =>
    requirementLines({ requirements: [one] }, unmet)
      .map((line) => `[${one.source + 1}] ${sources[one.source].name}: ${line}`)
  );
}

/** Cells side by side; where they are too wide, those of a row below its name, each behind its source's number. */
function comparedRows([heads, ...rows]: readonly string[][], columns: number): string[] {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i].length)));
  const total = widths.reduce((sum, width) => sum + 2 + width, 0);
  if (total > columns) {
    return rows.flatMap(([name, ...cells]) => [
      `  ${name}`,
      ...wrap(
        cells.map((cell, i) => `${heads[i + 1]} ${cell.trimEnd()}`.replaceAll(" ", "\u00a0"))
          .join(", "),
        columns,
        "      ",
      ).map((line) => line.replaceAll("\u00a0", " ")),
    ]);
  }
  return [heads, ...rows].map((row) =>
    `  ${
      row.map((cell, i) => i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])).join("  ")
    }`.trimEnd()
  );
}
