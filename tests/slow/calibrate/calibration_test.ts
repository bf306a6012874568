/** The calibration on reproducible keys; `deno task calibrate` does it at length on real ones. */
import { assert, assertEquals } from "../../assert.ts";
import { calibrate } from "../../../scripts/calibrate/calibration.ts";
import { shareOf } from "../../share.ts";
import { FairBytes } from "../../selftest/fair_bytes.ts";

Deno.test("calibrate() finds each test as designed on fair keys", () => {
  for (
    const [bytes, whole] of [[128, 30_000], [256, 10_000], [1024, 4000], [4096, 1000]] as const
  ) {
    const keys = shareOf(whole);
    const source = new FairBytes(2026);
    const calibration = calibrate(bytes, keys, (key) => source.fill(key), 0.9999);
    assertEquals([calibration.keyBytes, calibration.keys], [bytes, keys]);
    assertEquals(calibration.tests.map(({ verdict }) => verdict), Array(8).fill("as designed"));
    for (const { rejections, interval } of calibration.tests) {
      assert(interval.least <= rejections / keys && rejections / keys <= interval.most);
    }
  }
});

Deno.test("calibrate() counts a key once, and once for each test that rejects it", () => {
  const source = new FairBytes(1);
  let calls = 0;
  // Every tenth key is zeros, which all eight tests reject, the runs test by twelve statistics.
  const { rejectedKeys, tests } = calibrate(128, 100, (key) => {
    if (calls++ % 10 === 0) key.fill(0);
    else source.fill(key);
  }, 0.9999);
  assertEquals(rejectedKeys, 10);
  assertEquals(tests.map(({ rejections }) => rejections), Array(8).fill(10));
  assertEquals(tests.map(({ verdict }) => verdict), Array(8).fill("too often"));
});

Deno.test("calibrate() notices a test that never rejects", () => {
  // The same good key each time: after 200,000 keys about 18 rejections by the number of ones are
  // due.
  const good = new FairBytes(1).bytes(128);
  const { rejectedKeys, tests } = calibrate(128, 200_000, (key) => key.set(good), 0.9999);
  assertEquals(rejectedKeys, 0);
  const verdicts = Object.fromEntries(tests.map(({ test, verdict }) => [test, verdict]));
  assertEquals(verdicts, {
    "monobit": "too rarely",
    "poker": "too rarely",
    "runs": "as designed", // its proved least rate is too small to be missed in so few
    "long run": "too rarely",
    "nibble absence": "as designed",
    "repeat": "as designed",
    "autocorrelation": "as designed", // as with runs
    "bit position": "as designed",
  });
});
