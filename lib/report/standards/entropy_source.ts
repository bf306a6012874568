import { counted } from "../../math/amounts.ts";
import type { FormatGuess } from "../../assess/guess.ts";
import type { Conditions } from "../../system/conditions.ts";
import { uncomputedEstimates } from "../../sp800_90b/entropy_claim.ts";
import type { EntropySourceAssessment } from "../../sp800_90b/entropy_source_types.ts";
import {
  MAX_FAILING_RANK,
  PERMUTATION_FALSE_ALARM_BOUND,
} from "../../sp800_90b/permutation_tests.ts";
import { SANITY_CHECK_SIGNIFICANCE } from "../../sp800_90b/restart.ts";
import type { Answer } from "../answer.ts";
import { formatSentence, headlineBehindFormats } from "../format_sentences.ts";
import { decimals, grouped, percentAtMost, plural } from "../numbers.ts";
import type { TextTable } from "../text_table.ts";
import { machineRows } from "../assess/conditions.ts";
import {
  claimText,
  entropySourceSteps,
  FULL_ENTROPY,
  isIidStep,
  limitText,
  missingText,
} from "./steps.ts";
import { testsWithoutSamples, uncomputedText, undecidedData } from "./undecided.ts";

/** What a file looks like. */
export interface FileGuess {
  /** Which of the files that were read. */
  readonly file: string;
  readonly guess: FormatGuess;
  /** The command that reads it; null where none does. */
  readonly command: string | null;
}

/** What a report on an entropy source is made of. */
export interface EntropySourceReport {
  readonly assessment: EntropySourceAssessment;
  /** The noise, or else the file of restarts, or else the component. */
  readonly subject: string;
  /** Files that were read, by what they hold. */
  readonly files: Readonly<Record<string, string>>;
  /** Of what was read of each of them, in hexadecimal digits; empty where it was not asked for. */
  readonly sha256: Readonly<Record<string, string>>;
  /** At the beginning of the noise, left out of every test. */
  readonly skippedBytes: number;
  /** Of samples of the noise of more than 8 bits, those that were kept, 0 the lowest; null where none had to go. */
  readonly selectedBits: readonly number[] | null;
  /** The first samples, which decided that; null where none had to go. */
  readonly bitsRankedSamples: number | null;
  /** Samples that came and were not looked at. */
  readonly samplesLeftOut: number;
  readonly conditionedBitsLeftOut: number;
  /** Of those of the files that look like something else than what they were read as. */
  readonly formatGuesses: readonly FileGuess[];
  readonly conditions: Conditions;
  readonly seconds: number;
}

/** How it came out: something may be claimed, the data failed or has nothing, or time or samples ran out. */
export type EntropySourceOutcome = "passed" | "failed" | "incomplete";

/** The answer, and the sentences that it rests on. */
export type EntropySourceVerdict = Answer<EntropySourceOutcome>;

/**
 * What all steps come to.
 *
 * @returns "failed" when a step failed or no entropy is left, "incomplete" when time or samples ran out before a
 * verdict.
 */
export function outcomeOf(assessment: EntropySourceAssessment): EntropySourceOutcome {
  if (entropySourceSteps(assessment).some(({ passed }) => passed === false)) return "failed";
  if (assessment.claim === null) return "incomplete";
  return assessment.claim.entropy === 0 ? "failed" : "passed";
}

/** Verdict first, and a remedy that fits the cause. */
export function entropySourceVerdict(report: EntropySourceReport): EntropySourceVerdict {
  const verdict = verdictOn(report);
  const formats = report.formatGuesses.map(({ file, guess, command }) =>
    formatSentence(report.files[file], guess, command)
  );
  return {
    ...verdict,
    headline: headlineBehindFormats(guessedFiles(report), verdict.headline),
    sentences: [...formats, ...verdict.sentences],
  };
}

/** The names of the files that look like something else. */
export function guessedFiles(
  { files, formatGuesses }: EntropySourceReport,
): { name: string; guess: FormatGuess }[] {
  return formatGuesses.map(({ file, guess }) => ({ name: files[file], guess }));
}

function verdictOn({ assessment, subject }: EntropySourceReport): EntropySourceVerdict {
  const { claim } = assessment;
  const outcome = outcomeOf(assessment);
  if (claim === null) {
    const failed = entropySourceSteps(assessment).filter(({ passed }) => passed === false);
    const iidFailed = failed.filter(isIidStep);
    const names = failed.map(({ section, step }) => `${step} (section ${section})`).join(", ");
    return outcome === "failed"
      ? {
        outcome,
        headline: `No entropy may be claimed for ${subject}: ${names} failed`,
        sentences: [
          ...(iidFailed.length > 0
            ? [
              "The IID track is closed to this data. Without --iid the same data is assessed on the " +
              "non-IID track (section 3.1.2).",
            ]
            : []),
          ...(failed.length > iidFailed.length
            ? [
              "The restart tests are an end: the standard asks for the cause to be found and removed " +
              "(section 3.1.4), not for another recording.",
            ]
            : []),
        ],
      }
      : { outcome, ...undecidedVerdict(assessment, subject) };
  }
  const share = claim.fullEntropy ? `, which is ${FULL_ENTROPY}` : "";
  const iid = triedIid(assessment) ? "No evidence against IID; " : "";
  return {
    outcome,
    headline: `${iid}${claimText(assessment)} may be claimed for ${subject}${share}`,
    sentences: claim.missing.length === 0
      ? ["Raw noise, restarts and all that section 3.1 asks of them are in this number."]
      : [
        `Section 3.1 asks for more${
          claim.entropy === 0 ? "" : ", and the number holds only with it"
        }: ` +
        `${list(claim.missing.map(missingText))}.`,
      ],
  };
}

/** What was wanting: samples, which no time makes up for, or time. */
function undecidedVerdict(
  assessment: EntropySourceAssessment,
  subject: string,
): Pick<EntropySourceVerdict, "headline" | "sentences"> {
  const uncomputed = uncomputedText(assessment);
  if (uncomputed !== null) {
    const limit = limitText(assessment);
    const short = uncomputedEstimates(assessment).some(({ enoughSamples }) => !enoughSamples);
    return {
      headline: `No entropy may be claimed for ${subject}: not all estimators of section 6.3 ran`,
      sentences: [
        `${
          limit === null ? "There is no number" : `The number is at most ${limit}`
        }: ${uncomputed}.`,
        ...(short ? ["Record more samples: section 3.1.1 asks for 1,000,000."] : []),
      ],
    };
  }
  const data = undecidedData(assessment);
  const few = data.filter(({ iid }) => testsWithoutSamples(iid).length > 0);
  const late = data.some(({ iid }) => iid.permutation?.passed === null);
  const reasons = few.flatMap(({ data, iid }) =>
    testsWithoutSamples(iid).map((test) => `test ${test} of the ${data} needs more samples`)
  );
  return {
    headline: `No verdict on ${subject}: ${
      few.length > 0 ? list(reasons) : "the permutation tests did not come to their end"
    }`,
    sentences: [
      ...(few.length > 0
        ? [
          "Record more samples: section 3.1.1 asks for 1,000,000. Without --iid the same data is assessed on the " +
          "non-IID track (section 3.1.2).",
        ]
        : []),
      ...(late || few.length === 0 ? ["Give --max-time more seconds, or leave it out."] : []),
    ],
  };
}

/** Whether section 5 has looked at any data on the way to the claim: a component alone has none. */
function triedIid({ track, noise, restart, conditioning }: EntropySourceAssessment): boolean {
  const data = [noise?.iid, restart?.rowsIid, conditioning?.conditionedIid];
  return track === "iid" && data.some((iid) => iid);
}

/** What the verdict does not say. */
export function entropySourceLimits(
  { assessment, samplesLeftOut, conditionedBitsLeftOut }: EntropySourceReport,
): string[] {
  return [
    "Estimates from samples are no proof of entropy: a hashed counter passes. The standard asks for " +
    "the reasons why the noise is random as well (section 3.2.2).",
    ...(triedIid(assessment) || assessment.noise?.iid
      ? [
        `Chance alone fails a fair source: one of the 19 statistics of section 5.1 in up to ` +
        `${
          percentAtMost(PERMUTATION_FALSE_ALARM_BOUND)
        } percent of data sets, and each of the three tests of section 5.2 in about 0.1 ` +
        "percent. With another seed the counts differ, and a statistic near its bound may too.",
      ]
      : []),
    ...(assessment.restart === null ? [] : [
      `Chance alone fails the sanity check of fair restarts in up to ${
        decimals(100 * SANITY_CHECK_SIGNIFICANCE, 0)
      } percent of matrices (section 3.1.4.3).`,
    ]),
    ...(triedIid(assessment)
      ? [
        "No evidence against IID is no evidence for it: the track also needs the submitter's " +
        "reasons (section 3.1.2).",
      ]
      : []),
    ...(samplesLeftOut > 0
      ? [`${plural(samplesLeftOut, "sample")} at the end of the source were not looked at.`]
      : []),
    ...(conditionedBitsLeftOut > 0
      ? [
        `${plural(conditionedBitsLeftOut, "bit")} at the end of the conditioned data were not ` +
        "looked at.",
      ]
      : []),
  ];
}

/** A table of figures: the first column is the heading of its row. */
export interface ReportTable extends TextTable {
  readonly title: string;
  readonly note: string;
}

/** Where, when and how much. */
export function conditionRows(
  { assessment, files, sha256, skippedBytes, selectedBits, bitsRankedSamples, conditions, seconds }:
    EntropySourceReport,
): (readonly [string, string])[] {
  return [
    ...Object.entries(files).flatMap(([name, path]): (readonly [string, string])[] => {
      const sum = sha256[name];
      return sum === undefined ? [[name, path]] : [[name, path], ["SHA-256", sum]];
    }),
    ...(skippedBytes === 0
      ? []
      : [["skipped", `${plural(skippedBytes, "byte")} at the beginning of the noise`] as const]),
    ...(selectedBits === null ? [] : [
      [
        "kept bits",
        `${
          selectedBits.join(", ")
        } of each sample (0 is the lowest), the 8 that contribute most in the first ${
          grouped(bitsRankedSamples ?? 0)
        } (section 6.4)`,
      ] as const,
    ]),
    ["track", assessment.track === "iid" ? "IID (section 5)" : "non-IID (section 6)"],
    [
      "claimed",
      assessment.claimedEntropy === null ? "nothing" : counted(assessment.claimedEntropy, "bit"),
    ],
    ["computed in", `${decimals(seconds, 1)} s`],
    ...machineRows(conditions),
  ];
}

function list(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** What makes a verdict by SP 800-90B, in one place for whoever has to sign it. */
export function entropySourceCriteria(
  { noise, restart, conditioning, track }: EntropySourceAssessment,
): string[] {
  const tested = track === "iid" && (noise ?? restart ?? conditioning?.conditionedIid) !== null;
  return [
    "The number may be claimed where no step of section 3.1 in the table of steps failed, all came to their end and all " +
    "estimators that the steps ask for ran.",
    ...(tested || noise?.iid
      ? [
        "IID, section 5: a test of section 5.2 fails where independent data does as badly with a probability below 0.001; " +
        `a statistic of section 5.1 fails where at most ${MAX_FAILING_RANK} of 10,000 shuffles reach it, or fall to it.`,
      ]
      : []),
    ...(restart === null ? [] : [
      "Restarts, section 3.1.4: no value may come more often in a row or a column than a source of H_I gives with " +
      `a probability of ${SANITY_CHECK_SIGNIFICANCE} over all of them, and rows and columns have to keep half of H_I each.`,
    ]),
    ...(conditioning === null ? [] : [
      "Conditioning, section 3.1.5: the entropy of an output is computed and has no pass or fail; it is full entropy from " +
      "1 - 2^-64 of its bits on.",
    ]),
  ];
}
