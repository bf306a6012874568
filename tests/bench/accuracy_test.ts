import { compare } from "../../bench/starvation/accuracy.ts";
import type { Write } from "../../bench/fifo.ts";
import { assertAlmostEquals, assertEquals } from "../assert.ts";
import { measurement, round } from "../starvation/samples.ts";

const write = (begunMilliseconds: number): Write => ({
  plannedMilliseconds: begunMilliseconds - 1,
  begunMilliseconds,
  doneMilliseconds: begunMilliseconds + 0.5,
  bytes: 6,
});

/** One key whose reads were answered at these times. */
const reported = (...answers: number[]) =>
  measurement([
    round(1, "blocking", 0, answers.map((at, index) => [at - (answers[index - 1] ?? 0), 6])),
  ]);

const accuracyOf = (answers: number[], writes: Write[], scheduled = writes.length) =>
  compare("name", scheduled, 1, writes, reported(...answers));

Deno.test("a read answered within its write is right; outside it errs by the distance", () => {
  assertEquals(accuracyOf([100], [write(100)]).largestErrorMilliseconds, 0);
  assertEquals(accuracyOf([100.5], [write(100)]).largestErrorMilliseconds, 0);
  assertEquals(accuracyOf([103.5], [write(100)]).largestErrorMilliseconds, 3);
  assertEquals(accuracyOf([98], [write(100)]).largestErrorMilliseconds, -2);
  assertEquals(accuracyOf([100], [write(100)]).feederLateMilliseconds, 1);
});

Deno.test("5 ms are allowed early on and 2 percent of the reported time later", () => {
  assertEquals(accuracyOf([95], [write(100)]).withinLimits, true);
  assertEquals(accuracyOf([94.9], [write(100)]).withinLimits, false);
  // Written until 1000.5 ms; 1020.9 is 20.4 later, 2 percent of it are 20.418.
  assertEquals(accuracyOf([1020.9], [write(1000)]).withinLimits, true);
  assertEquals(accuracyOf([1021], [write(1000)]).withinLimits, false);
});

Deno.test("the worst of all reads counts, and bytes that are missing are no agreement", () => {
  const writes = [write(100), write(200)];
  assertAlmostEquals(accuracyOf([104, 200.5], writes).largestErrorMilliseconds, 3.5);
  assertEquals(accuracyOf([100, 200], writes).withinLimits, true);
  assertEquals(accuracyOf([100], writes).withinLimits, false);
  assertEquals(accuracyOf([100, 200], writes, 3).withinLimits, false);
});

Deno.test("a reader that asks after two writes gets both when it asks", () => {
  const late = measurement([round(1, "blocking", 300, [[1, 12]])]);
  const { withinLimits, largestErrorMilliseconds } = compare(
    "name",
    2,
    1,
    [write(100), write(200)],
    late,
  );
  assertEquals([withinLimits, largestErrorMilliseconds], [true, 1]);
});
