/** What the text and the page of a starvation measurement have in common. */
import { counted, duration } from "../../math/amounts.ts";
import type { Spread } from "../../math/quantile.ts";
import { grouped } from "../numbers.ts";
import {
  durationMilliseconds,
  type Measurement,
  type Mode,
  MODES,
  type ModeSummary,
  type Round,
  type Stalls,
  type Summary,
} from "../../starvation/measurement.ts";
import { keysOf } from "../../starvation/waited_keys.ts";
import type { Conditions } from "../../system/conditions.ts";

/** Where the figures end; stands in every report. */
export const LIMITS_SENTENCE =
  "Waits of this host at this time. What the runtime waits for before the program's first line is " +
  "not in them.";

/** Bits gathered at a time since the start of the round; they hold until the next step. */
export interface Progress {
  readonly atMilliseconds: number;
  readonly value: number;
}

/** How a key grew: steps from nothing at the start to what there was at the end of the round. */
export function progressOf(round: Round): Progress[] {
  const steps: Progress[] = [{ atMilliseconds: 0, value: 0 }];
  let bits = 0;
  for (const { answeredMilliseconds, bytes } of round.reads) {
    if (answeredMilliseconds === null) continue;
    bits += bytes * 8;
    steps.push({ atMilliseconds: answeredMilliseconds - round.startedMilliseconds, value: bits });
  }
  steps.push({ atMilliseconds: durationMilliseconds(round), value: bits });
  return steps;
}

/** The round of a mode that took longest, whole or not; null where there is none. */
export function slowestRound(rounds: readonly Round[], mode: Mode): Round | null {
  return rounds.filter((round) => round.mode === mode).reduce<Round | null>(
    (slowest, round) =>
      slowest === null || durationMilliseconds(round) > durationMilliseconds(slowest)
        ? round
        : slowest,
    null,
  );
}

/** A field of a spread; few values support no percentile. */
export function spreadField(spread: Spread | null, field: keyof Spread): string | null {
  const value = spread?.[field] ?? null;
  return value === null ? null : duration(value);
}

/** Fields of a spread that are shown: those that one of the modes has; percentiles need enough values. */
export function shownFields(spreads: readonly (Spread | null)[]): readonly (keyof Spread)[] {
  return (["minimum", "median", "p90", "p99", "maximum"] as const)
    .filter((field) => spreads.some((spread) => spreadField(spread, field) !== null));
}

/** The share of the time in stalls, "99.9 %"; null of a mode without a round. */
export function stalledShare({ rounds, stalls }: ModeSummary): string | null {
  return rounds === 0 ? null : `${(stalls.share * 100).toFixed(1)} %`;
}

/** A rate in stalls; null where there is none. */
export function bitsPerSecond({ bitsPerSecond }: Stalls): string | null {
  return bitsPerSecond === null ? null : threeDigits(bitsPerSecond);
}

/** Below this two times are alike to a person (J. Nielsen, Usability Engineering, 1993, chapter 5). */
const INSTANT_MILLISECONDS = 100;

/** How the modes compare, as a figure; null where a key is missing or nobody would notice. */
export function noticeableRatio({ ratio, modes }: Summary): string | null {
  const medians = [modes.blocking, modes["less-secure"]]
    .map(({ wholeKeyMilliseconds }) => wholeKeyMilliseconds?.median ?? 0);
  if (ratio === null || Math.max(...medians) < INSTANT_MILLISECONDS) return null;
  return threeDigits(ratio);
}

/** Whether nobody would notice which mode it was: medians do not show single keys that waited. */
export function areAlike(measurement: Measurement, summary: Summary): boolean {
  return summary.ratio !== null && noticeableRatio(summary) === null &&
    keysOf(measurement, ...MODES).waited.length === 0;
}

/** Three digits, and never a power of ten. */
function threeDigits(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return rounded < 1000 ? String(rounded) : grouped(rounded);
}

/** The machine and the moment, as names and values. */
export function hostRows(conditions: Conditions): [name: string, value: string][] {
  const unknown = "unknown";
  const { hardwareGenerator, virtioGenerator, entropyDaemons } = conditions;
  const unused = hardwareGenerator === null && virtioGenerator ? "virtio, not in use" : null;
  const { generator, cpuHasGenerator, uptimeSeconds, entropyAvailableBits } = conditions;
  const rdrand = cpuHasGenerator === null ? "" : cpuHasGenerator ? ", with RDRAND" : ", no RDRAND";
  return [
    ["Time", conditions.time],
    ["Command", conditions.commandLine],
    ["Host", conditions.host ?? unknown],
    ["Program", `${conditions.program} on ${conditions.runtime}`],
    ["Kernel", `${conditions.kernel ?? unknown}, ${generator ?? "kind of generator unknown"}`],
    ["Processor", (conditions.cpu ?? unknown) + rdrand],
    ["Hypervisor", conditions.hypervisor ?? "none seen"],
    ["Hardware generator", hardwareGenerator ?? unused ?? "none seen"],
    ["Feeding the kernel", entropyDaemons?.join(", ") || "no program seen"],
    ["Up for", uptimeSeconds === null ? unknown : duration(uptimeSeconds * 1000)],
    [
      "Entropy counted",
      entropyAvailableBits === null ? unknown : counted(entropyAvailableBits, "bit"),
    ],
  ];
}
