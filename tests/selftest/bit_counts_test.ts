import { assertEquals } from "../assert.ts";
import { countOnesByPosition, countUnequalBits } from "../../lib/selftest/bit_counts.ts";
import { FairBytes } from "./fair_bytes.ts";

const toNibbles = (key: Uint8Array) =>
  Uint8Array.from([...key].flatMap((byte) => [byte >> 4, byte & 15]));
const toBits = (key: Uint8Array) =>
  [...key].flatMap((byte) => [...byte.toString(2).padStart(8, "0")]);

Deno.test("countUnequalBits() counts the pairs of bits that differ, at each distance by itself", () => {
  // A single one at bit 70 of 1,024: both pairs that it is in differ, at distances over 70 before it one.
  const single = new Uint8Array(128);
  single[8] = 0x02;
  assertEquals([...countUnequalBits(toNibbles(single))], Array(64).fill(2));
  const early = new Uint8Array(128);
  early[2] = 0x10; // Bit 19 has no bit 20 before it.
  assertEquals(
    [...countUnequalBits(toNibbles(early))],
    Array.from({ length: 64 }, (_, i) => i + 1 <= 19 ? 2 : 1),
  );
  const late = new Uint8Array(128);
  late[127] = 0x01;
  assertEquals([...countUnequalBits(toNibbles(late))], Array(64).fill(1));
  const alternating = new Uint8Array(128).fill(0x55);
  assertEquals(
    [...countUnequalBits(toNibbles(alternating))],
    Array.from({ length: 64 }, (_, i) => i % 2 === 0 ? 1024 - 1 - i : 0),
  );
});

Deno.test("countUnequalBits() agrees with comparing bit by bit, at lengths around every block", () => {
  const source = new FairBytes(21);
  for (const bytes of [...Array.from({ length: 60 }, (_, i) => 9 + i), 128, 129, 1021, 4096]) {
    const key = source.bytes(bytes), bits = toBits(key);
    const expected = Array.from({ length: 64 }, (_, i) => {
      let unequal = 0;
      for (let at = 0; at + i + 1 < bits.length; at++) if (bits[at] !== bits[at + i + 1]) unequal++;
      return unequal;
    });
    assertEquals([...countUnequalBits(toNibbles(key))], expected);
  }
});

Deno.test("countUnequalBits() holds the largest counts there can be: ones throughout", () => {
  const ones = toNibbles(new Uint8Array(4096).fill(0xff));
  assertEquals([...countUnequalBits(ones)], Array(64).fill(0));
});

Deno.test("countOnesByPosition() agrees with counting bit by bit, short last words included", () => {
  const source = new FairBytes(22);
  for (
    const bytes of [...Array.from({ length: 20 }, (_, i) => 1 + i), 128, 129, 2047, 2048, 4096]
  ) {
    const key = source.bytes(bytes), bits = toBits(key);
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
