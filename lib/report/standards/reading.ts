import { READING_ENDS } from "../assess/conditions.ts";
import { grouped } from "../numbers.ts";
import type { StandardsReport } from "./findings.ts";

/** What was read, and when it ended. */
export function readingRows(
  { recording: { samples, reading } }: StandardsReport,
): (readonly [string, string])[] {
  return [[
    "read",
    `${grouped(reading.bytes)} bytes, ${grouped(samples)} samples, ${READING_ENDS[reading.end]}`,
  ]];
}
