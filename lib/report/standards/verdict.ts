import type { Answer } from "../answer.ts";
import { type Gate, gateFor, type RequirementOutcome, WANTED } from "../requirements.ts";
import { headlineBehindFormats } from "../format_sentences.ts";
import { percentAtMost, plural } from "../numbers.ts";
import { sp80022Limits } from "./sp800_22.ts";
import { fipsRequirement } from "../assess/fips_lines.ts";
import { entropyRequirement, iidRequirement, sp80022Criteria } from "./gate.ts";
import {
  failedRange,
  type StandardFinding,
  standardFindings,
  type StandardsReport,
} from "./findings.ts";
import {
  entropySourceCriteria,
  entropySourceLimits,
  type EntropySourceOutcome,
  entropySourceVerdict,
  guessedFiles,
  type ReportTable,
} from "./entropy_source.ts";
import { claimText } from "./steps.ts";

/** The answer over all of them. */
export interface StandardsVerdict extends Answer<EntropySourceOutcome> {
  readonly findings: readonly StandardFinding[];
  /** Probability that fair data has a fault by any of them, at most: the sum of theirs. */
  readonly falseAlarms: number;
}

/**
 * The answer over all three standards: failed where one found a fault, incomplete where none did and one could not be
 * carried out. The probability of a false alarm is at most the sum of theirs (Bonferroni), 0 to 1.
 */
export function standardsVerdict(report: StandardsReport): StandardsVerdict {
  const { entropySource } = report;
  const { subject, assessment: { claim } } = entropySource;
  const findings = standardFindings(report);
  const failed = standardsOf({ findings }, "failed");
  const incomplete = standardsOf({ findings }, "incomplete");
  const told = standardsOf({ findings }, "told");
  const assessed = (report.uniform ? subject : `${subject} as raw noise`) +
    (told === "" ? "" : ` (told and not held against it: ${told})`);
  const outcome = failed !== "" ? "failed" : incomplete !== "" ? "incomplete" : "passed";
  const claimed = claim === null
    ? "no entropy may be claimed"
    : `${claimText(entropySource.assessment)} may be claimed${
      outcome === "failed" && claim.entropy > 0 ? " by SP 800-90B alone" : ""
    }`;
  const headline = outcome === "failed"
    ? `Fault found in ${subject} by ${failed}; ${claimed}`
    : outcome === "incomplete"
    ? `No fault found in ${assessed}, but not all was tested (${incomplete}); ${claimed}`
    : `No fault found in ${assessed} by ${
      told === "" ? "any of the standards" : standardsOf({ findings }, "passed")
    }; ${claimed}`;
  return {
    outcome,
    headline: headlineBehindFormats(guessedFiles(entropySource), headline),
    sentences: [
      ...entropySourceVerdict(entropySource).sentences,
      ...(report.uniform ? [] : [STEADINESS]),
    ],
    findings,
    falseAlarms: Math.min(1, findings.reduce((sum, { falseAlarms }) => sum + falseAlarms, 0)),
  };
}

/** Of the tests for raw noise, section 4.4 among them, this report has none. */
const STEADINESS =
  "Whether raw noise is steady is no part of this: assess --raw tells, without --standards.";

/** Standards that came out so. */
function standardsOf(
  { findings }: Pick<StandardsVerdict, "findings">,
  outcome: StandardFinding["outcome"],
): string {
  return findings.filter((finding) => finding.outcome === outcome).map(({ standard }) => standard)
    .join(", ");
}

/** The findings as a table. */
export function findingsTable({ findings, falseAlarms }: StandardsVerdict): ReportTable {
  return {
    title: "Standards",
    note: 'What each of them finds in the same samples. "told" counts for nothing here.' +
      (falseAlarms === 0
        ? ""
        : ` By chance alone at most ${
          percentAtMost(falseAlarms)
        } % of fair sources have a fault by any of them.`),
    columns: [
      { title: "standard" },
      { title: "result" },
      { title: "fault by chance" },
      { title: "finding" },
    ],
    rows: findings.map(({ standard, outcome, finding, falseAlarms }) => [
      standard,
      outcome === "failed" ? "FAILED" : outcome,
      falseAlarms === 0 ? "-" : `${percentAtMost(falseAlarms)} %`,
      finding,
    ]),
  };
}

/** What the run comes to: the word of the JSON and the exit code, which agree. */
export type StandardsGate = Gate<StandardsVerdict["outcome"]>;

/**
 * Holds a run against what was insisted on: the names of `--require`, and a least min-entropy in bits a sample. The
 * exit code is that of a rejection where one requirement is not met, else 0.
 */
export function standardsGate(
  report: StandardsReport,
  verdict: StandardsVerdict,
): StandardsGate {
  const { requirements: { named, minEntropy }, bitTests: { fips }, entropySource } = report;
  const outcomes: Readonly<Record<string, () => RequirementOutcome>> = {
    fits: () => ({
      requirement: "fits",
      wanted: WANTED.fits,
      ...(verdict.outcome === "incomplete"
        ? { found: null, reason: `not all was tested: ${standardsOf(verdict, "incomplete")}` }
        : {
          found: verdict.outcome === "failed"
            ? `a fault by ${standardsOf(verdict, "failed")}`
            : "no fault",
        }),
      met: verdict.outcome === "passed",
    }),
    fips: () => ({
      requirement: "fips",
      ...fipsRequirement(fips),
      ...(fips.blocks === 0 ? { reason: "there was no whole block of 20,000 bits" } : {}),
    }),
    iid: () => iidRequirement(entropySource.assessment),
  };
  const requirements = [
    ...[...new Set(named)].map((name) => outcomes[name]()),
    ...(minEntropy === null ? [] : [entropyRequirement(entropySource.assessment, minEntropy)]),
  ];
  return gateFor(verdict.outcome, requirements);
}

/** What makes a verdict, in one place for whoever has to sign it. */
export function standardsCriteria(
  { bitTests: { fips, sp80022 }, entropySource, uniform }: StandardsReport,
): string[] {
  const { least, most } = fips.verdict.acceptable;
  return [
    "The verdict is without fault where none of the standards finds one and all could be applied." +
    (uniform ? "" : " Of raw noise FIPS 140-2 and SP 800-22 are told and do not count.") +
    (entropySource.assessment.track === "iid"
      ? ""
      : " Section 5 that rejects the noise or came to no verdict is told and does not count: the claim is not IID."),
    `FIPS 140-2: ${failedRange(least, most)} of ${
      plural(fips.blocks, "block")
    } fail, as fair data has it, and no block is one that chance does not explain.`,
    ...(sp80022 === null ? [] : sp80022Criteria().map((line) => `SP 800-22: ${line}`)),
    ...entropySourceCriteria(entropySource.assessment),
    ...(uniform
      ? [
        "SP 800-90B, section 6.3: the assessed min-entropy lies where that of ideal data of this length does; that " +
        "band is ours, the standard has none.",
      ]
      : []),
  ];
}

/** What the verdict does not say; of SP 800-22 what its own limits add. */
export function standardsLimits(
  { entropySource, bitTests: { sp80022, unusedBits } }: StandardsReport,
  { falseAlarms }: Pick<StandardsVerdict, "falseAlarms">,
): string[] {
  return [
    ...entropySourceLimits(entropySource),
    ...(falseAlarms === 0 ? [] : [
      `By chance alone a fair source has a fault in at most ${
        percentAtMost(falseAlarms)
      } % of such assessments, the sum of the ` +
      "shares in the table of standards" +
      (entropySource.assessment.restart === null
        ? ""
        : "; the rule that rows and columns of restarts keep half of H_I has no share that is known") +
      ": repeat one that fails before you act on it.",
    ]),
    ...(sp80022 === null ? [] : sp80022Limits(sp80022)),
    ...(unusedBits > 0 ? [`${plural(unusedBits, "bit")} were in no sequence of SP 800-22.`] : []),
  ];
}
