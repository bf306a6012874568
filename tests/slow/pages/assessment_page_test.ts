import { assessmentPage } from "../../../lib/report/assess/html.ts";
import { assessedOf } from "../../../lib/report/assess/gate.ts";
import { loadCharts } from "../../../lib/report/page/charts.ts";
import { assert, assertEquals, assertStringIncludes } from "../../assert.ts";
import { findBrowser, lookAt } from "../../browser.ts";
import { withDirectory } from "../../keys.ts";
import { assessBytes, fairBytes } from "../../report/samples.ts";

const charts = await loadCharts();
/** Ten blocks of which one is bad, from a source whose name is as hostile as a file name can be. */
const bytes = await fairBytes(25_004);
bytes.fill(0, 15_004, 17_504);
const page = assessmentPage(
  assessedOf(await assessBytes(bytes, {}, `<img src="x" onerror=alert(1)>`)),
  charts,
);

Deno.test("the page shows every chart, with words for those who cannot see it", () => {
  for (
    const title of [
      "Estimators of min-entropy",
      "Byte values",
      "Min-entropy along the samples",
      "Each byte against the next",
      "Runs of equal bits",
      "Failed FIPS 140-2 blocks over the stream",
      "Bias of bit positions",
      "Autocorrelation",
    ]
  ) {
    assertStringIncludes(page, `<h3>${title}</h3>`);
  }
  const labels = page.match(/role="img" aria-label="[^"]{20,}"/g);
  assertEquals(labels?.length, 8);
  assertStringIncludes(
    page,
    `aria-label="1 failed block of 10 in 10 stretches of 1; at most 1 in one"`,
  );
});

Deno.test("the page escapes the name of its source", () => {
  assertEquals(page.includes("<img"), false);
  assertStringIncludes(page, "&lt;img src=&quot;x&quot; onerror=alert(1)&gt;");
});

Deno.test("a page of the FIPS tests alone has their charts alone", async () => {
  const fips = assessmentPage(
    assessedOf(await assessBytes(await fairBytes(10_000), { scope: "fips" })),
    charts,
  );
  assertEquals(fips.match(/<figure>/g)?.length, 2);
  assertStringIncludes(fips, "No block failed.");
});

Deno.test({
  name: "a browser shows the page in both schemes and on a phone, without errors or requests",
  ignore: findBrowser() === null,
  fn: async () => {
    await withDirectory(async (directory) => {
      const path = `${directory}/page.html`;
      await Deno.writeTextFile(path, page);
      const sights = await lookAt(path, [
        { scheme: "light", widthPixels: 1280 },
        { scheme: "dark", widthPixels: 1280 },
        { scheme: "light", widthPixels: 390 },
        { scheme: "dark", widthPixels: 320 },
      ]);
      for (const sight of sights) {
        assertEquals([sight.errors, sight.requests], [[], []]);
        assertEquals(sight.visibleCharts, 8);
        assert(
          sight.documentWidthPixels <= sight.viewportWidthPixels,
          `${sight.documentWidthPixels} pixels do not fit ${sight.viewportWidthPixels}`,
        );
        assertStringIncludes(sight.text, "Not like fair random data");
      }
    });
  },
});
