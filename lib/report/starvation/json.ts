import { jsonReport } from "../json_report.ts";
import type { MeteredRead } from "../../entropy/metered.ts";
import type { Spread } from "../../math/quantile.ts";
import type { Advice } from "../../starvation/advice.ts";
import type { Measurement, ModeSummary, Round, Summary } from "../../starvation/measurement.ts";

/**
 * The report as one line of JSON, with every read of every round; lib/report/schemas/starvation.schema.json describes
 * it. Times are in milliseconds since the sources were open, to the microsecond.
 */
export function starvationJson(
  measurement: Measurement,
  summary: Summary,
  advice: Advice,
  exitCode: number,
): string {
  const { plan, conditions, sources, rounds, interruptedBy } = measurement;
  const failed = rounds.find(({ outcome }) => outcome === "failed");
  return jsonReport("starvation", {
    result: failed ? "failed" : interruptedBy === null ? "measured" : "interrupted",
    exitCode,
    code: failed?.code ?? null,
    conditions,
    plan,
    sources,
    interruptedBy,
    summary: {
      blocking: modeJson(summary.modes.blocking),
      "less-secure": modeJson(summary.modes["less-secure"]),
      ratio: summary.ratio === null ? null : Number(summary.ratio.toPrecision(6)),
    },
    advice,
    rounds: rounds.map(roundJson),
  });
}

function modeJson(mode: ModeSummary): Record<string, unknown> {
  const { stalls } = mode;
  return {
    ...mode,
    firstByteMilliseconds: spreadJson(mode.firstByteMilliseconds),
    wholeKeyMilliseconds: spreadJson(mode.wholeKeyMilliseconds),
    readMilliseconds: spreadJson(mode.readMilliseconds),
    stalls: {
      count: stalls.count,
      longestMilliseconds: micro(stalls.longestMilliseconds),
      totalMilliseconds: micro(stalls.totalMilliseconds),
      share: micro(stalls.share),
      bitsPerSecond: stalls.bitsPerSecond === null ? null : micro(stalls.bitsPerSecond),
    },
  };
}

function spreadJson(spread: Spread | null): Spread | null {
  if (spread === null) return null;
  return {
    count: spread.count,
    minimum: micro(spread.minimum),
    median: micro(spread.median),
    p90: spread.p90 === null ? null : micro(spread.p90),
    p99: spread.p99 === null ? null : micro(spread.p99),
    maximum: micro(spread.maximum),
  };
}

function roundJson(round: Round): Record<string, unknown> {
  return {
    ...round,
    startedMilliseconds: micro(round.startedMilliseconds),
    endedMilliseconds: micro(round.endedMilliseconds),
    reads: round.reads.map(readJson),
  };
}

function readJson({ askedMilliseconds, answeredMilliseconds, bytes }: MeteredRead): MeteredRead {
  return {
    askedMilliseconds: micro(askedMilliseconds),
    answeredMilliseconds: answeredMilliseconds === null ? null : micro(answeredMilliseconds),
    bytes,
  };
}

/** Three decimals: what the clock of a runtime resolves, and half the size of the report. */
function micro(value: number): number {
  return Math.round(value * 1000) / 1000;
}
