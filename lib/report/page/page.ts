import type { Conditions } from "../../system/conditions.ts";
import { type Answer, type Result, type Tone, TONES } from "../answer.ts";
import { type Gate, requirementLines } from "../requirements.ts";
import type { TableColumn } from "../text_table.ts";
import { drawing, Html, hypertext, type Insertable } from "./html.ts";
import { PAGE_STYLE } from "./page_style.ts";

export interface Page {
  readonly title: string;
  /** Above the title, small: which program and which report. */
  readonly kicker: string;
  /** Below the title: source, sample count, time. */
  readonly subtitle: string;
  readonly sections: readonly Html[];
  /** Last line: how the page was made. */
  readonly footer: string;
}

/**
 * One self-contained page: no script, no font, no image and no address that a browser would ask for; the
 * content security policy forbids what is not there. Light or dark as the reader's system, light on paper.
 */
export function renderPage(
  { title, kicker, subtitle, sections, footer }: Page,
): string {
  return hypertext`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${new Html(PAGE_STYLE)}</style>
</head>
<body>
<header>
<p class="kicker">${kicker}</p>
<h1>${title}</h1>
<p class="subtitle">${subtitle}</p>
</header>
<main>
${sections}</main>
<footer><p>${footer}</p></footer>
</body>
</html>
`.text;
}

/** The answer, before everything else: a headline, and sentences that say what it rests on. */
export function verdictBanner(
  tone: Tone,
  headline: string,
  sentences: readonly string[],
): Html {
  return hypertext`<section class="verdict ${tone}" aria-label="Verdict">
<h2>${headline}</h2>
${sentences.map(paragraph)}</section>
`;
}

/** A part of a page under a heading of its own. */
export function section(
  title: string,
  ...content: readonly Insertable[]
): Html {
  return hypertext`<section>
<h2>${title}</h2>
${content}</section>
`;
}

/** A paragraph; text in it is escaped, as everywhere here. */
export function paragraph(content: Insertable): Html {
  return hypertext`<p>${content}</p>\n`;
}

/** An unordered list, an item a line. */
export function bulletList(items: readonly Insertable[]): Html {
  return hypertext`<ul>\n${items.map((item) => hypertext`<li>${item}</li>\n`)}</ul>\n`;
}

/** A short word in the colour of how something came out. */
export function badge(tone: Tone, word: string): Html {
  return hypertext`<span class="badge ${tone}">${word}</span>`;
}

export interface KeyFigure {
  readonly label: string;
  readonly value: string;
  /** What the value means, or what it would be at best. */
  readonly note: string;
}

/** The few figures that matter, side by side. */
export function keyFigures(figures: readonly KeyFigure[]): Html {
  const items = figures.map(({ label, value, note }) =>
    hypertext`<div><dt>${label}</dt><dd class="value">${value}</dd><dd>${note}</dd></div>\n`
  );
  return hypertext`<dl class="figures">\n${items}</dl>\n`;
}

/**
 * A table that a phone shows as one block a row, each cell under its column's title; one of very many rows
 * stays a table there and moves sideways.
 *
 * @param rows one cell a column; the first cell of a row is its heading
 */
export function dataTable(
  caption: string,
  columns: readonly TableColumn[],
  rows: readonly (readonly Insertable[])[],
  onPhones: "blocks" | "table" = "blocks",
): Html {
  const kinds = columns.map(({ numeric }) => numeric ? "numeric" : "text");
  const heads = columns.map(({ title }, i) =>
    hypertext`<th scope="col" class="${kinds[i]}">${title}</th>`
  );
  const cell = (content: Insertable, i: number) =>
    i === 0
      ? hypertext`<th scope="row">${content}</th>`
      : hypertext`<td class="${kinds[i]}" data-label="${columns[i].title}">${content}</td>`;
  const table = hypertext`<table class="${onPhones}">
<caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${rows.map((cells) => hypertext`<tr>${cells.map(cell)}</tr>\n`)}</tbody>
</table>
`;
  if (onPhones === "blocks") return table;
  // Whoever moves by keys has to reach what moves.
  return hypertext`<div class="sideways" tabindex="0" role="region" aria-label="${caption}">
${table}</div>
`;
}

/** A chart with its heading and the sentence that says how to read it. */
export function figure(title: string, explanation: string, chart: Html): Html {
  return hypertext`<figure>
<h3>${title}</h3>
<p class="explanation">${explanation}</p>
${chart}</figure>
`;
}

/** What stands for a series in a legend; none is told from another by its colour alone. */
export type LegendMark =
  | "filled"
  | "outlined"
  | "solid"
  | "dashed"
  | "triangle";

/** The marks that a chart uses, with their meaning: every series that is not labelled itself. */
export function legend(
  entries: readonly { readonly mark: LegendMark; readonly label: string }[],
): Html {
  const items = entries.map(({ mark, label }) =>
    hypertext`<li><svg class="swatch" viewBox="0 0 18 12" aria-hidden="true">${
      SWATCHES[mark]
    }</svg>${label}</li>`
  );
  return hypertext`<ul class="legend">${items}</ul>\n`;
}

const SWATCHES: Readonly<Record<LegendMark, Html>> = {
  filled: drawing(`<rect width="18" height="12" fill="var(--accent)"/>`),
  outlined: drawing(
    `<rect x=".75" y=".75" width="16.5" height="10.5" fill="var(--accent-soft)" stroke="var(--accent)" stroke-width="1.5"/>`,
  ),
  solid: drawing(
    `<path d="M0 6h18" stroke="var(--accent)" stroke-width="2.5"/>`,
  ),
  dashed: drawing(
    `<path d="M0 6h18" stroke="var(--text)" stroke-width="2.5" stroke-dasharray="5 3"/>`,
  ),
  triangle: drawing(`<path d="M3 1h12l-6 10z" fill="var(--bad)"/>`),
};

/** What a report on a source has of its own. */
export interface ReportPage extends Pick<Page, "title" | "kicker" | "subtitle" | "sections"> {
  readonly answer: Answer<string>;
  readonly gate: Gate<Result>;
  readonly limits: readonly string[];
  readonly conditionRows: readonly (readonly [name: string, value: string])[];
  readonly conditions: Conditions;
}

/** The report as one page: the answer, what it rests on, what it does not say, conditions. */
export function reportPage(
  { answer, gate, sections, limits, conditionRows, conditions, ...head }: ReportPage,
): string {
  return renderPage({
    ...head,
    sections: [
      verdictBanner(TONES[gate.result], answer.headline, [
        ...answer.sentences,
        ...requirementLines(gate),
      ]),
      ...sections,
      section("What this does not say", bulletList(limits)),
      section(
        "Conditions",
        dataTable(
          "Where, when and how much",
          [{ title: "condition" }, { title: "value" }],
          conditionRows,
        ),
      ),
    ],
    footer: `Made by ${conditions.program} on ${conditions.runtime}. Holds no byte of the source.`,
  });
}

/** What a page compares with, what was insisted on besides, and what the run ended with. */
export function criteriaSection(
  criteria: readonly string[],
  { exitCode, requirements }: Pick<Gate<Result>, "exitCode" | "requirements">,
): Html {
  const required = requirements.map(({ requirement, wanted }) => `${requirement} (${wanted})`);
  return section(
    "Criteria",
    bulletList([
      ...criteria,
      (required.length === 0 ? "Nothing more was required" : `Required: ${required.join(", ")}`) +
      `; exit code ${exitCode}.`,
    ]),
  );
}
