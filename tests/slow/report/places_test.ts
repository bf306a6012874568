import { comparisonOf } from "../../../lib/report/assess/comparison.ts";
import { comparisonText } from "../../../lib/report/assess/comparison_text.ts";
import { conditionLines } from "../../../lib/report/assess/conditions.ts";
import { exactPlaceOf, placeOf, placeOfPacked } from "../../../lib/report/assess/places.ts";
import { repeatsGroup } from "../../../lib/report/assess/repeat_lines.ts";
import { verdictOf } from "../../../lib/report/assess/verdict.ts";
import { PLAIN_STYLE } from "../../../lib/report/text_style.ts";
import { assertEquals, assertMatch, assertStringIncludes } from "../../assert.ts";
import { assessBytes, fairBytes, REQUEST } from "../../report/samples.ts";

Deno.test("bytes count from the beginning of the source, samples from the first read, which is said", () => {
  const skipped = { ...REQUEST, skipBytes: 2_000 };
  const bits = { bitsPerSymbol: 1, packed: false };
  for (
    const [request, place] of [
      [REQUEST, "byte 30,004"],
      [skipped, "byte 32,004"],
      [{ ...skipped, symbols: { ...bits, packed: true } }, "byte 5,750"],
      [{ ...skipped, format: "u16le" }, "byte 62,008"],
      [{ ...REQUEST, format: "hex" }, "sample 30,004"],
      [{ ...skipped, format: "hex" }, "sample 30,004 after --skip"],
      [{ ...skipped, format: "bits", symbols: bits }, "sample 30,004 after --skip"],
    ] as const
  ) assertEquals(placeOf(30_004, request), place);
});

Deno.test("a sample that shares its byte is told by its number where it alone is meant", () => {
  const of = (bitsPerSymbol: number, skipBytes: number, packed = true) =>
    exactPlaceOf(30_004, { ...REQUEST, skipBytes, symbols: { bitsPerSymbol, packed } });
  assertEquals(of(1, 0), "sample 30,004");
  assertEquals(of(4, 2_000), "sample 30,004 after --skip");
  assertEquals([of(8, 2_000), of(4, 2_000, false)], ["byte 32,004", "byte 32,004"]);
});

Deno.test("a place within the bits side by side is the first whole symbol from there on", () => {
  const of = (bitsPerSymbol: number) => ({
    ...REQUEST,
    symbols: { bitsPerSymbol, packed: false },
  });
  assertEquals(placeOfPacked(15.625, of(1)), "byte 125");
  assertEquals(placeOfPacked(16, of(3)), "byte 43");
  assertEquals(placeOfPacked(15.75, of(3)), "byte 42");
});

Deno.test("what --skip leaves out is told with the rule, and is not left out of another recording", async () => {
  const fair = await fairBytes(3_000);
  const assessment = await assessBytes(fair, { skipBytes: 1_000 });
  assertEquals(
    conditionLines(assessment).find(([name]) => name === "skipped")?.[1],
    "1,000 bytes; offsets in bytes count them, numbers of samples do not",
  );
  assertEquals(
    conditionLines(await assessBytes(fair)).some(([name]) => name === "skipped"),
    false,
  );
  assertStringIncludes(verdictOf(assessment).headline, " in 2,000 bytes of sample");
  const { bytes, skippedBytes } = assessment.reading;
  assertEquals([bytes, skippedBytes], [3_000, 1_000]);
  assertStringIncludes(verdictOf(await assessBytes(fair)).headline, " in 3,000 bytes of sample");
  const word = { offset: 5, earlierOffset: 500, lengthBytes: 100, comparedBytes: 100 };
  const found = { ...assessment.repeats!, repeats: 1, first: [word], longest: word };
  const group = repeatsGroup({
    ...assessment,
    repeats: found,
    against: { ...found, otherName: "other", otherBytes: 3_000, otherComparedBytes: 3_000 },
  });
  const [within, between] = group!.lines.map(({ meaning }) => meaning);
  assertMatch(within, /first at byte 1,005, as at byte 1,500;/);
  assertMatch(between, /first at byte 1,005, as at byte 500;/);
  // Of sources that are compared the same is skipped.
  const shared = { ...word, earlierSource: { place: 0, name: "before" } };
  const compared = { ...found, first: [shared], longest: shared };
  const other = { otherName: "before", otherBytes: 3_000, otherComparedBytes: 3_000 };
  const [line] = repeatsGroup({
    ...assessment,
    repeats: null,
    against: { ...compared, ...other },
  })!.lines;
  assertMatch(line.meaning, /first at byte 1,005, as at byte 1,500 of before;/);
});

Deno.test("a comparison tells how much of each source was tested, without what --skip left out", async () => {
  const fair = await fairBytes(20_000);
  const of = async (name: string, skipBytes: number) => ({
    name,
    assessment: await assessBytes(fair, { scope: "fips", skipBytes }),
  });
  const sources = [await of("whole", 0), await of("skipped", 15_000)];
  const text = comparisonText(comparisonOf(sources), { columns: 200, style: PLAIN_STYLE });
  assertMatch(text, /^ +tested +20 kB +5,000 bytes$/m);
});
