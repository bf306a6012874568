import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { StreamStatisticsCounter } from "../../lib/assess/stream_statistics.ts";
import type { StreamStatistics, SymbolStatistics } from "../../lib/assess/stream_types.ts";
import { skipWithout } from "../peers.ts";
import { runPeer } from "../sp800_90b/peer.ts";
import { referenceData, xorshift32 } from "../sp800_90b/reference_data.ts";

function statistics(...chunks: Uint8Array[]): StreamStatistics {
  const counter = new StreamStatisticsCounter();
  for (const chunk of chunks) counter.update(chunk);
  return counter.result()!;
}

for (const generator of ["uniform8", "bell8", "sticky4", "clock3"]) {
  Deno.test({
    name: `StreamStatisticsCounter has ent's figures on ${generator}`,
    ignore: skipWithout({ programs: { ent: "ent" } }, "comparison with ent"),
    fn: async () => {
      const data = referenceData(generator, 100_003);
      const result = statistics(data);
      for (const [unit, option] of [["bytes", []], ["bits", ["-b"]]] as const) {
        const { stdout } = await runPeer("ent", ["-t", ...option], data);
        const printed = stdout.trim().split("\n")[1].split(",").slice(1).map(Number);
        assertEquals(entFigures(result[unit], result.monteCarloPi), printed, unit);
      }
    },
  });
}

/** In ent's order and with its six decimals. */
function entFigures(figures: SymbolStatistics, pi: number | null): number[] {
  return [
    figures.samples,
    figures.shannonEntropy,
    figures.chiSquare,
    figures.mean,
    pi!,
    figures.serialCorrelation!,
  ].map((figure) => Number(figure.toFixed(6)));
}

Deno.test("StreamStatisticsCounter gives the same result however the stream is cut", () => {
  const data = referenceData("bell8", 20_011);
  const whole = statistics(data);
  const draw = xorshift32(21);
  for (let trial = 0; trial < 20; trial++) {
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < data.length;) {
      const size = draw() % (trial < 10 ? 9 : 3_000);
      chunks.push(data.slice(at, at + size));
      at += size;
    }
    assertEquals(statistics(...chunks), whole);
  }
});

Deno.test("StreamStatisticsCounter counts ones at each bit position", () => {
  const { bitPositions } = statistics(Uint8Array.of(0x80, 0x81, 0x80, 0x01));
  assertEquals(bitPositions.map(({ bit, ones }) => [bit, ones]), [
    [7, 3],
    [6, 0],
    [5, 0],
    [4, 0],
    [3, 0],
    [2, 0],
    [1, 0],
    [0, 2],
  ]);
  assertEquals(bitPositions[0].proportion, 0.75);
  assertEquals(
    bitPositions[0].standardScore,
    1,
    "one standard deviation of four fair bits is one bit",
  );
});

Deno.test("StreamStatisticsCounter correlates bits at a distance as the definition does", () => {
  const data = referenceData("sticky4", 1_000);
  const bits = Array.from(data, (byte) => byte.toString(2).padStart(8, "0")).join("");
  const { autocorrelation, autocorrelationBits } = statistics(data);
  assertEquals(autocorrelationBits, 8_000);
  assertEquals(autocorrelation.length, 64);
  for (const { lagBits, correlation, standardScore } of autocorrelation) {
    let sum = 0;
    for (let i = lagBits; i < bits.length; i++) sum += bits[i] === bits[i - lagBits] ? 1 : -1;
    assertAlmostEquals(correlation, sum / (bits.length - lagBits), 1e-15);
    assertAlmostEquals(standardScore, sum / Math.sqrt(bits.length - lagBits), 1e-12);
  }
  const period = statistics(new Uint8Array(300).map((_, i) => [0x13, 0x57, 0xae][i % 3]));
  assertEquals(
    period.autocorrelation.filter(({ correlation }) => correlation === 1).map((c) => c.lagBits),
    [
      24,
      48,
    ],
  );
});

Deno.test("StreamStatisticsCounter has no correlation for constant data and no pi below six bytes", () => {
  const { bytes, bits, monteCarloPi, autocorrelation } = statistics(new Uint8Array(5));
  assertEquals([bytes.serialCorrelation, bits.serialCorrelation, monteCarloPi], [null, null, null]);
  assertEquals(autocorrelation.length, 31, "distances shorter than the one whole word");
  assertEquals([bytes.shannonEntropy, bytes.histogramMinEntropy], [0, 0]);
  assert(bytes.chiSquarePValue < 1e-100);
});

Deno.test("StreamStatisticsCounter has nothing to say before the first byte", () => {
  const counter = new StreamStatisticsCounter();
  counter.update(new Uint8Array());
  assertEquals(counter.result(), null);
  counter.update(Uint8Array.of(7));
  assertEquals(counter.result()!.bytes.mean, 7);
});
