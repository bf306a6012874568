import type { Assessment } from "../../assess/assessment.ts";
import { fipsGroup } from "./fips_lines.ts";
import { minEntropyGroup } from "./entropy_lines.ts";
import { idealScore } from "./ideal_scores.ts";
import { byteSize, decimals, grouped, plural } from "../numbers.ts";
import { healthGroup, iidGroup } from "./recording_lines.ts";
import { repeatsGroup } from "./repeat_lines.ts";
import { statisticsGroups } from "./statistics_lines.ts";
import type { TestGroup, TestLine } from "./test_line.ts";

/** The answer to "is it good", and what it rests on. */
export interface Verdict {
  /** "passed": nothing found; "incomplete": nothing found, but not all could be looked at. */
  readonly outcome: "passed" | "departs" | "incomplete";
  readonly headline: string;
  readonly sentences: readonly string[];
  /** Names of the tests whose figures chance does not explain. */
  readonly departing: readonly string[];
  readonly compared: number;
}

/** All tests that were run, in the order of a report. */
export function testGroups(assessment: Assessment): TestGroup[] {
  const { fips, statistics, health, recording, problems } = assessment;
  const repeats = repeatsGroup(assessment);
  return [
    ...(recording?.nonIid ? [minEntropyGroup(recording.nonIid, problems.length === 0)] : []),
    fipsGroup(fips),
    ...(statistics ? statisticsGroups(statistics) : []),
    ...(repeats ? [repeats] : []),
    ...(health ? [healthGroup(health)] : []),
    ...(recording?.iid ? [iidGroup(recording.iid, recording.samples)] : []),
  ];
}

/** Judges the figures of all tests together. */
export function verdictOf(assessment: Assessment): Verdict {
  const { sourceName, reading, problems } = assessment;
  const lines = testGroups(assessment).flatMap(({ lines, title }) =>
    lines.map((line) => ({ ...line, title }))
  );
  const compared = lines.filter(({ comparison }) =>
    comparison === "fits" || comparison === "departs"
  );
  const departing = lines.filter(({ comparison }) => comparison === "departs")
    .map(({ name, title }) => `${name.trim()} (${title.split(":")[0]})`);
  const missing = lines.some(({ comparison }) => comparison === "missing") || problems.length > 0;
  const amount = `${byteSize(reading.bytes)} of ${sourceName}`;
  const outcome = departing.length > 0 ? "departs" : missing ? "incomplete" : "passed";
  const headline = outcome === "departs"
    ? `Not like fair random data: ${plural(departing.length, "test")} of ${compared.length} ` +
      `${departing.length === 1 ? "departs" : "depart"} in ${amount}`
    : outcome === "passed"
    ? `No fault found: ${
      compared.length === 1 ? "the test fits" : `all ${compared.length} tests fit`
    } fair random data in ${amount}`
    : `No fault found, but not everything was tested in ${amount}`;
  return {
    outcome,
    headline,
    sentences: [
      ...(departing.length > 0 ? [`Departing: ${departing.join(", ")}.`] : []),
      ...entropySentence(assessment),
      ...requirementSentences(assessment),
    ],
    departing,
    compared: compared.length,
  };
}

function entropySentence({ recording, request, problems }: Assessment): string[] {
  const nonIid = recording?.nonIid;
  if (!nonIid) return [];
  const { assessedMinEntropy, samples } = nonIid;
  const { bitsPerSymbol } = request.symbols;
  const ideal = idealScore(bitsPerSymbol, samples);
  const limit = problems.length > 0 ? "at most " : "";
  const comparison = ideal === null
    ? ""
    : `; ideal data of this length scores ${decimals(ideal.least, 2)} to ` +
      `${decimals(ideal.most, 2)}, not ${bitsPerSymbol}`;
  return [
    `Assessed min-entropy: ${limit}${decimals(assessedMinEntropy, 4)} of ` +
    `${plural(bitsPerSymbol, "bit")} a symbol${comparison}.`,
  ];
}

function requirementSentences({ requirements }: Assessment): string[] {
  return requirements.map(({ requirement, wanted, found, met }) =>
    `Requirement ${met ? "met" : "NOT met"}: ${requirement} ${
      found ?? "unknown"
    }, wanted ${wanted}.`
  );
}

/** What the verdict does not say; stands in every report. */
export function limits(assessment: Assessment, verdict: Verdict): string[] {
  const { recording, reading, request } = assessment;
  const kept = recording?.samples ?? reading.samples;
  return [
    "Passing statistical tests does not show that a source is unpredictable: a counter that is hashed " +
    "passes them all. Only how the source works can show that.",
    `Fair data departs in one of these ${verdict.compared} tests about once in ` +
    `${
      grouped(1 / familyFalseAlarms(assessment))
    } assessments: repeat one that departs before you act on it.`,
    ...(request.scope === "all"
      ? [
        "The estimators are cautious: even ideal data scores less than its width, since each reports the " +
        "lower end of a 99 percent interval and the least of all counts.",
      ]
      : ["Only the FIPS 140-2 tests were run; without --fips the min-entropy is estimated too."]),
    ...(kept < reading.samples
      ? [
        `The estimators and the tests of independence saw the first ${grouped(kept)} of ` +
        `${grouped(reading.samples)} samples; --samples asks for more.`,
      ]
      : []),
  ];
}

/** Chance that fair data departs somewhere: the sum over the tests, most of which go by 6.3e-5. */
function familyFalseAlarms({ fips, statistics, recording }: Assessment): number {
  const fipsShare = fips.verdict.fits === null ? 0 : fips.verdict.significance;
  const statisticsShare = statistics === null ? 0 : 9 * 6.3e-5;
  const iid = recording?.iid;
  const iidTests = iid
    ? [iid.independence, iid.goodnessOfFit].filter((test) => test).length + 1
    : 0;
  return fipsShare + statisticsShare + iidTests * 0.001;
}

/** The tone of a page and the word before a line of text. */
export const COMPARISON_WORD: Readonly<Record<TestLine["comparison"], string>> = {
  fits: "fits",
  departs: "DEPARTS",
  info: "",
  missing: "no data",
};
