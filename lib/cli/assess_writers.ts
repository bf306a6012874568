import type { Assessment, Requirements } from "../assess/assessment.ts";
import { EXIT, Failure } from "../failure.ts";
import {
  requirementLines,
  type RequirementOutcome,
  unknownRequirements,
} from "../report/assess/gate.ts";
import type { TextLayout } from "../report/text_style.ts";
import { system } from "../system/mod.ts";
import { startStreamDigest, type StreamDigest } from "../system/sha256.ts";
import type { AssessOptions } from "./assess_options.ts";
import { warn } from "./channels.ts";
import { prepareReportFile } from "./option_files.ts";
import { loadTextLayout } from "./text_layout.ts";

/** What turns an assessment into what was asked for. */
export interface AssessmentWriters {
  toOutput(assessment: Assessment): string;
  /** Null where no page was asked for. */
  readonly writePage: ((assessment: Assessment) => void) | null;
}

/** Lines that go to a file or a pipe have room for the meaning beside the figures. */
const COLUMNS_WITHOUT_TERMINAL = 120;
/** Tables take up to 72 and more; on less than this the terminal breaks sentences itself, too. */
const MIN_COLUMNS = 60;

/**
 * Loads them before anything is read: nobody should learn at the end that the page cannot be written.
 *
 * @throws Failure (exit 4) when it cannot
 */
export async function loadAssessmentWriters(
  { output, htmlPath }: AssessOptions,
): Promise<AssessmentWriters> {
  const writePage = htmlPath === null ? null : await loadPage(htmlPath);
  if (output === "json") {
    const { assessmentJson } = await import("../report/assess/json.ts");
    return { toOutput: assessmentJson, writePage };
  }
  const { assessmentText, closingText } = await import("../report/assess/text.ts");
  const layout = await loadReportLayout();
  // On a terminal the beginning has scrolled away: the verdict is also the last thing one sees.
  const closing = system.stdout.isTerminal() ? closingText : () => "";
  return {
    toOutput: (assessment) => assessmentText(assessment, layout) + closing(assessment, layout),
    writePage,
  };
}

/** Pages and JSON tell the SHA-256 of what was read, which whoever has the recording can compare. */
export async function startReportDigest(
  { output, htmlPath }: AssessOptions,
): Promise<StreamDigest | null> {
  return htmlPath === null && output !== "json" ? null : await startStreamDigest();
}

/** One line on standard error for each requirement that is not met. */
export function warnOfUnmet(requirements: readonly RequirementOutcome[]): void {
  const unmet = requirements.filter(({ met }) => !met);
  for (const line of requirementLines({ requirements: unmet }, "not met")) warn(line);
}

/**
 * What a run ends with whose source failed: as it failed, with the same exit code, and every requirement is told to be
 * unknown and not met, on standard error and in JSON.
 */
export function withUnmet(error: unknown, required: Requirements): unknown {
  if (!(error instanceof Failure) || error.exitCode !== EXIT.usageOrSource) return error;
  const requirements = unknownRequirements(required, error.message);
  if (requirements.length === 0) return error;
  warnOfUnmet(requirements);
  return new Failure(error.exitCode, error.message, error.hint, { ...error.details, requirements });
}

/** The width and the style that standard output has room and use for. */
export function loadReportLayout(): Promise<TextLayout> {
  return loadTextLayout(MIN_COLUMNS, COLUMNS_WITHOUT_TERMINAL);
}

async function loadPage(path: string): Promise<(assessment: Assessment) => void> {
  const write = prepareReportFile(path);
  const [{ loadCharts }, { assessmentPage }] = await Promise.all([
    import("../report/page/charts.ts"),
    import("../report/assess/html.ts"),
  ]);
  const charts = await loadCharts();
  return (assessment) => write(assessmentPage(assessment, charts));
}
