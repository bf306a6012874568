import type { Mode, Round } from "../../starvation/types.ts";
import type { Conditions } from "../../system/conditions.ts";

/** What the text and the page of a starvation measurement have in common. */

/** Where the figures end; stands in every report. */
export const LIMIT =
  "Waits of this host at this time. What the runtime waits for before the program's first line is " +
  "not in them.";

/** Bits gathered so far, at a time since the start of the round. */
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
  const endedMilliseconds = round.endedMilliseconds - round.startedMilliseconds;
  steps.push({ atMilliseconds: endedMilliseconds, value: bits });
  return steps;
}

/** The round of a mode that took longest, whole or not; null where there is none. */
export function slowestRound(rounds: readonly Round[], mode: Mode): Round | null {
  const took = (round: Round) => round.endedMilliseconds - round.startedMilliseconds;
  return rounds.filter((round) => round.mode === mode).reduce<Round | null>(
    (slowest, round) => slowest === null || took(round) > took(slowest) ? round : slowest,
    null,
  );
}

/** The machine and the moment, as names and values. */
export function conditionRows(conditions: Conditions): [name: string, value: string][] {
  const unknown = "unknown";
  const { generator, cpuHasGenerator, uptimeSeconds, entropyAvailableBits } = conditions;
  const rdrand = cpuHasGenerator === null ? "" : cpuHasGenerator ? ", with RDRAND" : ", no RDRAND";
  return [
    ["Time", conditions.time],
    ["Program", `${conditions.program} on ${conditions.runtime}`],
    ["Kernel", `${conditions.kernel ?? unknown}, ${generator ?? "kind of generator unknown"}`],
    ["Processor", (conditions.cpu ?? unknown) + rdrand],
    ["Hypervisor", conditions.hypervisor ?? "none seen"],
    ["Hardware generator", conditions.hardwareGenerator ?? "none seen"],
    ["Up for", uptimeSeconds === null ? unknown : `${uptimeSeconds} s`],
    ["Entropy counted", entropyAvailableBits === null ? unknown : `${entropyAvailableBits} bits`],
  ];
}
