import { assert, assertEquals } from "../../assert.ts";
import { type BatteryVerdict, summarize } from "../../../lib/sp800_22/battery.ts";
import { bitSequence } from "../../../lib/sp800_22/bit_sequence.ts";
import { type TestName, testSequence } from "../../../lib/sp800_22/tests.ts";
import { fairBytes } from "../../report/samples.ts";
import { FIXTURE_SEQUENCES, pack } from "../../sp800_22/sequences.ts";

const BITS = 1_000_000;
/** Numbers from 0 to 1, one for each bit. (The first million are of the 1 percent that depart.) */
const words = new Uint32Array((await fairBytes(8 * BITS)).buffer, 4 * BITS);
const draws = Float64Array.from(words, (word) => (word + 0.5) / 2 ** 32);

/** Bits that are 1 with a probability that may depend on their place and on the bits before. */
function bitsWith(probability: (i: number, before: Uint8Array) => number): Uint8Array {
  const bits = new Uint8Array(BITS);
  for (let i = 0; i < BITS; i++) bits[i] = draws[i] < probability(i, bits) ? 1 : 0;
  return bits;
}

/** Fair bits but that some, by their place, are those of so many places before. */
const copied = (back: number, isCopy: (i: number) => boolean) =>
  bitsWith((i, before) => i >= back && isCopy(i) ? before[i - back] : 0.5);

/** Whether the bits before a place end in a pattern. */
function endIn(before: Uint8Array, i: number, pattern: string): boolean {
  for (let j = 0; j < pattern.length; j++) {
    if (before[i - pattern.length + j] !== Number(pattern[j])) return false;
  }
  return true;
}

/** Each test, and a source with the fault that it was made for; most are near the least that is found. */
const SOURCES: readonly (readonly [test: TestName, fault: string, bits: () => Uint8Array])[] = [
  ["frequency", "ones with 0.503", () => bitsWith(() => 0.503)],
  [
    "block_frequency",
    "blocks of 128 bits with 0.53 and 0.47 in turn",
    () => bitsWith((i) => (i >>> 7) % 2 === 0 ? 0.53 : 0.47),
  ],
  [
    "cumulative_sums",
    "ones with 0.504 in the first half, 0.496 in the second",
    () => bitsWith((i) => i < BITS / 2 ? 0.504 : 0.496),
  ],
  [
    "runs",
    "a bit as the one before with 0.503",
    () => bitsWith((i, before) => before[i - 1] === 1 ? 0.503 : 0.497),
  ],
  [
    "longest_run",
    "no run of more than 12 ones",
    () => bitsWith((i, before) => endIn(before, i, "1".repeat(12)) ? 0 : 0.5),
  ],
  [
    "rank",
    "a row of 32 bits as the one before it, in one matrix of 4",
    () => copied(32, (i) => i % 4_096 >= 32 && i % 4_096 < 64),
  ],
  [
    "spectral",
    "an echo: a bit as the one 300 places before with 0.55",
    () => bitsWith((i, before) => before[i - 300] === 1 ? 0.55 : 0.45),
  ],
  [
    "non_overlapping_template",
    "after 00101011 a one with 0.58",
    () => bitsWith((i, before) => endIn(before, i, "00101011") ? 0.58 : 0.5),
  ],
  [
    "overlapping_template",
    "after nine ones and more another with 0.6",
    () => bitsWith((i, before) => endIn(before, i, "1".repeat(9)) ? 0.6 : 0.5),
  ],
  [
    "universal",
    "one block of seven bits in 200 as the one before it",
    () => copied(7, (i) => Math.floor(i / 7) % 200 === 0),
  ],
  [
    "approximate_entropy",
    "a bit that is the parity of the ten before it with 0.51",
    () => bitsWith((i, before) => parity(before, i, 10) === 1 ? 0.51 : 0.49),
  ],
  ["random_excursions", "pairs of bits that differ", () => pairs()],
  ["random_excursions_variant", "pairs of bits that differ", () => pairs()],
  [
    "serial",
    "a bit that is the parity of the 15 before it with 0.513",
    () => bitsWith((i, before) => parity(before, i, 15) === 1 ? 0.513 : 0.487),
  ],
  ["linear_complexity", "a shift register of 17 bits", FIXTURE_SEQUENCES["lfsr17"]],
];

function parity(before: Uint8Array, i: number, bits: number): number {
  let ones = 0;
  for (let j = 1; j <= bits; j++) ones += before[i - j] ?? 0;
  return ones % 2;
}

/** Half of the entropy, and a walk that never gets further than one step away. */
function pairs(): Uint8Array {
  return bitsWith((i, before) => i % 2 === 0 ? 0.5 : 1 - before[i - 1]);
}

/** Single p-values of the excursion tests do not count, their proportion does: the same three times. */
function verdictOn(test: TestName, bits: Uint8Array): BatteryVerdict {
  const pValues = testSequence(bitSequence(pack(bits), BITS));
  return summarize(
    Array.from({ length: test.startsWith("random_excursions") ? 3 : 1 }, () => pValues),
    BITS,
  ).verdict;
}

Deno.test("a source with the fault that a test was made for departs by that test", () => {
  for (const [test, fault, bits] of SOURCES) {
    const { departs, departing } = verdictOn(test, bits());
    const named = [...new Set(departing.map((figure) => figure.test))];
    assert(departs && named.includes(test), `${fault}: ${named.join(", ") || "none"}, not ${test}`);
  }
});

Deno.test("the same draws without a fault depart by no test", () => {
  const { departing } = verdictOn("frequency", bitsWith(() => 0.5));
  assertEquals(departing, []);
});

/** The same million bits as 500 short sequences, of which each alone shows little. */
Deno.test("faults are found in many short sequences too", () => {
  const SHORT = 2_000;
  for (
    const [test, fault, bits] of [
      ["frequency", "ones with 0.514", bitsWith(() => 0.514)],
      [
        "runs",
        "a bit as the one before with 0.515",
        bitsWith((i, before) => before[i - 1] === 1 ? 0.515 : 0.485),
      ],
      [
        "spectral",
        "an echo: a bit as the one 30 places before with 0.64",
        bitsWith((i, before) => before[i - 30] === 1 ? 0.64 : 0.36),
      ],
    ] as const
  ) {
    const pValues = Array.from(
      { length: BITS / SHORT },
      (_, i) => testSequence(bitSequence(pack(bits.subarray(SHORT * i, SHORT * (i + 1))), SHORT)),
    );
    const { departing } = summarize(pValues, SHORT).verdict;
    const named = departing.map((figure) => figure.test);
    assert(named.includes(test), `${fault}: ${named.join(", ") || "none"}, not ${test}`);
  }
});
