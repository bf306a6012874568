import { assessmentPage } from "../../../lib/report/assess/html.ts";
import { assessedOf } from "../../../lib/report/assess/gate.ts";
import { hypertext } from "../../../lib/report/page/html.ts";
import { limits, verdictOf } from "../../../lib/report/assess/verdict.ts";
import type { AssessRequest } from "../../../lib/assess/assessment.ts";
import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { correlatedNoise } from "../../noise.ts";
import { assessBytes, fairBytes } from "../../report/samples.ts";

const RAW: Partial<AssessRequest> = { expectation: "steady", claimedEntropy: null };

/** The words of the page, without its style and marks. */
async function pageText(samples: Uint8Array, changes: Partial<AssessRequest>): Promise<string> {
  const page = assessmentPage(assessedOf(await assessBytes(samples, changes)), {
    draw: () => hypertext``,
  });
  return page.replace(/<style>[^]*?<\/style>/g, "").replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");
}

Deno.test("the page of a raw source says what a steady source has, not what fair data has", async () => {
  const text = await pageText(correlatedNoise(20_000, 0.9, 5), RAW);
  for (
    const claim of [
      "A steady source departs somewhere in at most",
      "what is expected of a steady source",
      "not held against a raw source",
      "no more than chance gives a steady source",
      "Marks and bands are those of uniform bytes",
      "Condition its output before it becomes a key. Credit it with no more than the",
    ]
  ) assertStringIncludes(text, claim);
  for (
    const claim of [
      "Fair data departs somewhere",
      "what is expected of fair data",
      "percent of ideal recordings",
      "fair data has none",
      "Nothing more is to be done",
    ]
  ) assertEquals(text.includes(claim), false, claim);
});

Deno.test("the page of a raw source that repeats itself says that chance does not", async () => {
  const fair = await fairBytes(10_000);
  const text = await pageText(new Uint8Array([...fair, ...fair]), RAW);
  assertStringIncludes(text, "more than chance gives a steady source");
  assertEquals(text.includes("Credit it with"), false);
});

Deno.test("the page of too little to assess credits it with nothing, and asks for no conditioning", async () => {
  const text = await pageText(Uint8Array.of(7), RAW);
  assertStringIncludes(
    text,
    "There is too little to condition: the 1 sample holds at most 8.0 bits",
  );
  assertEquals(/Credit it with|Condition its output/.test(text), false);
});

Deno.test("the page of what has to be uniform says what fair data has", async () => {
  const text = await pageText(await fairBytes(20_000), {});
  assertStringIncludes(text, "Fair data departs somewhere in at most");
  assertStringIncludes(text, "fair data has none");
  assertEquals(text.includes("steady"), false);
});

Deno.test("a report of few tests says how many departed", async () => {
  const text = await pageText(await fairBytes(20_000), { scope: "fips" });
  assertStringIncludes(text, "Here 0 of 4 tests depart.");
  const stuck = { ...RAW, claimedEntropy: 8, partial: true };
  assertStringIncludes(
    await pageText(Uint8Array.of(0, 1, 2, 3, 4), stuck),
    "Here 0 of 2 tests depart.",
  );
  const one = await pageText((await fairBytes(25)).slice(), { ...RAW, partial: true });
  assertStringIncludes(one, "Here the one test fits.");
  assertStringIncludes(await pageText(new Uint8Array(5), stuck), "Here the one test departs.");
});

Deno.test("the rate of a raw source is stated with the condition on which it holds", async () => {
  const assessment = await assessBytes(correlatedNoise(20_000, 0.9, 5), RAW);
  assertStringIncludes(
    limits(assessment, verdictOf(assessment)).join(" "),
    "holds for a source whose samples depend on those in the 8 bits before them and on no others",
  );
});
