import type { Measurement, Mode, Round } from "./measurement.ts";

/**
 * A person notices a command that takes longer than this (J. Nielsen, Usability Engineering, 1993, chapter
 * 5: the limit for an uninterrupted flow of thought is about a second).
 */
export const NOTICEABLE_MILLISECONDS = 1000;

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
    slowestMilliseconds: Math.max(0, ...known.map(milliseconds)),
  };
}

export function milliseconds({ startedMilliseconds, endedMilliseconds }: Round): number {
  return endedMilliseconds - startedMilliseconds;
}

/** The time-out may be shorter than what a person notices: what starved has waited all the same. */
function hasWaited(round: Round): boolean {
  return round.outcome === "starved" ||
    (round.outcome === "whole" ? milliseconds(round) > NOTICEABLE_MILLISECONDS : isDry(round));
}

/** Noticeably long without a whole key. */
export function isDry(round: Round): boolean {
  return round.outcome !== "whole" && milliseconds(round) >= NOTICEABLE_MILLISECONDS;
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
