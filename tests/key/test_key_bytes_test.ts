import { assert, assertEquals } from "../assert.ts";
import { findingsAboutKey } from "../../lib/key/findings.ts";
import { GatheredKeyTest, passesTests, testKeyBytes } from "../../lib/key/test_key_bytes.ts";
import { selfTest } from "../../lib/selftest/battery.ts";
import { FairBytes } from "../selftest/fair_bytes.ts";

/** A fair key in which `count` bytes in a row are equal; the self-test finds nothing wrong with it. */
function keyWithEqualBytes(count: number): Uint8Array<ArrayBuffer> {
  const key = new FairBytes(30).bytes(128);
  key.fill(key[40], 40, 40 + count);
  assertEquals(selfTest(key), []);
  return key;
}

Deno.test("testKeyBytes() raises the alarm of the health tests at five equal bytes, and not at four", () => {
  assertEquals(testKeyBytes(keyWithEqualBytes(4)), { alarm: null, failed: [] });
  assertEquals(testKeyBytes(keyWithEqualBytes(5)), {
    alarm: { test: "repetition count", value: 5, cutoff: 5 },
    failed: [],
  });
});

Deno.test("testKeyBytes() takes the alarm of health tests that were run already", () => {
  const alarm = { test: "adaptive proportion", value: 13, cutoff: 13 } as const;
  assertEquals(testKeyBytes(keyWithEqualBytes(4), alarm), { alarm, failed: [] });
  // Null says that they found nothing: then they are not run again.
  assertEquals(testKeyBytes(keyWithEqualBytes(5), null), { alarm: null, failed: [] });
});

Deno.test("testKeyBytes() runs the self-test after an alarm too: it says whether that was chance", () => {
  const { alarm, failed } = testKeyBytes(new Uint8Array(128));
  assertEquals([alarm?.test, failed.some(({ test }) => test === "long run")], [
    "repetition count",
    true,
  ]);
});

Deno.test("GatheredKeyTest keeps an alarm, and ends gathering for it with the 128th byte", () => {
  const test = new GatheredKeyTest();
  const alarm = { test: "repetition count", value: 5, cutoff: 5 } as const;
  const feed = (count: number) => test.feed(new Uint8Array(count));
  assertEquals([feed(4), test.alarm], [true, null]);
  assertEquals([feed(1), test.alarm], [true, alarm]);
  assertEquals([feed(122), test.sizeBytes], [true, 127]);
  assertEquals([feed(1), test.sizeBytes], [false, 128]);
  const fair = new GatheredKeyTest();
  assert(fair.feed(new FairBytes(30).bytes(4096)));
});

Deno.test("testKeyBytes() runs the self-test where the health tests find nothing", () => {
  const text = new TextEncoder().encode("no byte of this is random. ".repeat(5)).slice(0, 128);
  const { alarm, failed } = testKeyBytes(text);
  assertEquals([alarm, failed.length > 0], [null, true]);
});

Deno.test("passesTests() wants neither an alarm nor a failed statistic", () => {
  const alarm = { test: "repetition count", value: 5, cutoff: 5 } as const;
  const failed = selfTest(new Uint8Array(128));
  assertEquals(passesTests({ alarm: null, failed: [] }), true);
  assertEquals(passesTests({ alarm, failed: [] }), false);
  assertEquals(passesTests({ alarm: null, failed }), false);
});

Deno.test("a key that the health tests alone reject is refused by verify too", async () => {
  const namesOf = async (bytes: Uint8Array<ArrayBuffer>) =>
    (await findingsAboutKey({ bytes, sizeBytes: bytes.length, release: () => {} }))
      .filter(({ severity }) => severity === "refusal").map(({ code }) => code);
  assertEquals(await namesOf(keyWithEqualBytes(4)), []);
  assertEquals(await namesOf(keyWithEqualBytes(5)), ["self-test"]);
});
