import { assertEquals, assertRejects } from "../assert.ts";
import { startDeadline } from "../../lib/entropy/deadline.ts";
import { Failure } from "../../lib/failure.ts";

/** Runs `work` with timers that are only noted, and hands over what they wait and do. */
async function withNotedTimers(
  work: (timers: { milliseconds: number; fire: () => void }[]) => Promise<void>,
): Promise<void> {
  const { setTimeout, clearTimeout } = globalThis;
  const timers: { milliseconds: number; fire: () => void }[] = [];
  const noted = (fire: () => void, milliseconds: number) => timers.push({ milliseconds, fire });
  const cleared = (id: number) => timers.splice(id - 1, 1);
  Object.assign(globalThis, { setTimeout: noted, clearTimeout: cleared });
  try {
    await work(timers);
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
  }
}

Deno.test("startDeadline() waits just as long as it was told, and says how far gathering came", () =>
  withNotedTimers(async (timers) => {
    const deadline = startDeadline(2.5, "/dev/random", 128);
    assertEquals(timers.map(({ milliseconds }) => milliseconds), [2_500]);
    const seen: number[] = [];
    const listener = {
      onShortRead: (gathered: number, needed: number) => seen.push(gathered, needed),
    };
    deadline.watch(listener).onShortRead(12, 128);
    timers[0].fire();
    const failure = await assertRejects(
      () => deadline.expired,
      Failure,
      "Starved by /dev/random: 96 of 1024 bits after 2.5 s, wanted the whole key",
    );
    assertEquals([(failure as Failure).exitCode, seen], [1, [12, 128]]);
  }));

Deno.test("startDeadline() leaves no timer behind once it is cancelled", () =>
  withNotedTimers((timers) => {
    startDeadline(1, "/dev/random", 128).cancel();
    assertEquals(timers, []);
    return Promise.resolve();
  }));
