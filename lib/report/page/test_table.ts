import type { Tone } from "../answer.ts";
import { COMPARISON_WORD, type TestGroup, type TestLine } from "../test_line.ts";
import { type Html, hypertext } from "./html.ts";
import { badge, dataTable } from "./page.ts";

const COLUMNS = [
  { title: "test" },
  { title: "value", numeric: true },
  { title: "expected" },
  { title: "result" },
  { title: "meaning" },
];

const BADGES: Readonly<Record<TestLine["comparison"], Tone>> = {
  fits: "good",
  departs: "bad",
  outside: "caution",
  info: "neutral",
  missing: "caution",
};

/** Tests that belong together as a table with its heading. */
export function testTable({ title, note, lines }: TestGroup): Html {
  return hypertext`<h3>${title}</h3>
${
    dataTable(
      typographic(note),
      COLUMNS,
      lines.map(({ comparison, name, value, expected, meaning }) => [
        name.trim(),
        value,
        typographic(expected),
        comparison === "info" ? "" : badge(BADGES[comparison], COMPARISON_WORD[comparison]),
        meaning,
      ]),
    )
  }`;
}

/** The text report keeps to ASCII for terminals that know no more. */
function typographic(text: string): string {
  return text.replaceAll("+-", "\u00b1");
}
