import { guessFormat, MIN_NEIGHBOUR_COUNT } from "../../lib/assess/format_guess.ts";
import { assert, assertEquals, assertMatch } from "../assert.ts";
import { changingNoise, correlatedNoise } from "../noise.ts";
import { fairBytes } from "../report/samples.ts";

Deno.test("raw noise of few low values is not named as damaged, whatever its width", () => {
  for (let seed = 0; seed < 5; seed++) {
    for (const deviation of [20, 24, 28, 30, 34, 45]) {
      const noise = changingNoise(100_000, () => deviation, seed);
      assertEquals(guessFormat(noise), null, `${deviation}`);
    }
    for (const correlation of [0.5, 0.9, 0.98]) {
      assertEquals(guessFormat(correlatedNoise(100_000, correlation, seed)), null);
    }
  }
});

Deno.test("a gap that its neighbours do not have is named, with a figure that is true", async () => {
  const sources = { fair: await fairBytes(60_000), wide: changingNoise(400_000, () => 60, 1) };
  for (const [name, source] of Object.entries(sources)) {
    const counted = (damaged: Uint8Array) => {
      const guess = guessFormat(damaged);
      assert(guess !== null, name);
      const times = /come (\d+) times or more/.exec(guess.evidence)?.[1];
      const counts = [8, 9, 11, 12, 14, 15, 16, 17, 18]
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

Deno.test("the neighbours' count keeps gaps by chance below 1e-9 at every mean", () => {
  const tail = (least: number, mean: number) => {
    let term = Math.exp(-mean), below = 0;
    for (let k = 0; k < least; k++) {
      below += term;
      term *= mean / (k + 1);
    }
    return Math.max(0, 1 - below);
  };
  for (const [neighbours, most] of [[9, 4e-12], [4, 9e-11]] as const) {
    let largest = 0;
    for (let mean = 1; mean < 60; mean += 0.1) {
      const probability = tail(MIN_NEIGHBOUR_COUNT, mean) ** neighbours * Math.exp(-mean);
      largest = Math.max(largest, probability);
    }
    assert(largest <= most && largest > most / 2, `${neighbours}: ${largest}`);
  }
});
