import type { Assessment, AssessRequest } from "../../assess/assessment.ts";
import { MIN_DRIFT_SAMPLES } from "../../assess/drift.ts";
import { MIN_TELLING_SAMPLES } from "../../assess/select_bits.ts";
import { idealBand } from "../../assess/ideal_score.ts";
import { allEstimated } from "../../sp800_90b/jobs.ts";
import type { NonIidAssessment } from "../../sp800_90b/types.ts";
import type { Answer } from "../answer.ts";
import { fipsGroup } from "./fips_lines.ts";
import { claimLine, conditioningSentence, idealRange, minEntropyGroup } from "./entropy_lines.ts";
import { commandFor, guessSentence } from "../format_sentences.ts";
import { bitsASymbol, entropyFigure, grouped, percentAtMost, plural } from "../numbers.ts";
import { iidGroup } from "./independence_lines.ts";
import { healthGroup, stretchesGroup } from "./recording_lines.ts";
import { testedSize } from "./conditions.ts";
import { repeatsGroup } from "./repeat_lines.ts";
import { statisticsGroups } from "./statistics_lines.ts";
import type { TestGroup, TestLine } from "../test_line.ts";

/** The answer to "is it good", and what it rests on. */
export interface Verdict extends Answer<Outcome> {
  /** Names of the tests whose figures chance does not explain. */
  readonly departing: readonly string[];
  readonly compared: number;
  /** Probability that fair data of this length, or a steady source, departs in any of the tests compared, at most. */
  readonly falseAlarms: number;
}

/** "passed": nothing found; "incomplete": nothing found, but not all could be looked at. */
export type Outcome = "passed" | "departs" | "incomplete";

/** All tests that were run, in the order of a report. */
export function testGroups(assessment: Assessment): TestGroup[] {
  const { fips, statistics, health, stretches, recording, request } = assessment;
  const uniform = request.expectation === "uniform";
  const repeats = repeatsGroup(assessment);
  const ofStretches = stretches && stretchesGroup(stretches, recording, request);
  const ofUniform = [fipsGroup(fips), ...(statistics ? statisticsGroups(statistics) : [])]
    .map((group) => withPacking(group, request));
  const { selectedBits } = assessment;
  const groups = [
    ...(recording?.nonIid ? [entropyGroup(recording.nonIid, request)] : []),
    ...(uniform ? ofUniform : ofUniform.map(withoutComparison)),
    ...(repeats ? [repeats] : []),
    ...(health ? [healthGroup(health, request, isLimitOf(assessment))] : []),
    ...(ofStretches ? [ofStretches] : []),
    ...(recording?.iid ? [iidGroup(recording.iid, recording.samples, request)] : []),
  ];
  return selectedBits === null ? groups : groups.map((group) => ({
    ...group,
    note:
      `${group.note} Symbols, bytes and bits here are the ${selectedBits.length} bits that were kept of each ` +
      "sample; their bit 0 is the lowest that was kept.",
  }));
}

/** With what was claimed: a claim is no more than the samples show. All of a width is what uniform bytes are. */
function entropyGroup(
  nonIid: NonIidAssessment,
  { expectation, claimedEntropy, symbols }: AssessRequest,
): TestGroup {
  const uniform = expectation === "uniform";
  const group = minEntropyGroup(nonIid, uniform);
  if (claimedEntropy === null || uniform && claimedEntropy >= symbols.bitsPerSymbol) return group;
  return { ...group, lines: [claimLine(nonIid, claimedEntropy, uniform), ...group.lines] };
}

/** What a byte is where the samples are narrower and each came in a byte of its own. */
function withPacking(group: TestGroup, { symbols }: AssessRequest): TestGroup {
  const { bitsPerSymbol, packed } = symbols;
  return bitsPerSymbol === 8 || packed || group.title === "Bits" ? group : {
    ...group,
    note: `${group.note} Bytes here are the samples side by side, ${
      plural(bitsPerSymbol, "bit")
    } of each, and not those that were read.`,
  };
}

/** Tests for uniform bytes, of a source of which that is not claimed: nothing is held against it. */
function withoutComparison(group: TestGroup): TestGroup {
  return {
    ...group,
    note: `${group.note} Told, not held against a raw source.`,
    lines: group.lines.map((line) => ({
      ...line,
      comparison: "info",
      meaning: line.comparison === "departs" ? `${line.meaning}; not uniform` : line.meaning,
      falseAlarms: 0,
    })),
  };
}

/** Puts the figures of all tests together. */
export function verdictOf(assessment: Assessment): Verdict {
  const { problems, request } = assessment;
  const lines = testGroups(assessment).flatMap(({ lines, title }) =>
    lines.map((line) => ({ ...line, title }))
  );
  const compared = lines.filter(({ comparison }) =>
    comparison === "fits" || comparison === "departs"
  );
  const departing = compared.filter(({ comparison }) => comparison === "departs")
    .map(({ name, title }) => `${name.trim()} (${title.split(":")[0]})`);
  const missing = problems.length > 0 ||
    lines.some(({ comparison, otherTooShort }) => comparison === "missing" && !otherTooShort);
  const outcome = departing.length > 0 ? "departs" : missing ? "incomplete" : "passed";
  return {
    outcome,
    headline: headlineOf(assessment, outcome, compared.length, departing.length),
    sentences: [
      ...(departing.length > 0 ? [`Departing: ${departing.join(", ")}.`] : []),
      ...placeSentence(compared),
      ...entropySentence(assessment),
      ...firstOnlySentence(assessment),
      ...selectedBitsSentence(assessment),
      ...formatSentences(assessment),
      ...(request.expectation === "steady"
        ? [
          "Assessed as a raw source, which has to be steady: departures from uniform bytes are told " +
          "and not held against it." +
          (outcome === "departs" ? "" : ` ${conditioningSentence(assessment)}`),
        ]
        : []),
    ],
    departing,
    compared: compared.length,
    falseAlarms: Math.min(
      1,
      compared.reduce((sum, { falseAlarms }) => sum + (falseAlarms ?? 0), 0),
    ),
  };
}

/** What the recording looks like other than what it was read as. */
export function formatSentences({ guess, request }: Assessment): string[] {
  if (guess === null) return [];
  return [guessSentence(guess, commandFor(guess, request.source, request.skipBytes))];
}

function headlineOf(
  assessment: Assessment,
  outcome: Outcome,
  compared: number,
  departing: number,
): string {
  const { sourceName, reading, request } = assessment;
  const uniform = request.expectation === "uniform";
  const kept = keptSamples(assessment);
  const part = kept < reading.samples
    ? `, of which the first ${grouped(kept)} samples estimated`
    : "";
  const amount = `${testedSize(reading)} of ${sourceName}${part}`;
  const like = uniform ? "fair random data" : "a steady source";
  if (outcome === "departs") {
    const tests = compared === 1 ? "the one test" : `${departing} of ${grouped(compared)} tests`;
    return `Not like ${like}: ${tests} ${departing === 1 ? "departs" : "depart"} in ${amount}`;
  }
  if (compared === 0) {
    const why = kept < MIN_DRIFT_SAMPLES ? "too little" : "no test has enough to go by";
    return `Nothing was tested: ${why} in ${amount}`;
  }
  // Whoever reads no further is not to take samples for what they are not.
  const { guess } = assessment;
  const noFault = guess === null
    ? "No fault found"
    : `This looks like ${guess.name}; as it was read, no fault was found`;
  return outcome === "passed"
    ? `${noFault}: ${compared === 1 ? "the test fits" : `all ${compared} tests fit`} ` +
      `${like} in ${amount}`
    : `${noFault}, but not everything was tested in ${amount}`;
}

/** Samples that the estimators and the tests of independence saw. */
function keptSamples({ recording, reading }: Assessment): number {
  return recording?.samples ?? reading.samples;
}

/** Where to look first. */
function placeSentence(lines: readonly TestLine[]): string[] {
  const places = lines.flatMap(({ comparison, name, where }) =>
    comparison === "departs" && where !== undefined ? [`${name.trim()} at ${where}`] : []
  );
  return places.length === 0 ? [] : [`Where: ${places.join(", ")}.`];
}

function entropySentence({ recording, request, selectedBits }: Assessment): string[] {
  const nonIid = recording?.nonIid;
  if (!nonIid) return [];
  const { assessedMinEntropy, samples } = nonIid;
  const { bitsPerSymbol } = request.symbols;
  const claimed = request.claimedEntropy;
  const band = request.expectation === "uniform" ? idealBand(bitsPerSymbol, samples) : null;
  const isLimit = !allEstimated(nonIid);
  const comparison = band === null
    ? ""
    : `; of ideal recordings of this length 99.8 percent score ${
      idealRange(band)
    }, not ${bitsPerSymbol}`;
  return [
    `Assessed min-entropy: ${isLimit ? "at most " : ""}${
      entropyFigure(assessedMinEntropy, isLimit)
    } of ` +
    `${
      selectedBits === null
        ? `${plural(bitsPerSymbol, "bit")} a symbol`
        : `the ${plural(bitsPerSymbol, "bit")} kept of each sample`
    }${comparison}.`,
    ...(claimed !== null && request.expectation === "steady" && claimed > assessedMinEntropy
      ? [`Claimed: ${bitsASymbol(claimed)}; credit no more than what was assessed.`]
      : []),
  ];
}

/** Whether the health tests go by an assessed min-entropy that is an upper limit. */
function isLimitOf({ recording, health }: Assessment): boolean {
  const nonIid = recording?.nonIid ?? null;
  return nonIid !== null && !allEstimated(nonIid) &&
    health?.claimedEntropy === nonIid.assessedMinEntropy;
}

function firstOnlySentence(assessment: Assessment): string[] {
  const kept = keptSamples(assessment);
  const { samples } = assessment.reading;
  return kept === samples ? [] : [
    `The min-entropy and the tests of independence are those of the first ${grouped(kept)} of ` +
    `${grouped(samples)} samples.`,
  ];
}

/** Which bits of wide samples were kept. */
export function selectedBitsSentence(
  { selectedBits, bitsDecidedBy, bitsRankedSamples }: Pick<
    Assessment,
    "selectedBits" | "bitsDecidedBy" | "bitsRankedSamples"
  >,
): string[] {
  if (selectedBits === null || bitsRankedSamples === null) return [];
  const where = bitsDecidedBy === null
    ? ""
    : ` of ${bitsDecidedBy}, which was read before and decides for all`;
  const few = bitsRankedSamples < MIN_TELLING_SAMPLES
    ? ` So few do not even tell a bit that is one in 30 of 100 from a fair one: ${
      grouped(MIN_TELLING_SAMPLES)
    } or more do.`
    : "";
  return [
    `Of each sample bits ${
      selectedBits.join(", ")
    } were kept (0 is the lowest), the 8 that contribute most in the ` +
    `first ${
      plural(bitsRankedSamples, "sample")
    }${where} (SP 800-90B, section 6.4), the lowest of those that chance ` +
    `does not tell apart.${few} All figures are those of these bits, not of whole samples.`,
  ];
}

/** What the verdict does not say; stands in every report. */
export function limits(assessment: Assessment, verdict: Verdict): string[] {
  const { request } = assessment;
  const uniform = request.expectation === "uniform";
  return [
    "Passing statistical tests does not show that a source is unpredictable: a counter that is hashed " +
    "passes them all. Only how the source works can show that.",
    ...(verdict.compared === 0 ? [] : [
      `${uniform ? "Fair data" : "A steady source"} departs in ${
        verdict.compared === 1 ? "the one test" : `one of the ${grouped(verdict.compared)} tests`
      } compared in at most ${
        percentAtMost(verdict.falseAlarms)
      } percent of assessments, about once in ` +
      `${grouped(1 / verdict.falseAlarms)}: repeat one that departs before you act on it.`,
    ]),
    ...(uniform || verdict.compared === 0 ? [] : [
      "That rate holds for a source whose samples depend on those in the 8 bits before them and on no others. Whether " +
      "they forget each other within an 800th of the recording is estimated: where it shows that they do not, drift is not tested. A slow part below noise does not show, and departs.",
      "Whether it is steady is tested by the mean, by the mean distance from the mean and by the share of samples that " +
      "equal the one before, of ten stretches, and of all values where neighbours are independent. A change that leaves " +
      "these as they are is not seen.",
    ]),
    ...(request.scope === "all"
      ? [
        "The estimators are cautious: even ideal data scores less than its width, since all but Markov's " +
        "go by one end of a 99 percent interval and the least of all counts.",
      ]
      : ["Only the FIPS 140-2 tests were run; without --fips the min-entropy is estimated too."]),
  ];
}
