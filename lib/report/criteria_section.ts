import type { RequirementOutcome } from "./assess/gate.ts";
import type { Html } from "./page/html.ts";
import { bulletList, section } from "./page/page.ts";

/** What a page compares with, what was insisted on besides, and what the run ended with. */
export function criteriaSection(
  criteria: readonly string[],
  { exitCode, requirements }: {
    readonly exitCode: number;
    readonly requirements: readonly RequirementOutcome[];
  },
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
