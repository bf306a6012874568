import { assert, assertEquals, assertRejects } from "../assert.ts";
import { startDeadline } from "../../lib/entropy/gather.ts";
import { Failure } from "../../lib/failure.ts";
import { withNotedTimers } from "./noted_timers.ts";

Deno.test("startDeadline() waits just as long as it was told, and says how far gathering came", () =>
  withNotedTimers(async (timers) => {
    const deadline = startDeadline(2.5, { kind: "file", path: "/dev/random" }, 128);
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

Deno.test("startDeadline() names -l for another source, and a longer time for -l itself", async () => {
  for (
    const [source, named] of [
      [{ kind: "file", path: "/dev/random" }, "-l takes the key"],
      [{ kind: "csprng" }, "a longer --timeout"],
    ] as const
  ) {
    await withNotedTimers(async (timers) => {
      const { expired } = startDeadline(1, source, 128);
      timers[0].fire();
      const failure = await assertRejects(() => expired, Failure, "Starved by");
      assert((failure as Failure).hint?.includes(named), source.kind);
    });
  }
});

Deno.test("startDeadline() leaves no timer behind once it is cancelled", () =>
  withNotedTimers((timers) => {
    startDeadline(1, { kind: "csprng" }, 128).cancel();
    assertEquals(timers, []);
    return Promise.resolve();
  }));
