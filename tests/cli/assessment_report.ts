/** The JSON of an assessment, as it is printed. */
import { Ajv2020 } from "ajv";
import type { Assessment } from "../../lib/assess/assessment.ts";
import type { RequirementOutcome } from "../../lib/report/requirements.ts";
import type { Verdict } from "../../lib/report/assess/verdict.ts";
import type { TestGroup } from "../../lib/report/test_line.ts";
import { assert, assertEquals } from "../assert.ts";

const schema = JSON.parse(
  await Deno.readTextFile(
    new URL("../../lib/report/schemas/assessment.schema.json", import.meta.url),
  ),
);
const validate = new Ajv2020({ strict: true, validateFormats: false }).compile(schema);

export type AssessmentReport = Omit<Assessment, "problems" | "permissionsDropped"> & {
  readonly powersDropped: boolean;
  readonly result: string;
  readonly exitCode: number;
  readonly problems: readonly { readonly error: string; readonly exitCode: number }[];
  readonly tests: readonly TestGroup[];
  readonly requirements: readonly RequirementOutcome[];
  readonly verdict: Verdict;
};

export function assertFitsSchema(report: unknown): void {
  assert(validate(report), JSON.stringify(validate.errors));
}

/** Parses the report, which has to be one line that fits the schema. */
export function parseReport(stdout: string): AssessmentReport {
  assertEquals(stdout.indexOf("\n"), stdout.length - 1);
  const report: unknown = JSON.parse(stdout);
  assertFitsSchema(report);
  return report as AssessmentReport;
}
