import { loadCharts } from "../../../lib/report/page/charts.ts";
import { roundsToDraw } from "../../../lib/report/starvation/charts.ts";
import { starvationPage } from "../../../lib/report/starvation/html.ts";
import { advise } from "../../../lib/starvation/advice.ts";
import { type Measurement, summaryOf } from "../../../lib/starvation/measurement.ts";
import { assert, assertEquals, assertStringIncludes } from "../../assert.ts";
import { findBrowser, lookAt } from "../../browser.ts";
import { withDirectory } from "../../keys.ts";
import { measurement, PLAN, round, STARVED } from "../../starvation/samples.ts";

async function pageOf(measured: Measurement): Promise<string> {
  const summary = summaryOf(measured);
  return starvationPage(measured, summary, advise(measured, summary), await loadCharts());
}

Deno.test("the page escapes what the machine says and draws a line for every round", async () => {
  const page = await pageOf(STARVED);
  assertStringIncludes(page, "Made-up &lt;CPU&gt; &amp; co");
  assertEquals(page.includes("<CPU>"), false);
  // Two charts at two widths; in the first chart four rounds, in the second a line a mode.
  assertEquals(page.match(/stroke-width="1.75"/g)?.length, 2 * (4 + 2));
});

Deno.test("a measurement without a read, and one that was cut short, make a page too", async () => {
  const empty = await pageOf(measurement([]));
  assertStringIncludes(empty, "/dev/random never opened");
  assertEquals([empty.includes("0.0 %"), empty.includes("NaN")], [false, false]);
  const cut = measurement([round(1, "blocking", 0, [[5, null]], "cut")], {
    interruptedBy: "SIGTERM",
  });
  assertStringIncludes(await pageOf(cut), "Ended early by SIGTERM.");
});

Deno.test("the page counts one key as one, and names no rounds that nobody asked for", async () => {
  const rounds = [
    round(1, "blocking", 0, [[5, 128]]),
    round(1, "less-secure", 5, [[5, null]], "cut"),
  ];
  const page = await pageOf(measurement(rounds, { plan: { ...PLAN, rounds: 10_000, seconds: 3 } }));
  assertStringIncludes(page, "median of 1 whole key of 1");
  assertStringIncludes(page, "no whole key of 1");
  assertStringIncludes(page, "rounds for at most 3 s, up to 10000, 0 s between two");
});

Deno.test("roundsToDraw() takes all of a hundred rounds, and of more the slowest and others", () => {
  const rounds = (count: number) =>
    Array.from(
      { length: count },
      (_, index) => round(index + 1, "blocking", 0, [[index === 150 ? 99 : 1, 128]]),
    );
  assertEquals(roundsToDraw(rounds(100), "blocking").length, 100);
  const drawn = roundsToDraw(rounds(1000), "blocking");
  assert(drawn.length <= 100);
  assertEquals(drawn.filter(({ endedMilliseconds }) => endedMilliseconds === 99).length, 1);
  assertEquals(roundsToDraw(rounds(3), "less-secure"), []);
});

Deno.test({
  name: "a browser shows the page without errors and requests, light and dark, wide and narrow",
  ignore: findBrowser() === null,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/starvation.html`;
      await Deno.writeTextFile(path, await pageOf(STARVED));
      const sights = await lookAt(path, [
        { scheme: "light", widthPixels: 1200 },
        { scheme: "dark", widthPixels: 1200 },
        { scheme: "light", widthPixels: 360 },
      ]);
      for (const sight of sights) {
        assertEquals([sight.errors, sight.requests], [[], []]);
        assertEquals(sight.visibleCharts, 2);
        assert(sight.documentWidthPixels <= sight.viewportWidthPixels, "nothing sticks out");
        assertStringIncludes(sight.text, "Use -l, or attach virtio-rng");
        assertStringIncludes(sight.text, "312");
      }
      assertEquals(sights[0].ground === sights[1].ground, false);
    }),
});
