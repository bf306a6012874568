import { repeatedBitTuples, repeatedTuples } from "../../../lib/math/repeated_tuples.ts";
import { assertEquals } from "../../assert.ts";
import { xorshift32 } from "../../sp800_90b/reference_data.ts";

Deno.test("repeatedBitTuples() gives up where few suffixes agree but each pair for long", () => {
  // Comparing them would take as many steps as the square of that.
  const draw = xorshift32(31);
  const long = Uint8Array.from({ length: 1_000_000 }, () => draw() >>> 31);
  for (const [size, isQuick] of [[500, true], [900, false]] as const) {
    const bits = long.slice();
    bits.copyWithin(700_000, 20_000, 20_000 + size);
    assertEquals(repeatedBitTuples(bits) !== null, isQuick, `${size} bits`);
    assertEquals(repeatedTuples(bits, 2).longest >= size, true, `${size} bits`);
  }
});
