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
  ["times in seconds", (i) => 1_700_000_000 + 3 * i, 32],
  ["times in nanoseconds", (i) => 1_700_000_000_000_000_000n + BigInt(i) * 1_000_003n, 62],
  ["16 bits, moved up", (i) => BigInt(noise(i, 12)) << 16n, 32],
  ["24 bits, moved up", (i) => BigInt(noise(i, 18)) << 8n, 30],
  ["20 bits, moved up", (i) => BigInt(noise(i, 17)) << 12n, 32],
];

Deno.test("whole numbers of 16 to 64 bits are named with width and order, however small, and moved up too", () => {
  for (const [what, value, bits] of VALUES) {
    for (const width of [2, 3, 4, 8]) {
      if (8 * width < bits) continue;
      for (const little of [true, false]) {
        const order = `${little ? "little" : "big"} endian`;
        const { name, evidence } = guessFormat(samples(width, little, value))!;
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

Deno.test("of whole numbers the command takes the lower 16 bits that change, in either order", () =>
  withDirectory(async (directory) => {
    const bytes = Array.from(fair.subarray(0, SAMPLES), (byte) => byte >> 1);
    for (const width of [2, 3, 4, 8]) {
      for (const little of [true, false]) {
        const head = samples(width, little, (i) => bytes[i]);
        assertEquals(await givenBack(head, `${directory}/${width}`), bytes, `${width} ${little}`);
      }
    }
    // Noise in the lower 8 of 24 bits, which lie above a byte of zeros.
    for (const little of [true, false]) {
      const head = samples(4, little, (i) => BigInt(0x120000 + 256 * (i % 3) + fair[i]) << 8n);
      assertStringIncludes(guessFormat(head)!.evidence, "the lowest, constant, are left out");
      const given = await givenBack(head, `${directory}/moved up`);
      assertEquals(given, Array.from(fair.subarray(0, SAMPLES)), String(little));
    }
  }));

Deno.test("an order that nothing shows is told as such", () => {
  const full = (i: number) => (fair[i] << 16 | fair[i + 3_000] << 8 | fair[i + 6_000]) * 256;
  for (const little of [true, false]) {
    const guess = guessFormat(samples(4, little, full));
    assertStringIncludes(guess!.evidence, "the order of bytes may be the other one");
  }
});

Deno.test("symbols that are nearly always 0 are no wider samples", () => {
  for (const length of [64, 256, 1_000]) {
    for (let from = 0; from + length <= 12_000; from += length) {
      const rare = fair.subarray(from, from + length).map((byte) => byte < 12 ? 1 : 0);
      const { name } = guessFormat(rare) ?? {};
      assertEquals([undefined, "one bit a byte"].includes(name), true, name);
    }
  }
});

/** Fair bytes in the lower places of wider samples, 0 in the others; each run has bytes of its own. */
function* wideRuns(bytes: number, width: number, length: number, little: boolean) {
  for (let from = 0; from < 12_000; from += 200) {
    yield Uint8Array.from({ length }, (_, at) => {
      const place = little ? at % width : width - 1 - at % width;
      return place < bytes ? fair[(from + 7 * at) % 12_000] : 0;
    });
  }
}

Deno.test("of few wide samples the order is that which zeros above them show, and no more than likely", () => {
  for (
    const [bytes, width, lengths] of [
      [2, 4, [256, 512]],
      [2, 8, [256, 512]],
      [3, 8, [256, 2_048]],
      [4, 8, [256, 512]],
      [3, 4, [512, 600]],
      [5, 8, [512]],
      [6, 8, [512]],
      [7, 8, [512, 1_000]],
    ] as const
  ) {
    for (const length of lengths) {
      for (const little of [true, false]) {
        const name = `samples of ${8 * width} bits, ${little ? "little" : "big"} endian`;
        for (const head of wideRuns(bytes, width, length, little)) {
          const guess = guessFormat(head);
          assertEquals(guess?.name, name, `${bytes} of ${width} in ${length}`);
          assertStringIncludes(guess!.evidence, "the order of bytes may be the other one");
        }
      }
    }
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
