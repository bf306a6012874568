import { stepChart } from "../../lib/report/starvation/text.ts";
import { assertEquals } from "../assert.ts";

const STEPS = [
  { atMilliseconds: 0, value: 0 },
  { atMilliseconds: 50, value: 4 },
  { atMilliseconds: 100, value: 8 },
];
const OPTIONS = {
  columns: 18,
  rows: 2,
  most: 8,
  unicode: false,
  xLabel: (milliseconds: number) => `${milliseconds} ms`,
  yLabel: "bits",
};

Deno.test("stepChart() fills columns by the value at their right edge", () => {
  // Margin 7, so 10 columns of 10 ms: the fifth ends at 50 ms, where 4 of 8 bits hold.
  assertEquals(stepChart(STEPS, OPTIONS), [
    "8 bits |         #",
    "0 bits |    ######",
    "       0    100 ms",
  ]);
});

Deno.test("stepChart() shows eighths of a cell where the terminal can", () => {
  const chart = stepChart(
    [{ atMilliseconds: 0, value: 1 }, { atMilliseconds: 100, value: 5 }],
    { ...OPTIONS, unicode: true },
  );
  // 1 of 8 bits in 2 rows is a quarter of a cell; 5 are one cell and a quarter.
  assertEquals(chart.slice(0, 2), ["8 bits |         ▂", "0 bits |▂▂▂▂▂▂▂▂▂█"]);
});

Deno.test("stepChart() of a round in which nothing came is empty, and keeps ten columns at least", () => {
  const nothing = [{ atMilliseconds: 0, value: 0 }, { atMilliseconds: 60, value: 0 }];
  assertEquals(stepChart(nothing, { ...OPTIONS, columns: 3 }), [
    "8 bits |",
    "0 bits |",
    "       0     60 ms",
  ]);
});
