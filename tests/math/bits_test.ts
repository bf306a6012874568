import { assertEquals } from "../assert.ts";
import { countUnequalBits } from "../../lib/math/bits.ts";
import { FairBytes } from "../selftest/fair_bytes.ts";

const toBits = (key: Uint8Array) =>
  [...key].flatMap((byte) => [...byte.toString(2).padStart(8, "0")]);

Deno.test("countUnequalBits() counts the pairs of bits that differ, at each distance by itself", () => {
  // A single one at bit 70 of 1,024: both pairs that it is in differ, at distances over 70 before it one.
  const single = new Uint8Array(128);
  single[8] = 0x02;
  assertEquals([...countUnequalBits(single, 64)], Array(64).fill(2));
  const early = new Uint8Array(128);
  early[2] = 0x10; // Bit 19 has no bit 20 before it.
  assertEquals(
    [...countUnequalBits(early, 64)],
    Array.from({ length: 64 }, (_, i) => i + 1 <= 19 ? 2 : 1),
  );
  const late = new Uint8Array(128);
  late[127] = 0x01;
  assertEquals([...countUnequalBits(late, 64)], Array(64).fill(1));
  const alternating = new Uint8Array(128).fill(0x55);
  assertEquals(
    [...countUnequalBits(alternating, 64)],
    Array.from({ length: 64 }, (_, i) => i % 2 === 0 ? 1024 - 1 - i : 0),
  );
});

Deno.test("countUnequalBits() agrees with comparing bit by bit, at lengths around every word", () => {
  const source = new FairBytes(21);
  for (const bytes of [...Array.from({ length: 69 }, (_, i) => i), 128, 129, 1021, 4096]) {
    const key = source.bytes(bytes), bits = toBits(key);
    const expected = Array.from({ length: 64 }, (_, i) => {
      let unequal = 0;
      for (let at = 0; at + i + 1 < bits.length; at++) if (bits[at] !== bits[at + i + 1]) unequal++;
      return unequal;
    });
    assertEquals([...countUnequalBits(key, 64)], expected);
  }
});

Deno.test("countUnequalBits() holds the least and the largest counts there can be", () => {
  const ones = new Uint8Array(4096).fill(0xff);
  assertEquals([...countUnequalBits(ones, 64)], Array(64).fill(0));
  const alternating = new Uint8Array(4096).fill(0x55);
  assertEquals(countUnequalBits(alternating, 64)[0], 32_767);
});
