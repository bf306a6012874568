import { duration } from "../../lib/math/amounts.ts";
import type { Fleet } from "../models/fleet.ts";
import type { Profile } from "../models/profiles.ts";
import { markdownTable } from "../tables.ts";
import type { Results } from "./results.ts";

/** Every rate with what it rests on. */
export function profilesTable({ profiles }: Results): string {
  return markdownTable(
    ["profile", "what feeds it", "basis"],
    profiles.map((profile) => [profile.name, feedOf(profile), profile.basis]),
  );
}

function feedOf({ host }: Profile): string {
  if (host.kernel === "first-boot") {
    const ticks = host.ticksPerSecond === null
      ? "no jitter loop"
      : `${host.ticksPerSecond} Hz loop`;
    return `${host.creditedAtBootBits} of ${host.neededBits} bits at boot, ${ticks}`;
  }
  const { least, most } = host.eventsPerSecond;
  const rate = least === most ? round(least) : `${round(least)}-${round(most)}`;
  return `${rate}/s of ${host.bitsPerEvent} bit`;
}

const round = (value: number) => `${Number(value.toPrecision(3))}`;

/** The usual key of 1024 bits, both modes. */
export function fleetTable({ simulated }: Results): string {
  return markdownTable(
    ["profile", "mode", "median", "p90", "p99", "have a key within a day", "processor time"],
    simulated.flatMap(({ fleets, processorSeconds }) =>
      fleets.filter(({ keyBytes }) => keyBytes === 128).map((fleet) => [
        fleet.profile,
        fleet.mode,
        wait(fleet.medianSeconds),
        wait(fleet.p90Seconds),
        wait(fleet.p99Seconds),
        `${((100 * fleet.finished) / fleet.hosts).toFixed(1)} %`,
        `${processorSeconds.toFixed(1)} s`,
      ])
    ),
  );
}

/** How long until 99 percent of a fleet has its key, and what size and mode change. */
export function answersTable({ simulated }: Results): string {
  const sizes = [
    ...new Set(simulated.flatMap(({ fleets }) => fleets.map((fleet) => fleet.keyBytes))),
  ];
  return markdownTable(
    [
      "99 percent of a fleet have a key of",
      ...sizes.map((bytes) => `${bytes} bytes`),
      "any size, -l",
    ],
    simulated.map(({ profile, fleets }) => {
      const of = (mode: Fleet["mode"], bytes: number) =>
        wait(fleets.find((f) => f.mode === mode && f.keyBytes === bytes)?.p99Seconds ?? null);
      return [profile, ...sizes.map((bytes) => of("blocking", bytes)), of("less-secure", sizes[0])];
    }),
  );
}

/** The real program against the models, in real time. */
export function realTimeTable({ realTime }: Results): string {
  return markdownTable(
    [
      "starved through a FIFO",
      "speed",
      "reads",
      "scheduled",
      "fed late by",
      "reported",
      "worst error",
      "in limits",
    ],
    realTime.map((run) => [
      run.name,
      `${Number(run.speed.toPrecision(3))}x`,
      `${run.reportedReads} of ${run.scheduledReads}`,
      `${run.scheduledMilliseconds.toFixed(1)} ms`,
      `${run.feederLateMilliseconds.toFixed(1)} ms`,
      `${run.reportedMilliseconds.toFixed(1)} ms`,
      `${run.largestErrorMilliseconds.toFixed(2)} ms`,
      run.withinLimits ? "yes" : "no",
    ]),
  );
}

function wait(seconds: number | null): string {
  return seconds === null ? "not in a day" : duration(seconds * 1000);
}
