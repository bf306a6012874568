import {
  collisionDeviations,
  compressionDeviations,
  idealBand,
} from "../../../lib/assess/ideal_score.ts";
import { collision } from "../../../lib/sp800_90b/estimators/collision.ts";
import { compression } from "../../../lib/sp800_90b/estimators/compression.ts";
import { fairBytes } from "../../../scripts/fair_keys.ts";
import { deviationBelow, idealScoreOf } from "../../../scripts/measure_ideal_scores.ts";
import { assert } from "../../assert.ts";
import { shareOf } from "../../share.ts";

const SAMPLES = 10_000;

/** Of so many recordings a share within four standard deviations of its count. */
function assertShare(found: number, runs: number, share: number, what: string): void {
  const most = 4 * Math.sqrt(share * (1 - share) / runs);
  assert(Math.abs(found / runs - share) < most, `${what}: ${found} of ${runs}, not ${share}`);
}

Deno.test("a quarter of fair recordings scores below the band that leaves out so many, and a quarter above", () => {
  const runs = shareOf(800);
  const scores: number[] = [];
  for (let run = 0; run < runs; run++) scores.push(idealScoreOf(10_000 + run, 1, SAMPLES));
  for (const tail of [0.1, 0.25, 0.4]) {
    const { least, most, shareBelow, shareAbove } = idealBand(1, SAMPLES, tail)!;
    assertShare(scores.filter((score) => score < least).length, runs, tail, `below at ${tail}`);
    assertShare(scores.filter((score) => score > most).length, runs, tail, `above at ${tail}`);
    assert(Math.abs(shareBelow - tail) < 1e-3 && Math.abs(shareAbove - tail) < 1e-3);
  }
});

Deno.test("the estimates that the band goes by are as far off as a normal figure is", () => {
  const runs = shareOf(4_000);
  const deviations = { compression: [] as number[], collision: [] as number[] };
  for (let run = 0; run < runs; run++) {
    const values = fairBytes(SAMPLES, run).map((byte) => byte & 1);
    const of = { values, alphabetSize: 2 };
    deviations.compression.push(compressionDeviations(compression(of).minEntropy, SAMPLES));
    deviations.collision.push(collisionDeviations(collision(of).minEntropy, SAMPLES));
  }
  for (const [name, found] of Object.entries(deviations)) {
    const within = found.filter((deviation) => Math.abs(deviation) < 1).length;
    assertShare(found.filter((deviation) => deviation < 0).length, runs, 0.5, `${name} below`);
    assertShare(within, runs, 0.6827, `${name} within one deviation`);
    // Of those below, whose tail is what the band goes by: beyond 1 they are cut off.
    const below = found.filter((deviation) => deviation < 0);
    const size = Math.sqrt(
      below.reduce((sum, deviation) => sum + deviation ** 2, 0) / below.length,
    );
    const tolerance = 0.045 * Math.sqrt(4_000 / runs);
    assert(Math.abs(size - 0.985) < tolerance, `${name}: ${size} times the deviation below`);
  }
});

Deno.test("compression estimates of few fair bits are as far below as their fitted deviation says", () => {
  // 0.97 of these recordings; a fit with 6 in place of 12 makes it 1.04, with 24 0.85.
  const { deviation } = deviationBelow(10_000, 2_000);
  assert(deviation > 0.94 && deviation < 1.03, `${deviation}`);
});
