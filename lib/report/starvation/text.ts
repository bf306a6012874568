import { duration } from "../../math/amounts.ts";
import type { Spread } from "../../math/quantile.ts";
import type { Advice } from "../../starvation/advice.ts";
import {
  durationMilliseconds,
  type Measurement,
  type ModeSummary,
  type Round,
  type Stalls,
  type Summary,
} from "../../starvation/measurement.ts";
import { printable } from "../../system/printable.ts";
import { wrap } from "../text_style.ts";
import {
  areAlike,
  bitsPerSecond,
  hostRows,
  LIMITS_SENTENCE,
  noticeableRatio,
  type Progress,
  progressOf,
  shownFields,
  slowestRound,
  spreadField,
  stalledShare,
} from "./parts.ts";

/** What a chart has to fit into. */
export interface Terminal {
  readonly columns: number;
  readonly unicode: boolean;
}

/**
 * The report for people: conditions, on a terminal a chart of the slowest round of each mode, a table,
 * and one sentence of advice with its reason. Fits 60 columns; on a terminal no word is cut.
 */
export function starvationText(
  measurement: Measurement,
  summary: Summary,
  advice: Advice,
  terminal: Terminal | null,
): string {
  const conditions = hostRows(measurement.conditions);
  const columns = terminal?.columns ?? Infinity;
  const filled = (text: string) => wrap(text, columns);
  const lines = [
    ...conditions.flatMap(([name, value]) =>
      wrap(printable(value), columns, " ".repeat(20), name.padEnd(20))
    ),
    "",
  ];
  if (terminal !== null) lines.push(...charts(measurement, terminal));
  lines.push(
    ...table(summary, measurement),
    "",
    ...ratioLines(measurement, summary).flatMap(filled),
  );
  lines.push(...starvedLines(measurement).flatMap(filled));
  if (measurement.interruptedBy !== null) {
    lines.push(`Ended early by ${measurement.interruptedBy}.`);
  }
  // The answer last: on a terminal it is what one sees.
  lines.push(...filled(LIMITS_SENTENCE), "", ...filled(advice.sentence), ...filled(advice.why));
  return lines.join("\n") + "\n";
}

/** A round without a stall is no picture: it is whole before the first column is over. */
function charts({ rounds, plan, sources }: Measurement, terminal: Terminal): string[] {
  return (["blocking", "less-secure"] as const).flatMap((mode) => {
    const slowest = slowestRound(rounds, mode);
    if (slowest === null || !isPicture(slowest, plan.stallMilliseconds)) return [];
    const chart = stepChart(progressOf(slowest), {
      columns: Math.min(terminal.columns, 80) - 1,
      rows: 8,
      most: plan.keySizeBytes * 8,
      unicode: terminal.unicode,
      xLabel: (milliseconds) => duration(milliseconds),
      yLabel: "bits",
    });
    return [`${sources[mode]}, slowest round (${slowest.number}):`, ...chart, ""];
  });
}

export interface StepChartOptions {
  /** Of the whole chart, labels included. */
  readonly columns: number;
  readonly rows: number;
  /** The value that fills the chart. */
  readonly most: number;
  /** Whether block elements can be shown; else hash signs. */
  readonly unicode: boolean;
  readonly xLabel: (milliseconds: number) => string;
  readonly yLabel: string;
}

/** From empty to full, in eighths of a character cell. */
const BLOCKS = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/**
 * A value over time, filled from below, with its scale at the left and the time below. The value of a
 * column is what it was at the column's right edge, so that the last column shows the end.
 *
 * @param steps in order of time, the first at 0; the last one's time is the width of the chart
 */
export function stepChart(steps: readonly Progress[], options: StepChartOptions): string[] {
  const { rows, most, unicode } = options;
  const labels = [`${most} ${options.yLabel} `, `0 ${options.yLabel} `];
  const margin = Math.max(...labels.map((label) => label.length));
  const width = Math.max(10, options.columns - margin - 1);
  const endMilliseconds = steps[steps.length - 1].atMilliseconds;

  const heights = Array.from({ length: width }, (_, column) => {
    const edge = (endMilliseconds * (column + 1)) / width;
    const holds = steps.findLast(({ atMilliseconds }) => atMilliseconds <= edge + 1e-9);
    return ((holds?.value ?? 0) / most) * rows;
  });
  const lines = Array.from({ length: rows }, (_, row) => {
    const below = rows - 1 - row;
    const label = row === 0 ? labels[0] : row === rows - 1 ? labels[1] : "";
    const cells = heights.map((height) => {
      const fill = Math.min(1, Math.max(0, height - below));
      return unicode ? BLOCKS[Math.round(fill * 8)] : fill >= 0.5 ? "#" : " ";
    });
    return `${label.padStart(margin)}|${cells.join("")}`.trimEnd();
  });
  const end = options.xLabel(endMilliseconds);
  const axis = `${" ".repeat(margin)}0${end.padStart(width)}`;
  return [...lines, axis];
}

function isPicture(round: Round, stallMilliseconds: number): boolean {
  return durationMilliseconds(round) > stallMilliseconds;
}

/** Three columns, each as wide as its widest cell. */
function table(summary: Summary, { plan }: Measurement): string[] {
  const { blocking, "less-secure": lessSecure } = summary.modes;
  const row = (name: string, cell: (mode: ModeSummary) => string) =>
    [name, cell(blocking), cell(lessSecure)] as const;
  const spreads = (name: string, pick: (mode: ModeSummary) => Spread | null) =>
    shownFields([pick(blocking), pick(lessSecure)]).map((field, index) =>
      row(
        `${(index === 0 ? name : "").padEnd(18)}${field}`,
        (mode) => spreadField(pick(mode), field) ?? "-",
      )
    );
  const stalled = (stalls: Stalls, value: string) => stalls.count > 0 ? value : "-";
  const rows = [
    row("", ({ mode }) => mode === "blocking" ? "default" : "with -l"),
    row(`keys of ${plan.keySizeBytes * 8} bits`, (mode) => `${mode.wholeKeys} of ${mode.rounds}`),
    ...spreads("first byte after", (mode) => mode.firstByteMilliseconds),
    ...spreads("whole key after", (mode) => mode.wholeKeyMilliseconds),
    ...spreads("one read", (mode) => mode.readMilliseconds),
    row(`stalls (over ${duration(plan.stallMilliseconds)})`, ({ stalls }) => `${stalls.count}`),
    row("  longest", ({ stalls }) => stalled(stalls, duration(stalls.longestMilliseconds))),
    row("  total", ({ stalls }) => stalled(stalls, duration(stalls.totalMilliseconds))),
    row("  share of the time", (mode) => stalledShare(mode) ?? "-"),
    row("  bits/s while starved", ({ stalls }) => bitsPerSecond(stalls) ?? "-"),
  ];
  const widths = [0, 1].map((column) => 2 + Math.max(...rows.map((cells) => cells[column].length)));
  const lines = rows.map(([name, left, right]) =>
    `${name.padEnd(widths[0])}${left.padEnd(widths[1])}${right}`.trimEnd()
  );
  return [
    `${"default".padEnd(9)}${printable(blocking.sourceName)}`,
    `${"with -l".padEnd(9)}${printable(lessSecure.sourceName)}`,
    "",
    ...lines,
  ];
}

function ratioLines(measurement: Measurement, summary: Summary): string[] {
  const ratio = noticeableRatio(summary);
  if (ratio !== null) {
    return [`The median key of the default took ${ratio} times as long as that of -l.`, ""];
  }
  return areAlike(measurement, summary)
    ? ["A person notices no difference between the two.", ""]
    : [];
}

function starvedLines({ rounds, sources, plan }: Measurement): string[] {
  const starved = rounds.filter(({ outcome }) => outcome === "starved").map((round) =>
    `Round ${round.number}, ${sources[round.mode]}: starved for over ${plan.timeoutSeconds} s at ` +
    `${round.gatheredBytes * 8} of ${plan.keySizeBytes * 8} bits.`
  );
  return starved.length > 0 ? [...starved, ""] : [];
}
