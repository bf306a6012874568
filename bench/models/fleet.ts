import { quantile } from "../../lib/math/quantile.ts";
import { readBlockingPool, waitForOldCrng } from "./blocking_pool.ts";
import { eventTimes } from "./credits.ts";
import { readAtFirstBoot } from "./first_boot.ts";
import type { Profile } from "./profiles.ts";
import { randomStream } from "./random.ts";
import type { Waiting } from "./waiting.ts";

/** As the program has them: /dev/random, and getrandom(2) behind crypto.getRandomValues. */
export type Mode = "blocking" | "less-secure";

/** How long a fleet of hosts of one profile waits for its keys. */
export interface Fleet {
  readonly profile: string;
  readonly mode: Mode;
  readonly keyBytes: number;
  readonly hosts: number;
  readonly horizonSeconds: number;
  /** How many hosts had a whole key within the horizon. */
  readonly finished: number;
  /** When half, 90 and 99 percent of all hosts had theirs; null where they had not by the horizon. */
  readonly medianSeconds: number | null;
  readonly p90Seconds: number | null;
  readonly p99Seconds: number | null;
}

/** After a day nobody waits for a key any more. */
const HORIZON_SECONDS = 86_400;

/**
 * One host of a profile, from empty pools or from boot, in simulated time.
 *
 * @param seed with `host` decides everything that is random; host n has the same events in both modes
 * and for all key sizes, so that differences between them are theirs
 */
export function waitOnHost(
  profile: Profile,
  mode: Mode,
  keyBytes: number,
  seed: number,
  host: number,
  horizonSeconds = HORIZON_SECONDS,
): Waiting {
  const random = randomStream(seed * 0x10_0000 + host);
  const kind = profile.host;
  if (kind.kernel === "first-boot") return readAtFirstBoot(keyBytes, kind, random, horizonSeconds);
  const { least, most } = kind.eventsPerSecond;
  const eventsPerSecond = least + (most - least) * random.uniform();
  const next = eventTimes(
    { eventsPerSecond, bitsPerEvent: kind.bitsPerEvent, arrivals: "poisson" },
    random,
  );
  const wait = mode === "blocking" ? readBlockingPool : waitForOldCrng;
  return wait(keyBytes, next, kind.bitsPerEvent, horizonSeconds);
}

/** Waits of a whole fleet, each host on its own. */
export function waitOfFleet(
  profile: Profile,
  mode: Mode,
  keyBytes: number,
  hosts: number,
  seed: number,
): Fleet {
  const waits = new Float64Array(hosts);
  for (let host = 0; host < hosts; host++) {
    waits[host] = waitOnHost(profile, mode, keyBytes, seed, host).doneSeconds ?? Infinity;
  }
  waits.sort();
  const atShare = (share: number): number | null => {
    const seconds = quantile(waits, share);
    return seconds === Infinity ? null : seconds;
  };
  return {
    profile: profile.name,
    mode,
    keyBytes,
    hosts,
    horizonSeconds: HORIZON_SECONDS,
    finished: waits.findLastIndex((seconds) => seconds !== Infinity) + 1,
    medianSeconds: atShare(0.5),
    p90Seconds: atShare(0.9),
    p99Seconds: atShare(0.99),
  };
}
