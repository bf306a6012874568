import type { Result } from "../../lib/report/answer.ts";
import { assessmentText } from "../../lib/report/assess/text.ts";
import { assessedOf } from "../../lib/report/assess/gate.ts";
import { reportClosing, reportText } from "../../lib/report/report_text.ts";
import { TERMINAL_STYLE } from "../../lib/report/text_style.ts";
import { assertEquals } from "../assert.ts";
import { assessBytes, fairBytes } from "./samples.ts";

const LAYOUT = { columns: 12, style: TERMINAL_STYLE };
const ANSWER = { outcome: "passed", headline: "first lines of it", sentences: [] };

Deno.test("the headline is red where a fault was found or a requirement is not met, at both ends and in every line", () => {
  const reports: readonly (readonly [Result, "red" | "bold"])[] = [
    ["passed", "bold"],
    ["incomplete", "bold"],
    ["departs", "red"],
    ["failed", "red"],
    ["unmet", "red"],
  ];
  for (const [result, style] of reports) {
    const gate = { result, exitCode: 0, requirements: [] };
    const headline = ["first lines", "of it"].map(TERMINAL_STYLE[style]);
    const text = reportText(
      { answer: ANSWER, gate, body: [], limits: [], conditions: [], nameColumns: 12 },
      LAYOUT,
    );
    assertEquals(text.split("\n").slice(0, 2), headline, result);
    assertEquals(
      reportClosing(ANSWER, gate, LAYOUT),
      ["", ...headline, "  exit code 0", ""].join("\n"),
    );
  }
});

Deno.test("a report without fault whose requirement is not met begins and ends in red", async () => {
  const fair = await fairBytes(5_000);
  const layout = { columns: 200, style: TERMINAL_STYLE };
  const requirements = (minEntropy: number | null) => ({ named: ["fits"] as const, minEntropy });
  // Nothing estimates the min-entropy where only the FIPS tests run.
  for (const [minEntropy, style] of [[null, "bold"], [1, "red"]] as const) {
    const assessment = await assessBytes(fair, {
      scope: "fips",
      requirements: requirements(minEntropy),
    });
    const text = assessmentText(assessedOf(assessment), layout, true);
    const [headline] = text.split("\n");
    const plain = headline.replaceAll(new RegExp("\x1b\\[\\d+m", "g"), "");
    assertEquals(headline, TERMINAL_STYLE[style](plain));
    assertEquals(text.split("\n").filter((line) => line === headline).length, 2);
  }
});
