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
import { readConditionsHere } from "../system/conditions.ts";
import type { System } from "../system/types.ts";
import type { Measurement, Plan } from "./measurement.ts";
import { measureStarvation, realClock, type StarvationListener } from "./starvation.ts";

/**
 * How long making keys from a source blocks on this host, against -l: opens the source, gives up the permissions
 * that measuring does not need, and measures. A signal ends it with what was measured until then.
 *
 * @param outputPaths files that are written afterwards
 * @param stop rejects when a signal arrives
 * @throws Failure (exit 1) when the source cannot be opened, or is not within the time of a round
 */
export async function measureHost(
  system: System,
  plan: Plan,
  source: SourceChoice,
  outputPaths: readonly string[],
  listener: StarvationListener,
  stop: Promise<never>,
): Promise<Measurement> {
  const conditions = readConditionsHere(system);
  const name = nameOf(source);
  const seconds = plan.timeoutSeconds;
  const late = new Failure(
    EXIT.usageOrSource,
    `Starved by the source: not open after ${seconds} s`,
    "a FIFO opens once somebody writes to it",
  );
  let blocking: EntropySource | null = null;
  try {
    // Last before measuring: whoever feeds a FIFO starts counting when it is opened.
    const opening = openSource(system, source, name);
    blocking = await openWithin(opening, seconds, late, stop);
    const openMilliseconds = realClock.now();
    dropPermissions(system, outputPaths);
    const sources = { blocking, "less-secure": csprngSource() };
    return await measureStarvation(
      plan,
      sources,
      conditions,
      realClock,
      listener,
      stop,
      openMilliseconds,
    );
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const sources = { blocking: name, "less-secure": nameOf({ kind: "csprng" }) };
    return { plan, conditions, sources, rounds: [], interruptedBy: error.signal };
  } finally {
    blocking?.close();
  }
}
