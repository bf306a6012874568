/** Tests against plain, slow forms of the same, on sequences of every awkward length. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { bitSequence } from "../../lib/sp800_22/bit_sequence.ts";
import {
  cumulativeSums,
  randomExcursions,
  randomExcursionsVariant,
  visitProbabilities,
} from "../../lib/sp800_22/random_walk.ts";
import { linearComplexity, Registers } from "../../lib/sp800_22/linear_complexity.ts";
import { longestRun, runs } from "../../lib/sp800_22/runs.ts";
import { nonOverlappingTemplate } from "../../lib/sp800_22/templates.ts";
import { circularPatternCounts, shorterPatternCounts } from "../../lib/sp800_22/patterns.ts";
import { rankOf } from "../../lib/sp800_22/rank.ts";
import { spectral } from "../../lib/sp800_22/spectral.ts";
import { universal } from "../../lib/sp800_22/universal.ts";
import { erfc } from "../../lib/math/special_functions.ts";
import { packedSequence, xorshift32 } from "./sequences.ts";

function randomBits(seed: number, length: number): Uint8Array {
  const draw = xorshift32(seed);
  return Uint8Array.from({ length }, () => draw() >>> 31);
}

Deno.test("bitSequence() takes bits from anywhere, and refuses more than there are", () => {
  const bytes = Uint8Array.of(0b10110011, 0b01010101, 0b11110000);
  const { bits, words, length } = bitSequence(bytes, 17, 3);
  assertEquals([length, Array.from(bits).join("")], [17, "10011010101011111"]);
  assertEquals(words[0] >>> 15, 0b10011010101011111);
  assertEquals(bitSequence(bytes, 21, 3).length, 21);
  assertThrows(() => bitSequence(bytes, 22, 3), RangeError, "Cannot take 22 bits from bit 3");
});

Deno.test("Registers.shortest() is the shortest recurrence that makes the bits", () => {
  /** Whether coefficients up to `length` exist: tried one by one. */
  const exists = (bits: Uint8Array, length: number): boolean => {
    for (let taps = 0; taps < 2 ** length; taps++) {
      let fits = true;
      for (let n = length; n < bits.length && fits; n++) {
        let next = 0;
        for (let i = 1; i <= length; i++) next ^= (taps >>> (i - 1) & 1) & bits[n - i];
        fits = next === bits[n];
      }
      if (fits) return true;
    }
    return false;
  };
  for (let value = 0; value < 2 ** 9; value++) {
    const bits = Uint8Array.from({ length: 9 }, (_, i) => value >>> i & 1);
    let shortest = 0;
    while (!exists(bits, shortest)) shortest++;
    assertEquals(new Registers(9).shortest(packedSequence(bits).words, 0), shortest);
  }
});

/** The algorithm one bit at a time. */
function plainComplexity(bits: Uint8Array): number {
  let c = [1], b = [1], length = 0, since = 1;
  for (let n = 0; n < bits.length; n++, since++) {
    let discrepancy = 0;
    for (let i = 0; i <= length; i++) discrepancy ^= (c[i] ?? 0) & bits[n - i];
    if (discrepancy === 0) continue;
    const before = c;
    const size = Math.max(c.length, b.length + since);
    c = Array.from({ length: size }, (_, i) => (c[i] ?? 0) ^ (b[i - since] ?? 0));
    if (2 * length > n) continue;
    length = n + 1 - length;
    b = before;
    since = 0;
  }
  return length;
}

Deno.test("Registers.shortest() counts the same with words as one bit at a time", () => {
  for (const [seed, size] of [[1, 31], [2, 32], [3, 33], [4, 64], [5, 500], [6, 1_000]] as const) {
    const bits = randomBits(seed, 4 * size + 7);
    const registers = new Registers(size);
    const { words } = packedSequence(bits);
    for (const first of [0, 1, 31, 32, size, 3 * size + 7]) {
      const expected = plainComplexity(bits.subarray(first, first + size));
      assertEquals(registers.shortest(words, first), expected, `${size} bits from ${first}`);
    }
    // Complexity grows late, and by much: zeros, then a one.
    const late = new Uint8Array(size);
    late[size - 1] = 1;
    assertEquals(registers.shortest(packedSequence(late).words, 0), size);
    assertEquals(registers.shortest(new Int32Array(size), 0), 0);
  }
});

Deno.test("linearComplexity() puts every block into one class, by the sign of the parity", () => {
  for (const size of [6, 7, 500, 501]) {
    const bits = randomBits(size, 20 * size + 3);
    const { counts } = linearComplexity(packedSequence(bits), size);
    const expected = [0, 0, 0, 0, 0, 0, 0];
    for (let block = 0; block < 20; block++) {
      const length = plainComplexity(bits.subarray(block * size, (block + 1) * size));
      const sign = (-1) ** size;
      const mean = size / 2 + (9 + (-1) ** (size + 1)) / 36 - (size / 3 + 2 / 9) / 2 ** size;
      const t = sign * (length - mean) + 2 / 9;
      const limits = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5];
      expected[limits.filter((limit) => t > limit).length]++;
    }
    assertEquals(counts, expected);
  }
});

Deno.test("rankOf() is the dimension of what the rows span", () => {
  assertEquals(rankOf(Int32Array.of(0, 0, 0)), 0);
  assertEquals(rankOf(Int32Array.of(1, 2, 3)), 2);
  assertEquals(rankOf(Int32Array.of(-1, 1, -2)), 2);
  assertEquals(rankOf(Int32Array.from({ length: 32 }, (_, i) => 1 << i)), 32);
  const draw = xorshift32(7);
  for (let round = 0; round < 50; round++) {
    const rows = Int32Array.from({ length: 6 }, () => draw() & 0x8000001f);
    const span = new Set<number>();
    for (let subset = 0; subset < 64; subset++) {
      span.add(rows.reduce((sum, row, i) => subset >>> i & 1 ? sum ^ row : sum, 0));
    }
    assertEquals(2 ** rankOf(rows), span.size);
  }
});

Deno.test("spectral() counts the peaks of the sum that defines it, for even and odd lengths", () => {
  for (const length of [2, 3, 10, 97, 100, 101, 128, 250, 251, 1_000]) {
    const bits = randomBits(length, length);
    let below = 0;
    for (let j = 0; j < Math.floor(length / 2); j++) {
      let real = 0, imaginary = 0;
      for (let k = 0; k < length; k++) {
        const angle = 2 * Math.PI * (j * k % length) / length;
        real += (2 * bits[k] - 1) * Math.cos(angle);
        imaginary += (2 * bits[k] - 1) * Math.sin(angle);
      }
      if (Math.hypot(real, imaginary) < Math.sqrt(length * Math.log(20))) below++;
    }
    const result = spectral(packedSequence(bits));
    assertEquals(result.below, below, `${length} bits`);
    assertAlmostEquals(result.expected, 0.475 * length, 1e-9);
  }
});

Deno.test("nonOverlappingTemplate() finds what a search that skips each occurrence finds", () => {
  const bits = randomBits(11, 8 * 4_000 + 5);
  for (const { template, occurrences } of nonOverlappingTemplate(packedSequence(bits))) {
    const text = template.toString(2).padStart(9, "0");
    const expected = Array.from({ length: 8 }, (_, block) => {
      const digits = bits.subarray(4_000 * block, 4_000 * (block + 1)).join("");
      let found = 0;
      for (let at = digits.indexOf(text); at >= 0; at = digits.indexOf(text, at + 9)) found++;
      return found;
    });
    assertEquals(occurrences, expected, text);
  }
});

Deno.test("circularPatternCounts() counts every pattern once around", () => {
  const bits = randomBits(13, 50);
  for (const size of [0, 1, 2, 5, 9]) {
    const expected = new Uint32Array(2 ** size);
    for (let i = 0; i < 50; i++) {
      let pattern = 0;
      for (let j = 0; j < size; j++) pattern = pattern << 1 | bits[(i + j) % 50];
      expected[pattern]++;
    }
    assertEquals(circularPatternCounts(bits, size), expected, `${size} bits`);
  }
  assertEquals(
    shorterPatternCounts(circularPatternCounts(bits, 5)),
    circularPatternCounts(bits, 4),
  );
});

Deno.test("both excursion tests count the visits of each cycle", () => {
  const bits = randomBits(17, 5_001);
  const steps = Array.from(bits, (bit) => 2 * bit - 1);
  const cycles: number[][] = [[]];
  let sum = 0;
  for (const step of steps) {
    sum += step;
    if (sum === 0) cycles.push([]);
    else cycles.at(-1)!.push(sum);
  }
  if (cycles.at(-1)!.length === 0) cycles.pop();
  const visits = (cycle: number[], x: number) => cycle.filter((value) => value === x).length;
  const { cycles: found, states } = randomExcursions(packedSequence(bits));
  assertEquals(found, cycles.length);
  assertEquals(states.map(({ state }) => state), [-4, -3, -2, -1, 1, 2, 3, 4]);
  for (const { state, counts } of states) {
    const expected = [0, 0, 0, 0, 0, 0];
    for (const cycle of cycles) expected[Math.min(5, visits(cycle, state))]++;
    assertEquals(counts, expected, `x = ${state}`);
  }
  const variant = randomExcursionsVariant(packedSequence(bits));
  assertEquals(variant.cycles, cycles.length);
  assertEquals(variant.states.length, 18);
  for (const { state, visits: inAll } of variant.states) {
    assertEquals(inAll, cycles.reduce((sum, cycle) => sum + visits(cycle, state), 0));
  }
});

Deno.test("the excursion tests apply from 500 cycles on", () => {
  // 10 makes a cycle of its own; ones that follow make one more that does not end.
  const cycles = (count: number) =>
    packedSequence(Uint8Array.from({ length: 2 * count - 1 }, (_, i) => 1 - i % 2));
  for (const [count, applicable] of [[499, false], [500, true]] as const) {
    assertEquals(randomExcursions(cycles(count)).cycles, count);
    assertEquals(randomExcursions(cycles(count)).applicable, applicable);
    assertEquals(randomExcursionsVariant(cycles(count)).applicable, applicable);
  }
});

Deno.test("visitProbabilities() sum to 1 and have the mean 1 of a fair walk", () => {
  for (const state of [-4, -1, 1, 2, 3, 4]) {
    const probabilities = visitProbabilities(state);
    assertAlmostEquals(probabilities.reduce((a, b) => a + b), 1, 1e-15);
    // Beyond 4 visits the count is geometric: its mean there is 5 + (2 |x| - 1).
    const mean = probabilities.reduce(
      (sum, p, k) => sum + p * (k < 5 ? k : 5 + 2 * Math.abs(state) - 1),
      0,
    );
    assertAlmostEquals(mean, 1, 1e-14);
  }
});

Deno.test("runs() is not performed from a share of ones that is 2 / sqrt(n) off", () => {
  // Of 400 bits: 2 / sqrt(n) = 0.1, so 240 ones are too many and 239 are not.
  const ones = (count: number) =>
    packedSequence(Uint8Array.from({ length: 400 }, (_, i) => i < count ? 1 : 0));
  assertEquals([runs(ones(239)).performed, runs(ones(240)).performed], [true, false]);
  assertEquals(runs(ones(240)).pValue, 0);
  assert(runs(ones(239)).pValue > 0);
});

Deno.test("longestRun() and universal() choose their blocks by the length, and refuse too few bits", () => {
  const blocks = (length: number) => longestRun(packedSequence(new Uint8Array(length))).blockBits;
  assertEquals([128, 6_271, 6_272, 749_999, 750_000].map(blocks), [8, 8, 128, 128, 10_000]);
  assertThrows(() => blocks(127), RangeError, "127 bits");
  const universalBlocks = (length: number) =>
    universal(packedSequence(new Uint8Array(length))).blockBits;
  assertEquals([387_840, 904_959, 904_960, 2_068_480].map(universalBlocks), [6, 6, 7, 8]);
  assertThrows(() => universalBlocks(387_839), RangeError, "387839 bits");
});

Deno.test("longestRun() counts runs of each length in the class that is named for it", () => {
  const block = (run: number) => Array.from({ length: 8 }, (_, i) => i < run ? 1 : 0);
  const bits = [0, 1, 2, 3, 4, 8].flatMap(block);
  const { counts } = longestRun(packedSequence(Uint8Array.from(
    [...bits, ...new Array<number>(128 - bits.length).fill(0)],
  )));
  assertEquals(counts, [12, 1, 1, 2]);
});

Deno.test("cumulativeSums() reaches as far as the walk does, read from either end", () => {
  const farthest = (bits: readonly number[]) => {
    let sum = 0, most = 0;
    for (const bit of bits) most = Math.max(most, Math.abs(sum += 2 * bit - 1));
    return most;
  };
  // All walks of ten steps: those that go up or down, end anywhere, and turn anywhere.
  for (let value = 0; value < 2 ** 10; value++) {
    const bits = Array.from({ length: 10 }, (_, i) => value >>> i & 1);
    const { largest, pValues } = cumulativeSums(packedSequence(Uint8Array.from(bits)));
    assertEquals(largest, [farthest(bits), farthest(bits.toReversed())]);
    assert(pValues.every((pValue) => pValue >= 0 && pValue <= 1));
  }
});

Deno.test("cumulativeSums() is 1 less the standard's sums of normal probabilities, and keeps the far tail", () => {
  const normal = (x: number) => erfc(-x / Math.SQRT2) / 2;
  // Section 2.13.4, step 4, for 400 steps that go z up and stay there.
  for (const z of [20, 40, 60, 80]) {
    const steps = Uint8Array.from({ length: 400 }, (_, i) => i < z ? 1 : i % 2);
    const scaled = z / 20;
    let expected = 1;
    for (let k = Math.floor((-400 / z + 1) / 4); k <= Math.floor((400 / z - 1) / 4); k++) {
      expected -= normal((4 * k + 1) * scaled) - normal((4 * k - 1) * scaled);
    }
    for (let k = Math.floor((-400 / z - 3) / 4); k <= Math.floor((400 / z - 1) / 4); k++) {
      expected += normal((4 * k + 3) * scaled) - normal((4 * k + 1) * scaled);
    }
    const { largest, pValues } = cumulativeSums(packedSequence(steps));
    assertEquals(largest[0], z);
    assertAlmostEquals(pValues[0], expected, 1e-12);
  }
  const straight = cumulativeSums(packedSequence(new Uint8Array(400).fill(1)));
  // 4 Q(20), which 1 less something near 1 does not have.
  assertAlmostEquals(straight.pValues[0] / (2 * erfc(20 / Math.SQRT2)), 1, 1e-12);
});
