import { testGroups, verdictOf } from "../../../lib/report/assess/verdict.ts";
import { assert, assertEquals } from "../../assert.ts";
import { assessBytes, fairBytes } from "../../report/samples.ts";

/** A tenth of a megabyte shows each of these faults. */
const BYTES = 100_000;

const fair = await fairBytes(9 * BYTES);
const base = fair.subarray(0, BYTES);
const dice = fair.subarray(BYTES);
const made = (byteAt: (i: number) => number) =>
  Uint8Array.from({ length: BYTES }, (_, i) => byteAt(i));
/** Fair bytes with something else at one place. */
const withAt = (at: number, bytes: Uint8Array) => {
  const copy = base.slice();
  copy.set(bytes, at);
  return copy;
};
const bitsOf = (bitAt: (i: number) => number) =>
  made((i) =>
    Array.from({ length: 8 }, (_, j) => bitAt(8 * i + j)).reduce((a, b) => a << 1 | b, 0)
  );

function linearCongruential(): Uint8Array {
  let state = 1;
  return made(() => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state & 255;
  });
}

function shiftRegister(): Uint8Array {
  let state = 0xace1;
  return bitsOf(() => {
    const bit = (state ^ state >> 2 ^ state >> 3 ^ state >> 5) & 1;
    state = state >> 1 | bit << 15;
    return bit;
  });
}

function sticky(): Uint8Array {
  let bit = 0;
  return bitsOf((i) => bit = dice[i] < 123 ? 1 - bit : bit);
}

/** Broken sources, a test of which at least one has to depart, and where the report says it is. */
const CATALOGUE: readonly [name: string, bytes: Uint8Array, test: RegExp, where?: RegExp][] = [
  ["all but one byte zero", made((i) => i === 77 ? 1 : 0), /repetition count/, /byte 4$/],
  ["a byte counter", made((i) => i), /within the recording/, /byte \d+$/],
  ["a 16-bit counter", made((i) => i & 1 ? i >> 1 : i >> 9), /chi-square|serial/],
  [
    "alternating bits",
    withAt(50_000, new Uint8Array(2_000).fill(0x55)),
    /repetition count/,
    /byte 50,004$/,
  ],
  ["one bit stuck", base.map((byte) => byte | 8), /worst bit position/],
  [
    "one bit biased by 2 percent",
    base.map((byte, i) => dice[i] < 10 ? byte | 1 : byte),
    /worst bit position/,
  ],
  ["ones with 0.51", bitsOf((i) => fair[i] < 131 ? 1 : 0), /ones/],
  ["bits that stick", sticky(), /serial correlation|autocorrelation/],
  [
    "nibbles without one value",
    base.map((byte) => byte >> 4 === 15 ? byte & 0x7f : byte),
    /chi-square/,
  ],
  ["bytes without one value", base.map((byte) => byte === 10 ? 11 : byte), /chi-square/],
  ["too even counts", made((i) => Math.imul(i, 97) & 255), /chi-square/],
  ["ASCII letters", base.map((byte) => 97 + byte % 26), /worst bit position/],
  ["base64", base.map((byte) => 43 + (byte & 63)), /worst bit position/],
  ["modulo bias", base.map((byte, i) => (byte << 8 | dice[i]) % 251), /chi-square/],
  ["a linear congruential generator", linearCongruential(), /within the recording/],
  ["a shift register of 16 bits", shiftRegister(), /within the recording/],
  [
    "a buffer read twice",
    withAt(60_000, base.subarray(20_000, 24_000)),
    /within the recording/,
    /byte 60,00\d$/,
  ],
  ["a cycle of 40 kB", made((i) => base[i % 40_000]), /within the recording/, /byte 40,00\d$/],
  [
    "a banner",
    withAt(
      0,
      new TextEncoder().encode(
        "BIOS 1.2 serial console ready, board revision 7, 64 MB of memory OK",
      ),
    ),
    /worst 64 samples/,
    /byte 0$/,
  ],
  ["a stuck moment", withAt(70_000, new Uint8Array(12)), /repetition count/, /byte 70,004$/],
  [
    "a failed tenth",
    withAt(30_000, base.subarray(30_000, 40_000).map((byte) => byte & 0xfd)),
    /goodness of fit|worst 4,096/,
    /byte (2[89]|3\d),\d+$/,
  ],
  ["every byte doubled", made((i) => base[i >> 1]), /serial correlation|independence/],
  ["sums of two", base.map((byte, i) => (byte + dice[i]) >> 1), /chi-square/],
  [
    "a period of 16 bits",
    bitsOf((i) => i % 16 === 0 ? 1 : fair[i] & 1),
    /worst bit position|autocorrelation/,
  ],
];

Deno.test("every source of the catalogue departs, and the report says which test and where", async (t) => {
  assert(CATALOGUE.length >= 20);
  for (const [name, bytes, test, where] of CATALOGUE) {
    await t.step(name, async () => {
      const assessment = await assessBytes(bytes);
      const { outcome, departing } = verdictOf(assessment);
      assertEquals(outcome, "departs");
      assert(departing.some((one) => test.test(one)), departing.join(", "));
      if (where === undefined) return;
      const places = testGroups(assessment).flatMap(({ lines }) => lines)
        .filter(({ comparison }) => comparison === "departs").map((line) => line.where ?? "");
      assert(places.some((place) => where.test(place)), places.join(", "));
    });
  }
});
