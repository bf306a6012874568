import { assertEquals } from "../assert.ts";
import fc from "../fast_check.ts";
import { FipsBlock } from "../../lib/fips_140_2/block.ts";
import { FIPS_BLOCK_BYTES, FIPS_LONG_RUN_BITS } from "../../lib/fips_140_2/limits.ts";
import { countByAutomaton, type FipsCounts } from "./automaton.ts";
import { xorshift32 } from "../sp800_90b/reference_data.ts";

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
    const data = new Uint8Array(7 + FIPS_BLOCK_BYTES + 5).fill(bytes[0]);
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

function setBit(block: Uint8Array, i: number, bit: number): void {
  const mask = 0x80 >>> i % 8;
  block[i >> 3] = bit === 1 ? block[i >> 3] | mask : block[i >> 3] & ~mask;
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
    () => [0, 255, 0x0f, 0xf0, 0x01, 0x80, 0x7f, 0xfe][draw() >>> 29],
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
        setBit(block, i, bit);
      }
      blocks.push(block);
    }
  }
  assertEquals(compare(blocks), 90);
  for (const block of blocks) compare([block]);
});

Deno.test("FipsBlock finds a run that is longer by one bit than all before, from any bit of a byte", () => {
  for (let from = 8_000; from < 8_008; from++) {
    for (const bit of [0, 1]) {
      const block = new FipsBlock(0);
      // No run around it is longer than two bits.
      const alternating = blockOf(() => (from + bit) % 2 === 0 ? 0x55 : 0xaa);
      for (let length = 6; length < 60; length++) {
        const bytes = alternating.slice();
        for (let i = from; i <= from + length; i++) {
          setBit(bytes, i, i < from + length ? bit : 1 - bit);
        }
        block.read(new DataView(bytes.buffer), 0);
        assertEquals(block.longestRunBits, length, `${length} bits of ${bit} from ${from}`);
      }
    }
  }
});

/** Counts a block as a string of bits, with nothing in common with how it is done otherwise. */
function countSlowly(block: Uint8Array) {
  const bits = Array.from(block, (byte) => byte.toString(2).padStart(8, "0")).join("");
  const runs = [Array<number>(6).fill(0), Array<number>(6).fill(0)] as const;
  const found = bits.match(/0+|1+/g)!;
  for (const run of found) runs[run[0] === "1" ? 1 : 0][Math.min(run.length, 6) - 1]++;
  const nibbles = Array<number>(16).fill(0);
  for (const nibble of bits.match(/.{4}/g)!) nibbles[parseInt(nibble, 2)]++;
  const words = bits.match(/.{32}/g)!;
  return {
    ones: bits.replaceAll("0", "").length,
    nibbles,
    runs,
    longest: Math.max(...found.map((run) => run.length)),
    words,
  };
}

Deno.test("FipsBlock counts any block as a count bit by bit does", () => {
  // From few values, of which runs and repeated words are made, and from all.
  const byte = fc.oneof(
    fc.constantFrom(0, 255),
    fc.constantFrom(0x00, 0x01, 0x03, 0x7f, 0x80, 0xc0, 0xfe, 0xff),
    fc.integer({ min: 0, max: 255 }),
  );
  const piece = fc.oneof(
    fc.array(byte, { minLength: 1, maxLength: 9 }),
    fc.tuple(byte, fc.integer({ min: 1, max: 40 })).map(([value, times]) =>
      Array<number>(times).fill(value)
    ),
  );
  const block = fc.array(piece, { minLength: 1, maxLength: 200 }).map((pieces) => {
    const bytes = pieces.flat();
    return blockOf((i) => bytes[i % bytes.length]);
  });
  fc.assert(fc.property(fc.array(block, { minLength: 1, maxLength: 3 }), (blocks) => {
    const read = new FipsBlock(0x1234_5678);
    let longest = 0;
    let word = (0x1234_5678).toString(2).padStart(32, "0");
    for (const bytes of blocks) {
      read.read(new DataView(bytes.buffer), 0);
      const expected = countSlowly(bytes);
      longest = Math.max(longest, expected.longest);
      const { ones, nibbles, runs, words } = expected;
      assertEquals(counts(read), { ones, nibbles, runs: [...runs] });
      assertEquals(read.longestRunBits, longest);
      assertEquals(read.longRun, expected.longest >= FIPS_LONG_RUN_BITS);
      assertEquals(read.repeatedWord, words.some((next, i) => next === (words[i - 1] ?? word)));
      word = words.at(-1)!;
    }
  }));
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
