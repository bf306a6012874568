import type { Assessment } from "../../../lib/assess/assessment.ts";
import { compareAssessments } from "../../../lib/assess/comparison.ts";
import { idealBand } from "../../../lib/assess/ideal_score.ts";
import {
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "../../assert.ts";
import { quickAssessment } from "../../comparison_pairs.ts";
import { uniformNumbers } from "../../noise.ts";
import { ReferenceRecordings } from "../../../lib/assess/reference_recordings.ts";
import {
  type ComparedSource,
  comparisonJson,
  comparisonOf,
} from "../../../lib/report/assess/comparison.ts";
import { comparisonText } from "../../../lib/report/assess/comparison_text.ts";
import { entropyText } from "../../../lib/report/numbers.ts";
import { PLAIN_STYLE } from "../../../lib/report/text_style.ts";
import { assessBytes, fairBytes } from "../../report/samples.ts";

Deno.test("a source of fewer than 1,000 bytes differs in nothing, since its noise is not known; a constant one of 1,000 does", async () => {
  const fair = await assessBytes(await fairBytes(20_000), { partial: true });
  const differing = async (bytes: Uint8Array) => {
    const one = await assessBytes(bytes, { partial: true });
    return [[one, fair], [fair, one]].map((pair) =>
      compareAssessments(pair).filter(({ differs }) => differs[1]).map(({ figure }) => figure)
    );
  };
  for (const bytes of [[5], [204, 204], [12, 3], Array(999).fill(5)]) {
    assertEquals(await differing(Uint8Array.from(bytes)), [[], []], `${bytes}`);
  }
  for (const bytes of [150, 300, 999, 1000]) {
    assertEquals(await differing(await fairBytes(bytes)), [[], []], `${bytes} fair bytes`);
  }
  for (const figures of await differing(new Uint8Array(1000).fill(5))) {
    assertEquals(figures.includes("mean byte"), true);
  }
});

/** 100,000 bytes 00, of which so many are 01 instead. */
function rareOnes(ones: number): Uint8Array {
  const bytes = new Uint8Array(100_000);
  for (let i = 0; i < ones; i++) bytes[Math.floor((i + 0.5) * bytes.length / ones)] = 1;
  return bytes;
}

function meanByte(...recordings: readonly Uint8Array[]) {
  return compareAssessments(recordings.map(quickAssessment))
    .find(({ figure }) => figure === "mean byte")!;
}

Deno.test("two recordings of one source whose bytes have two values do not differ by what their bits repeat", () => {
  for (const [low, high] of [[0, 255], [0x0f, 0xf0], [0x55, 0xaa]]) {
    for (let seed = 0; seed < 5; seed++) {
      const random = uniformNumbers(seed);
      const bytes = () => Uint8Array.from({ length: 20_000 }, () => random() < 0.5 ? low : high);
      const pair = [quickAssessment(bytes()), quickAssessment(bytes())];
      const differing = compareAssessments(pair).filter(({ differs }) => differs[1]);
      assertEquals(differing, [], `${low} and ${high}`);
    }
  }
});

Deno.test("counts of a rare byte differ once they are more than 4 standard deviations apart", () => {
  assertEquals(meanByte(rareOnes(100), rareOnes(165)).differs, [false, false]);
  assertEquals(meanByte(rareOnes(100), rareOnes(166)).differs, [false, true]);
});

Deno.test("counts of a rare byte are compared from 25 expected in each recording on", () => {
  assertEquals(meanByte(rareOnes(0), rareOnes(51)).tooFew, [false, false]);
  const { tooFew, deviations, differs } = meanByte(rareOnes(0), rareOnes(50));
  assertEquals([tooFew, deviations, differs], [[false, true], [null, null], [false, false]]);
});

Deno.test("bytes that alternate differ in their correlation from fair ones, whichever come first", async () => {
  const fair = quickAssessment(await fairBytes(20_000));
  const alternating = quickAssessment(Uint8Array.from({ length: 20_000 }, (_, i) => i % 2 * 255));
  for (const pair of [[fair, alternating], [alternating, fair]]) {
    const correlations = compareAssessments(pair)
      .filter(({ figure }) => figure === "serial correlation of bytes");
    assertEquals(correlations.map(({ differs }) => differs[1]), [true]);
  }
});

Deno.test("a comparison says which figures are not compared, as too few events decide them", async () => {
  const ones = (bytes: readonly number[]) => new Uint8Array(2_000).map((_, i) => bytes[i] ?? 0);
  const sources = await Promise.all([[1], [1, 1, 1]].map(async (bytes, i) => ({
    name: "ab"[i],
    assessment: await assessBytes(ones(bytes), { partial: true }),
  })));
  const text = comparisonText(comparisonOf(sources), { columns: 1000, style: PLAIN_STYLE });
  assertStringIncludes(
    text,
    "Not compared with [1], as one of the two has fewer than 1,000 bytes, or fewer than 25 independent events, or too few " +
      "blocks, decide it there: share of ones of [2]; mean byte of [2]; ",
  );
});

Deno.test("where nothing is compared, no comparison says that there is no difference", async () => {
  for (const [sizeBytes, isCompared] of [[999, false], [1000, true]] as const) {
    const recordings = [await fairBytes(sizeBytes), new Uint8Array(sizeBytes).fill(65)];
    const sources = await Promise.all(recordings.map(async (bytes, i) => ({
      name: "ab"[i],
      assessment: await assessBytes(bytes, { partial: true }),
    })));
    const { headlines, figures } = comparisonOf(sources);
    const found = headlines.filter((line) => /figure|difference|differs/.test(line));
    assertEquals(found, [
      isCompared
        ? "b differs from a by more than noise"
        : "No figure of 2 sources could be compared: too few bytes, events or blocks decide them",
    ]);
    const mean = figures.find(({ figure }) => figure === "mean byte")!;
    assertEquals([mean.tooFew, mean.differs], [[false, !isCompared], [false, isCompared]]);
  }
});

Deno.test("where no figure differs and some were not compared, the headline counts both; where all were, it need not", async () => {
  // 16 blocks of FIPS 140-2 are enough to compare, of 10,000 bytes there would be 4.
  const fair = await fairBytes(82_000);
  const conclusion = async (...recordings: readonly Uint8Array[]) => {
    const sources = await Promise.all(recordings.map(async (bytes, i) => ({
      name: "abc"[i],
      assessment: await assessBytes(bytes, { partial: true }),
    })));
    const text = comparisonText(comparisonOf(sources), { columns: 1000, style: PLAIN_STYLE });
    assertStringIncludes(
      text,
      "where they take turns, as those of a source of two phases do, stars may fail to come.",
    );
    return comparisonOf(sources).headlines.find((line) => line.startsWith("No difference"));
  };
  const [one, other] = [fair.subarray(0, 40_000), fair.subarray(40_000, 80_000)];
  assertEquals(await conclusion(one, other), "No difference beyond noise between 2 sources");
  // They are too few for a share of blocks, and the range of their min-entropy is not known.
  const few = fair.subarray(40_000, 49_999);
  assertEquals(
    await conclusion(one, few),
    "No difference beyond noise between 2 sources: of 7 figures 5 were compared, 2 were not",
  );
  assertEquals(
    await conclusion(one, other, few),
    "No difference beyond noise between 3 sources: of 14 figures of the others 12 were compared, 2 were not",
  );
});

Deno.test("where JSON says that no figure differs no row differs; where one says so, its row does", async () => {
  const fair = await fairBytes(20_000);
  const stuck = fair.slice(10_000).fill(99, 5_000, 5_006);
  for (
    const [other, isDifferent] of [[stuck, false], [fair.map((byte) => byte | 1), true]] as const
  ) {
    const sources = await Promise.all([fair.subarray(0, 10_000), other].map(async (bytes, i) => ({
      name: "ab"[i],
      assessment: await assessBytes(bytes, { partial: true }),
    })));
    const { verdict, comparison } = JSON.parse(comparisonJson(comparisonOf(sources)));
    const words = [verdict.headline, ...verdict.sentences].join("\n");
    assertMatch(words, /^Verdicts differ: /m);
    assertEquals(/^No (difference|figure differs)/m.test(words), !isDifferent);
    const differing = comparison.filter(({ differs }: { differs: boolean[] }) => differs[1])
      .map(({ figure }: { figure: string }) => figure);
    assertEquals(differing.length > 0, isDifferent, `${differing}`);
    assertEquals(differing.includes("verdict"), false);
  }
});

Deno.test("with --fips shares of failed blocks are compared, in which many blocks of one fail", async () => {
  const fair = await fairBytes(200_000);
  const compare = async (other: Uint8Array) => {
    const sources = await Promise.all([fair, other].map(async (bytes, i) => ({
      name: "ab"[i],
      assessment: await assessBytes(bytes, { scope: "fips" }),
    })));
    return comparisonOf(sources).headlines.filter((line) => /figure|difference|differs/.test(line));
  };
  assertEquals(await compare(fair.slice().reverse()), [
    "No difference beyond noise between 2 sources",
  ]);
  assertEquals(await compare(fair.map((byte) => byte | 1)), [
    "b differs from a by more than noise",
  ]);
});

Deno.test("shares of few failed blocks are compared exactly: 0 of 400 differs from 79 of 79 and from 11, not from 10", () => {
  const of = (failedBlocks: number, blocks: number) =>
    ({ statistics: null, fips: { failedBlocks, blocks }, problems: [] }) as unknown as Assessment;
  const compare = (first: Assessment, second: Assessment) => {
    const { compared, deviations, intervals, ranges, tooFew, differs } = compareAssessments([
      first,
      second,
    ])
      .find(({ figure }) => figure === "share of failed FIPS blocks")!;
    const isEqual = first.fips.failedBlocks === second.fips.failedBlocks;
    assertEquals(deviations, [null, compared[1] && isEqual ? 0 : null]);
    assertEquals(tooFew[1], !compared[1]);
    assertEquals(ranges, [null, null]);
    const [ofBase, ofOther] = intervals;
    assertEquals([ofBase !== null, ofOther !== null], Array(2).fill(compared[1] && !isEqual));
    if (ofBase !== null && ofOther !== null) {
      assertEquals(ofBase.most < ofOther.least || ofOther.most < ofBase.least, differs[1]);
    }
    return compared[1] ? differs[1] : null;
  };
  for (const [failed, isDifferent] of [[79, true], [11, true], [10, false]]) {
    assertEquals(compare(of(0, 400), of(Number(failed), 79)), isDifferent, `${failed}`);
    assertEquals(compare(of(Number(failed), 79), of(0, 400)), isDifferent, `${failed}`);
  }
  // P(more than 4 standard deviations above) = 3.17e-5 = 2^-14.9: none of 15 and all of 15 are apart, of 14 no two shares can be.
  assertEquals(compare(of(0, 15), of(15, 15)), true);
  assertEquals(compare(of(0, 14), of(14, 14)), null);
  // Whether there are enough does not depend on what they come to.
  assertEquals(compare(of(0, 15), of(0, 15)), false);
  assertEquals(compare(of(0, 14), of(0, 14)), null);
  assertEquals(compare(of(0, 1), of(0, 1)), null);
});

Deno.test("sources that are stuck have nothing in common that chance does not explain, in any order", async () => {
  const stuck = (byte: number, ...first: number[]) =>
    new Uint8Array(20_000).fill(byte).map((one, i) => first[i] ?? one);
  const recordings = [stuck(0), stuck(0, 1, 1, 1), stuck(0, 2)];
  for (const order of [[0, 1, 2], [1, 0, 2], [2, 1, 0]]) {
    const references = new ReferenceRecordings();
    const sources: ComparedSource[] = [];
    for (const [source, i] of order.entries()) {
      const compared = { references, source };
      sources.push({
        name: `${i}`,
        assessment: await assessBytes(recordings[i], {}, `${i}`, compared),
      });
    }
    const clones = comparisonOf(sources).headlines.filter((line) => line.includes("cloned"));
    assertEquals(clones, [], order.join());
  }
});

Deno.test("min-entropies of a length whose range is not known are shown and said not to be compared: 9,999 and 10,000 samples", async () => {
  const fair = await fairBytes(20_000);
  for (const [samples, isCompared] of [[9_999, false], [10_000, true]] as const) {
    const sources = await Promise.all([0, 10_000].map(async (from, i) => ({
      name: "ab"[i],
      assessment: await assessBytes(fair.subarray(from, from + samples)),
    })));
    const text = comparisonText(comparisonOf(sources), { columns: 1000, style: PLAIN_STYLE });
    assertMatch(text, /\n {2}assessed min-entropy, bits a symbol( +\d\.\d{4}){2}\n/);
    assertEquals(
      text.includes(
        "The assessed min-entropy of [2] is not compared with that of [1]: the range of fair data is known for " +
          "10,000 to 1,000,000 samples, and not of as many as they have.",
      ),
      !isCompared,
    );
    const [{ values }] = comparisonOf(sources).figures;
    assertEquals(
      values,
      sources.map(({ assessment }) => assessment.recording!.nonIid!.assessedMinEntropy),
    );
  }
});

Deno.test("min-entropies differ where they are further apart than the whole range of fair data, which is no number of deviations", async () => {
  const fair = await fairBytes(20_000);
  const [one, other] = await Promise.all(
    [0, 10_000].map((from) => assessBytes(fair.subarray(from, from + 10_000))),
  );
  const { least, most } = idealBand(8, 10_000)!;
  // The serial correlation of the bytes widens the range a little.
  const bytes = [one, other].map(({ statistics }) => statistics!.bytes.serialCorrelation!);
  const r = Math.abs((bytes[0] + bytes[1]) / 2);
  const range = (most - least) * Math.sqrt((1 + r) / (1 - r));
  for (const [apart, isDifferent] of [[range - 1e-9, false], [range + 1e-9, true]] as const) {
    const [base, away] = [[one, most], [other, most - apart]] as const;
    const sources = [base, away].map(([assessment, assessedMinEntropy], i) => {
      const { nonIid, ...recording } = assessment.recording!;
      const scored = { ...recording, nonIid: { ...nonIid!, assessedMinEntropy } };
      return { name: "ab"[i], assessment: { ...assessment, recording: scored } };
    });
    const [{ compared, deviations, ranges, intervals, differs }] = comparisonOf(sources).figures;
    assertEquals([compared, deviations, intervals, differs], [
      [false, true],
      [null, null],
      [null, null],
      [false, isDifferent],
    ]);
    assertEquals(ranges[0], null);
    assertAlmostEquals(ranges[1]!, range, 1e-12);
    assertStringIncludes(
      comparisonText(comparisonOf(sources), { columns: 1000, style: PLAIN_STYLE }),
      "The assessed min-entropy has one only where the two are further apart than the whole range in which 99.8 percent " +
        `of fair recordings of these lengths score, widened likewise, which is ${
          entropyText(range)
        } bits: the noise of other sources is not known and mostly ` +
        "smaller, so that smaller differences can be real.",
    );
  }
});

Deno.test("min-entropies are not compared where serial correlation widens their range to the width of a symbol", async () => {
  const fair = await fairBytes(20_000);
  const found = await Promise.all(
    [0, 10_000].map((from) => assessBytes(fair.subarray(from, from + 10_000))),
  );
  const { least, most } = idealBand(8, 10_000)!;
  const widening = (8 / (most - least)) ** 2;
  const limit = (widening - 1) / (widening + 1);
  for (
    const [serialCorrelation, isCompared] of [[limit - 1e-9, true], [limit + 1e-9, false]] as const
  ) {
    const sources = found.map((assessment, i) => {
      const { bytes, ...statistics } = assessment.statistics!;
      const correlated = { ...statistics, bytes: { ...bytes, serialCorrelation } };
      return { name: "ab"[i], assessment: { ...assessment, statistics: correlated } };
    });
    const [{ compared, tooFew }] = comparisonOf(sources).figures;
    assertEquals([compared, tooFew], [[false, isCompared], [false, false]]);
    assertEquals(
      comparisonText(comparisonOf(sources), { columns: 1000, style: PLAIN_STYLE }).includes(
        "The assessed min-entropy of [2] is not compared with that of [1]: the range of fair data, widened by their " +
          "serial correlation, is as wide as a symbol, so that no two could differ.",
      ),
      !isCompared,
    );
  }
});
