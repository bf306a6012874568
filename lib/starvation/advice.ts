import { counted } from "../math/counted.ts";
import { duration } from "../math/time.ts";
import type { Conditions } from "../system/conditions.ts";
import { type Measurement, MODES, type ModeSummary, type Summary } from "./measurement.ts";
import {
  isGenerator,
  isKernelDevice,
  isUsual,
  type Keys,
  keysOf,
  MIN_WAITED_KEYS,
  NOTICEABLE_MILLISECONDS,
  waitedBeforeSeed,
} from "./waited_keys.ts";

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
  const keys = keysOf(measurement, "blocking");
  const keysWithL = keysOf(measurement, "less-secure");
  const ofKernel = isKernelDevice(measurement)
    ? keysOf(measurement, ...MODES)
    : keysOf(measurement, "less-secure");
  const early = waitedBeforeSeed(measurement, ofKernel);
  if (
    early.some(({ mode }) => mode === "less-secure") &&
    early.length >= Math.min(MIN_WAITED_KEYS, ofKernel.rounds.length)
  ) {
    return waitForTheSeed(measurement, keysWithL, early.length === 1);
  }
  if (isUsual(keys)) {
    if (keysWithL.rounds.length === 0) return lessSecureNotMeasured(blocking, lessSecure, keys);
    if (!isGenerator(measurement, "blocking")) {
      return useLessSecure(blocking, measurement, keys, keysWithL);
    }
  }
  if (keys.waited.length + keysWithL.waited.length > 0) {
    return waitedForOnce(measurement, early.length > 0);
  }
  if (blocking.wholeKeys === 0) return nothingMeasured(measurement);
  const stalls = blocking.stalls.count + lessSecure.stalls.count;
  if (stalls === 0) return tooFewStalls(measurement);
  return {
    kind: "nothing to do",
    sentence: `Nothing to do: ${doesNotBlock(measurement)}.`,
    why:
      `${
        blocking.wholeKeys === 1 ? "The one key" : `The slowest of ${blocking.wholeKeys} keys`
      } from ${blocking.sourceName} took ` +
      `${duration(keys.slowestMilliseconds)}; ${
        stalls === 1 ? "one read" : `${stalls} reads`
      } took longer than ` +
      `${duration(plan.stallMilliseconds)}.`,
  };
}

function doesNotBlock(measurement: Measurement): string {
  const { blocking } = measurement.sources;
  const where = isKernelDevice(measurement) ? "on this host" : `from ${blocking}`;
  return `making a key ${where} does not block noticeably`;
}

const PAUSED = "the process or the host was paused";
/** Of one key alone. */
const OR_PAUSED = ` That may also be because ${PAUSED}: more rounds tell.`;

/** Too few keys waited to say that a source does so. */
function waitedForOnce(measurement: Measurement, isEarly: boolean): Advice {
  const keys = keysOf(measurement, ...MODES);
  const { rounds, waited, slowestMilliseconds } = keys;
  const starved = waited.some(({ mode }) => !isGenerator(measurement, mode));
  const causes = [
    PAUSED,
    ...(isEarly ? ["the kernel's generator was not yet initialised"] : []),
    ...(starved ? [`${measurement.sources.blocking} starved its reader`] : []),
  ];
  const certain = causes.length > 1
    ? ""
    : ", since the kernel's generator was initialised and does not block";
  const which = waited.length === 1
    ? `One key of ${rounds.length} took ${duration(slowestMilliseconds)}`
    : `${waited.length} of ${rounds.length} keys took longer than ` +
      `${duration(NOTICEABLE_MILLISECONDS)}, the slowest ${duration(slowestMilliseconds)}`;
  return {
    kind: "nothing to do",
    sentence: isUsual(keys)
      ? `Nothing to do about ${measurement.sources.blocking}: once initialised, the kernel's generator does not block.`
      : `Nothing to do: ${doesNotBlock(measurement)} as a rule.`,
    why: `${which}: ${causes.join(", or ")}${certain}.`,
  };
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
function waitForTheSeed(
  measurement: Measurement,
  keysWithL: Keys,
  isSingle: boolean,
): Advice {
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
        duration(keysWithL.slowestMilliseconds)
      } a key: the kernel's generator was not yet initialised, and then ${waiting}, and so does the ` +
      `runtime before the program's first line, which these figures do not contain.${
        isSingle ? OR_PAUSED : ""
      }`,
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
function lessSecureNotMeasured(
  { sourceName }: ModeSummary,
  lessSecure: ModeSummary,
  keys: Keys,
): Advice {
  return {
    kind: "nothing measured",
    sentence: `Measure for longer: no ${
      lessSecure.rounds === 0 ? "round with -l has begun" : "key with -l is whole"
    } yet.`,
    why: `${waitedText(keys, sourceName)}, and the measurement ended before the less secure mode ` +
      "had its turn.",
  };
}

/** Another device and a daemon help the kernel's own devices alone. */
function useLessSecure(
  { sourceName }: ModeSummary,
  measurement: Measurement,
  keys: Keys,
  keysWithL: Keys,
): Advice {
  const { conditions } = measurement;
  const others = isKernelDevice(measurement)
    ? [...attachVirtio(conditions), ...runDaemon(conditions)]
    : [];
  const { rounds, waited, slowestMilliseconds } = keysWithL;
  const slowest = duration(slowestMilliseconds);
  const withL = rounds.length === 1
    ? `the one key with -l took ${slowest}`
    : `${waited.length === 0 ? "none" : waited.length} of the ${rounds.length} keys with -l did, ` +
      `the slowest took ${slowest}`;
  return {
    kind: "use -l",
    sentence: `${["Use -l", ...others].join(", or ")}.`,
    why: `${waitedText(keys, sourceName)}; ${withL}.${keys.rounds.length === 1 ? OR_PAUSED : ""}`,
  };
}

/** How many of the keys of a source took noticeably long. */
function waitedText({ rounds, waited, slowestMilliseconds }: Keys, sourceName: string): string {
  const slowest = duration(slowestMilliseconds);
  const starved = waited.filter(({ outcome }) => outcome !== "whole").length;
  if (rounds.length === 1) {
    return `The one key from ${sourceName} ${
      starved === 0 ? "took" : "was not whole after"
    } ${slowest}`;
  }
  return `${waited.length} of ${rounds.length} keys from ${sourceName} took longer than ` +
    `${duration(NOTICEABLE_MILLISECONDS)}, the slowest ${slowest}` +
    (starved === 0
      ? ""
      : `, and ${starved} of them ${starved === 1 ? "was" : "were"} not whole then`);
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
