import { assertEquals } from "../assert.ts";
import { countOnesByPosition, measure, type Statistics } from "../../lib/selftest/statistics.ts";
import { FairBytes } from "./fair_bytes.ts";

/** What is found by searching text; the counts of single bits have tests of their own. */
type Searched = Omit<Statistics, "unequalBits" | "onesAtPosition">;

function searched(key: Uint8Array): Searched {
  const { unequalBits: _, onesAtPosition: __, ...rest } = measure(key);
  return rest;
}

/** The same by searching text: slow, and as unlike the real counting as possible. */
function measureText(key: Uint8Array): Searched {
  const bits = Array.from(key, (byte) => byte.toString(2).padStart(8, "0")).join("");
  const hexadecimal = Array.from(key, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const nibbles = Array.from("0123456789abcdef", (digit) => hexadecimal.split(digit).length - 1);
  const runs = (symbol: string) => (bits.match(new RegExp(`${symbol}+`, "g")) ?? []);
  const counts = (symbol: string) =>
    [1, 2, 3, 4, 5, 6].map((length) =>
      runs(symbol).filter((run) => Math.min(run.length, 6) === length).length
    );
  const differences = Array.from(
    key.subarray(1),
    (byte, i) => ((byte - key[i] + 256) % 256).toString(16).padStart(2, "0"),
  ).join("");
  const repeated = (bytes: string) => {
    const count = Math.max(0, bytes.length / 2 - 7);
    return count -
      new Set(Array.from({ length: count }, (_, i) => bytes.slice(2 * i, 2 * i + 16))).size;
  };
  return {
    ones: bits.split("1").length - 1,
    sumOfSquares: nibbles.reduce((sum, count) => sum + count * count, 0),
    absentNibbles: nibbles.filter((count) => count === 0).length,
    runsOfZeros: counts("0"),
    runsOfOnes: counts("1"),
    longestRun: Math.max(...[...runs("0"), ...runs("1")].map((run) => run.length)),
    repeatedWords: repeated(hexadecimal),
    repeatedDifferences: repeated(differences),
  };
}

Deno.test("measure() takes bits most significant first and nibbles high first", () => {
  // 0001 0011 1111 1111 0000 0001: runs 3 zeros, 1 one, 2 zeros, 10 ones, 7 zeros, 1 one.
  assertEquals(searched(Uint8Array.of(0x13, 0xff, 0x01)), {
    ones: 12,
    sumOfSquares: 4 + 1 + 4 + 1, // 1 and f twice, 3 and 0 once
    absentNibbles: 12,
    runsOfZeros: [0, 1, 1, 0, 0, 1],
    runsOfOnes: [2, 0, 0, 0, 0, 1],
    longestRun: 10,
    repeatedWords: 0,
    repeatedDifferences: 0,
  });
});

Deno.test("measure() agrees with searching the bits as text", () => {
  const source = new FairBytes(1);
  for (let i = 0; i < 300; i++) {
    const key = source.bytes(1 + source.below(400));
    // A few values only, so that long runs and repeated words come up as well.
    const mask = [0xff, 0x81, 0x03, 0x01, 0x00][i % 5];
    for (let j = 0; j < key.length; j++) key[j] &= mask;
    assertEquals(searched(key), measureText(key));
  }
});

Deno.test("measure() counts a run at either end with the length that is seen", () => {
  const key = new Uint8Array(128).fill(0x55); // 0101...
  key[0] = 0x1d; // 0001 1101
  key[127] = 0x47; // 0100 0111
  const { runsOfZeros, runsOfOnes, longestRun } = measure(key);
  assertEquals([runsOfZeros[2], runsOfOnes[2], longestRun], [2, 2, 3]);
});

Deno.test("measure() sees a word again at any byte offset, and no seven bytes", () => {
  const key = new FairBytes(2).bytes(4096);
  assertEquals(measure(key).repeatedWords, 0);
  for (const [from, to] of [[0, 8], [0, 4088], [3, 1001], [1017, 20]] as const) {
    const eight = key.slice();
    eight.copyWithin(to, from, from + 8);
    assertEquals(measure(eight).repeatedWords, 1);
    const seven = key.slice();
    seven.copyWithin(to, from, from + 7);
    assertEquals(measure(seven).repeatedWords, 0);
  }
});

Deno.test("measure() counts every word but the first of a period", () => {
  const key = new Uint8Array(128);
  const block = new FairBytes(3).bytes(16);
  for (let i = 0; i < key.length; i += 16) key.set(block, i);
  assertEquals(measure(key).repeatedWords, 121 - 16); // 16 different rotations
  assertEquals(measure(new Uint8Array(128)).repeatedWords, 121 - 1);
});

Deno.test("measure() leaves the key as it was", () => {
  const key = new FairBytes(4).bytes(256);
  const before = key.slice();
  measure(key);
  assertEquals(key, before);
});

const toNibbles = (key: Uint8Array) =>
  Uint8Array.from([...key].flatMap((byte) => [byte >> 4, byte & 15]));

Deno.test("countOnesByPosition() agrees with counting bit by bit, short last words included", () => {
  const source = new FairBytes(22);
  for (
    const bytes of [...Array.from({ length: 20 }, (_, i) => 1 + i), 128, 129, 2047, 2048, 4096]
  ) {
    const key = source.bytes(bytes),
      bits = [...key].flatMap((byte) => [...byte.toString(2).padStart(8, "0")]);
    const expected = Array<number>(64).fill(0);
    bits.forEach((bit, i) => expected[i % 64] += Number(bit));
    assertEquals([...countOnesByPosition(toNibbles(key))], expected);
  }
});

Deno.test("countOnesByPosition() holds the largest counts there can be", () => {
  assertEquals(
    [...countOnesByPosition(toNibbles(new Uint8Array(4096).fill(0xff)))],
    Array(64).fill(512),
  );
});
