import type { MeteredRead } from "../entropy/metered.ts";
import { spread } from "../math/quantile.ts";
import type { Measurement, Mode, ModeSummary, Round, Stalls, Summary } from "./types.ts";

/** Works out the figures of a measurement. Pure; rounds that were cut short count for what they have. */
export function summarize(measurement: Measurement): Summary {
  const modes = {
    blocking: summarizeMode(measurement, "blocking"),
    "less-secure": summarizeMode(measurement, "less-secure"),
  };
  const numerator = modes.blocking.wholeKeyMilliseconds;
  const denominator = modes["less-secure"].wholeKeyMilliseconds;
  // A clock of coarse steps can show 0 for a key from memory: then there is no ratio.
  const ratio = numerator && denominator && denominator.median > 0
    ? numerator.median / denominator.median
    : null;
  return { modes, ratio };
}

function summarizeMode({ rounds, sources, plan }: Measurement, mode: Mode): ModeSummary {
  const mine = rounds.filter((round) => round.mode === mode);
  const whole = mine.filter(({ outcome }) => outcome === "whole");
  const starved = mine.filter(({ outcome }) => outcome === "starved");
  return {
    mode,
    sourceName: sources[mode],
    rounds: mine.length,
    wholeKeys: whole.length,
    starvedAtBits: starved.map(({ gatheredBytes }) => gatheredBytes * 8),
    firstByteMilliseconds: spread(mine.flatMap(firstByteMilliseconds)),
    wholeKeyMilliseconds: spread(whole.map(durationMilliseconds)),
    readMilliseconds: spread(mine.flatMap(({ reads }) => reads.flatMap(answerMilliseconds))),
    stalls: findStalls(mine, plan.stallMilliseconds),
  };
}

/** From the start of a round to its end. */
function durationMilliseconds(round: Round): number {
  return round.endedMilliseconds - round.startedMilliseconds;
}

function firstByteMilliseconds({ reads, startedMilliseconds }: Round): number[] {
  const answered = reads.find(({ bytes }) => bytes > 0)?.answeredMilliseconds ?? null;
  return answered === null ? [] : [answered - startedMilliseconds];
}

function answerMilliseconds({ askedMilliseconds, answeredMilliseconds }: MeteredRead): number[] {
  return answeredMilliseconds === null ? [] : [answeredMilliseconds - askedMilliseconds];
}

/** How long each read of a round kept its reader waiting; one without an answer, until the round ended. */
function waitsOf(round: Round): { milliseconds: number; bytes: number }[] {
  return round.reads.map(({ askedMilliseconds, answeredMilliseconds, bytes }) => ({
    milliseconds: (answeredMilliseconds ?? round.endedMilliseconds) - askedMilliseconds,
    bytes,
  }));
}

function findStalls(rounds: readonly Round[], stallMilliseconds: number): Stalls {
  const inRounds = rounds.reduce((sum, round) => sum + durationMilliseconds(round), 0);
  let count = 0;
  let bytes = 0;
  let longestMilliseconds = 0;
  let totalMilliseconds = 0;
  for (const wait of rounds.flatMap(waitsOf)) {
    if (!(wait.milliseconds > stallMilliseconds)) continue;
    count++;
    bytes += wait.bytes;
    totalMilliseconds += wait.milliseconds;
    longestMilliseconds = Math.max(longestMilliseconds, wait.milliseconds);
  }
  return {
    count,
    longestMilliseconds,
    totalMilliseconds,
    share: inRounds > 0 ? totalMilliseconds / inRounds : 0,
    bitsPerSecond: count > 0 ? (bytes * 8) / (totalMilliseconds / 1000) : null,
  };
}
