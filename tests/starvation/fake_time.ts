import type { EntropySource } from "../../lib/entropy/source.ts";
import type { Clock } from "../../lib/starvation/starvation.ts";

/** A clock that stands still until everybody waits, and then jumps to the next event. */
export interface FakeTime extends Clock {
  /** How many timers are neither over nor cancelled. */
  readonly pending: number;
  /** Runs `work` to its end; time goes by only while it waits. */
  run<Result>(work: Promise<Result>): Promise<Result>;
}

export function fakeTime(): FakeTime {
  let nowMilliseconds = 1000;
  let events: { at: number; happen: () => void }[] = [];
  return {
    now: () => nowMilliseconds,
    get pending() {
      return events.length;
    },
    timer: (milliseconds) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const event = { at: nowMilliseconds + milliseconds, happen: resolve };
      events.push(event);
      return { over: promise, cancel: () => events = events.filter((other) => other !== event) };
    },
    run: async (work) => {
      let done = false;
      const finish = () => {
        done = true;
      };
      work.then(finish, finish);
      for (;;) {
        // A macrotask later every promise that could settle has settled.
        await new Promise((resolve) => setTimeout(resolve, 0));
        if (done) return await work;
        const next = events.reduce<typeof events[number] | null>(
          (least, event) => least === null || event.at < least.at ? event : least,
          null,
        );
        if (next === null) throw new Error("Everybody waits and nothing will happen");
        events = events.filter((event) => event !== next);
        nowMilliseconds = next.at;
        next.happen();
      }
    },
  };
}

/** How a fake source answers one read: after a wait with some bytes, at its end, or with an error. */
export type Answer = { readonly wait: number; readonly bytes: number | null | Error };

/**
 * A source that answers as it is told and then never again. Its bytes count upwards, so that lost and
 * doubled ones show and health tests are content.
 */
export function fakeSource(
  name: string,
  clock: Clock,
  answers: readonly Answer[],
): EntropySource & { readonly requests: number[]; closed: number } {
  let next = 0;
  let counter = 0;
  const source = {
    name,
    requests: [] as number[],
    closed: 0,
    read: async (buffer: Uint8Array) => {
      source.requests.push(buffer.length);
      const answer = answers[next++];
      if (answer === undefined) return await new Promise<never>(() => {});
      if (answer.wait > 0) await clock.timer(answer.wait).over;
      if (answer.bytes instanceof Error) throw answer.bytes;
      if (answer.bytes === null) return null;
      const count = Math.min(answer.bytes, buffer.length);
      for (let index = 0; index < count; index++) buffer[index] = counter++ % 251;
      return count;
    },
    close: () => void source.closed++,
  };
  return source;
}
