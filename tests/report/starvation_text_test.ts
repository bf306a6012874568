import { starvationText } from "../../lib/report/starvation/text.ts";
import { advise } from "../../lib/starvation/advice.ts";
import { summarize } from "../../lib/starvation/summary.ts";
import type { Measurement } from "../../lib/starvation/types.ts";
import { assert, assertEquals, assertStringIncludes } from "../assert.ts";
import { measurement, round, STARVED } from "../starvation/samples.ts";

type Shown = Parameters<typeof starvationText>[3];

function textOf(measured: Measurement, terminal: Shown = null): string {
  const summary = summarize(measured);
  return starvationText(measured, summary, advise(measured, summary), terminal);
}

Deno.test("the text report of a starved host, whole", () => {
  assertEquals(
    textOf(STARVED),
    `Time                2026-11-22T12:00:00.000Z
Program             corosync-keygen 0.1.0 on deno 2.9.6
Kernel              4.19.78, blocking pool
Processor           Made-up <CPU> & co, with RDRAND
Hypervisor          QEMU
Hardware generator  none seen
Up for              12.5 s
Entropy counted     40 bits

                           blocking (default)  less secure (-l)
source                     /dev/random         crypto.getRandomValues
keys of 1024 bits          1 of 2              2 of 2
first byte after  minimum  1 s                 250 us
                  median   1 s                 250 us
                  p90      10 s                500 us
                  p99      10 s                500 us
                  maximum  10 s                500 us
whole key after   minimum  3 s                 250 us
                  median   3 s                 250 us
                  p90      3 s                 500 us
                  p99      3 s                 500 us
                  maximum  3 s                 500 us
one read          minimum  1 s                 250 us
                  median   2 s                 250 us
                  p90      10 s                500 us
                  p99      10 s                500 us
                  maximum  10 s                500 us
stalls (over 1 ms)         4                   0
  longest                  50 s                -
  total                    63 s                -
  share of the time        100.0 %             0.0 %
  bits/s while starved     21.2                -

In the median a blocking key takes 12000 times as long.

Round 2, /dev/random: starved for over 60 s at 312 of 1024 bits.

Use -l, or attach virtio-rng to a virtual machine, or run haveged on an old kernel.
/dev/random starved its reader for 100 % of the time, for 50 s at worst, and 1 of 2 keys were not whole when time was up; the less secure mode did not wait.

Waits of this host at this time. What the runtime waits for before the program's first line is not in them.
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
  assertStringIncludes(textOf(measurement([])), "no key is whole yet");
});
