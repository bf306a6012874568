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

/** What a mode's keys took, whole or not; a round that was cut short before a key could be noticed says nothing. */
export interface Keys {
  readonly rounds: readonly Round[];
  /** Those that took noticeably long. */
  readonly waited: readonly Round[];
  readonly slowestMilliseconds: number;
}

export function keysOf({ rounds }: Measurement, ...modes: readonly Mode[]): Keys {
  const known = rounds.filter((round) =>
    modes.includes(round.mode) && (round.outcome === "whole" || isLong(round))
  );
  return {
    rounds: known,
    waited: known.filter(isLong),
    slowestMilliseconds: Math.max(0, ...known.map(milliseconds)),
  };
}

function milliseconds({ startedMilliseconds, endedMilliseconds }: Round): number {
  return endedMilliseconds - startedMilliseconds;
}

function isLong(round: Round): boolean {
  return milliseconds(round) > NOTICEABLE_MILLISECONDS;
}

/** Whether so many waited that no single pause explains it; of one key alone nothing better is known. */
export function isUsual({ rounds, waited }: Keys): boolean {
  const most = Math.max(MIN_WAITED_KEYS, MIN_WAITED_SHARE * rounds.length);
  return waited.length > 0 && waited.length >= Math.min(rounds.length, most);
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
