import { guessFormat } from "../../lib/assess/format_guess.ts";
import { assertEquals, assertStringIncludes } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { fairBytes } from "../report/samples.ts";
import { givenBack } from "./through_command.ts";

const fair = await fairBytes(12_000);
const SAMPLES = 3_000;

/** Samples of a width in either order; negative ones as their complement. */
function samples(
  width: number,
  little: boolean,
  value: (i: number) => number | bigint,
): Uint8Array {
  const bytes = new Uint8Array(SAMPLES * width);
  for (let i = 0; i < SAMPLES; i++) {
    const bits = BigInt.asUintN(8 * width, BigInt(value(i)));
    for (let at = 0; at < width; at++) {
      const place = i * width + (little ? at : width - 1 - at);
      bytes[place] = Number(bits >> BigInt(8 * at) & 255n);
    }
  }
  return bytes;
}

/** About 0, of so many bits and a few. */
const noise = (i: number, bits: number) => {
  const four = fair[i] + fair[i + 3_000] + fair[i + 6_000] + fair[i + 9_000] - 510;
  return Math.round(four * 2 ** (bits - 8));
};

const VALUES: readonly [what: string, value: (i: number) => number | bigint, bits: number][] = [
  ["a counter up to 100", (i) => i % 100, 7],
  ["a counter", (i) => i, 12],
  ["12 bits", (i) => fair[i] * 16 + fair[i + 1] % 16, 12],
  ["five values", (i) => fair[i] % 5, 3],
  ["bits", (i) => fair[i] & 1, 1],
  ["five values about 0", (i) => fair[i] % 5 - 2, 4],
  ["three values about 0", (i) => fair[i] % 3 - 1, 2],
  ["noise about 0", (i) => noise(i, 8), 11],
  ["times in seconds", (i) => 1_700_000_512 + i, 32],
];

const WIDE = (bits: number) => `samples of ${bits} bits, whole numbers or floating point`;

Deno.test("whole numbers of 16, 32 and 64 bits are named, however small, with their order where that is sure", () => {
  for (const [what, value, bits] of VALUES) {
    for (const width of [2, 4, 8]) {
      if (8 * width < bits) continue;
      for (const little of [true, false]) {
        const order = `${little ? "little" : "big"} endian`;
        const { name, evidence, command } = guessFormat(samples(width, little, value))!;
        if (width === 8) {
          assertEquals([name, command], [WIDE(64), null], what);
          continue;
        }
        // Bytes of 16 bits that do not depend on each other may have lost the first.
        const isSure = width !== 2 || name !== "samples of 16 bits";
        assertEquals(name, `samples of ${8 * width} bits${isSure ? `, ${order}` : ""}`, what);
        if (!isSure) {
          assertStringIncludes(evidence, `; ${order}, or the first byte is half a sample`);
        }
      }
    }
  }
});

Deno.test("of whole numbers the command takes the lower 16 bits, in either order", () =>
  withDirectory(async (directory) => {
    const bytes = Array.from(fair.subarray(0, SAMPLES), (byte) => byte >> 1);
    for (const width of [2, 4]) {
      for (const little of [true, false]) {
        const head = samples(width, little, (i) => bytes[i]);
        assertEquals(await givenBack(head, `${directory}/${width}`), bytes, `${width} ${little}`);
      }
    }
  }));

Deno.test("symbols that are nearly always 0 are no wider samples", () => {
  for (const length of [64, 256, 1_000]) {
    for (let from = 0; from + length <= 12_000; from += length) {
      const rare = fair.subarray(from, from + length).map((byte) => byte < 12 ? 1 : 0);
      const { name } = guessFormat(rare) ?? {};
      assertEquals([undefined, "one bit a byte"].includes(name), true, name);
    }
  }
});

Deno.test("samples of which more than half change, and floating-point numbers, are named by their width alone", () => {
  const three = (i: number) => fair[i] << 16 | fair[i + 3_000] << 8 | fair[i + 6_000];
  const six = (i: number) => BigInt(three(i)) << 24n | BigInt(three(i + 3_000));
  const named = (head: Uint8Array) => {
    const { name, command } = guessFormat(head) ?? {};
    return [name, command];
  };
  for (const little of [true, false]) {
    const [wide, wider] = [samples(4, little, three), samples(8, little, six)];
    assertEquals(named(wide), [WIDE(32), null]);
    assertEquals(named(wider), [WIDE(64), null]);
    // In so few bytes places may differ by chance.
    assertEquals([guessFormat(wide.subarray(0, 1_000)), guessFormat(wider.subarray(0, 2_000))], [
      null,
      null,
    ]);
    assertEquals(guessFormat(samples(3, little, (i) => three(i) >> 4)), null);
  }
  const numbers = Array.from({ length: 2_000 }, (_, i) => fair[i] + fair[i + 1] / 256 + 0.5);
  // Whole ones have zeros below them, as small whole numbers of the other order have them above.
  const whole = [256, 16, 3, 2].map((values) =>
    Array.from({ length: 2_000 }, (_, i) => fair[i] % values)
  );
  const signs = [1, 2].map((value) => whole[3].map((bit) => value * (2 * bit - 1)));
  for (const floats of [numbers, ...whole, ...signs, whole[3].map((bit) => 2 * bit)]) {
    assertEquals(named(new Uint8Array(new Float64Array(floats).buffer)), [WIDE(64), null]);
    assertEquals(named(new Uint8Array(new Float32Array(floats).buffer)), [WIDE(32), null]);
  }
  // So have samples of 16 bits that are moved up.
  const upper = (i: number) => (fair[i] << 24 | fair[i + 3_000] << 16) >>> 0;
  for (const little of [true, false]) {
    assertEquals(named(samples(4, little, upper)), [WIDE(32), null]);
  }
});

Deno.test("of few bytes a place that is constant by chance makes no wide samples", () => {
  for (const length of [512, 1_000]) {
    for (let from = 0; from + length <= 12_000; from += 100) {
      const rare = fair.subarray(from, from + length).map((byte, at) =>
        byte < 16 ? fair[(from + 5 * at + 1) % 12_000] : 0
      );
      assertEquals(guessFormat(rare), null);
    }
  }
});

Deno.test("one number of any width again and again is no recording of such numbers", () => {
  for (
    const period of [[0, 255], [1, 0], [1, 2, 3], [0, 0, 0, 7], [9, 8, 7, 6, 0, 0, 0, 0], [
      0,
      0,
      255,
      255,
    ]]
  ) {
    for (const sizeBytes of [64, 65, 2_000, 20_000]) {
      const bytes = Uint8Array.from({ length: sizeBytes }, (_, i) => period[i % period.length]);
      assertEquals(guessFormat(bytes)?.name.startsWith("samples of") ?? false, false, `${period}`);
    }
  }
});
