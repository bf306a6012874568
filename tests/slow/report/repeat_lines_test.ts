import { Repeats } from "../../../lib/assess/repeats.ts";
import { startStreamTests } from "../../../lib/assess/stream_tests.ts";
import { gateOf } from "../../../lib/report/assess/gate.ts";
import { repeatsGroup } from "../../../lib/report/assess/repeat_lines.ts";
import type { TestLine } from "../../../lib/report/test_line.ts";
import { verdictOf } from "../../../lib/report/assess/verdict.ts";
import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { assessBytes, fairBytes, REQUEST } from "../../report/samples.ts";

/** The line about 20,000 bytes of a raw source, of which a repeat of so many bytes is the longest. */
function lineOf(
  lengthBytes: number,
  collisionEntropyRate: number | null,
  bitsPerSymbol = 8,
): TestLine {
  const repeat = { offset: 10_000, earlierOffset: 100, lengthBytes, comparedBytes: lengthBytes };
  return repeatsGroup({
    request: {
      ...REQUEST,
      expectation: collisionEntropyRate === null ? "uniform" : "steady",
      symbols: { bitsPerSymbol, packed: false },
    },
    collisionEntropyRate,
    against: null,
    repeats: {
      bytes: 20_000,
      guaranteedLengthBytes: 31,
      repeats: 1,
      repeatedBytes: lengthBytes,
      first: [repeat],
      longest: repeat,
      falseAlarmProbability: 0,
    },
  })!.lines[0];
}

Deno.test("a repeat fits up to the length that chance gives once in a million recordings, and departs beyond", () => {
  // 20,000 x 10,000 pairs are 2^27.6, a million is 2^19.9. After the first letter each symbol halves what is left
  // at a rate of 2 bits, half of which counts: 48 do, 47 do not.
  for (
    const [rate, bitsPerSymbol, most] of [
      [2, 8, 48],
      // 8 one-bit symbols are the first letter; each after them leaves 2^-0.25. There are 8 x 8 times as many pairs.
      [0.5, 1, Math.ceil(((47.51 + 6) / 0.25 + 8) / 8) - 1],
      // 49 of the 3-bit symbols, of 64/9 times as many pairs, and two that are the first letter; two bits are cut.
      [2.08, 3, Math.ceil((3 * 51 + 2) / 8) - 1],
    ]
  ) {
    const [fits, departs] = [
      lineOf(most, rate, bitsPerSymbol),
      lineOf(most + 1, rate, bitsPerSymbol),
    ];
    assertEquals([fits.comparison, departs.comparison], ["fits", "departs"], `${bitsPerSymbol}`);
    assertEquals(
      fits.expected,
      bitsPerSymbol === 8
        ? `up to ${most} bytes long`
        : `up to ${Math.ceil(8 * most / bitsPerSymbol)} samples long`,
    );
    assertEquals([fits.where, departs.where?.startsWith("byte ")], [undefined, true]);
  }
});

Deno.test("any repeat of 128 bits of what has to be uniform departs", () => {
  assertEquals([lineOf(16, null).comparison, lineOf(16, null).expected], ["departs", "0"]);
});

Deno.test("what fair data has not is said to be of little entropy where there is little, and of a copy else", () => {
  const group = (rate: number, within: number, between: number) => {
    const found = (lengthBytes: number) => {
      const repeat = {
        offset: 10_000,
        earlierOffset: 100,
        lengthBytes,
        comparedBytes: lengthBytes,
      };
      return {
        bytes: 20_000,
        guaranteedLengthBytes: 31,
        repeats: 1,
        repeatedBytes: lengthBytes,
        first: [repeat],
        longest: repeat,
        falseAlarmProbability: 0,
      };
    };
    const { note, lines } = repeatsGroup({
      request: REQUEST,
      collisionEntropyRate: rate,
      repeats: within === 0 ? { ...found(0), repeats: 0, first: [], longest: null } : found(within),
      against: {
        ...found(between),
        otherName: "b",
        otherBytes: 20_000,
        otherComparedBytes: 20_000,
      },
    })!;
    assertEquals(lines[1].comparison, "departs");
    return [note.includes("cloned"), lines[1].meaning.includes("chance may give as much")];
  };
  // At a rate of 2 bits chance gives up to 49 bytes in common.
  assertEquals([group(2, 0, 49), group(2, 40, 49)], [[false, true], [false, true]]);
  assertEquals([group(2, 0, 50), group(2, 40, 50)], [[true, false], [true, false]]);
  assertEquals([group(8, 0, 16), group(7.3, 0, 16)], [[true, false], [true, false]]);
});

Deno.test("a repeat that may be chance however long it is says nothing", () => {
  // 10,000 bytes can be repeated at most: 2 x 47.51 bits of them are no chance.
  assertEquals(lineOf(9_000, 0.0096).comparison, "fits");
  const { comparison, meaning } = lineOf(9_000, 0.0094);
  assertEquals(comparison, "missing");
  assertStringIncludes(meaning, "by chance throughout");
});

Deno.test("a recording in which no repeat is sure to be found leaves no-repeats unknown, one byte more does not", async () => {
  const fair = await fairBytes(10_000);
  const requirements = { named: ["no-repeats"], minEntropy: null } as const;
  const request = { ...REQUEST, against: "other", requirements };
  for (const [otherBytes, known] of [[10, false], [30, false], [31, true]] as const) {
    const other = new Repeats();
    other.remember(fair.subarray(0, otherBytes).map((byte) => ~byte));
    const tests = startStreamTests(request, {
      search: (bits) => other.search(bits),
      result: () => ({
        ...other.result(),
        otherName: "other",
        // As hexadecimal digits.
        otherBytes: 2 * otherBytes,
        otherComparedBytes: other.rememberedBytes,
      }),
    }, { decided: null });
    tests.take(fair);
    tests.finish(true);
    const assessment = { ...await assessBytes(fair), request, ...tests.results() };
    const [, line] = repeatsGroup(assessment)!.lines;
    assertEquals(line.comparison, known ? "fits" : "missing");
    const verdict = verdictOf(assessment);
    const [{ met, found, reason }] = gateOf(assessment, verdict).requirements;
    assertEquals([met, found, reason], [
      known,
      known ? "0 repeats" : null,
      known ? undefined : "in the other recording: less than the 31 bytes that are always found",
    ]);
    assertEquals(verdict.outcome, known ? "passed" : "incomplete");
  }
});
