import { counted } from "../math/counted.ts";
import { duration } from "../math/time.ts";
import type { Conditions } from "../system/conditions.ts";
import {
  type Measurement,
  type Mode,
  type ModeSummary,
  percentOfTime,
  type Summary,
} from "./measurement.ts";

/** What to do about what was measured. */
export type AdviceKind =
  | "nothing measured"
  | "source failed"
  | "nothing to do"
  | "use -l"
  | "wait for the seed"
  | "too few stalls";

/** One sentence of advice and why it follows from the figures. */
export interface Advice {
  readonly kind: AdviceKind;
  readonly sentence: string;
  readonly why: string;
}

/**
 * A person notices a command that takes longer than this (J. Nielsen, Usability Engineering, 1993, chapter
 * 5: the limit for an uninterrupted flow of thought is about a second).
 */
const NOTICEABLE_MILLISECONDS = 1000;

/** Devices that the kernel's generator fills: what is said of the kernel follows from these alone. */
const KERNEL_DEVICES = ["/dev/random", "/dev/urandom"];

function isKernelDevice({ isKernelDevice, sources }: Measurement): boolean {
  return isKernelDevice ?? KERNEL_DEVICES.includes(sources.blocking);
}

/** Advice as a pure function of the figures, so that the same figures always read the same. */
export function advise(measurement: Measurement, summary: Summary): Advice {
  const { blocking } = summary.modes;
  const lessSecure = summary.modes["less-secure"];
  const failed = measurement.rounds.find(({ outcome }) => outcome === "failed");
  if (failed) {
    const { wholeKeys } = summary.modes[failed.mode];
    return {
      kind: "source failed",
      sentence: `Use another source: ${measurement.sources[failed.mode]} ${
        wholeKeys === 0 ? "gives no key" : `failed after ${counted(wholeKeys, "key")}`
      }.`,
      why: failed.error ?? "It failed.",
    };
  }
  const { plan } = measurement;
  if (slowestMilliseconds(measurement, "less-secure") > NOTICEABLE_MILLISECONDS) {
    return waitForTheSeed(measurement, lessSecure);
  }
  const slowest = slowestMilliseconds(measurement, "blocking");
  if (slowest > NOTICEABLE_MILLISECONDS) {
    return lessSecure.rounds === 0
      ? lessSecureNotMeasured(blocking)
      : useLessSecure(blocking, measurement);
  }
  if (blocking.wholeKeys === 0) return nothingMeasured(measurement);
  const stalls = blocking.stalls.count + lessSecure.stalls.count;
  if (stalls === 0) return tooFewStalls(measurement);
  return {
    kind: "nothing to do",
    sentence: `Nothing to do: making a key ${
      isKernelDevice(measurement) ? "on this host" : `from ${blocking.sourceName}`
    } does not block noticeably.`,
    why:
      `${
        blocking.wholeKeys === 1 ? "The one key" : `The slowest of ${blocking.wholeKeys} keys`
      } from ${blocking.sourceName} took ` +
      `${duration(slowest)}; ${stalls === 1 ? "one read" : `${stalls} reads`} took longer than ` +
      `${duration(plan.stallMilliseconds)}.`,
  };
}

/** The longest that a key of a mode took, whole or not. */
function slowestMilliseconds({ rounds }: Measurement, mode: Mode): number {
  return Math.max(
    0,
    ...rounds.filter((round) => round.mode === mode)
      .map(({ startedMilliseconds, endedMilliseconds }) => endedMilliseconds - startedMilliseconds),
  );
}

function nothingMeasured({ rounds, plan, sources }: Measurement): Advice {
  // The first round begins as soon as the sources are open.
  if (rounds.length === 0) {
    return {
      kind: "nothing measured",
      sentence: `Measure for longer: ${sources.blocking} never opened.`,
      why: "A FIFO opens once somebody writes to it.",
    };
  }
  const bits = rounds.reduce((sum, { gatheredBytes }) => sum + gatheredBytes * 8, 0);
  return {
    kind: "nothing measured",
    sentence: "Measure for longer: no key is whole yet.",
    why: `The measurement ended with ${bits} of ${plan.keySizeBytes * 8} bits.`,
  };
}

/** Both modes wait for one event, unless the source is another: the kernel's generator is not initialised. */
function waitForTheSeed(measurement: Measurement, lessSecure: ModeSummary): Advice {
  const { conditions } = measurement;
  const [too, waiting] = isKernelDevice(measurement)
    ? [" too", "every mode waits"]
    : ["", "whoever asks it waits"];
  const ways = [
    "give the host a saved seed that is credited",
    ...(conditions.cpuHasGenerator ? ["boot it with random.trust_cpu=on"] : []),
    ...attachVirtio(conditions),
  ];
  return {
    kind: "wait for the seed",
    sentence: `Wait for the seed: ${ways.join(", or ")}; -l does not help.`,
    why:
      `The less secure mode waited${too}, for up to ${
        duration(lessSecure.stalls.longestMilliseconds)
      }: the kernel's generator was not yet initialised, and then ${waiting}, and so does the ` +
      "runtime before the program's first line, which these figures do not contain.",
  };
}

/** Only a virtual machine takes one, and only one that has no generator yet. */
function attachVirtio(
  { hypervisor, hardwareGenerator, virtioGenerator }: Conditions,
): readonly string[] {
  return hypervisor !== null && hardwareGenerator === null && virtioGenerator !== true
    ? ["attach virtio-rng to this virtual machine"]
    : [];
}

/** A daemon helps a kernel with a blocking pool alone, and nobody needs a second one. */
function runDaemon(
  { generator, hardwareGenerator, virtioGenerator, entropyDaemons }: Conditions,
): readonly string[] {
  if (generator === "no blocking pool" || (entropyDaemons ?? []).length > 0) return [];
  const device = hardwareGenerator ?? (virtioGenerator ? "the virtio generator" : null);
  const way = device === null ? "run haveged" : `run rngd, which feeds the kernel from ${device}`;
  return [generator === null ? `${way}, where the kernel is older than 5.6` : way];
}

/** That -l would not wait is known only where it was tried. */
function lessSecureNotMeasured({ sourceName, stalls }: ModeSummary): Advice {
  return {
    kind: "nothing measured",
    sentence: "Measure for longer: no round with -l has begun yet.",
    why: `${sourceName} starved its reader for ${percentOfTime(stalls)} of the time, for ` +
      `${duration(stalls.longestMilliseconds)} at worst, and the measurement ended before the ` +
      "less secure mode had its turn.",
  };
}

/** Another device and a daemon help the kernel's own devices alone. */
function useLessSecure(blocking: ModeSummary, measurement: Measurement): Advice {
  const { conditions } = measurement;
  const { stalls, sourceName, starvedAtBits, wholeKeyMilliseconds } = blocking;
  const worst = starvedAtBits.length > 0
    ? blocking.rounds === 1
      ? "its one key was not whole when time was up"
      : `${starvedAtBits.length} of ${blocking.rounds} keys were not whole when time was up`
    : wholeKeyMilliseconds === null
    ? "no key was whole"
    : wholeKeyMilliseconds.count === 1
    ? `its one key took ${duration(wholeKeyMilliseconds.median)}`
    : `the median of its ${wholeKeyMilliseconds.count} keys is ${
      duration(wholeKeyMilliseconds.median)
    }`;
  const others = isKernelDevice(measurement)
    ? [...attachVirtio(conditions), ...runDaemon(conditions)]
    : [];
  return {
    kind: "use -l",
    sentence: `${["Use -l", ...others].join(", or ")}.`,
    why: `${sourceName} starved its reader for ${percentOfTime(stalls)} of the time, for ` +
      `${duration(stalls.longestMilliseconds)} at worst, and ${worst}; the less secure mode did ` +
      "not wait.",
  };
}

function tooFewStalls(measurement: Measurement): Advice {
  const { conditions, plan, sources } = measurement;
  const limit = duration(plan.stallMilliseconds);
  if (!isKernelDevice(measurement)) {
    return {
      kind: "too few stalls",
      sentence:
        `Nothing to do about ${sources.blocking}: there are no stalls to say anything about.`,
      why: `No read took longer than ${limit}. That says nothing about the kernel's own devices: ` +
        "they are measured without -r, best at first boot.",
    };
  }
  const expected = conditions.generator === "no blocking pool"
    ? "; on this kernel, which has no blocking pool, that is expected once it has booted"
    : conditions.generator === null
    ? "; on a kernel 5.6 or newer this is expected once booted"
    : `; this kernel (${
      conditions.kernel ?? "unknown"
    }) has a blocking pool, which was full enough`;
  return {
    kind: "too few stalls",
    sentence: "Measure at first boot: there are no stalls here to say anything about.",
    why: `No read took longer than ${limit}${expected}.`,
  };
}
