/** A wait that can be called off. */
export interface Timer {
  /** Resolves when the time is over; never, once cancelled. */
  readonly over: Promise<void>;
  cancel(): void;
}

/** What a measurement needs of time; tests put their own in its place. */
export interface Clock {
  /** Monotonic, in milliseconds from any origin. */
  now(): number;
  timer(milliseconds: number): Timer;
}

/** The runtime's own clock: CLOCK_MONOTONIC on Linux, in steps of a microsecond or less. */
export const realClock: Clock = {
  now: () => performance.now(),
  timer: (milliseconds) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const id = setTimeout(resolve, milliseconds);
    return { over: promise, cancel: () => clearTimeout(id) };
  },
};
