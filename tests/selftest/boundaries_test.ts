/** Keys built to lie on each bound and one beyond it. */
import { assert, assertEquals } from "../assert.ts";
import type { Interval } from "../../lib/math/binomial.ts";
import { selfTest } from "../../lib/selftest/battery.ts";
import { bitsAtPosition, namePosition, WORD_BITS } from "../../lib/selftest/bit_bounds.ts";
import { boundsFor } from "../../lib/selftest/bounds.ts";
import { FairBytes } from "./fair_bytes.ts";

const LENGTHS = [1024, 2048, 20_000, 32_768];

function keyOfBits(bits: string): Uint8Array {
  return Uint8Array.from(
    { length: bits.length / 8 },
    (_, i) => parseInt(bits.slice(8 * i, 8 * i + 8), 2),
  );
}

/** The value where the statistic failed, null where it passed. */
function failedValue(key: Uint8Array, statistic: string): number | null {
  return selfTest(key).find((failed) => failed.statistic === statistic)?.value ?? null;
}

/** The last value that passes and the first that fails, at both ends; `step` apart. */
function assertPairs(
  statistic: string,
  { least, most }: Interval,
  make: (value: number) => Uint8Array,
  step = 1,
): void {
  assert(least < most);
  for (const value of [least, most]) assertEquals(failedValue(make(value), statistic), null);
  for (const value of [least - step, most + step]) {
    if (value >= 0) assertEquals(failedValue(make(value), statistic), value);
  }
}

Deno.test("the monobit test fails one beyond either bound", () => {
  for (const bits of LENGTHS) {
    const make = (ones: number) => keyOfBits("1".repeat(ones) + "0".repeat(bits - ones));
    assertPairs("ones", boundsFor(bits).ones, make);
  }
});

/** Four whole numbers whose squares add up to n; there always are (Lagrange). */
function fourSquares(n: number): number[] {
  for (let a = Math.floor(Math.sqrt(n)); a >= 0; a--) {
    for (let b = Math.floor(Math.sqrt(n - a * a)); b >= 0; b--) {
      for (let c = Math.floor(Math.sqrt(n - a * a - b * b)); c >= 0; c--) {
        const d = Math.sqrt(n - a * a - b * b - c * c);
        if (Number.isInteger(d)) return [a, b, c, d];
      }
    }
  }
  throw new Error(`${n} is not a sum of four squares`);
}

/**
 * A key with this sum of squared nibble counts: m / 16 of each value, then pairs of values are
 * moved apart by +a and -a, which adds 2 a^2 each. Where 16 does not divide m (20,000 bits: 5,000 =
 * 16 * 312 + 8), eight values have one more from the start.
 */
function keyWithSumOfSquares(bits: number, sum: number): Uint8Array {
  const nibbles = bits / 4;
  const counts = Array.from(
    { length: 16 },
    (_, i) => Math.floor(nibbles / 16) + (i < nibbles % 16 ? 1 : 0),
  );
  const missing = sum - counts.reduce((total, count) => total + count * count, 0);
  // Values 0 and 1 (and so on) have the same count: (c + a)^2 + (c - a)^2 = 2 c^2 + 2 a^2.
  const even = Math.floor(Math.sqrt(missing / 2 / 8));
  const moves = [even, even, even, even, ...fourSquares(missing / 2 - 4 * even * even)];
  moves.forEach((a, pair) => {
    counts[2 * pair] += a;
    counts[2 * pair + 1] -= a;
  });
  const values = counts.flatMap((count, value) => Array<number>(count).fill(value));
  return Uint8Array.from({ length: bits / 8 }, (_, i) => 16 * values[2 * i] + values[2 * i + 1]);
}

Deno.test("the poker test fails one lattice step, which is 2, beyond either bound", () => {
  for (const bits of LENGTHS) {
    const make = (sum: number) => keyWithSumOfSquares(bits, sum);
    assertPairs("sum of squared nibble counts", boundsFor(bits).sumOfSquares, make, 2);
  }
});

Deno.test("the runs test fails one beyond either bound, for each length and symbol", () => {
  for (const bits of LENGTHS) {
    boundsFor(bits).runs.forEach((allowed, i) => {
      const length = i < 5 ? `${i + 1}` : "6 or more";
      for (const [symbol, other, name] of [["0", "1", "zeros"], ["1", "0", "ones"]] as const) {
        const make = (runs: number) =>
          keyOfBits((symbol.repeat(i + 1) + other).repeat(runs).padEnd(bits, other));
        assertPairs(`runs of ${length} ${name}`, allowed, make);
      }
    });
  }
});

Deno.test("the long run test fails at the first length that is too improbable", () => {
  for (const [bits, fails] of [[1024, 24], [2048, 25], [20_000, 28], [32_768, 29]] as const) {
    for (const symbol of ["0", "1"]) {
      const key = (run: number) => {
        const other = symbol === "0" ? "1" : "0";
        // Alternating bits, the run in the middle between two of the other symbol.
        const rest = (other + symbol).repeat(bits);
        return keyOfBits(
          (other + symbol).repeat(100) + other + symbol.repeat(run) +
            rest.slice(0, bits - 201 - run),
        );
      };
      const statistic = "bits in the longest run";
      assertEquals(failedValue(key(fails - 1), statistic), null);
      assertEquals(failedValue(key(fails), statistic), fails);
    }
  }
});

Deno.test("the nibble absence test passes when a value occurs once, and fails without it", () => {
  const statistic = "nibble values that do not occur";
  for (const bits of LENGTHS) {
    const key = new Uint8Array(bits / 8).map((_, i) =>
      [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd][i % 7]
    );
    key[key.length - 1] = 0xee;
    assertEquals(failedValue(key, statistic), 1);
    key[key.length - 1] = 0xef;
    assertEquals(failedValue(key, statistic), null);
  }
});

Deno.test("the repeat test fails at eight equal bytes, and passes at seven", () => {
  const statistic = "64-bit words seen before";
  for (const bits of LENGTHS) {
    const key = new FairBytes(bits).bytes(bits / 8);
    assertEquals(failedValue(key, statistic), null);
    const seven = key.slice();
    seven.copyWithin(key.length - 7, 3, 10); // the last seven bytes, from an odd offset
    assertEquals(failedValue(seven, statistic), null);
    const eight = key.slice();
    eight.copyWithin(key.length - 8, 3, 11);
    assertEquals(failedValue(eight, statistic), 1);
  }
});

Deno.test("the repeat test fails at eight equal byte differences, and passes at seven", () => {
  const statistic = "64-bit words of byte differences seen before";
  for (const bits of LENGTHS) {
    const key = new FairBytes(bits).bytes(bits / 8);
    assertEquals(failedValue(key, statistic), null);
    // Bytes 3 to 11 raised by 100 at the end: nine bytes have eight differences.
    const raised = (bytes: number) => {
      const copy = key.slice();
      copy.set(key.slice(3, 3 + bytes).map((byte) => byte + 100), key.length - bytes);
      return copy;
    };
    assertEquals(failedValue(raised(8), statistic), null);
    assertEquals(failedValue(raised(9), statistic), 1);
  }
});

Deno.test("the autocorrelation test fails one beyond either bound, at each distance", () => {
  for (const bits of [1024, 32_768]) {
    boundsFor(bits).unequalBits.forEach((allowed, i) => {
      const distance = i + 1;
      // The first bits are zeros; each later one is that `distance` before it or not, as often as wanted.
      const make = (unequal: number) => {
        const key: number[] = Array(distance).fill(0);
        for (let at = distance; at < bits; at++) {
          key.push(key[at - distance] ^ (at - distance < unequal ? 1 : 0));
        }
        return keyOfBits(key.join(""));
      };
      if (bits === 1024 || distance % 21 === 1) {
        assertPairs(`unequal bits ${distance} apart`, allowed, make);
      }
    });
  }
});

Deno.test("the bit position test fails one beyond either bound, at each position", () => {
  for (const bits of [1024, 1032, 32_768]) {
    boundsFor(bits).onesAtPosition.forEach((intervals, i) => {
      const wordBits = WORD_BITS[i];
      intervals.forEach((allowed, position) => {
        const count = bitsAtPosition(bits, wordBits, position);
        const make = (ones: number) => {
          const key = Array<number>(bits).fill(0);
          for (let word = 0; word < ones; word++) key[position + word * wordBits] = 1;
          return keyOfBits(key.join(""));
        };
        const statistic = `ones at ${namePosition(wordBits, position)}`;
        if (allowed.most === count) assertEquals(failedValue(make(count), statistic), null);
        else if (bits < 2048 || position % 7 === 1) assertPairs(statistic, allowed, make);
      });
    });
  }
});
