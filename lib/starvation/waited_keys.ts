import { duration } from "../math/amounts.ts";
import { durationMilliseconds, type Measurement, type Mode, type Round } from "./measurement.ts";

/**
 * A person notices a command that takes longer than this (J. Nielsen, Usability Engineering, 1993, chapter
 * 5: the limit for an uninterrupted flow of thought is about a second).
 */
const NOTICEABLE_MILLISECONDS = 1000;

/** Devices that the kernel's generator fills: what is said of the kernel follows from these alone. */
const KERNEL_DEVICES = ["/dev/random", "/dev/urandom"];

export function isKernelDevice({ isKernelDevice, sources }: Measurement): boolean {
  return isKernelDevice ?? KERNEL_DEVICES.includes(sources.blocking);
}

/** A longer wait of fewer keys than this, and of a smaller share of them, may be a pause of the process or the host. */
export const MIN_WAITED_KEYS = 2;
const MIN_WAITED_SHARE = 0.1;

/** What a mode's keys took, whole or not; a round that was cut short before a wait could be noticed says nothing. */
export interface Keys {
  readonly rounds: readonly Round[];
  /** Those that took noticeably long, or starved. */
  readonly waited: readonly Round[];
  readonly slowestMilliseconds: number;
}

export function keysOf({ rounds }: Measurement, ...modes: readonly Mode[]): Keys {
  const known = rounds.filter((round) =>
    modes.includes(round.mode) && (round.outcome === "whole" || hasWaited(round))
  );
  return {
    rounds: known,
    waited: known.filter(hasWaited),
    slowestMilliseconds: Math.max(0, ...known.map(durationMilliseconds)),
  };
}

/** The time-out may be shorter than what a person notices: what starved has waited all the same. */
function hasWaited(round: Round): boolean {
  return round.outcome === "starved" ||
    (round.outcome === "whole"
      ? durationMilliseconds(round) > NOTICEABLE_MILLISECONDS
      : isDry(round));
}

/** Noticeably long without a whole key. */
export function isDry(round: Round): boolean {
  return round.outcome !== "whole" && durationMilliseconds(round) >= NOTICEABLE_MILLISECONDS;
}

/** Whether so many waited that no single pause explains it, or half of so few that nothing better is known. */
export function isUsual({ rounds, waited }: Keys): boolean {
  const least = Math.max(
    Math.min(MIN_WAITED_KEYS, rounds.length / 2),
    MIN_WAITED_SHARE * rounds.length,
  );
  return waited.length > 0 && waited.length >= least;
}

/** A mode that takes what never blocks once it is initialised: random(4), from Linux 5.6 on of /dev/random too. */
export function isGenerator(measurement: Measurement, mode: Mode): boolean {
  return mode === "less-secure" ||
    isKernelDevice(measurement) && measurement.conditions.generator === "no blocking pool";
}

/** Those that waited before a key had shown that the kernel's generator is initialised. */
export function waitedBeforeSeed(measurement: Measurement, { waited }: Keys): Round[] {
  const initialised = Math.min(
    ...measurement.rounds.filter(({ outcome, mode }) =>
      outcome === "whole" && isGenerator(measurement, mode)
    ).map(({ endedMilliseconds }) => endedMilliseconds),
  );
  return waited.filter(({ startedMilliseconds }) => startedMilliseconds < initialised);
}

/** Which keys of a mode waited and for how long: "from /dev/random" or "with -l" says whose they are. */
export function waitedText({ rounds, waited }: Keys, whose: string): string {
  const [whole, never] = [waited.filter(isWhole), waited.filter((round) => !isWhole(round))];
  const slowest = (some: readonly Round[]) => duration(Math.max(...some.map(durationMilliseconds)));
  const which = (count: number) =>
    rounds.length === 1 ? `The one key ${whose}` : `${count} of ${rounds.length} keys ${whose}`;
  const parts: string[] = [];
  if (whole.length > 0) {
    const most = whole.length === 1
      ? ""
      : `longer than ${duration(NOTICEABLE_MILLISECONDS)}, the slowest `;
    parts.push(`${which(whole.length)} took ${most}${slowest(whole)}`);
  }
  if (never.length > 0) {
    const subject = parts.length === 0 ? which(never.length) : never.length;
    const most = never.length === 1 ? "" : "up to ";
    parts.push(`${subject} waited ${most}${slowest(never)} without being whole`);
  }
  return parts.join(", and ");
}

/** The same of a source that gave keys at once and then noticeably long nothing; null of any other. */
export function driedText({ rounds, waited }: Keys, sourceName: string): string | null {
  const last = rounds.at(-1);
  const answering = rounds.findLast(({ reads }) => reads.some(({ bytes }) => bytes > 0));
  const answered = answering?.reads.findLast(({ bytes }) => bytes > 0)?.answeredMilliseconds ??
    null;
  if (last === undefined || isWhole(last) || waited.some(isWhole) || answered === null) return null;
  const whole = rounds.filter(isWhole).length;
  const silence = last.endedMilliseconds - answered;
  const begun = answering === undefined || isWhole(answering)
    ? ""
    : ` and ${answering.gatheredBytes * 8} bits of another,`;
  return whole === 0 || silence < NOTICEABLE_MILLISECONDS
    ? null
    : `${sourceName} gave ${whole} of ${rounds.length} keys${begun} and then nothing for ${
      duration(silence)
    }`;
}

/** How near a key of the default mode came to being whole. */
export function mostBits({ rounds, plan }: Measurement): string {
  const bytes = rounds.flatMap(({ mode, gatheredBytes }) =>
    mode === "blocking" ? [gatheredBytes] : []
  );
  return `${Math.max(...bytes) * 8} of ${plan.keySizeBytes * 8} bits`;
}

function isWhole({ outcome }: Round): boolean {
  return outcome === "whole";
}
