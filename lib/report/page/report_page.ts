import { type Answer, type Result, TONES } from "../answer.ts";
import { type Gate, requirementLines } from "../assess/gate.ts";
import type { Conditions } from "../../system/conditions.ts";
import type { Html } from "./html.ts";
import { bulletList, dataTable, type Page, renderPage, section, verdictBanner } from "./page.ts";

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
