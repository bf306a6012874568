import { starvationText, stepChart } from "../../lib/report/starvation/text.ts";
import { advise } from "../../lib/starvation/advice.ts";
import { type Measurement, summaryOf } from "../../lib/starvation/measurement.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { measurement, round, STARVED } from "../starvation/samples.ts";

type Shown = Parameters<typeof starvationText>[3];

function textOf(measured: Measurement, terminal: Shown = null): string {
  const summary = summaryOf(measured);
  return starvationText(measured, summary, advise(measured, summary), terminal);
}

Deno.test("the text report of a starved host, whole", () => {
  assertEquals(
    textOf(STARVED),
    `Time                2026-11-22T12:00:00.000Z
Command             corosync-keygen starvation
Host                node1
Program             corosync-keygen 0.1.0 on deno 2.9.6
Kernel              4.19.78, blocking pool
Processor           Made-up <CPU> & co, with RDRAND
Hypervisor          QEMU
Hardware generator  none seen
Feeding the kernel  no program seen
Up for              12.5 s
Entropy counted     40 bits

default  /dev/random
with -l  crypto.getRandomValues

                           default  with -l
keys of 1024 bits          1 of 2   2 of 2
first byte after  minimum  1 s      250 us
                  median   5.5 s    375 us
                  maximum  10 s     500 us
whole key after   minimum  3 s      250 us
                  median   3 s      375 us
                  maximum  3 s      500 us
one read          minimum  1 s      250 us
                  median   2 s      375 us
                  maximum  10 s     500 us
stalls (over 1 ms)         4        0
  longest                  50 s     -
  total                    63 s     -
  share of the time        100.0 %  0.0 %
  bits/s while starved     21.2     -

The median key of the default took 8,000 times as long as that of -l.

Round 2, /dev/random: starved for over 60 s at 312 of 1024 bits.

Waits of this host at this time. What the runtime waits for before the program's first line is not in them.

Use -l, or attach virtio-rng to this virtual machine, or run haveged.
1 of 2 keys from /dev/random took 3 s, and 1 waited 60 s without being whole; the slowest of 2 keys with -l took 500 us.
`,
  );
});

Deno.test("on a terminal the slowest round is drawn, within its width, and only if it waited", () => {
  const chart = textOf(STARVED, { columns: 60, unicode: true });
  assertStringIncludes(chart, "/dev/random, slowest round (2):\n1024 bits |");
  assertEquals(chart.includes("crypto.getRandomValues, slowest"), false);
  const drawn = chart.split("\n").filter((line) => /^ *(1024 bits \||0 bits \||\|)/.test(line));
  assertEquals(drawn.length, 8);
  for (const line of drawn) assert(line.length < 60, line);
});

Deno.test("an early end and an empty measurement are said", () => {
  const cut = measurement([round(1, "blocking", 0, [[5, null]], "cut")], {
    interruptedBy: "SIGINT",
  });
  assertStringIncludes(textOf(cut), "Ended early by SIGINT.\n");
  assertStringIncludes(textOf(cut), "no key is whole yet");
  assertStringIncludes(textOf(measurement([])), "/dev/random never opened");
});

Deno.test("figures that no mode has are left out, and those of a mode without a round are not known", () => {
  const cut = textOf(measurement([round(1, "blocking", 0, [[5, 64], [5, null]], "cut")]));
  assertStringIncludes(cut, "first byte after  minimum  5 ms");
  assertEquals([cut.includes("p90"), cut.includes("whole key after")], [false, false]);
  assertMatch(cut, /^ {2}share of the time +100\.0 % +-$/m);
});

Deno.test("at 60 columns no line is longer, and no word is cut", () => {
  const lines = textOf(STARVED, { columns: 60, unicode: false }).split("\n");
  assertEquals(lines.filter((line) => line.length > 60), []);
  const words = (text: string) => text.split(/\s+/).filter((word) => word !== "");
  const plain = new Set(words(textOf(STARVED)));
  const cut = words(
    textOf(STARVED, { columns: 60, unicode: false }).replace(/^.*slowest round[^]*?0 +60 s$/m, ""),
  )
    .filter((word) => !plain.has(word));
  assertEquals(cut, []);
});

Deno.test("a percentile stands where there are values for it, and a ratio where somebody notices it", () => {
  const rounds = (count: number, milliseconds: number) =>
    measurement(
      Array.from({ length: count }, (_, i) => [
        round(i + 1, "blocking", 0, [[milliseconds, 128]]),
        round(i + 1, "less-secure", 0, [[milliseconds / 4, 128]]),
      ]).flat(),
    );
  const shows = (measured: Measurement, word: string) => textOf(measured).includes(word);
  assertEquals([shows(rounds(9, 1), "p90"), shows(rounds(10, 1), "p90")], [false, true]);
  assertEquals([shows(rounds(99, 1), "p99"), shows(rounds(100, 1), "p99")], [false, true]);
  assertEquals([shows(rounds(3, 99), "4 times"), shows(rounds(3, 100), "4 times")], [false, true]);
  const alike = "A person notices no difference between the two.";
  assert(shows(rounds(3, 99), alike));
  const [slow] = rounds(1, 1001).rounds;
  const { rounds: quick, ...rest } = rounds(3, 99);
  assert(!shows({ ...rest, rounds: [...quick, { ...slow, number: 4 }] }, alike), "one key waited");
  // 1,024 bits in 1.5 ms are a rate that would be written with a power of ten.
  assertStringIncludes(textOf(rounds(3, 3)), "341,000");
});

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
