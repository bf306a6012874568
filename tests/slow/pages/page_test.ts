import { hypertext } from "../../../lib/report/page/html.ts";
import { acrossAxis, boxes, FILLED, grid, upAxis } from "../../../lib/report/page/plot.ts";
import { loadCharts } from "../../../lib/report/page/charts.ts";
import * as parts from "../../../lib/report/page/page.ts";
import { assert, assertEquals, assertStringIncludes } from "../../assert.ts";
import { findBrowser, lookAt } from "../../browser.ts";

Deno.test("hypertext escapes what is inserted, for text and for attributes", () => {
  const name = `<script>"a" & 'b'</script>`;
  const escaped = "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;";
  assertEquals(
    hypertext`<p title="${name}">${name}</p>`.text,
    `<p title="${escaped}">${escaped}</p>`,
  );
});

Deno.test("hypertext inserts pieces of HTML, lists and numbers as they are, and nothing for null", () => {
  const pieces = ["a", "b"].map((word) => hypertext`<b>${word}</b>`);
  assertEquals(hypertext`${pieces}${null}${1.5}`.text, "<b>a</b><b>b</b>1.5");
});

async function samplePage(): Promise<string> {
  const { draw } = await loadCharts();
  const chart = draw({
    alternative: "256 counts between 3 and 9",
    options: () => ({
      heightPixels: 240,
      grid: grid(40),
      xAxis: acrossAxis("byte value", { min: 0, max: 256 }),
      yAxis: upAxis("count", { min: 0, max: 9 }),
      series: [
        boxes(Array.from({ length: 256 }, (_, i) => [i, 0, i + 1, 3 + i * 7 % 6]), FILLED),
      ],
    }),
  });
  const columns = [{ title: "test" }, { title: "value", numeric: true }, { title: "meaning" }];
  const rows = [["frequency", "9,997", parts.badge("good", "fits")]];
  return parts.renderPage({
    title: "Randomness of <sample>",
    kicker: "corosync-keygen assess",
    subtitle: "1,000,000 samples",
    sections: [
      parts.verdictBanner("caution", "A verdict", ["What it rests on.", "And what not."]),
      parts.keyFigures([{ label: "min-entropy", value: "7.2 of 8", note: "bits per symbol" }]),
      parts.section("Charts", parts.figure("Bytes", "Even is good.", chart)),
      parts.section("Tests", parts.dataTable("All tests", columns, rows)),
    ],
    footer: "made by a test",
  });
}

Deno.test("a page holds its charts and no address that a browser would ask for", async () => {
  const page = await samplePage();
  assertStringIncludes(page, "<title>Randomness of &lt;sample&gt;</title>");
  assertStringIncludes(page, `aria-label="256 counts between 3 and 9"`);
  assertEquals(page.match(/<svg/g)?.length, 2);
  // Namespace names are names and not fetched; everything else that looks like an address would be.
  const outside = page.replaceAll(/xmlns(:\w+)?="[^"]*"/g, "").match(
    /https?:|url\((?!#)|<script|<link/,
  );
  assertEquals(outside, null);
});

Deno.test({
  name: "a browser shows a page in both schemes and on a phone, without errors or requests",
  ignore: findBrowser() === null,
  fn: async () => {
    const directory = await Deno.makeTempDir();
    try {
      const path = `${directory}/page.html`;
      await Deno.writeTextFile(path, await samplePage());
      const [light, dark, phone] = await lookAt(path, [
        { scheme: "light", widthPixels: 1280 },
        { scheme: "dark", widthPixels: 1280 },
        { scheme: "dark", widthPixels: 360 },
      ]);
      for (const sight of [light, dark, phone]) {
        assertEquals(sight.errors, []);
        assertEquals(sight.requests, []);
        assertEquals(sight.visibleCharts, 1);
        assertEquals(sight.title, "Randomness of <sample>");
        assert(sight.documentWidthPixels <= sight.viewportWidthPixels, "wider than the window");
      }
      assertEquals(light.ground, "rgb(255, 255, 255)");
      assertEquals([dark.ground, phone.ground], ["rgb(18, 22, 26)", "rgb(18, 22, 26)"]);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});
