import type { RandomStream } from "./random.ts";
import type { Waiting } from "./waiting.ts";

/**
 * The random number generator of Linux from 5.6 on during its first seconds: /dev/random, getrandom(2)
 * and, from 5.18 on, /dev/urandom give nothing until the CRNG is initialised, then everything at once.
 * Restated from drivers/char/random.c of Linux 6.1, functions try_to_generate_entropy, entropy_timer,
 * credit_init_bits and crng_ready.
 */
export interface FirstBoot {
  /** POOL_READY_BITS: 256 since 5.18. */
  readonly neededBits: number;
  /** Bits that boot itself credits: 256 with a trusted CPU generator or a credited seed, else 0. */
  readonly creditedAtBootBits: number;
  /** CONFIG_HZ of the jitter loop, which credits a bit a tick while somebody waits; null without it. */
  readonly ticksPerSecond: number | null;
  /** Interrupts credit a bit per 64 of them, or per second and CPU. */
  readonly interruptBitsPerSecond: number;
  /** Time from asking to answering once the CRNG is ready. */
  readonly answerSeconds: number;
}

/**
 * One reader asks for a key as the first thing after boot. Both modes wait for the same event, so this
 * is the answer for either.
 *
 * The jitter loop starts when the reader starts to wait, its first tick falls anywhere within one
 * jiffy, and the interrupts' bits are independent of it.
 *
 * @param horizonSeconds the reader gives up then
 */
export function readAtFirstBoot(
  keyBytes: number,
  boot: FirstBoot,
  random: RandomStream,
  horizonSeconds: number,
): Waiting {
  const readySeconds = crngReadySeconds(boot, random, horizonSeconds);
  const atSeconds = readySeconds + boot.answerSeconds;
  if (!(atSeconds <= horizonSeconds)) return { reads: [], doneSeconds: null };
  return { reads: [{ atSeconds, bytes: keyBytes }], doneSeconds: atSeconds };
}

function crngReadySeconds(boot: FirstBoot, random: RandomStream, horizonSeconds: number): number {
  const tickSeconds = boot.ticksPerSecond === null ? Infinity : 1 / boot.ticksPerSecond;
  const interruptSeconds = () =>
    boot.interruptBitsPerSecond > 0 ? random.exponential() / boot.interruptBitsPerSecond : Infinity;

  let bits = boot.creditedAtBootBits;
  let nowSeconds = 0;
  let nextTick = tickSeconds === Infinity ? Infinity : tickSeconds * random.uniform();
  let nextInterrupt = interruptSeconds();
  while (bits < boot.neededBits && nowSeconds <= horizonSeconds) {
    nowSeconds = Math.min(nextTick, nextInterrupt);
    if (nextTick <= nextInterrupt) nextTick += tickSeconds;
    else nextInterrupt += interruptSeconds();
    bits++;
  }
  return nowSeconds;
}
