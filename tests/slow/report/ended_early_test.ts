import type { Assessment } from "../../../lib/assess/assessment.ts";
import { Failure } from "../../../lib/failure.ts";
import { conditioningSentence } from "../../../lib/report/assess/entropy_lines.ts";
import { testGroups, verdictOf } from "../../../lib/report/assess/verdict.ts";
import { assert, assertEquals } from "../../assert.ts";
import { assessBytes, fairBytes } from "../../report/samples.ts";

/** The same with other outcomes of its estimators, ended before it was whole. */
function ended(
  whole: Assessment,
  change: (outcomes: Assessment["recording"]) => Assessment["recording"] = (same) => same,
): Assessment {
  const problems = [new Failure(1, "Cannot read 20,000 samples: it ended after 10,000")];
  return { ...whole, recording: change(whole.recording), problems };
}

/** Without the figure of one estimator: too few samples for it, or it did not get to run. */
function without(recording: Assessment["recording"], reason: string | null) {
  const nonIid = recording!.nonIid!;
  const outcomes = nonIid.outcomes.flatMap((one) =>
    one.result.estimator !== "lag"
      ? [one]
      : reason === null
      ? []
      : [{ ...one, result: { estimator: "lag" as const, reason } }]
  );
  return { ...recording!, nonIid: { ...nonIid, outcomes } };
}

Deno.test("the assessed min-entropy of a source that ended early is no upper limit where all estimators ran", async () => {
  const whole = await assessBytes(await fairBytes(10_000), { partial: true });
  for (
    const [assessment, isLimit] of [
      [ended(whole), false],
      [ended(whole, (recording) => without(recording, "needs 3 samples")), true],
      [ended(whole, (recording) => without(recording, null)), true],
    ] as const
  ) {
    const line = testGroups(assessment).flatMap(({ lines }) => lines)
      .find(({ name }) => name === "assessed min-entropy")!;
    assertEquals([line.comparison, line.meaning === "at most: not all could run"], [
      isLimit ? "missing" : "fits",
      isLimit,
    ]);
    const { outcome, sentences } = verdictOf(assessment);
    assertEquals(outcome, "incomplete");
    const score = assessment.recording!.nonIid!.assessedMinEntropy;
    const told = Number.parseFloat(line.value);
    assert(isLimit ? told >= score : told <= score);
    const sentence = sentences.find((one) => one.startsWith("Assessed min-entropy: "))!;
    assertEquals(sentence.startsWith("Assessed min-entropy: at most "), isLimit);
    // Of so few samples of a raw source that they are not enough for a key.
    const credit = conditioningSentence({
      ...assessment,
      reading: { ...assessment.reading, samples: 100 },
    });
    assertEquals(credit.includes(" hold at most "), isLimit, credit);
    assert(isLimit || credit.includes("are credited with"));
  }
});
