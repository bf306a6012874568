import type { RandomStream } from "./random.ts";

/** One piece of entropy that the kernel credits to its pool. */
export interface Credit {
  /** Since the key was asked for. */
  readonly atSeconds: number;
  readonly bits: number;
}

/** How a host makes entropy: events of one size, at a steady rate. */
export interface CreditProcess {
  readonly eventsPerSecond: number;
  readonly bitsPerEvent: number;
  /** "poisson": independent events; "constant": one every 1/rate seconds, the first after one such gap. */
  readonly arrivals: "poisson" | "constant";
}

/**
 * Asks for the times of the events of a process, one after the other.
 *
 * @returns a function that gives the next time in seconds, Infinity when there is none
 */
export function eventTimes(process: CreditProcess, random: RandomStream): () => number {
  const { eventsPerSecond, arrivals } = process;
  if (eventsPerSecond <= 0) return () => Infinity;
  let count = 0;
  let atSeconds = 0;
  return arrivals === "constant"
    ? () => ++count / eventsPerSecond
    : () => atSeconds += random.exponential() / eventsPerSecond;
}
