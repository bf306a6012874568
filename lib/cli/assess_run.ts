import type { Requirements } from "../assess/assessment.ts";
import { EXIT, Failure, Interrupted } from "../failure.ts";
import {
  requirementLines,
  type RequirementOutcome,
  unknownRequirements,
  withoutReport,
} from "../report/requirements.ts";
import type { TextLayout } from "../report/text_style.ts";
import { type Conditions, readConditions } from "../system/conditions.ts";
import { system } from "../system/mod.ts";
import { startStreamDigest, type StreamDigest } from "../system/sha256.ts";
import type { AssessOptions } from "./assess_options.ts";
import { textLayout, warn } from "./channels.ts";
import { createRecord, type RecordFile } from "./option_files.ts";

/** Lines that go to a file or a pipe have room for the meaning beside the figures. */
const COLUMNS_WITHOUT_TERMINAL = 120;
/** Tables take up to 72 and more; on less than this the terminal breaks sentences itself, too. */
const MIN_COLUMNS = 60;

/** What ends with a run, and what its failure has to tell. */
interface Run {
  readonly required: Requirements;
  /** The code of the failure for data that cannot be computed with, after which there is no report. */
  readonly unsuited?: string;
  readonly progress: { stop(): void };
  readonly pools: readonly ({ end(): void } | null)[];
  readonly record: RecordFile | null;
}

/**
 * Reads, computes and reports. Whatever ends it, its line of progress is taken away, its threads end, and a copy that is
 * not whole is removed.
 *
 * @throws Failure that lists every requirement as not met, where the source is what failed
 */
export async function withRun(
  { required, unsuited, progress, pools, record }: Run,
  action: () => Promise<number>,
): Promise<number> {
  try {
    return await action();
  } catch (error) {
    progress.stop();
    throw error instanceof Failure && error.code === unsuited
      ? withoutReport(error, required)
      : withUnmet(error, required);
  } finally {
    record?.abandon();
    for (const pool of pools) pool?.end();
  }
}

/** What a run writes beside its report, and tells of the machine; made ready while the program has all permissions. */
export function openRun({ recordPath, htmlPath }: AssessOptions): {
  readonly conditions: Conditions;
  readonly record: RecordFile | null;
  readonly outputPaths: readonly string[];
} {
  return {
    conditions: readConditions(system),
    record: recordPath === null ? null : createRecord(recordPath),
    outputPaths: [htmlPath, recordPath].filter((path) => path !== null),
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
 * What a run ends with whose source failed, or that a signal ended: as it failed, with the same exit code, and every
 * requirement is told to be unknown and not met, on standard error and in JSON.
 */
export function withUnmet(error: unknown, required: Requirements): unknown {
  const isOfSource = error instanceof Failure && error.exitCode === EXIT.usageOrSource;
  if (!isOfSource && !(error instanceof Interrupted)) return error;
  const requirements = unknownRequirements(required, error.message);
  if (requirements.length === 0) return error;
  warnOfUnmet(requirements);
  if (error instanceof Interrupted) {
    return new Interrupted(error.signal, error.exitCode, { requirements });
  }
  return new Failure(error.exitCode, error.message, error.hint, { ...error.details, requirements });
}

/** Makes the text of a report for standard output: as wide as that is, with its end on a terminal. */
export function textWriter<Result extends readonly unknown[]>(
  toText: (...args: [...Result, TextLayout, boolean]) => string,
): (...result: Result) => string {
  const layout = textLayout(MIN_COLUMNS, COLUMNS_WITHOUT_TERMINAL);
  const isTerminal = system.stdout.isTerminal();
  return (...result) => toText(...result, layout, isTerminal);
}
