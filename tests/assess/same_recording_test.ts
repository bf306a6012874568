import { isSameRecording } from "../../lib/assess/reference_recordings.ts";
import { assertEquals } from "../assert.ts";
import { uniform } from "../sp800_90b/standard_data.ts";

const of = (symbols: Uint8Array, bitsPerSymbol = 8) => ({ symbols, bitsPerSymbol });

Deno.test("a copy, a beginning and other widths of the same bits are one recording, in either order", () => {
  const bytes = uniform(1_000, 7, 8);
  const nibbles = Uint8Array.from([...bytes].flatMap((byte) => [byte >> 4, byte & 15]));
  const changed = bytes.with(999, bytes[999] ^ 1);
  for (
    const [one, other, same] of [
      [of(bytes), of(bytes.slice()), true],
      [of(bytes), of(bytes.slice(0, 100)), true],
      [of(bytes), of(nibbles, 4), true],
      [of(bytes), of(nibbles.slice(0, 301), 4), true],
      // One symbol a byte, of which the other takes all eight bits.
      [of(nibbles, 4), of(nibbles), true],
      [of(bytes), of(changed), false],
      [of(bytes), of(bytes.slice(1)), false],
      [of(bytes), of(uniform(1_000, 8, 8)), false],
      [of(bytes), of(new Uint8Array(0)), false],
    ] as const
  ) {
    assertEquals([isSameRecording(one, other), isSameRecording(other, one)], [same, same]);
  }
});

Deno.test("what chance makes equal is not one recording: 63 fair bits, or samples that are nearly all one value", () => {
  const alternating = (length: number) => Uint8Array.from({ length }, (_, i) => i % 2);
  const long = of(alternating(1_000), 1);
  assertEquals(isSameRecording(long, of(alternating(64), 1)), true);
  assertEquals(isSameRecording(long, of(alternating(62), 1)), false);
  const rare = new Uint8Array(1_000).with(500, 1);
  assertEquals(isSameRecording(of(rare, 1), of(rare.slice(), 1)), false);
});
