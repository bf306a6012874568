import { Repeats } from "../../lib/assess/repeats.ts";
import { assert, assertEquals } from "../assert.ts";
import { FairBytes } from "../selftest/fair_bytes.ts";

const MEBIBYTE = 2 ** 20;

Deno.test("a repeat that was compared whole is not hidden by a longer one of which little was", () => {
  const recording = new FairBytes(5).bytes(20 * MEBIBYTE);
  recording.copyWithin(9_000_000, 1_000_000, 1_000_400);
  // Behind the first 16 MiB only the words are at hand.
  recording.copyWithin(19_000_000, 17_500_000, 17_500_900);
  const repeats = new Repeats();
  for (let at = 0; at < recording.length; at += MEBIBYTE) {
    repeats.update(recording.subarray(at, at + MEBIBYTE));
  }
  const { first, longest } = repeats.result();
  assert(first.some(({ lengthBytes, comparedBytes }) => lengthBytes > 400 && comparedBytes < 100));
  assertEquals(longest, {
    offset: 9_000_000,
    earlierOffset: 1_000_000,
    lengthBytes: 400,
    comparedBytes: 400,
  });
});
