import {
  csprngSource,
  type EntropySource,
  nameOf,
  openSource,
  openWithin,
  type SourceChoice,
} from "../entropy/source.ts";
import { EXIT, Failure, Interrupted } from "../failure.ts";
import { dropPermissions } from "../files/drop_permissions.ts";
import { statusOrNull } from "../files/status.ts";
import { readConditions } from "../system/conditions.ts";
import type { System } from "../system/types.ts";
import type { Measurement, Plan } from "./measurement.ts";
import { measureStarvation, realClock, type StarvationListener } from "./starvation.ts";

/**
 * How long making keys from a source blocks on this host, against -l: opens the source, gives up the permissions
 * that measuring does not need, and measures. A signal ends it with what was measured until then.
 *
 * @param outputPaths files that are written afterwards
 * @param stop rejects when a signal arrives
 * @throws Failure (exit 1) when the source cannot be opened, or is not within the time of a round or of all rounds
 */
export async function measureHost(
  system: System,
  plan: Plan,
  source: SourceChoice,
  outputPaths: readonly string[],
  listener: StarvationListener,
  stop: Promise<never>,
): Promise<Measurement> {
  const conditions = readConditions(system);
  const name = nameOf(source);
  const seconds = Math.min(plan.timeoutSeconds, plan.seconds ?? Infinity);
  const late = new Failure(
    EXIT.usageOrSource,
    `Starved by the source: not open after ${seconds} s`,
    "a FIFO opens once somebody writes to it",
  );
  let blocking: EntropySource | null = null;
  const started = realClock.now();
  try {
    // Last before measuring: whoever feeds a FIFO starts counting when it is opened.
    const opening = openSource(system, source, name);
    blocking = await openWithin(opening, seconds, late, stop);
    const openMilliseconds = realClock.now();
    const isKernelDevice = isFilledByKernel(system, source);
    dropPermissions(system, outputPaths);
    const sources = { blocking, "less-secure": csprngSource() };
    // The time for all rounds is that of the whole run.
    const remaining = plan.seconds &&
      Math.max(0, plan.seconds - (openMilliseconds - started) / 1000);
    const measured = await measureStarvation(
      { ...plan, seconds: remaining },
      sources,
      conditions,
      realClock,
      listener,
      stop,
      openMilliseconds,
    );
    return { ...measured, plan, isKernelDevice };
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const sources = { blocking: name, "less-secure": nameOf({ kind: "csprng" }) };
    return { plan, conditions, sources, rounds: [], interruptedBy: error.signal };
  } finally {
    blocking?.close();
  }
}

/** /dev/random and /dev/urandom: memory devices 8 and 9, major number 1 (devices.txt of the Linux kernel). */
const KERNEL_DEVICE_NUMBERS = [0x108, 0x109];

/** Whether a source is one of them, by whatever name. */
function isFilledByKernel(system: System, source: SourceChoice): boolean {
  if (source.kind === "csprng") return false;
  const status = source.kind === "stdin"
    ? system.stdin.status()
    : statusOrNull(system, source.path);
  return status?.kind === "device" && !status.isBlockDevice &&
    KERNEL_DEVICE_NUMBERS.includes(status.deviceNumber ?? 0);
}
