import type { MeteredRead } from "../entropy/metered.ts";
import { type Spread, spread } from "../math/quantile.ts";
import type { Conditions } from "../system/conditions.ts";

/** The two ways of making a key that the manual page of corosync-keygen knows. */
export type Mode = "blocking" | "less-secure";
export const MODES: readonly Mode[] = ["blocking", "less-secure"];

/** What was to be measured. */
export interface Plan {
  readonly keySizeBytes: number;
  /** Rounds of each mode, at most. */
  readonly rounds: number;
  /** No round goes on for longer than this after the start; null: no such limit. */
  readonly seconds: number | null;
  readonly pauseSeconds: number;
  /** A read that takes longer than this is a stall. */
  readonly stallMilliseconds: number;
  /** A round that takes longer than this has starved. */
  readonly timeoutSeconds: number;
}

/**
 * How a round ended: with a whole key; with the time-out; cut short by a signal or the end of the time
 * for all rounds; or because the source ended, failed or was refused by the health tests.
 */
export type Outcome = "whole" | "starved" | "cut" | "failed";

/** One attempt at one key. Times are in milliseconds since the sources were open. */
export interface Round {
  /** From 1; both modes have a round of each number. */
  readonly number: number;
  readonly mode: Mode;
  readonly outcome: Outcome;
  /** What went wrong; null unless `failed`. */
  readonly error: string | null;
  /** The same for scripts, as a failure's code; null unless `failed`. */
  readonly code: string | null;
  readonly startedMilliseconds: number;
  readonly endedMilliseconds: number;
  readonly gatheredBytes: number;
  readonly reads: readonly MeteredRead[];
}

/** Everything that was measured. */
export interface Measurement {
  readonly plan: Plan;
  readonly conditions: Conditions;
  readonly sources: Readonly<Record<Mode, string>>;
  /** Whether the kernel's generator fills the source of the default mode; by its name where that was not looked up. */
  readonly isKernelDevice?: boolean;
  readonly rounds: readonly Round[];
  /** The signal that ended it early, or null. */
  readonly interruptedBy: string | null;
}

/** Reads that took longer than the plan's limit; one that was never answered counts up to its round's end. */
export interface Stalls {
  readonly count: number;
  readonly longestMilliseconds: number;
  readonly totalMilliseconds: number;
  /** Of the time in rounds of this mode, 0 to 1. */
  readonly share: number;
  /** What the source gave while it stalled; null without a stall. */
  readonly bitsPerSecond: number | null;
}

/** What the rounds of one mode come to. */
export interface ModeSummary {
  readonly mode: Mode;
  readonly sourceName: string;
  readonly rounds: number;
  readonly wholeKeys: number;
  /** Bits that rounds ended by the time-out had; empty when none was. */
  readonly starvedAtBits: readonly number[];
  /** Over rounds in which a byte came. */
  readonly firstByteMilliseconds: Spread | null;
  /** Over rounds that ended with a whole key; the others took longer or are not known. */
  readonly wholeKeyMilliseconds: Spread | null;
  /** Over answered reads. */
  readonly readMilliseconds: Spread | null;
  readonly stalls: Stalls;
}

/** The figures of a measurement. */
export interface Summary {
  readonly modes: Readonly<Record<Mode, ModeSummary>>;
  /** Median time to a whole key, blocking over less secure; null without whole keys in both. */
  readonly ratio: number | null;
}

/** Works out the figures of a measurement. Pure; rounds that were cut short count for what they have. */
export function summaryOf(measurement: Measurement): Summary {
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
export function durationMilliseconds(round: Round): number {
  return round.endedMilliseconds - round.startedMilliseconds;
}

function firstByteMilliseconds({ reads, startedMilliseconds }: Round): number[] {
  const answered = reads.find(({ bytes }) => bytes > 0)?.answeredMilliseconds ?? null;
  return answered === null ? [] : [answered - startedMilliseconds];
}

/** How long a read kept its reader waiting; nothing of one without an answer. */
export function answerMilliseconds(
  { askedMilliseconds, answeredMilliseconds }: MeteredRead,
): number[] {
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
