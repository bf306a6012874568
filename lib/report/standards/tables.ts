import type {
  EntropySourceAssessment,
  RestartAssessment,
} from "../../sp800_90b/entropy_source_types.ts";
import type { ChiSquareResult } from "../../sp800_90b/iid.ts";
import type { IidTrackResult } from "../../sp800_90b/iid_track.ts";
import {
  MAX_FAILING_RANK,
  type PermutationResult,
  type PermutationStatistic,
  rankOf,
} from "../../sp800_90b/permutation_tests.ts";
import type { NonIidAssessment } from "../../sp800_90b/types.ts";
import { ESTIMATORS, minEntropyOf } from "../assess/entropy_lines.ts";
import { computedProbability, decimals, entropyFigure, grouped } from "../numbers.ts";
import type { EntropySourceReport, ReportTable } from "./entropy_source.ts";
import { entropySourceSteps } from "./steps.ts";

/** Every figure of the assessment, in the order of the steps. */
export function entropySourceTables(
  { assessment, skippedBytes }: Pick<EntropySourceReport, "assessment" | "skippedBytes">,
): ReportTable[] {
  const { noise, restart, conditioning } = assessment;
  return [
    stepsTable(assessment),
    ...(noise?.iid
      ? iidTables(
        "raw noise",
        noise.iid,
        skippedBytes > 0 ? { ...FROM_FIRST, counted: "counted from 0 after --skip" } : FROM_FIRST,
      )
      : []),
    ...(noise?.nonIid
      ? [estimatesTable("raw noise", [["symbols", noise.nonIid, "original"], [
        "bits",
        noise.nonIid,
        "bitstring",
      ]])]
      : []),
    ...(restart ? restartTables(restart) : []),
    ...(conditioning?.conditionedIid
      ? iidTables("conditioned data", conditioning.conditionedIid)
      : []),
    ...(conditioning?.conditioned
      ? [estimatesTable("conditioned data", [[
        "bits",
        conditioning.conditioned,
        conditioning.conditioned.bitstringMinEntropy === null ? "original" : "bitstring",
      ]])]
      : []),
  ];
}

/** The way to the number, and the section behind each step. */
function stepsTable(assessment: EntropySourceAssessment): ReportTable {
  return {
    title: "Steps: SP 800-90B, section 3.1",
    note: "What the standard asks for, in its order, and what was found.",
    columns: [{ title: "section" }, { title: "step" }, { title: "result" }, { title: "finding" }],
    rows: entropySourceSteps(assessment).map(({ section, step, finding, passed }) => [
      section,
      step,
      passed === null ? "-" : passed ? "passed" : "FAILED",
      finding,
    ]),
  };
}

/** Which sample a place in a data set is, and where its number counts from. */
interface Numbering {
  readonly numberOf: (sample: number) => number;
  readonly counted: string;
}

const FROM_FIRST: Numbering = { numberOf: (sample) => sample, counted: "counted from 0" };

function iidTables(
  data: string,
  iid: IidTrackResult,
  { numberOf, counted }: Numbering = FROM_FIRST,
): ReportTable[] {
  const { independence, goodnessOfFit, longestRepeatedSubstring } = iid.chiSquareAndRepeats;
  const binary = iid.alphabetSize === 2;
  const row = (section: string, name: string, result: ChiSquareResult | null) =>
    result === null ? [section, name, "-", "-", "-", "too few samples"] : [
      section,
      name,
      decimals(result.statistic, 2),
      degreesOf(result),
      computedProbability(result.pValueUpperBound),
      (result.passed ? "passed" : "FAILED") + (result.cellsMerged ? ", cells merged" : ""),
    ];
  const { length, pValue, passed, place } = longestRepeatedSubstring;
  return [
    {
      title: `Chi-square tests and longest repeat of the ${data}: section 5.2`,
      note: "A test fails when independent data does as badly with a probability p below 0.001." +
        (independence !== null && openDegrees(independence)
          ? " Merged cells leave the degrees of freedom open between two numbers: p is that of the larger."
          : "") +
        (place === null
          ? ""
          : ` The longest repeat begins at sample ${
            grouped(numberOf(place.offset))
          }, as at sample ${grouped(numberOf(place.earlierOffset))}, ${counted}.`),
      columns: [
        { title: "section" },
        { title: "test" },
        { title: "statistic", numeric: true },
        { title: "degrees of freedom", numeric: true },
        { title: "p", numeric: true },
        { title: "result" },
      ],
      rows: [
        row(binary ? "5.2.3" : "5.2.1", "independence", independence),
        row(binary ? "5.2.4" : "5.2.2", "goodness of fit", goodnessOfFit),
        [
          "5.2.5",
          "longest repeated substring",
          grouped(length),
          "-",
          computedProbability(pValue),
          passed ? "passed" : "FAILED",
        ],
      ],
    },
    iid.permutation === null
      ? {
        title: `Permutation tests of the ${data}: section 5.1`,
        note: "Not run: section 5.2 has rejected the data already. --complete runs them.",
        columns: [{ title: "section" }],
        rows: [],
      }
      : permutationTable(data, iid.permutation),
  ];
}

function openDegrees({ degreesOfFreedom, mostDegreesOfFreedom }: ChiSquareResult): boolean {
  return mostDegreesOfFreedom > degreesOfFreedom;
}

/** One number, or the two that the degrees of freedom lie between. */
function degreesOf(result: ChiSquareResult): string {
  const most = grouped(result.mostDegreesOfFreedom);
  return openDegrees(result) ? `${grouped(result.degreesOfFreedom)} to ${most}` : most;
}

const VERDICTS: Readonly<Record<PermutationStatistic["verdict"], string>> = {
  passed: "passed",
  failed: "FAILED",
  open: "open",
  not_run: "not run",
};

/** The counts, and how close each statistic came to its bound. */
function permutationTable(data: string, result: PermutationResult): ReportTable {
  const { seed, permutations, statistics } = result;
  return {
    title: `Permutation tests of the ${data}: section 5.1`,
    note: `Seed ${seed}: --seed ${seed} repeats these counts. The data is shuffled up to ` +
      `${
        grouped(permutations)
      } times; a statistic fails when at most ${MAX_FAILING_RANK} shuffles ` +
      "reach it from one side, and stops at the shuffle that makes its verdict certain. The last " +
      "column is the share so far on the side with fewer, taken as of 10,000: where a statistic stopped early it is " +
      "an extrapolation, and no count.",
    columns: [
      { title: "section" },
      { title: "statistic" },
      { title: "of the data", numeric: true },
      { title: "greater", numeric: true },
      { title: "equal", numeric: true },
      { title: "less", numeric: true },
      { title: "result" },
      { title: `as of 10,000 (fails to ${MAX_FAILING_RANK})`, numeric: true },
    ],
    rows: statistics.map((statistic) => {
      const { name, section, observed, greater, equal, less, verdict } = statistic;
      const made = greater + equal + less;
      return [
        section,
        name.replaceAll("_", " ").replace(/ (\d+)$/, ", lag $1"),
        observed === null ? "-" : String(Number(observed.toPrecision(12))),
        grouped(greater),
        grouped(equal),
        grouped(less),
        VERDICTS[verdict],
        made === 0 ? "-" : grouped(10_000 * rankOf(statistic) / made),
      ];
    }),
  };
}

function restartTables(restart: RestartAssessment): ReportTable[] {
  const { rows, columns, rowsIid, columnsIid, result } = restart;
  const ofColumns: Numbering = {
    numberOf: (sample) => sample % result.rows * result.columns + Math.floor(sample / result.rows),
    counted: "counted from 0 in the file, and goes on down the columns",
  };
  return [
    ...(rowsIid ? iidTables("row data set", rowsIid) : []),
    ...(columnsIid ? iidTables("column data set", columnsIid, ofColumns) : []),
    ...(rows && columns
      ? [estimatesTable("restarts", [["rows", rows, "original"], ["columns", columns, "original"]])]
      : []),
  ];
}

/** Estimators of section 6.3, a column for each sequence that was looked at. */
function estimatesTable(
  data: string,
  sequences: readonly (readonly [string, NonIidAssessment, "original" | "bitstring"])[],
): ReportTable {
  const present = sequences.filter(([, { outcomes }, sequence]) =>
    outcomes.some((outcome) => outcome.sequence === sequence)
  );
  return {
    title: `Estimates of the ${data}: section 6.3`,
    note: "Min-entropy in bits a symbol, and a bit where the string of all bits was looked at.",
    columns: [
      { title: "estimator" },
      ...present.map(([title]) => ({ title, numeric: true })),
    ],
    rows: ESTIMATORS.map(([estimator, name]) => [
      name,
      ...present.map(([, { outcomes }, sequence]) => {
        const entropy = minEntropyOf(outcomes, estimator, sequence);
        return entropy === null ? "-" : entropyFigure(entropy);
      }),
    ]),
  };
}
