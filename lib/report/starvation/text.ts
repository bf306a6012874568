import { duration } from "../../math/duration.ts";
import type { Spread } from "../../math/quantile.ts";
import type { Advice } from "../../starvation/advice.ts";
import type {
  Measurement,
  ModeSummary,
  Round,
  Stalls,
  Summary,
} from "../../starvation/measurement.ts";
import { printable } from "../../system/printable.ts";
import { wrap } from "../wrap.ts";
import {
  bitsPerSecond,
  conditionRows,
  LIMITS_SENTENCE,
  noticeableRatio,
  progressOf,
  shownFields,
  slowestRound,
  spreadField,
  stalledShare,
} from "./parts.ts";
import { stepChart } from "./terminal_chart.ts";

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
  const conditions = conditionRows(measurement.conditions);
  const columns = terminal?.columns ?? Infinity;
  const filled = (text: string) => wrap(text, columns);
  const lines = [
    ...conditions.flatMap(([name, value]) =>
      wrap(printable(value), columns, " ".repeat(20), name.padEnd(20))
    ),
    "",
  ];
  if (terminal !== null) lines.push(...charts(measurement, terminal));
  lines.push(...table(summary, measurement), "", ...ratioLines(summary).flatMap(filled));
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

function isPicture(round: Round, stallMilliseconds: number): boolean {
  return round.endedMilliseconds - round.startedMilliseconds > stallMilliseconds;
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

function ratioLines(summary: Summary): string[] {
  const ratio = noticeableRatio(summary);
  if (ratio !== null) {
    return [`The median key of the default took ${ratio} times as long as that of -l.`, ""];
  }
  return summary.ratio === null ? [] : ["A person notices no difference between the two.", ""];
}

function starvedLines({ rounds, sources, plan }: Measurement): string[] {
  const starved = rounds.filter(({ outcome }) => outcome === "starved").map((round) =>
    `Round ${round.number}, ${sources[round.mode]}: starved for over ${plan.timeoutSeconds} s at ` +
    `${round.gatheredBytes * 8} of ${plan.keySizeBytes * 8} bits.`
  );
  return starved.length > 0 ? [...starved, ""] : [];
}
