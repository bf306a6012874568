import type { BitTests } from "../../assess/bit_tests.ts";
import type { Requirements } from "../../assess/assessment.ts";
import type { SampleRecording } from "../../assess/read_samples.ts";
import { EXIT } from "../../failure.ts";
import type { RequirementOutcome } from "../assess/gate.ts";
import { grouped, plural } from "../numbers.ts";
import { sp80022Criteria } from "../sp800_22/gate.ts";
import { sp80022Verdict } from "../sp800_22/lines.ts";
import { entropySourceCriteria } from "../sp800_90b/criteria.ts";
import { entropyRequirement, iidRequirement } from "../sp800_90b/gate.ts";
import {
  entropySourceLimits,
  type EntropySourceReport,
  entropySourceVerdict,
  type ReportTable,
} from "../sp800_90b/report.ts";
import { entropyBits } from "../sp800_90b/steps.ts";

/** What a report over all standards is made of. */
export interface StandardsReport {
  readonly bitTests: BitTests;
  readonly entropySource: EntropySourceReport;
  readonly recording: Pick<SampleRecording, "samples" | "reading">;
  /** Whether the bits have to be uniform; raw noise need not be. */
  readonly uniform: boolean;
  readonly requirements: Requirements;
}

/** What one standard comes to; "told" counts for nothing. */
export interface StandardFinding {
  readonly standard: string;
  readonly outcome: "passed" | "failed" | "incomplete" | "told";
  readonly finding: string;
}

/** The answer over all of them. */
export interface StandardsVerdict {
  readonly outcome: "passed" | "failed" | "incomplete";
  readonly headline: string;
  readonly sentences: readonly string[];
  readonly findings: readonly StandardFinding[];
}

export function standardsVerdict(report: StandardsReport): StandardsVerdict {
  const { entropySource } = report;
  const { subject, assessment: { claim } } = entropySource;
  const findings = [
    fipsFinding(report),
    sp80022Finding(report),
    iidFinding(report),
    entropyFinding(report),
  ];
  const failed = standardsOf({ findings }, "failed");
  const incomplete = standardsOf({ findings }, "incomplete");
  const told = standardsOf({ findings }, "told");
  const judged = (report.uniform ? subject : `${subject} as raw noise`) +
    (told === "" ? "" : ` (told and not held against it: ${told})`);
  const outcome = failed !== "" ? "failed" : incomplete !== "" ? "incomplete" : "passed";
  const claimed = claim === null
    ? "no entropy may be claimed"
    : `${entropyBits(claim.entropy)} in each ${claim.of} of ${plural(claim.bits, "bit")} ` +
      `may be claimed${outcome === "failed" ? " by SP 800-90B alone" : ""}`;
  return {
    outcome,
    headline: outcome === "failed"
      ? `Fault found in ${subject} by ${failed}; ${claimed}`
      : outcome === "incomplete"
      ? `No fault found in ${judged}, but not all was tested (${incomplete}); ${claimed}`
      : `No fault found in ${judged} by ${
        told === "" ? "any of the standards" : standardsOf({ findings }, "passed")
      }; ` +
        claimed,
    sentences: entropySourceVerdict(entropySource).sentences,
    findings,
  };
}

/** Standards that came out so. */
function standardsOf(
  { findings }: Pick<StandardsVerdict, "findings">,
  outcome: StandardFinding["outcome"],
): string {
  return findings.filter((finding) => finding.outcome === outcome).map(({ standard }) => standard)
    .join(", ");
}

/** The findings as a table. */
export function findingsTable({ findings }: StandardsVerdict): ReportTable {
  return {
    title: "Standards",
    note: 'What each of them finds in the same samples. "told" counts for nothing here.',
    columns: [{ title: "standard" }, { title: "result" }, { title: "finding" }],
    rows: findings.map(({ standard, outcome, finding }) => [
      standard,
      outcome === "failed" ? "FAILED" : outcome,
      finding,
    ]),
  };
}

const NOT_UNIFORM = "; raw noise need not be uniform";

function fipsFinding({ bitTests: { fips }, uniform }: StandardsReport): StandardFinding {
  const { verdict: { fits, acceptable }, blocks, failedBlocks } = fips;
  const standard = "FIPS 140-2";
  if (fits === null) {
    return { standard, outcome: "incomplete", finding: "no whole block of 20,000 bits" };
  }
  const finding = `${grouped(failedBlocks)} of ${plural(blocks, "block")} failed, fair data has ` +
    `${grouped(acceptable.least)} to ${grouped(acceptable.most)}`;
  if (fits) return { standard, outcome: "passed", finding };
  return uniform
    ? { standard, outcome: "failed", finding }
    : { standard, outcome: "told", finding: finding + NOT_UNIFORM };
}

function sp80022Finding(
  { bitTests: { sp80022, sequenceBits }, entropySource: { subject }, uniform }: StandardsReport,
): StandardFinding {
  const standard = "SP 800-22";
  if (sp80022 === null) {
    const finding = `no whole sequence of ${grouped(sequenceBits)} bits`;
    return { standard, outcome: "incomplete", finding };
  }
  const { outcome, headline } = sp80022Verdict(sp80022, subject, false);
  const finding = headline.replace(` of ${subject}`, "");
  if (outcome !== "departs") return { standard, outcome, finding };
  return uniform
    ? { standard, outcome: "failed", finding }
    : { standard, outcome: "told", finding: finding + NOT_UNIFORM };
}

/** Section 5 of the raw noise: a step of its own on the IID track, and told on the other one. */
function iidFinding({ entropySource: { assessment } }: StandardsReport): StandardFinding {
  const { noise, track } = assessment;
  const { passed, permutation, chiSquareAndRepeats } = noise!.iid!;
  const failed = permutation?.statistics.filter(({ verdict }) => verdict === "failed").length ?? 0;
  const finding = passed === null
    ? "time ran out before section 5.1 had come to its verdict"
    : passed
    ? "no evidence against independent, identically distributed samples"
    : !chiSquareAndRepeats.passed
    ? "section 5.2 speaks against independent, identically distributed samples"
    : `section 5.1 speaks against them: ${failed} of 19 statistics`;
  const found = passed === null ? "incomplete" : passed ? "passed" : "failed";
  return {
    standard: "SP 800-90B section 5",
    outcome: track === "iid" || passed === true ? found : "told",
    finding: track === "iid" || passed === true ? finding : `${finding}; the claim is not IID`,
  };
}

function entropyFinding({ entropySource }: StandardsReport): StandardFinding {
  const { outcome, headline } = entropySourceVerdict(entropySource);
  return { standard: "SP 800-90B section 3.1", outcome, finding: headline };
}

/** What the run comes to: the word of the JSON and the exit code, which agree. */
export interface StandardsGate {
  readonly result: StandardsVerdict["outcome"] | "unmet";
  readonly exitCode: number;
  readonly requirements: readonly RequirementOutcome[];
}

export function standardsGate(report: StandardsReport, verdict: StandardsVerdict): StandardsGate {
  const { requirements: { named, minEntropy }, bitTests: { fips }, entropySource } = report;
  const { least, most } = fips.verdict.acceptable;
  const outcomes: Readonly<Record<string, () => RequirementOutcome>> = {
    fits: () => ({
      requirement: "fits",
      wanted: "a verdict without fault over all standards",
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
      wanted: `${least} to ${most} failed blocks`,
      ...(fips.blocks === 0
        ? { found: null, reason: "there was no whole block of 20,000 bits" }
        : { found: `${grouped(fips.failedBlocks)} of ${grouped(fips.blocks)}` }),
      met: fips.verdict.fits === true,
    }),
    iid: () => iidRequirement(entropySource.assessment),
  };
  const requirements = [
    ...[...new Set(named)].map((name) => outcomes[name]()),
    ...(minEntropy === null ? [] : [entropyRequirement(entropySource.assessment, minEntropy)]),
  ];
  return requirements.every(({ met }) => met)
    ? { result: verdict.outcome, exitCode: EXIT.ok, requirements }
    : { result: "unmet", exitCode: EXIT.rejected, requirements };
}

/** What makes a verdict, in one place for whoever has to sign it. */
export function standardsCriteria(
  { bitTests: { fips, sp80022 }, entropySource, uniform }: StandardsReport,
): string[] {
  const { least, most } = fips.verdict.acceptable;
  return [
    "The verdict is without fault where none of the standards finds one and all could be applied." +
    (uniform ? "" : " Of raw noise FIPS 140-2 and SP 800-22 are told and do not count."),
    `FIPS 140-2: ${grouped(least)} to ${grouped(most)} of ${
      plural(fips.blocks, "block")
    } fail, as fair data has it.`,
    ...(sp80022 === null ? [] : sp80022Criteria().map((line) => `SP 800-22: ${line}`)),
    ...entropySourceCriteria(entropySource.assessment),
  ];
}

/** What the verdict does not say; of SP 800-22 what its own limits add. */
export function standardsLimits(
  { entropySource, bitTests: { unusedBits } }: StandardsReport,
  ofSp80022: readonly string[],
): string[] {
  return [
    ...entropySourceLimits(entropySource),
    ...ofSp80022,
    ...(unusedBits > 0 ? [`${plural(unusedBits, "bit")} were in no sequence of SP 800-22.`] : []),
  ];
}
