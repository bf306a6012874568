import {
  type IdealBand,
  idealBand,
  MAX_BAND_SAMPLES,
  MIN_BAND_SAMPLES,
} from "../../assess/ideal_score.ts";
import type { Requirements } from "../../assess/assessment.ts";
import type { BitTests } from "../../assess/sp800_22.ts";
import type { SampleRecording } from "../../assess/sample_stream.ts";
import { BATTERY_SIGNIFICANCE } from "../../sp800_22/battery.ts";
import { isAnyUncomputed } from "../../sp800_90b/entropy_claim.ts";
import { IID_SIGNIFICANCE } from "../../sp800_90b/iid.ts";
import { PERMUTATION_FALSE_ALARM_BOUND } from "../../sp800_90b/permutation_tests.ts";
import { SANITY_CHECK_SIGNIFICANCE } from "../../sp800_90b/restart.ts";
import type { NonIidAssessment } from "../../sp800_90b/types.ts";
import { READING_ENDS } from "../assess/conditions.ts";
import { idealRange } from "../assess/entropy_lines.ts";
import { fipsFound, fipsGroup } from "../assess/fips_lines.ts";
import { entropyFigure, grouped, plural } from "../numbers.ts";
import { sp80022Verdict } from "./sp800_22.ts";
import { type EntropySourceReport, entropySourceVerdict } from "./entropy_source.ts";
import { undecidedText } from "./undecided.ts";

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
  /** Probability that chance alone makes this a fault of fair data, at most; 0 where it cannot be one. */
  readonly falseAlarms: number;
}

/** What each standard finds, in the order of a report; of raw noise the bits are told. */
export function standardFindings(report: StandardsReport): StandardFinding[] {
  return [
    fipsFinding(report),
    sp80022Finding(report),
    iidFinding(report),
    entropyFinding(report),
    ...(report.uniform ? [idealScoreFinding(report.entropySource.assessment.noise!.nonIid!)] : []),
  ];
}

const NOT_UNIFORM = "; raw noise need not be uniform";

function fipsFinding({ bitTests: { fips }, uniform }: StandardsReport): StandardFinding {
  const { fits, acceptable: { least, most } } = fips.verdict;
  const standard = "FIPS 140-2";
  if (fits === null) {
    const finding = "no whole block of 20,000 bits";
    return { standard, outcome: "incomplete", finding, falseAlarms: 0 };
  }
  const falseAlarms = uniform
    ? fipsGroup(fips).lines.reduce((sum, line) => sum + (line.falseAlarms ?? 0), 0)
    : 0;
  const finding = `${fipsFound(fips)}; fair data has ${failedRange(least, most)} failed`;
  if (fits) return { standard, outcome: "passed", finding, falseAlarms };
  return uniform
    ? { standard, outcome: "failed", finding, falseAlarms }
    : { standard, outcome: "told", finding: finding + NOT_UNIFORM, falseAlarms };
}

/** How many blocks may fail: "0 to 3", or "none", as of one block. */
export function failedRange(least: number, most: number): string {
  return most === 0 ? "none" : `${grouped(least)} to ${grouped(most)}`;
}

function sp80022Finding(
  { bitTests: { sp80022, sequenceBits }, entropySource: { subject }, uniform }: StandardsReport,
): StandardFinding {
  const standard = "SP 800-22";
  if (sp80022 === null) {
    const finding = `no whole sequence of ${grouped(sequenceBits)} bits`;
    return { standard, outcome: "incomplete", finding, falseAlarms: 0 };
  }
  const falseAlarms = uniform ? BATTERY_SIGNIFICANCE : 0;
  const { outcome, headline } = sp80022Verdict(sp80022, subject, false);
  const finding = headline.replace(` of ${subject}`, "");
  if (outcome !== "departs") return { standard, outcome, finding, falseAlarms };
  return uniform
    ? { standard, outcome: "failed", finding, falseAlarms }
    : { standard, outcome: "told", finding: finding + NOT_UNIFORM, falseAlarms };
}

/** Section 5 of the raw noise: a step of its own on the IID track, and told on the other one unless it passes. */
function iidFinding({ entropySource: { assessment } }: StandardsReport): StandardFinding {
  const { noise, track } = assessment;
  const { passed, permutation, chiSquareAndRepeats } = noise!.iid!;
  const failed = permutation?.statistics.filter(({ verdict }) => verdict === "failed").length ?? 0;
  const finding = passed === null
    ? undecidedText(noise!.iid!)
    : passed
    ? "no evidence against independent, identically distributed samples"
    : chiSquareAndRepeats.passed === false
    ? "section 5.2 speaks against independent, identically distributed samples"
    : `section 5.1 speaks against them: ${failed} of 19 statistics`;
  const isTold = track !== "iid" && passed !== true;
  const found = passed === null ? "incomplete" : passed ? "passed" : "failed";
  const untested = isTold && passed === null ? "not tested: " : "";
  return {
    standard: "SP 800-90B section 5",
    outcome: isTold ? "told" : found,
    finding: isTold ? `${untested}${finding}; the claim is not IID` : finding,
    falseAlarms: track === "iid" ? IID_FALSE_ALARMS : 0,
  };
}

/** Of one data set on the IID track: section 5.1, and the three tests of section 5.2. */
const IID_FALSE_ALARMS = PERMUTATION_FALSE_ALARM_BOUND + 3 * IID_SIGNIFICANCE;

function entropyFinding({ entropySource }: StandardsReport): StandardFinding {
  // What the files look like is said of all standards together.
  const { outcome, headline } = entropySourceVerdict({ ...entropySource, formatGuesses: [] });
  const { restart, conditioning } = entropySource.assessment;
  // Section 5 of the noise has a row of its own. No rate is known of the rule that rows and columns keep half of H_I.
  const others = [restart?.rowsIid, restart?.columnsIid, conditioning?.conditionedIid];
  return {
    standard: "SP 800-90B section 3.1",
    outcome,
    finding: headline,
    falseAlarms: (restart === null ? 0 : SANITY_CHECK_SIGNIFICANCE) +
      IID_FALSE_ALARMS * others.filter((iid) => iid).length,
  };
}

/**
 * The assessed min-entropy against what ideal data of this length scores, by the band that an assessment without
 * --standards goes by. SP 800-90B has no such limit, as it asks nothing of the entropy; bits of a key have to be fair.
 *
 * More samples than the band was compared with score no less than so many do: only their floor is compared.
 */
function idealScoreFinding(nonIid: NonIidAssessment): StandardFinding {
  const { assessedMinEntropy, bitsPerSymbol, samples } = nonIid;
  const standard = "SP 800-90B section 6.3";
  const band = idealBand(bitsPerSymbol, Math.min(samples, MAX_BAND_SAMPLES));
  const isLimit = isAnyUncomputed(nonIid);
  const assessed = `assessed min-entropy ${entropyFigure(assessedMinEntropy, isLimit)} of ${
    plural(bitsPerSymbol, "bit")
  }${isLimit ? " at most" : ""}`;
  if (isLimit && !(band !== null && assessedMinEntropy < band.least)) {
    const finding = `${assessed}: not all estimators ran`;
    return { standard, outcome: "incomplete", finding, falseAlarms: 0 };
  }
  if (band === null) {
    const finding = `${assessed}; needs ${grouped(MIN_BAND_SAMPLES)} samples to compare with`;
    return { standard, outcome: "incomplete", finding, falseAlarms: 0 };
  }
  const longer = samples > MAX_BAND_SAMPLES;
  const { most, falseAlarms, ideal } = longer ? floorOf(band) : bandOf(band);
  const fits = assessedMinEntropy >= band.least && assessedMinEntropy <= most;
  const outcome = fits ? "passed" : "failed";
  return { standard, outcome, finding: `${assessed}; ${ideal}`, falseAlarms };
}

function bandOf(band: IdealBand) {
  return {
    most: band.most,
    falseAlarms: band.shareBelow + band.shareAbove,
    ideal: `99.8 percent of ideal recordings of this length score ${idealRange(band)}`,
  };
}

function floorOf(band: IdealBand) {
  const [least] = idealRange(band).split(" ");
  return {
    most: Infinity,
    falseAlarms: band.shareBelow,
    ideal: `99.9 percent of ideal recordings of ${grouped(MAX_BAND_SAMPLES)} samples or more ` +
      `score ${least} at least`,
  };
}

/** What was read, and when it ended. */
export function readingRows(
  { recording: { samples, reading } }: StandardsReport,
): (readonly [string, string])[] {
  return [[
    "read",
    `${plural(reading.bytes, "byte")}, ${plural(samples, "sample")}, ${READING_ENDS[reading.end]}`,
  ]];
}
