import { assertEquals } from "../assert.ts";
import { FipsBlock } from "../../lib/estimators/fips_block.ts";
import { FIPS_BLOCK_BYTES, FIPS_LONG_RUN_BITS } from "../../lib/stats/fips_140_2.ts";
import { countByAutomaton, type FipsCounts } from "./fips_automaton.ts";
import { xorshift32 } from "./reference_data.ts";

function counts({ ones, nibbles, runs }: FipsBlock): Omit<FipsCounts, "longestRunBits"> {
  return {
    ones,
    nibbles: Array.from(nibbles),
    runs: [Array.from(runs[0]), Array.from(runs[1])],
  };
}

/** Reads blocks one after another with one object, as a stream does, and compares each. */
function compare(blocks: Iterable<Uint8Array>): number {
  const block = new FipsBlock(0);
  let compared = 0, longest = 0;
  for (const bytes of blocks) {
    // Not at the buffer's start and at no multiple of four.
    const data = new Uint8Array(7 + FIPS_BLOCK_BYTES + 5).fill(bytes[0]!);
    data.set(bytes, 7);
    block.read(new DataView(data.buffer, 2), 5);
    const { longestRunBits, ...expected } = countByAutomaton(bytes);
    assertEquals(counts(block), expected, `block ${compared}`);
    longest = Math.max(longest, longestRunBits);
    assertEquals(block.longestRunBits, longest, `longest run after block ${compared}`);
    assertEquals(block.longRun, longestRunBits >= FIPS_LONG_RUN_BITS, `block ${compared}`);
    compared++;
  }
  return compared;
}

const draw = xorshift32(21);

function blockOf(byteAt: (i: number) => number): Uint8Array {
  return Uint8Array.from({ length: FIPS_BLOCK_BYTES }, (_, i) => byteAt(i));
}

Deno.test("FipsBlock counts fair and biased blocks as the automaton does", () => {
  const fair = () => draw() >>> 24;
  const kinds: (() => number)[] = [
    fair,
    () => fair() & fair(),
    () => fair() | fair(),
    () => fair() & fair() & fair() & fair(),
    () => fair() | fair() | fair() | fair(),
    // Runs over many bytes that begin and end anywhere within one.
    () => [0, 255, 0x0f, 0xf0, 0x01, 0x80, 0x7f, 0xfe][draw() >>> 29]!,
    () => draw() >>> 31 === 0 ? 0 : 255,
  ];
  const blocks = kinds.flatMap((kind) => Array.from({ length: 20 }, () => blockOf(kind)));
  assertEquals(compare(blocks), 140);
});

Deno.test("FipsBlock counts blocks of one byte, and of two in turn, as the automaton does", () => {
  for (let byte = 0; byte < 256; byte++) {
    const other = draw() >>> 24;
    compare([blockOf(() => byte), blockOf((i) => i % 2 === 0 ? byte : other)]);
  }
});

Deno.test("FipsBlock finds each run that is longer than all before, wherever it starts", () => {
  const fair = () => draw() >>> 24;
  const blocks: Uint8Array[] = [];
  for (let length = 15; length < 60; length++) {
    for (const bit of [0, 1]) {
      const block = blockOf(fair);
      const from = draw() % (8 * FIPS_BLOCK_BYTES - length);
      for (let i = from; i < from + length; i++) {
        const mask = 0x80 >>> i % 8;
        block[i >> 3] = bit === 1 ? block[i >> 3]! | mask : block[i >> 3]! & ~mask;
      }
      blocks.push(block);
    }
  }
  assertEquals(compare(blocks), 90);
  for (const block of blocks) compare([block]);
});

Deno.test("FipsBlock counts runs at either end of a block as the automaton does", () => {
  for (const bit of [0, 255]) {
    for (const length of [1, 2, 5, 6, 7, 8, 9, 15, 16, 17, 25, 26, 33, 19_992, 19_999, 20_000]) {
      const start = blockOf((i) => {
        const within = Math.min(8, Math.max(0, length - 8 * i));
        return (0xff00 >>> within & 0xff) ^ bit;
      });
      const end = start.toReversed().map(mirror);
      compare([start, end]);
      const block = new FipsBlock(0);
      block.read(new DataView(start.buffer), 0);
      // The rest of the block is a run of the other bit.
      assertEquals(block.longestRunBits, Math.max(length, 20_000 - length));
    }
  }
});

/** The bits of a byte in reverse. */
function mirror(byte: number): number {
  return parseInt(byte.toString(2).padStart(8, "0").split("").reverse().join(""), 2);
}
