import { startStreamTests } from "../../../lib/assess/stream_tests.ts";
import { assertEquals } from "../../assert.ts";
import { REQUEST } from "../../report/samples.ts";

Deno.test("ten million samples are kept and no more", () => {
  const tests = startStreamTests(REQUEST, null, { decided: null });
  const piece = new Uint8Array(1_000_000).map((_, i) => (i * 2654435761) >>> 13);
  for (let i = 0; i < 10; i++) tests.take(piece);
  tests.take(piece.subarray(0, 1));
  tests.finish(true);
  assertEquals([tests.samples, tests.kept.length], [10_000_001, 10_000_000]);
});
