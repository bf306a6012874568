import { Repeats } from "../../../lib/assess/repeats.ts";
import { assert, assertEquals } from "../../assert.ts";
import { FairBytes } from "../../selftest/fair_bytes.ts";

const MEBIBYTE = 2 ** 20;

Deno.test("a repeat that was compared whole is not hidden by a longer one of which little was", () => {
  const recording = new FairBytes(5).bytes(20 * MEBIBYTE);
  recording.copyWithin(9_000_000, 1_000_000, 1_000_400);
  // Behind the first 16 MiB only the words are retained.
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

Deno.test("Repeats says how much of a repeat it compared where neither end of a long recording has it", () => {
  const data = new FairBytes(50).bytes(17 * 2 ** 20 + 2 ** 19);
  const [from, to, length] = [16.6 * 2 ** 20 | 0, 17.1 * 2 ** 20 | 0, 10_001];
  data.copyWithin(to, from, from + length);
  // And one whose beginning is retained, and its recording's end.
  data.copyWithin(data.length - 5_003, 1_234, 1_234 + 5_003);
  const repeats = new Repeats();
  for (let at = 0; at < data.length; at += 65_536) repeats.update(data.subarray(at, at + 65_536));
  const { first: [far, near, ...more], guaranteedLengthBytes } = repeats.result();
  assertEquals([more.length, guaranteedLengthBytes], [0, 256 + 15]);
  assertEquals(far.offset - far.earlierOffset, to - from);
  assert(far.offset >= to && far.offset < to + 256, `${far.offset}`);
  const end = far.offset + far.lengthBytes;
  assert(end <= to + length && end > to + length - 256, `${end}`);
  assertEquals(far.comparedBytes, 16 * (1 + (far.lengthBytes - 16) / 256));
  assertEquals(near, {
    offset: data.length - 5_003,
    earlierOffset: 1_234,
    lengthBytes: 5_003,
    comparedBytes: 5_003,
  });
});
