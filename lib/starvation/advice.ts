import { counted, duration } from "../math/amounts.ts";
import type { Conditions } from "../system/conditions.ts";
import { type Measurement, MODES, type ModeSummary, type Summary } from "./measurement.ts";
import {
  driedText,
  isDry,
  isGenerator,
  isKernelDevice,
  isUsual,
  type Keys,
  keysOf,
  MIN_WAITED_KEYS,
  mostBits,
  waitedBeforeSeed,
  waitedText,
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
  // One that was never whole is enough, but for a generator that does not block.
  if (isUsual(keys) || keys.waited.some(isDry)) {
    if (keysWithL.rounds.length === 0) return lessSecureNotMeasured(blocking, lessSecure, keys);
    if (!isGenerator(measurement, "blocking")) {
      return useLessSecure(blocking, measurement, keys, keysWithL);
    }
  }
  if (keys.waited.length + keysWithL.waited.length > 0) {
    return waitedForOnce(measurement, keys, keysWithL, early.length > 0);
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

/** Too few keys waited to say that a source does so, or those of a generator that does not block. */
function waitedForOnce(
  measurement: Measurement,
  keys: Keys,
  keysWithL: Keys,
  isEarly: boolean,
): Advice {
  const { rounds, sources } = measurement;
  const waited = [...keys.waited, ...keysWithL.waited];
  const never = waited.filter(({ outcome }) => outcome !== "whole");
  // What had no answer when the measurement ended was not paused.
  const answered = waited.filter((round) =>
    round.outcome === "whole" ||
    rounds.some(({ mode, number }) => mode === round.mode && number > round.number)
  );
  const starved = waited.some(({ mode }) => !isGenerator(measurement, mode));
  const causes = [
    ...(answered.length > 0 ? [PAUSED] : []),
    ...(isEarly ? ["the kernel's generator was not yet initialised"] : []),
    ...(starved ? [`${sources.blocking} starved its reader`] : []),
  ];
  const certain = causes.length === 1 && causes[0] === PAUSED
    ? ", since the kernel's generator was initialised and does not block"
    : "";
  const which = [
    ...(keys.waited.length > 0 ? [waitedText(keys, `from ${sources.blocking}`)] : []),
    ...(keysWithL.waited.length > 0 ? [waitedText(keysWithL, "with -l")] : []),
  ].join("; ");
  const why = `${which}${causes.length === 0 ? "" : `: ${causes.join(", or ")}${certain}`}.`;
  if (never.length > 0) {
    const way = never.some(({ outcome }) => outcome === "starved")
      ? "with a longer --timeout"
      : "for longer";
    return {
      kind: "nothing measured",
      sentence: `Measure ${way}: ${counted(never.length, "key")} never became whole.`,
      why,
    };
  }
  return {
    kind: "nothing to do",
    sentence: isUsual(keys)
      ? `Nothing to do about ${sources.blocking}: once initialised, the kernel's generator does not block.`
      : `Nothing to do: ${doesNotBlock(measurement)} as a rule.`,
    why,
  };
}

function nothingMeasured(measurement: Measurement): Advice {
  const { rounds, sources } = measurement;
  // The first round begins as soon as the sources are open.
  if (rounds.length === 0) {
    return {
      kind: "nothing measured",
      sentence: `Measure for longer: ${sources.blocking} never opened.`,
      why: "A FIFO opens once somebody writes to it.",
    };
  }
  return {
    kind: "nothing measured",
    sentence: "Measure for longer: no key is whole yet.",
    why: `The measurement ended with ${mostBits(measurement)}.`,
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
      } a key: the kernel's generator ${
        isSingle ? "may not yet have been" : "was not yet"
      } initialised, and then ${waiting}, and so does the ` +
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
    why: `${waitedText(keys, `from ${sourceName}`)}, and the measurement ended before the less ` +
      "secure mode had its turn.",
  };
}

/** Another device and a daemon help the kernel's own devices alone. */
function useLessSecure(
  { sourceName, wholeKeys, starvedAtBits }: ModeSummary,
  measurement: Measurement,
  keys: Keys,
  keysWithL: Keys,
): Advice {
  const { conditions } = measurement;
  const others = [
    ...(isKernelDevice(measurement) ? [...attachVirtio(conditions), ...runDaemon(conditions)] : []),
    ...(wholeKeys === 0 && starvedAtBits.length > 0 ? ["measure with a longer --timeout"] : []),
  ];
  const { rounds, waited, slowestMilliseconds } = keysWithL;
  const withL = waited.length > 0 && rounds.length > 1
    ? waitedText(keysWithL, "with -l")
    : `${
      rounds.length === 1 ? "the one key" : `the slowest of ${rounds.length} keys`
    } with -l took ` +
      duration(slowestMilliseconds);
  const without = driedText(keys, sourceName) ?? waitedText(keys, `from ${sourceName}`);
  const most = wholeKeys === 0 ? `, with at most ${mostBits(measurement)}` : "";
  const isSingle = keys.waited.length === 1 && keys.waited[0].outcome === "whole";
  return {
    kind: "use -l",
    sentence: `${["Use -l", ...others].join(", or ")}.`,
    why: `${without}${most}; ${withL}.${isSingle ? OR_PAUSED : ""}`,
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
