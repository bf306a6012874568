import type { Measurement, Mode, Plan, Round } from "../../lib/starvation/measurement.ts";
import type { Conditions } from "../../lib/system/conditions.ts";

/** Made-up measurements whose figures can be worked out by hand. */

export const PLAN: Plan = {
  keySizeBytes: 128,
  rounds: 2,
  seconds: null,
  pauseSeconds: 0,
  stallMilliseconds: 1,
  timeoutSeconds: 60,
};

export const CONDITIONS: Conditions = {
  time: "2026-11-22T12:00:00.000Z",
  program: "corosync-keygen 0.1.0",
  runtime: "deno 2.9.6",
  commandLine: "corosync-keygen starvation",
  host: "node1",
  kernel: "4.19.78",
  generator: "blocking pool",
  cpu: "Made-up <CPU> & co",
  cpuHasGenerator: true,
  hypervisor: "QEMU",
  uptimeSeconds: 12.5,
  hardwareGenerator: null,
  virtioGenerator: false,
  entropyDaemons: [],
  entropyAvailableBits: 40,
};

/** A round whose reads follow one another: [wait in milliseconds, bytes], null for one never answered. */
export function round(
  number: number,
  mode: Mode,
  startedMilliseconds: number,
  waits: readonly (readonly [wait: number, bytes: number | null])[],
  outcome: Round["outcome"] = "whole",
): Round {
  let now = startedMilliseconds;
  const reads = waits.map(([wait, bytes]) => {
    const askedMilliseconds = now;
    now += wait;
    return {
      askedMilliseconds,
      answeredMilliseconds: bytes === null ? null : now,
      bytes: bytes ?? 0,
    };
  });
  return {
    number,
    mode,
    outcome,
    error: outcome === "failed" ? "Unexpected end of /dev/random" : null,
    code: outcome === "failed" ? "source-ended" : null,
    startedMilliseconds,
    endedMilliseconds: now,
    gatheredBytes: reads.reduce((sum, { bytes }) => sum + bytes, 0),
    reads,
  };
}

export function measurement(
  rounds: readonly Round[],
  more: Partial<Measurement> = {},
): Measurement {
  return {
    plan: PLAN,
    conditions: CONDITIONS,
    sources: { blocking: "/dev/random", "less-secure": "crypto.getRandomValues" },
    rounds,
    interruptedBy: null,
    ...more,
  };
}

/** A starved host: a key after 3 s in two reads, then 312 of 1024 bits in 60 s. */
export const STARVED: Measurement = measurement([
  round(1, "blocking", 0, [[1000, 64], [2000, 64]]),
  round(1, "less-secure", 3000, [[0.5, 128]]),
  round(2, "blocking", 3000.5, [[10_000, 39], [50_000, null]], "starved"),
  round(2, "less-secure", 63_000.5, [[0.25, 128]]),
]);
