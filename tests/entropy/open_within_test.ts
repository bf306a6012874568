import { openWithin } from "../../lib/entropy/source.ts";
import { openToAssess } from "../../lib/assess/assess.ts";
import { Failure } from "../../lib/failure.ts";
import { system } from "../../lib/system/mod.ts";
import type { System } from "../../lib/system/types.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { withNotedTimers } from "./noted_timers.ts";

const NEVER = new Promise<never>(() => {});

Deno.test("openWithin() waits just as long as it was told, or for any time", () =>
  withNotedTimers(async (timers) => {
    const late = new Failure(1, "late");
    const opened = openWithin(NEVER, 2.5, late, NEVER);
    assertEquals(timers.map(({ milliseconds }) => milliseconds), [2_500]);
    timers[0].fire();
    await assertRejects(() => opened, Failure, "late");
    assertEquals(timers, [], "no timer is left behind");
    openWithin(NEVER, null, late, NEVER);
    assertEquals(timers, []);
  }));

/** A machine whose source nobody writes to. */
const STARVED: System = { ...system, files: { ...system.files, openSource: () => NEVER } };

Deno.test("openToAssess() waits as long as the source may stall, else as long as all may take", () =>
  withNotedTimers(async (timers) => {
    for (
      const [stallSeconds, seconds, patience] of [
        [3, null, 3],
        [3, 7, 3],
        [null, 7, 7],
      ] as const
    ) {
      const source = { kind: "file", path: "/fifo" } as const;
      const opened = openToAssess(STARVED, { source, seconds, stallSeconds }, NEVER);
      assertEquals(timers.map(({ milliseconds }) => milliseconds), [1_000 * patience]);
      timers[0].fire();
      const failure = await assertRejects(() => opened, Failure);
      assertEquals([(failure as Failure).exitCode, (failure as Failure).message], [
        1,
        `Starved by /fifo: nobody writes to it for ${patience} s`,
      ]);
    }
    openToAssess(STARVED, { source: { kind: "stdin" }, seconds: null, stallSeconds: null }, NEVER);
    assertEquals(timers, []);
  }));
