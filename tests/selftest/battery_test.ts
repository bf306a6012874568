import { assert, assertEquals, assertThrows } from "../assert.ts";
import { selfTest } from "../../lib/selftest/battery.ts";
import { boundsFor } from "../../lib/selftest/bounds.ts";
import { BAD_KEYS } from "./bad_keys.ts";
import { FairBytes } from "./fair_bytes.ts";

function failedTests(key: Uint8Array): string[] {
  const failed = selfTest(key).outcomes.filter((outcome) => !outcome.passed);
  return [...new Set(failed.map((outcome) => outcome.test))];
}

for (const { name, rejectedBy, make } of BAD_KEYS) {
  Deno.test(`selfTest() rejects ${name} at every size`, () => {
    for (const bytes of [128, 256, 1024, 2500, 4096]) {
      const failed = failedTests(make(bytes));
      for (const test of rejectedBy) assert(failed.includes(test), `${test} at ${bytes} bytes`);
      assertEquals(selfTest(make(bytes)).passed, false);
    }
  });
}

Deno.test("selfTest() rejects a byte counter whatever it starts from", () => {
  for (let start = 0; start < 256; start++) {
    // At 128 bytes eight values of the high nibble take half of all nibbles, 256 bytes have all
    // equally often, and in between, at 200, only the differences show it.
    const tests = [[128, "poker"], [200, "repeat"], [256, "poker"], [1024, "poker"]] as const;
    for (const [bytes, test] of tests) {
      const key = Uint8Array.from({ length: bytes }, (_, i) => i + start);
      assert(failedTests(key).includes(test));
    }
  }
});

Deno.test("selfTest() rejects nibbles without any one value, whichever it is", () => {
  for (let missing = 0; missing < 16; missing++) {
    const source = new FairBytes(missing);
    const nibble = () => {
      const value = source.below(15);
      return value < missing ? value : value + 1;
    };
    const key = Uint8Array.from({ length: 128 }, () => 16 * nibble() + nibble());
    const absent = selfTest(key).outcomes.find(({ test }) => test === "nibble absence")!;
    assertEquals([absent.value, absent.passed], [1, false]);
  }
});

Deno.test("selfTest() passes fair keys of every kind of length", () => {
  // Reproducible keys; about one in 3,000 would fail, and none of these does.
  for (const bytes of [128, 129, 200, 256, 1000, 1024, 2499, 2500, 2501, 4095, 4096]) {
    const result = selfTest(new FairBytes(bytes).bytes(bytes));
    assertEquals([result.passed, result.bits], [true, 8 * bytes]);
  }
});

Deno.test("selfTest() reports one outcome for each statistic, tests in order", () => {
  const { outcomes } = selfTest(new FairBytes(1).bytes(128));
  assertEquals(outcomes.map(({ test, statistic }) => `${test}: ${statistic}`), [
    "monobit: ones",
    "poker: sum of squared nibble counts",
    "runs: runs of 1 zeros",
    "runs: runs of 1 ones",
    "runs: runs of 2 zeros",
    "runs: runs of 2 ones",
    "runs: runs of 3 zeros",
    "runs: runs of 3 ones",
    "runs: runs of 4 zeros",
    "runs: runs of 4 ones",
    "runs: runs of 5 zeros",
    "runs: runs of 5 ones",
    "runs: runs of 6 or more zeros",
    "runs: runs of 6 or more ones",
    "long run: bits in the longest run",
    "nibble absence: nibble values that do not occur",
    "repeat: 64-bit words seen before",
    "repeat: 64-bit words of byte differences seen before",
  ]);
});

Deno.test("selfTest() reports value and allowed interval of a rejected key", () => {
  assertEquals(selfTest(new Uint8Array(128)).outcomes[0], {
    test: "monobit",
    statistic: "ones",
    value: 0,
    allowed: { least: 450, most: 574 },
    passed: false,
  });
  assertEquals(selfTest(new Uint8Array(128)).outcomes.at(-2), {
    test: "repeat",
    statistic: "64-bit words seen before",
    value: 120,
    allowed: { least: 0, most: 0 },
    passed: false,
  });
});

Deno.test("selfTest() leaves the key as it was", () => {
  const key = new FairBytes(5).bytes(128);
  const before = key.slice();
  selfTest(key);
  assertEquals(key, before);
});

Deno.test("selfTest() refuses other lengths and the bounds of other lengths", () => {
  for (const bytes of [0, 127, 4097]) {
    assertThrows(() => selfTest(new Uint8Array(bytes)), RangeError, "Cannot test");
  }
  assertThrows(
    () => selfTest(new Uint8Array(128), boundsFor(2048)),
    RangeError,
    "Cannot judge 1024 bits by the bounds of 2048",
  );
});
