import { MIN_NEIGHBOUR_COUNT, MIN_NEIGHBOUR_PAIRS } from "../../lib/assess/damage_guess.ts";
import { guessFormat } from "../../lib/assess/format_guess.ts";
import { assert, assertEquals, assertMatch } from "../assert.ts";
import { changingNoise, uniformNumbers } from "../noise.ts";
import { fairBytes } from "../report/samples.ts";

/** Bytes about CR and LF that no line takes of its own accord. */
const NEIGHBOURS = [0x08, 0x09, 0x0b, 0x0c, 0x0e, 0x0f, 0x10, 0x12];

Deno.test("a gap that its neighbours do not have is named, with a figure that is true", async () => {
  const sources = { fair: await fairBytes(60_000), wide: changingNoise(400_000, () => 60, 1) };
  for (const [name, source] of Object.entries(sources)) {
    const counted = (damaged: Uint8Array) => {
      const guess = guessFormat(damaged);
      assert(guess !== null, name);
      const times = /come (\d+) times or more/.exec(guess.evidence)?.[1];
      const counts = NEIGHBOURS
        .map((byte) => damaged.filter((other) => other === byte).length);
      assertEquals(times, `${Math.min(...counts)}`);
      return guess;
    };
    const terminal = counted(source.map((byte) => byte === 13 ? 10 : byte));
    assertEquals(terminal.name, "bytes that went through a terminal line");
    assertMatch(terminal.evidence, /^no byte is CR \(0d\)/);
    const textMode = counted(source.filter((byte) => byte !== 10));
    assertEquals(textMode.name, "bytes that went through text mode");
    assertMatch(textMode.evidence, /^no byte is LF \(0a\)/);
  }
});

Deno.test("a gap of neighbours that come just often enough is named, and of fewer it is not", () => {
  const recording = (each: number) =>
    Uint8Array.from(
      { length: 19 * 200 },
      (_, i) => i % 19 === 13 ? 200 : i < 19 * each ? i % 19 : 100 + i % 100,
    );
  assertEquals(guessFormat(recording(MIN_NEIGHBOUR_COUNT - 1)), null);
  assertEquals(
    guessFormat(recording(MIN_NEIGHBOUR_COUNT))?.evidence,
    "no byte is CR (0d), while those about it come 21 times or more: record again with the line " +
      "in raw mode",
  );
});

Deno.test("a gap beside one neighbour that is rare is not named, whichever of them it is", () => {
  const recording = (rare: number) =>
    Uint8Array.from({ length: 19 * 200 }, (_, i) => {
      const byte = i % 19;
      const kept = byte !== 0x0d && (byte !== rare || i < 19 * (MIN_NEIGHBOUR_COUNT - 1));
      return kept ? byte : 200;
    });
  for (const neighbour of NEIGHBOURS) {
    assertEquals(guessFormat(recording(neighbour)), null, `${neighbour}`);
  }
  // Flow control takes 11.
  assertMatch(guessFormat(recording(0x11))?.evidence ?? "", /^no byte is CR \(0d\)/);
});

Deno.test("a converter that misses other codes as well is not named as damaged", () => {
  const wide = changingNoise(400_000, () => 60, 1);
  const missing = (...codes: number[]) =>
    guessFormat(wide.map((byte) => codes.includes(byte) ? byte + 1 : byte))?.name ?? null;
  assertEquals(missing(13, 150), null);
  assertEquals(missing(10, 20, 30), null);
  // Flow control takes 11 and 13, and 7f erases.
  assertEquals(missing(13, 17, 19, 127), "bytes that went through a terminal line");
});

Deno.test("a mebibyte without a CR before an LF is named, and one with it is not", () => {
  const random = uniformNumbers(1);
  const fair = Uint8Array.from({ length: 2 ** 20 }, () => Math.floor(256 * random()));
  const damaged = fair.filter((byte, i) => byte !== 13 || fair[i + 1] !== 10);
  assertEquals(guessFormat(fair), null);
  assertMatch(guessFormat(damaged)?.evidence ?? "", /^a CR never stands before an LF/);
});

Deno.test("low noise is no noise that lost its highest bit", () => {
  const low = changingNoise(100_000, () => 20, 1).map((byte) => Math.max(0, byte - 100));
  assertEquals(guessFormat(low)?.name, "symbols of 7 bits, one a byte");
  for (const deviation of [20, 60]) {
    const lost = changingNoise(100_000, () => deviation, 1).map((byte) => byte & 127);
    assertEquals(guessFormat(lost)?.name, "bytes without their highest bit");
  }
});

Deno.test("the neighbours' counts keep gaps by chance below what is stated, at every mean", () => {
  const tail = (least: number, mean: number) => {
    let term = Math.exp(-mean), below = 0;
    for (let k = 0; k < least; k++) {
      below += term;
      term *= mean / (k + 1);
    }
    return Math.max(0, 1 - below);
  };
  for (
    const [least, neighbours, most] of [
      [MIN_NEIGHBOUR_COUNT, 8, 6e-12],
      [MIN_NEIGHBOUR_PAIRS, 4, 4e-6],
    ] as const
  ) {
    let largest = 0;
    for (let mean = 1; mean < 60; mean += 0.1) {
      const probability = tail(least, mean) ** neighbours * Math.exp(-mean);
      largest = Math.max(largest, probability);
    }
    assert(largest <= most && largest > most / 2, `${least}: ${largest}`);
  }
});
