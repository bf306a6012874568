import { acceptableCounts } from "../../lib/math/binomial.ts";
import { chiSquareUpper } from "../../lib/math/special_functions.ts";
import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { FipsStream, fipsVerdict } from "../../lib/fips_140_2/stream.ts";
import type { FipsBlockExtremes, FipsStreamResult, FipsTest } from "../../lib/fips_140_2/types.ts";
import { xorshift32 } from "../sp800_90b/reference_data.ts";
import { skipWithout } from "../peers.ts";
import { runPeer } from "../sp800_90b/peer.ts";

const BLOCK_BITS = 20_000;

function stream(...chunks: Uint8Array[]): FipsStreamResult {
  const fips = new FipsStream();
  for (const chunk of chunks) fips.update(chunk);
  return fips.result();
}

function fairBytes(length: number, seed: number): Uint8Array {
  const draw = xorshift32(seed);
  return Uint8Array.from({ length }, () => draw() >>> 24);
}

function packBits(bits: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(bits.length / 8);
  for (let i = 0; i < bits.length; i++) bytes[i >> 3] |= bits[i] << (7 - i % 8);
  return bytes;
}

/** Four bytes that start the continuous test and one block. */
function oneBlock(bits: ArrayLike<number>): FipsStreamResult {
  return stream(Uint8Array.of(1, 2, 3, 4), packBits(bits));
}

/** The tests' statistics of one block, bit by bit. */
function slowly(block: Uint8Array): {
  ones: number;
  nibbles: number[];
  runs: [number[], number[]];
  longest: number;
} {
  const bits = Array.from(block, (byte) => byte.toString(2).padStart(8, "0")).join("");
  const runs: [number[], number[]] = [Array(6).fill(0), Array(6).fill(0)];
  let longest = 0;
  for (const [run] of bits.matchAll(/0+|1+/g)) {
    runs[run[0] === "1" ? 1 : 0][Math.min(run.length, 6) - 1]++;
    longest = Math.max(longest, run.length);
  }
  const nibbles = Array<number>(16).fill(0);
  for (const [nibble] of bits.matchAll(/.{4}/g)) nibbles[parseInt(nibble, 2)]++;
  return { ones: bits.replaceAll("0", "").length, nibbles, runs, longest };
}

Deno.test("FipsStream counts what a count bit by bit finds", () => {
  const random = fairBytes(2_500, 7);
  const draw = xorshift32(8);
  // Long runs of every length that begin and end at every place within a byte.
  const longRuns: number[] = [];
  for (let bit = 0; longRuns.length < BLOCK_BITS; bit ^= 1) {
    for (let left = 1 + draw() % 45; left > 0; left--) longRuns.push(bit);
  }
  const blocks = [
    random,
    packBits(longRuns.slice(0, BLOCK_BITS)),
    new Uint8Array(2_500),
    new Uint8Array(2_500).fill(255),
    new Uint8Array(2_500).fill(0xaa),
    random.map((byte, i) => i < 1_000 ? 0 : byte),
    random.map((byte, i) => i >= 1_000 ? 255 : byte),
  ];
  for (const block of blocks) {
    const { ones, nibbles, runs, longestRunBits } = stream(new Uint8Array(4), block);
    const { longest, ...counts } = slowly(block);
    assertEquals({ ones, nibbles, runs: [...runs] }, counts);
    assertEquals(longestRunBits, longest);
  }
});

Deno.test("FipsStream gives the same result however the stream is cut", () => {
  const data = fairBytes(4 + 3 * 2_500 + 77, 9);
  const whole = stream(data);
  assertEquals(whole.blocks, 3);
  assertEquals(whole.bootstrapBytes, 4);
  assertEquals(whole.leftoverBytes, 77);
  const draw = xorshift32(10);
  for (let trial = 0; trial < 30; trial++) {
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < data.length;) {
      const size = draw() % (trial < 10 ? 7 : 6_000);
      chunks.push(data.slice(at, at + size));
      at += size;
    }
    assertEquals(stream(...chunks), whole);
  }
});

/** A block of alternating pairs, 0011, of which the first bits are set to given ones. */
function blockWithOnes(ones: number): Uint8Array {
  const bits = Uint8Array.from({ length: BLOCK_BITS }, (_, i) => i % 4 >> 1);
  let surplus = ones - BLOCK_BITS / 2;
  for (let i = 0; surplus !== 0; i += 4) {
    bits[surplus > 0 ? i : i + 2] = surplus > 0 ? 1 : 0;
    surplus -= Math.sign(surplus);
  }
  return bits;
}

Deno.test("FipsStream fails the monobit test outside 9,725 to 10,275 ones, both excluded", () => {
  for (const [ones, fails] of [[9_725, 1], [9_726, 0], [10_274, 0], [10_275, 1]] as const) {
    const result = oneBlock(blockWithOnes(ones));
    assertEquals(result.ones, ones);
    assertEquals(result.failures.monobit, fails, `${ones} ones`);
  }
});

/** Sixteen counts that add up to 5,000 and whose squares add up to `target`. */
function nibbleCounts(target: number): number[] {
  const counts = Array.from<unknown, number>({ length: 16 }, (_, i) => i < 8 ? 313 : 312);
  const missing = (): number => target - counts.reduce((sum, count) => sum + count * count, 0);
  // Raising a 313 by k and lowering a 312 by k adds 2 k (k + 1), a multiple of 4. From one 313 to another,
  // it adds 2.
  if (missing() % 4 !== 0) {
    counts[7]++;
    counts[6]--;
  }
  for (let i = 0; missing() > 0; i++) {
    let k = 0;
    while (2 * (k + 1) * (k + 2) <= missing()) k++;
    counts[i] += k;
    counts[15 - i] -= k;
  }
  assertEquals([missing(), counts.reduce((sum, count) => sum + count)], [0, 5_000]);
  return counts;
}

Deno.test("FipsStream fails the poker test outside 1,563,176 to 1,576,928", () => {
  // Sums are even, as 5,000 is; these are the last values that pass and the first that fail.
  for (
    const [target, fails] of [[1_563_174, 1], [1_563_176, 0], [1_576_928, 0], [
      1_576_930,
      1,
    ]] as const
  ) {
    const nibbles = nibbleCounts(target).flatMap((count, nibble) =>
      Array<number>(count).fill(nibble)
    );
    const bits = nibbles.flatMap((
      nibble,
    ) => [nibble >> 3, nibble >> 2 & 1, nibble >> 1 & 1, nibble & 1]);
    assertEquals(oneBlock(bits).failures.poker, fails, `sum of squares ${target}`);
  }
});

Deno.test("FipsStream fails the runs test outside the table, for each length and bit", () => {
  // Ideal counts, from which one is moved to the edge of its interval at a time.
  const ideal = [2_500, 1_250, 625, 312, 156, 156];
  const limits = [[2_315, 2_685], [1_114, 1_386], [527, 723], [240, 384], [103, 209], [103, 209]];
  const block = (zeros: number[], ones: number[]): number[] => {
    const lengths = [zeros, ones].map((counts) =>
      counts.flatMap((count, i) => Array<number>(count).fill(i + 1))
    );
    const bits: number[] = [];
    // Alternate; where one bit has more runs, the surplus is dropped by the caller's choice of counts.
    for (let i = 0; i < lengths[0].length; i++) {
      for (let n = lengths[0][i]; n > 0; n--) bits.push(0);
      for (let n = lengths[1][i]; n > 0; n--) bits.push(1);
    }
    return bits;
  };
  for (const bit of [0, 1]) {
    for (let length = 0; length < 6; length++) {
      for (const side of [0, 1]) {
        for (const outside of [0, 1]) {
          const limit = limits[length][side] + (side === 0 ? -outside : outside);
          const counts = [...ideal];
          counts[length] = limit;
          // Both bits must have as many runs: the difference goes to the other lengths, well inside.
          let missing = ideal.reduce((a, b) => a + b) - counts.reduce((a, b) => a + b);
          for (const [other, room] of [[0, 100], [1, 90], [2, 60], [3, 40]] as const) {
            if (other === length) continue;
            const moved = Math.sign(missing) * Math.min(Math.abs(missing), room);
            counts[other] += moved;
            missing -= moved;
          }
          assertEquals(missing, 0);
          const bits = bit === 0 ? block(counts, ideal) : block(ideal, counts);
          // Runs of six grow so that the block is full; the test counts them alike.
          const short = BLOCK_BITS - bits.length;
          const full = lengthenRuns(bits, short);
          const result = oneBlock(full);
          assertEquals(result.runs[bit][length], limit);
          assertEquals(result.failures.runs, outside, `bit ${bit}, ${limit} runs of ${length + 1}`);
        }
      }
    }
  }
});

/** Lengthens runs of six and more until there are as many bits as wanted; fails on too many bits. */
function lengthenRuns(bits: number[], missing: number): number[] {
  assert(missing >= 0, `${-missing} bits too many`);
  const runs = bits.join("").match(/0+|1+/g)!;
  const long = runs.map((run, i) => [run.length, i] as const).filter(([length]) => length >= 6);
  for (let n = 0; n < missing; n++) {
    const i = long[n % long.length][1];
    runs[i] += runs[i][0];
  }
  return Array.from(runs.join(""), Number);
}

Deno.test("FipsStream fails the long run test from 26 equal bits, also at the block's ends", () => {
  const fair = Uint8Array.from(fairBytes(BLOCK_BITS, 11), (byte) => byte & 1);
  for (const start of [0, 1, 9_003, BLOCK_BITS - 26]) {
    for (const [length, fails] of [[25, 0], [26, 1]] as const) {
      for (const bit of [0, 1]) {
        const bits = fair.slice();
        const from = start === BLOCK_BITS - 26 ? BLOCK_BITS - length : start;
        bits.fill(bit, from, from + length);
        if (from > 0) bits[from - 1] = 1 - bit;
        if (from + length < BLOCK_BITS) bits[from + length] = 1 - bit;
        const result = oneBlock(bits);
        assertEquals(result.longestRunBits, length);
        assertEquals(result.failures.longRun, fails, `${length} bits of ${bit} from ${from}`);
      }
    }
  }
  const acrossBlocks = fair.slice();
  acrossBlocks.fill(1, 0, 20).fill(1, BLOCK_BITS - 20);
  acrossBlocks[20] = acrossBlocks[BLOCK_BITS - 21] = 0;
  const two = stream(new Uint8Array(4), packBits(acrossBlocks), packBits(acrossBlocks));
  assertEquals(two.failures.longRun, 0, "a run is not carried into the next block");
});

Deno.test("FipsStream compares each 32-bit word with the one before, across blocks too", () => {
  const block = fairBytes(2_500, 12);
  const word = block.slice(0, 4);
  assertEquals(stream(word, block).failures.continuousRun, 1, "the first four bytes count");
  assertEquals(stream(word.map((byte) => byte ^ 1), block).failures.continuousRun, 0);
  const again = block.slice();
  again.set(block.slice(2_496));
  assertEquals(stream(new Uint8Array(4), block, again).failures.continuousRun, 1);
  const unaligned = block.slice();
  unaligned.set(unaligned.slice(2, 6), 6);
  assertEquals(
    stream(new Uint8Array(4), unaligned).failures.continuousRun,
    0,
    "aligned words only",
  );
});

Deno.test("FipsStream says nothing without a whole block", () => {
  for (const length of [0, 3, 4, 2_503]) {
    const result = stream(new Uint8Array(length));
    assertEquals(result.blocks, 0);
    assertEquals(result.verdict.fits, null);
    assertEquals(result.bootstrapBytes + result.leftoverBytes, length);
  }
  assertEquals(stream(new Uint8Array(2_504)).verdict.fits, false, "one block of zeros");
});

Deno.test("FipsStream accepts the number of failed blocks of fair data and no other", () => {
  const fair = new FipsStream();
  const bytes = new Uint8Array(2_500 * 40);
  const draw = xorshift32(13);
  for (let chunk = 0; chunk < 50; chunk++) {
    for (let i = 0; i < bytes.length; i++) bytes[i] = draw() >>> 24;
    fair.update(bytes);
  }
  const { verdict, timeline, blocks, failedBlocks } = fair.result();
  assertEquals(verdict.fits, true);
  assertEquals(timeline.failedBlocks.reduce((a, b) => a + b), failedBlocks);
  assertEquals(timeline.failedBlocks.length, Math.ceil(blocks / timeline.blocksPerStretch));
});

/** Blocks like any other. */
const USUAL: FipsBlockExtremes = {
  ones: { least: 9_900, most: 10_100 },
  poker: { least: 10, most: 20 },
  longestRunBits: 16,
};

Deno.test("fipsVerdict() rejects a block that chance does not explain, whatever the number of failed ones", () => {
  const fits = (blocks: number, changes: Partial<FipsBlockExtremes>) =>
    fipsVerdict(blocks, 1, { ...USUAL, ...changes }).fits;
  for (const blocks of [3, 1_000]) {
    // 5e-5 over the blocks is the tail of ones; a run of L bits is expected 20,000 x 2^-L times in each.
    const { least, most } = acceptableCounts(BLOCK_BITS, 1 / 2, 5e-5 / blocks);
    const longest = Math.floor(Math.log2(blocks * BLOCK_BITS / 1e-4));
    for (
      const [changes, fitting] of [
        [{ ones: { least, most } }, true],
        [{ ones: { least: least - 1, most } }, false],
        [{ ones: { least, most: most + 1 } }, false],
        [{ longestRunBits: longest }, true],
        [{ longestRunBits: longest + 1 }, false],
      ] as const
    ) {
      assertEquals(fits(blocks, changes), fitting, JSON.stringify(changes));
    }
    const poker = fipsVerdict(blocks, 1, USUAL).extremes[1].acceptable;
    assert(chiSquareUpper(poker.most, 15) <= 2.51e-5 / blocks, `${poker.most}`);
    assert(chiSquareUpper(poker.most, 15) >= 2.49e-5 / blocks, `${poker.most}`);
    assert(1 - chiSquareUpper(poker.least, 15) >= 2.49e-5 / blocks, `${poker.least}`);
    assert(1 - chiSquareUpper(poker.least, 15) <= 2.51e-5 / blocks, `${poker.least}`);
    const step = 0.0064;
    assertEquals(fits(blocks, { poker }), true);
    assertEquals(fits(blocks, { poker: { ...poker, least: poker.least - step } }), false);
    assertEquals(fits(blocks, { poker: { ...poker, most: poker.most + step } }), false);
  }
});

Deno.test("fipsVerdict() states how often fair blocks go beyond its limits, at any number of blocks", () => {
  for (const blocks of [1, 40, 1_000_000]) {
    for (const { statistic, falseAlarms } of fipsVerdict(blocks, 0, USUAL).extremes) {
      assert(falseAlarms > 0.4e-4 && falseAlarms <= 1.0001e-4, `${statistic}: ${falseAlarms}`);
    }
  }
  // The tail of the poker test is not followed below 1e-12: with more blocks its rate grows, and is stated.
  assertAlmostEquals(fipsVerdict(1e9, 0, USUAL).extremes[1].falseAlarms, 4e-3, 1e-9);
});

Deno.test("FipsStream finds one block of zeros among three, which is one failure as is common", () => {
  const fair = fairBytes(3 * 2_500 + 4, 15);
  assertEquals(stream(fair).verdict.fits, true);
  const { verdict } = stream(fair.fill(0, 2_504, 5_004));
  assertEquals([verdict.failedBlocksFit, verdict.fits], [true, false]);
  assertEquals(
    verdict.extremes.map(({ statistic, least, most, fits }) => [
      statistic,
      statistic === "longest run" ? most : statistic === "ones" ? least : most,
      fits,
    ]),
    [["ones", 0, false], ["poker", 75_000, false], ["longest run", 20_000, false]],
  );
  // A block in which all nibbles take turns is too even.
  const even = fairBytes(3 * 2_500 + 4, 15).map((byte, i) =>
    i >= 2_504 && i < 5_004 ? 0x11 * (i % 16) : byte
  );
  const poker = stream(even).verdict.extremes[1];
  assert(poker.least < 0.5 && !poker.fits, `${poker.least}`);
});

Deno.test("fipsVerdict() rejects too many failed blocks and too few, by exact tails", () => {
  // 81 of 100,000 are expected, give or take 9.
  for (const blocks of [1, 2, 1_000, 100_000]) {
    const { acceptable: { least, most }, falseAlarmProbability } = fipsVerdict(blocks, 0, USUAL);
    for (
      const [failed, fits] of [[least - 1, false], [least, true], [most, true], [most + 1, false]]
    ) {
      if ((failed as number) < 0) continue;
      assertEquals(
        fipsVerdict(blocks, failed as number, USUAL).fits,
        fits,
        `${failed} of ${blocks}`,
      );
    }
    assert(least <= blocks * falseAlarmProbability && most >= blocks * falseAlarmProbability - 1);
  }
  assertEquals(
    fipsVerdict(1, 1, USUAL).fits,
    false,
    "a failure rate of 8e-4 is below the tail of 1e-3",
  );
  assertEquals(fipsVerdict(2, 1, USUAL).fits, true, "of two blocks, one may fail");
  assertEquals(fipsVerdict(100_000, 0, USUAL).fits, false, "too good to be fair");
});

Deno.test({
  name: "FipsStream agrees with Debian's rngtest where rngtest is right",
  ignore: skipWithout({ programs: { rngtest: "rng-tools5" } }, "comparison with rngtest"),
  fn: compareWithRngtest,
});

Deno.test("fipsVerdict() gives the rate of failed blocks with a coverage of 99 percent", () => {
  // Of none among n the upper end of Clopper and Pearson is 1 - 0.005^(1/n), and the lower one of n is the rest.
  const none = fipsVerdict(100, 0, USUAL).failureRate;
  assertEquals(none.least, 0);
  assertAlmostEquals(none.most, 1 - 0.005 ** (1 / 100), 1e-12);
  const all = fipsVerdict(100, 100, USUAL).failureRate;
  assertEquals(all.most, 1);
  assertAlmostEquals(all.least, 0.005 ** (1 / 100), 1e-12);
});

async function compareWithRngtest(): Promise<void> {
  const data = new Uint8Array(4 + 400 * 2_500 + 123);
  const draw = xorshift32(14);
  for (let i = 0; i < data.length; i++) data[i] = draw() >>> 24;
  // Blocks that fail one test each, now and then; their neighbours stay fair.
  for (let block = 0; block < 400; block += 10) {
    const from = 4 + block * 2_500;
    if (block % 40 === 0) data.fill(0xff, from + 100, from + 104);
    else if (block % 40 === 10) { for (let i = 0; i < 2_500; i += 9) data[from + i] |= 0xf0; }
    else if (block % 40 === 20) data.copyWithin(from + 40, from + 36, from + 40);
  }
  const output = await runPeer("rngtest", ["-t", "0"], data);
  const counted = (name: string): number =>
    Number(new RegExp(`${name}: (\\d+)`).exec(output.stderr)?.[1] ?? 0);
  const { failures, blocks } = stream(data);
  assertEquals(counted("successes") + counted("failures"), blocks);
  // Version 5 counts a block's first run in a wrong place, which spoils its runs test and, through the
  // counter beside it, its poker test (rng-tools issue 105); the other three are compared.
  const names: [FipsTest, string][] = [
    ["monobit", "Monobit"],
    ["longRun", "Long run"],
    ["continuousRun", "Continuous run"],
  ];
  for (const [test, name] of names) {
    assertEquals(failures[test], counted(name), name);
    assert(failures[test] > 0, `no block fails ${name}: nothing was compared`);
  }
}
