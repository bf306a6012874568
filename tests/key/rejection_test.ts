import { assert, assertEquals } from "../assert.ts";
import { describeRejection, sourceRejected, stopReason } from "../../lib/key/rejection.ts";
import { CONTAINER_KINDS } from "../../lib/key/container_kinds.ts";
import type { FindingKind } from "../../lib/key/finding.ts";
import type { Rejection } from "../../lib/key/types.ts";
import { MAX_DEFLATED_MESSAGE_CHANCE, MAX_ZLIB_CHANCE } from "../../lib/key/deflated.ts";
import { boundsFor } from "../../lib/selftest/bounds.ts";
import { selfTest } from "../../lib/selftest/battery.ts";
import { testKeyBytes } from "../../lib/key/test_key_bytes.ts";
import { Failure } from "../../lib/failure.ts";
import { FairBytes } from "../selftest/fair_bytes.ts";

const rejection = (attempt: number, ...probabilities: number[]): Rejection => ({
  attempt,
  alarm: null,
  failed: probabilities.map((probabilityAtMost) => ({
    test: "monobit",
    statistic: "ones",
    value: 449,
    allowed: { least: 450, most: 574 },
    probabilityAtMost,
  })),
});

const DEVICE = { isCharacterDevice: true };
const FILE = { isRegularFile: true };
const PIPE = {};

Deno.test("stopReason() draws again after one rejection, and not after two", () => {
  assertEquals(stopReason(rejection(1, 9e-5), DEVICE), null);
  assertEquals(stopReason(rejection(2, 9e-5), DEVICE), "again");
});

Deno.test("stopReason() takes 1e-9 and less for more than chance, in any of the statistics", () => {
  assertEquals(stopReason(rejection(1, 1.001e-9), DEVICE), null);
  assertEquals(stopReason(rejection(1, 1e-9), DEVICE), "beyond chance");
  assertEquals(stopReason(rejection(1, 9e-5, 5e-5, 1e-20), DEVICE), "beyond chance");
});

Deno.test("stopReason() never draws again from a regular file", () => {
  assertEquals(stopReason(rejection(1, 9e-5), FILE), "regular file");
});

Deno.test("an alarm of the health tests alone may be chance", () => {
  const alarm = { test: "repetition count", value: 5, cutoff: 5 } as const;
  assertEquals(stopReason({ attempt: 1, alarm, failed: [] }, DEVICE), null);
});

Deno.test("an alarm is beyond chance where the self-test finds what it was part of", () => {
  const zeros = (count: number) => {
    const key = new FairBytes(31).bytes(128);
    key.fill(0, 0, count);
    return stopReason({ attempt: 1, ...testKeyBytes(key) }, DEVICE);
  };
  // P(48 equal bits in a row in 1,024) is below 2 x 1024 x 2^-48 = 7.3e-12; of 32 it is 1e-7.
  assertEquals([zeros(4), zeros(6)], [null, "beyond chance"]);
  assertEquals([zeros(32), zeros(128)], ["beyond chance", "beyond chance"]);
});

Deno.test("bytes that verify would refuse are a rejection like any other", () => {
  const refused = (chance: number) => ({
    ...rejection(1),
    refusal: { code: "banner-in-front", kind: "damage" as const, reason: "a greeting", chance },
  });
  assertEquals(stopReason(refused(1.1e-9), DEVICE), null);
  assertEquals(stopReason(refused(1e-9), DEVICE), "beyond chance");
  assertEquals(stopReason(refused(1e-6), FILE), "regular file");
  assertEquals(
    describeRejection(refused(1e-6)),
    "verify would refuse them: a greeting",
  );
  const file = { name: "S", isRegularFile: true };
  const { details } = sourceRejected(file, [refused(1e-6)], "regular file");
  const { alarm, failed, attempt, refusal: { code, reason } } = refused(1e-6);
  assertEquals(details, {
    code: "rejected",
    end: "regular-file",
    source: "S",
    sourceIsRegularFile: true,
    rejections: [{ attempt, alarm, failed, refusal: { code, reason } }],
  });
});

Deno.test("stopReason() draws nothing behind the start of another file, nor behind what everybody has", () => {
  const refused = (kind: FindingKind, chance?: number, attempt = 1) => ({
    ...rejection(attempt),
    refusal: { code: "some", kind, reason: "some", ...chance === undefined ? {} : { chance } },
  });
  for (const source of [DEVICE, PIPE]) {
    for (const attempt of [1, 2]) {
      assertEquals(stopReason(refused("foreign", 1.3e-7, attempt), source), "another file");
    }
    // However long its start is.
    assertEquals(stopReason(refused("foreign", 1e-20), source), "another file");
  }
  assertEquals(stopReason(refused("foreign", 1.3e-7), FILE), "regular file");
  assertEquals(stopReason(refused("damage", 1.3e-7), DEVICE), null);
  assertEquals(stopReason(refused("damage", 1e-9), DEVICE), "beyond chance");
  // What follows text, or a byte order mark, may be an old key. A rejection by the tests is none of content.
  for (const chance of [1.3e-7, 1e-20]) {
    assertEquals(stopReason(refused("damage", chance), PIPE), "changed bytes");
  }
  assertEquals(stopReason(rejection(1, 9e-5), PIPE), null);
  // A published key: chance has no part in it.
  for (const source of [DEVICE, PIPE]) {
    assertEquals(stopReason(refused("secrecy"), source), "beyond chance");
  }
  const { message, hint, details } = sourceRejected(
    { name: "S" },
    [refused("foreign", 1.3e-7)],
    "another file",
  );
  assertEquals([message, hint, details?.end], [
    "Rejected what S gave once, and what follows is of the same file; verify would refuse them: some",
    "what others have, or can guess, is no key; no key was written and an old one is as it was",
    "another-file",
  ]);
});

Deno.test("bytes refused for what stands at an end are changed, others unless a test is beyond chance", () => {
  const rejected = (code: string, probability: number, attempt = 1) => ({
    ...rejection(attempt, probability),
    refusal: { code, kind: "damage" as const, reason: "some", chance: 1e-7 },
  });
  for (const attempt of [1, 2]) {
    for (const code of ["zeros-in-front", "text-inside", "text-before-key"]) {
      for (const probability of [1.001e-9, 1e-9]) {
        const reason = code === "text-inside" && probability === 1e-9
          ? "beyond chance"
          : "changed bytes";
        assertEquals(stopReason(rejected(code, probability, attempt), PIPE), reason);
      }
    }
  }
  assertEquals(stopReason(rejected("zeros-in-front", 1.001e-9), DEVICE), null);
  assertEquals(stopReason(rejected("zeros-in-front", 1e-9), DEVICE), "beyond chance");
  const hintOf = (code: string, probability: number) =>
    sourceRejected({ name: "S" }, [rejected(code, probability)], "regular file").hint;
  assertEquals(
    hintOf("text-before-key", 1e-9),
    "something writes text or another file in front of the bytes, or changes them; no key was " +
      "written and an old one is as it was",
  );
  assertEquals(hintOf("zeros-at-end", 1e-9), hintOf("text-before-key", 1e-9));
  assertEquals(
    sourceRejected({ name: "S" }, [rejection(1, 1e-9)], "regular file").hint,
    "the file holds no random bytes, or too few of them; no key was written and an old one is as " +
      "it was",
  );
});

Deno.test("a fair source looks like another file once in 4,000,000 keys", () => {
  const chances = CONTAINER_KINDS.map(({ chance }) => chance);
  // Text, and UTF-16 text, have less than 1e-15.
  const sum = chances.reduce(
    (sum, chance) => sum + chance,
    MAX_ZLIB_CHANCE + MAX_DEFLATED_MESSAGE_CHANCE + 1e-15,
  );
  assert(sum > 2.3e-7 && sum <= 2.5e-7, `${sum}`);
});

Deno.test("sourceRejected() says in one word why drawing ended", () => {
  const endOf = (...end: [Parameters<typeof sourceRejected>[2]]) =>
    sourceRejected({ name: "S" }, [rejection(1, 1e-5)], ...end).details?.end;
  assertEquals(endOf("again"), "again");
  assertEquals(endOf("beyond chance"), "beyond-chance");
  assertEquals(endOf("changed bytes"), "changed-bytes");
  assertEquals(endOf("regular file"), "regular-file");
  assertEquals(
    endOf(new Failure(1, "Unexpected end of S", undefined, { code: "source-ended" })),
    "source-ended",
  );
});

Deno.test("bits one beyond a bound may be chance, and so many ones as occur once in 1e9 keys may not", () => {
  const withOnes = (ones: number) => {
    const key = new FairBytes(31).bytes(128);
    const count = () => key.reduce((sum, byte) => sum + byte.toString(2).split("1").length - 1, 0);
    for (let at = 0, have = count(); have < ones; at = (at + 389) % 1024) {
      if ((key[at >> 3] >> (at & 7) & 1) === 0) have++;
      key[at >> 3] |= 1 << (at & 7);
    }
    return { attempt: 1, alarm: null, failed: selfTest(key) };
  };
  // Of 1,024 bits: 2 P(X >= 575) = 9.2e-5; 2 P(X >= 609) = 1.46e-9, 2 P(X >= 610) = 9.8e-10.
  const { most } = boundsFor(1024).ones;
  const probability = (ones: number) =>
    withOnes(ones).failed.find(({ test }) => test === "monobit")?.probabilityAtMost ?? 1;
  assertEquals([most, probability(most)], [574, 1]);
  assertEquals(probability(575).toExponential(1), "9.2e-5");
  const first = [600, 605, 608, 609, 610, 611, 612, 613].find((ones) => probability(ones) <= 1e-9);
  assertEquals(first, 610);
});

Deno.test("sourceRejected() says how often, why nothing more was drawn, and what failed last", () => {
  const failed = "monobit test: ones 449, allowed 450 to 574";
  const messageOf = (...args: Parameters<typeof sourceRejected>) => sourceRejected(...args).message;
  assertEquals(
    messageOf({ name: "S" }, [rejection(1, 1e-5), rejection(2, 1e-5)], "again"),
    `Rejected what S gave 2 times; last: ${failed}`,
  );
  assertEquals(
    messageOf({ name: "S" }, [rejection(1, 1e-10)], "beyond chance"),
    `Rejected what S gave once, and chance does not explain it (probability at most 1e-9); ${failed}`,
  );
  assertEquals(
    messageOf({ name: "S" }, [rejection(1, 1e-5)], "regular file"),
    `Rejected what S gave once, and a regular file is not read on; ${failed}`,
  );
  assertEquals(
    messageOf({ name: "S" }, [rejection(1, 1e-5)], new Failure(1, "Unexpected end of S")),
    `Rejected what S gave once, then: Unexpected end of S; ${failed}`,
  );
});

Deno.test("describeRejection() names the first statistic of a test and counts the others", () => {
  assertEquals(
    describeRejection(rejection(1, 1e-5, 1e-5, 1e-5)),
    "monobit test: ones 449, allowed 450 to 574 (and 2 more)",
  );
  const alarm = { test: "repetition count", value: 5, cutoff: 5 } as const;
  const { failed } = rejection(1, 1e-5, 1e-7, 1e-6);
  const [first, second, third] = failed;
  assertEquals(
    describeRejection({ alarm, failed: [first, { ...second, value: 0 }, third] }),
    "repetition count test: 5, alarm at 5; monobit test: ones 0, allowed 450 to 574 (and 2 more)",
  );
});
