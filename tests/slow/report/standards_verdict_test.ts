import { idealBand, MAX_BAND_SAMPLES, MIN_BAND_SAMPLES } from "../../../lib/assess/ideal_score.ts";
import { FipsStream } from "../../../lib/fips_140_2/stream.ts";
import type { StandardsReport } from "../../../lib/report/standards/findings.ts";
import {
  findingsTable,
  standardsCriteria,
  standardsGate,
  standardsLimits,
  standardsVerdict,
} from "../../../lib/report/standards/verdict.ts";
import { percentAtMost } from "../../../lib/report/numbers.ts";
import { dataSetPoolHere } from "../../../scripts/data_set_pool_here.ts";
import { assessEntropySource } from "../../../lib/sp800_90b/entropy_source.ts";
import { CONDITIONS } from "../../starvation/samples.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "../../assert.ts";
import { fairBytes } from "../../report/samples.ts";

/** A report on so few samples that SP 800-22 has no sequence of them. */
async function reportOn(symbols: Uint8Array): Promise<StandardsReport> {
  const fips = new FipsStream();
  fips.update(symbols);
  const listener = { onPermutation: () => {}, onEstimating: () => {} };
  const assessment = await assessEntropySource(dataSetPoolHere(), {
    noise: { symbols, bitsPerSymbol: 8 },
    track: "non_iid",
    bothTracks: true,
    claimedEntropy: null,
    restart: null,
    conditioning: null,
    permutation: { seed: 1, complete: false, maxSeconds: 0.1 },
  }, listener);
  return {
    bitTests: { fips: fips.result(), sp80022: null, sequenceBits: 1_000_000, unusedBits: 0 },
    entropySource: {
      assessment,
      subject: "sample",
      files: {},
      sha256: {},
      skippedBytes: 0,
      selectedBits: null,
      bitsRankedSamples: null,
      samplesLeftOut: 0,
      conditionedBitsLeftOut: 0,
      formatGuesses: [],
      conditions: CONDITIONS,
      seconds: 1,
    },
    recording: {
      samples: symbols.length,
      reading: { bytes: symbols.length, milliseconds: 1, end: "end of source" },
    },
    uniform: true,
    requirements: { named: ["fits"], minEntropy: null },
  };
}

const FAIR = await reportOn(await fairBytes(MIN_BAND_SAMPLES));

/** The same with another score, and as of another length. */
function scoring(
  assessedMinEntropy: number,
  samples: number,
  changes: Partial<StandardsReport> = {},
): StandardsReport {
  const { entropySource } = FAIR;
  const noise = entropySource.assessment.noise!;
  const nonIid = { ...noise.nonIid!, assessedMinEntropy, samples };
  const assessment = { ...entropySource.assessment, noise: { ...noise, nonIid } };
  return { ...FAIR, entropySource: { ...entropySource, assessment }, ...changes };
}

const scoreOutcome = (report: StandardsReport) =>
  standardsVerdict(report).findings.find(({ standard }) => standard.endsWith("6.3"))?.outcome;

Deno.test("the standards' verdict finds fair bytes that were written twice", async () => {
  const half = (await fairBytes(MIN_BAND_SAMPLES)).subarray(0, MIN_BAND_SAMPLES / 2);
  const report = await reportOn(Uint8Array.from([...half, ...half]));
  const verdict = standardsVerdict(report);
  assertEquals(verdict.outcome, "failed");
  assertStringIncludes(verdict.headline, "Fault found in sample by SP 800-90B section 6.3; ");
  const { exitCode, requirements } = standardsGate(report, verdict);
  assertEquals([exitCode, requirements[0].met], [6, false]);
  // Raw noise may repeat itself as far as this verdict goes, and it says so.
  const raw = standardsVerdict({ ...report, uniform: false });
  assertEquals(
    raw.sentences.at(-1),
    "Whether raw noise is steady is no part of this: assess --raw tells, without --standards.",
  );
  assert(!verdict.sentences.includes(raw.sentences.at(-1)!));
  assertEquals(raw.findings.map(({ standard }) => standard.endsWith("6.3")), [
    false,
    false,
    false,
    false,
  ]);
});

Deno.test("the standards' verdict holds the score against the band of ideal data, at both ends", () => {
  const { least, most } = idealBand(8, MIN_BAND_SAMPLES)!;
  for (
    const [score, outcome] of [
      [least - 1e-6, "failed"],
      [least, "passed"],
      [most, "passed"],
      [most + 1e-6, "failed"],
    ] as const
  ) {
    assertEquals(scoreOutcome(scoring(score, MIN_BAND_SAMPLES)), outcome, `${score}`);
  }
  // One sample less has no band, which leaves it open.
  assertEquals(scoreOutcome(scoring(least, MIN_BAND_SAMPLES - 1)), "incomplete");
  // More samples than the band was compared with score no less.
  const floor = idealBand(8, MAX_BAND_SAMPLES)!.least;
  assertEquals(scoreOutcome(scoring(floor, 3_000_000)), "passed");
  assertEquals(scoreOutcome(scoring(floor - 1e-6, 3_000_000)), "failed");
  assertEquals(scoreOutcome(scoring(7.99, 3_000_000)), "passed");
});

Deno.test("a score that an estimator is missing from is a limit: below the band it is a fault, inside it says nothing", () => {
  const { least } = idealBand(8, MIN_BAND_SAMPLES)!;
  for (const [score, outcome] of [[least - 1e-6, "failed"], [least, "incomplete"]] as const) {
    const report = scoring(score, MIN_BAND_SAMPLES);
    const { assessment } = report.entropySource;
    const noise = assessment.noise!;
    const [{ sequence, result: { estimator } }, ...outcomes] = noise.nonIid!.outcomes;
    const reason = { sequence, result: { estimator, reason: "too short" } };
    const nonIid = { ...noise.nonIid!, outcomes: [reason, ...outcomes] };
    const limited = { ...assessment, noise: { ...noise, nonIid } };
    const entropySource = { ...report.entropySource, assessment: limited };
    assertEquals(scoreOutcome({ ...report, entropySource }), outcome);
  }
});

Deno.test("section 5 that came to no verdict is not tested on the IID track, and told on the other one as what it rejects is", () => {
  const { entropySource } = FAIR;
  const noise = entropySource.assessment.noise!;
  const of = (track: "iid" | "non_iid", passed: boolean | null) => {
    const independence = passed === null ? null : noise.iid!.chiSquareAndRepeats.independence;
    const chiSquareAndRepeats = { ...noise.iid!.chiSquareAndRepeats, independence };
    const iid = { ...noise.iid!, passed, permutation: null, chiSquareAndRepeats };
    const assessment = { ...entropySource.assessment, track, noise: { ...noise, iid } };
    const report = { ...FAIR, entropySource: { ...entropySource, assessment } };
    const verdict = standardsVerdict(report);
    const { outcome, finding } = verdict.findings[2];
    const [fits] = standardsGate(report, verdict).requirements;
    return { outcome, finding, headline: verdict.headline, reason: fits.reason };
  };
  const iid = of("iid", null);
  assertEquals([iid.outcome, iid.finding], [
    "incomplete",
    "test 5.2.1 (independence) needs more samples",
  ]);
  assertMatch(iid.headline, /^No fault found in sample, but not all was tested \(.*section 5[,)]/);
  const nonIid = of("non_iid", null);
  assertEquals([nonIid.outcome, nonIid.finding], [
    "told",
    "not tested: test 5.2.1 (independence) needs more samples; the claim is not IID",
  ]);
  // SP 800-22 has no sequence here, and that alone leaves it open.
  assertEquals(nonIid.reason, "not all was tested: SP 800-22");
  assertStringIncludes(
    nonIid.headline,
    "(told and not held against it: SP 800-90B section 5), but not all was tested (SP 800-22); ",
  );
  assertEquals([of("iid", false).outcome, of("non_iid", false).outcome], ["failed", "told"]);
  assertStringIncludes(of("non_iid", false).finding, "; the claim is not IID");
});

Deno.test("of one block of FIPS 140-2 fair data has none failed", async () => {
  const fips = new FipsStream();
  fips.update(await fairBytes(2_504));
  const report = { ...FAIR, bitTests: { ...FAIR.bitTests, fips: fips.result() } };
  assertMatch(standardsVerdict(report).findings[0].finding, /; fair data has none failed$/);
  assertStringIncludes(standardsCriteria(report).join(), "FIPS 140-2: none of 1 block fail");
});

Deno.test("the standards' verdict states how often chance alone has a fault, as a sum of its parts", () => {
  const { shareBelow, shareAbove } = idealBand(8, MIN_BAND_SAMPLES)!;
  const verdict = standardsVerdict(FAIR);
  const { findings, falseAlarms } = verdict;
  assertEquals(findings.at(-1)!.falseAlarms, shareBelow + shareAbove);
  assertAlmostEquals(falseAlarms, findings.reduce((sum, one) => sum + one.falseAlarms, 0), 1e-12);
  const stated = `${percentAtMost(falseAlarms)} %`;
  assert(Number.parseFloat(stated) >= 100 * falseAlarms, stated);
  assertStringIncludes(findingsTable(verdict).note, stated);
  assertStringIncludes(standardsLimits(FAIR, verdict).join(), stated);
  // On the IID track section 5 counts too: 19 statistics and three tests.
  const { entropySource } = FAIR;
  const assessment = { ...entropySource.assessment, track: "iid" as const };
  const iid = standardsVerdict({ ...FAIR, entropySource: { ...entropySource, assessment } });
  assertAlmostEquals(iid.falseAlarms - falseAlarms, 19 * 12 / 10_001 + 0.003, 1e-12);
});
