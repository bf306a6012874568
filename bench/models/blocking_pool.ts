import type { Read, Waiting } from "./waiting.ts";

/**
 * The random number generator of Linux up to 5.5, as /dev/random sees it: an input pool that events
 * credit, and a smaller blocking pool that readers drain. Restated from drivers/char/random.c of Linux
 * 4.19, functions credit_entropy_bits, xfer_secondary_pool, account and _random_read. All levels are
 * counted, as there, in eighths of a bit and in integers.
 */

/** Eighths in a bit (ENTROPY_SHIFT is 3). */
const EIGHTHS = 8;
const BYTE_EIGHTHS = 8 * EIGHTHS;

/** INPUT_POOL_SHIFT 12 and OUTPUT_POOL_SHIFT 10. */
const INPUT_POOL_BITS = 4096;
const BLOCKING_POOL_BITS = 1024;

/** random_read_wakeup_bits: a reader sleeps until the input pool holds this much. */
const READ_WAKEUP_BITS = 64;

/** What the CRNG takes from the input pool before getrandom(2) and urandom count as ready. */
const CRNG_READY_BITS = 128;

/** At most this much goes from pool to pool, and to a reader, at once (OUTPUT_POOL_WORDS, SEC_XFER_SIZE). */
const MAX_TRANSFER_BYTES = 128;
const MAX_READ_BYTES = 512;

/** Where every eighth of a bit went: credited = discounted + read + what still lies in the pools. */
export interface Ledger {
  /** What events claimed, before the discount. */
  creditedEighths: number;
  /** Not counted, because new entropy may overwrite old; at the input pool and at the blocking pool. */
  discountedEighths: number;
  readEighths: number;
  inputEighths: number;
  blockingEighths: number;
}

/**
 * A pool's level after a credit. Of a credit of n bits only n * 3/4 * (the empty share of the pool) is
 * counted, a lower bound for n bits mixed into a pool that already holds some; credits of more than half
 * the pool are counted in pieces.
 *
 * @example
 * creditedLevel(0, 8, 4096) // 6: an empty pool gains 3/4 bit from one bit
 * creditedLevel(6, 8, 4096) // 11: from then on 5/8, as fractions of an eighth are dropped
 */
export function creditedLevel(
  levelEighths: number,
  creditEighths: number,
  poolBits: number,
): number {
  const size = poolBits * EIGHTHS;
  let level = levelEighths;
  let left = creditEighths;
  do {
    const piece = Math.min(left, size / 2);
    level += Math.floor(((size - level) * piece * 3) / (4 * size));
    left -= piece;
  } while (level < size - 2 && left > 0);
  return level;
}

/** Both pools and the one reader that drains them. Starts empty, with the blocking pool initialised. */
export class BlockingPool {
  readonly ledger: Ledger = {
    creditedEighths: 0,
    discountedEighths: 0,
    readEighths: 0,
    inputEighths: 0,
    blockingEighths: 0,
  };

  /** An event of `bits` bits: keyboard, disk, interrupt, or a hardware generator's thread. */
  credit(bits: number): void {
    const { ledger } = this;
    const before = ledger.inputEighths;
    ledger.inputEighths = creditedLevel(before, bits * EIGHTHS, INPUT_POOL_BITS);
    ledger.creditedEighths += bits * EIGHTHS;
    ledger.discountedEighths += bits * EIGHTHS - (ledger.inputEighths - before);
  }

  /** read(2) of `requestBytes` bytes: how many it returns now; 0 where it would sleep. */
  read(requestBytes: number): number {
    const { ledger } = this;
    const request = Math.min(requestBytes, MAX_READ_BYTES);
    if (ledger.blockingEighths < request * BYTE_EIGHTHS) this.#refill(request);
    const bytes = Math.min(request, Math.floor(ledger.blockingEighths / BYTE_EIGHTHS));
    ledger.blockingEighths -= bytes * BYTE_EIGHTHS;
    ledger.readEighths += bytes * BYTE_EIGHTHS;
    return bytes;
  }

  get crngReady(): boolean {
    return this.ledger.inputEighths >= CRNG_READY_BITS * EIGHTHS;
  }

  /** Moves whole bytes from the input pool, where they are credited like any other event's. */
  #refill(requestBytes: number): void {
    const { ledger } = this;
    const wakeupBytes = READ_WAKEUP_BITS / 8;
    const availableBytes = Math.floor(ledger.inputEighths / BYTE_EIGHTHS);
    const wantedBytes = Math.min(Math.max(requestBytes, wakeupBytes), MAX_TRANSFER_BYTES);
    const bytes = Math.min(wantedBytes, availableBytes);
    if (bytes < wakeupBytes) return;
    const before = ledger.blockingEighths;
    ledger.inputEighths -= bytes * BYTE_EIGHTHS;
    ledger.blockingEighths = creditedLevel(before, bytes * BYTE_EIGHTHS, BLOCKING_POOL_BITS);
    ledger.discountedEighths += bytes * BYTE_EIGHTHS - (ledger.blockingEighths - before);
  }
}

/**
 * One reader takes `keyBytes` bytes from /dev/random of a host whose pools are empty.
 *
 * @param nextEventSeconds gives the time of the next event, in order; Infinity when there is none
 * @param bitsPerEvent what each event credits
 * @param horizonSeconds the reader gives up then
 */
export function readBlockingPool(
  keyBytes: number,
  nextEventSeconds: () => number,
  bitsPerEvent: number,
  horizonSeconds: number,
): Waiting & { readonly ledger: Readonly<Ledger> } {
  const pool = new BlockingPool();
  const reads: Read[] = [];
  let missing = keyBytes;
  while (missing > 0) {
    const atSeconds = nextEventSeconds();
    if (!(atSeconds <= horizonSeconds)) break;
    pool.credit(bitsPerEvent);
    if (pool.ledger.inputEighths < READ_WAKEUP_BITS * EIGHTHS) continue;
    for (let bytes = pool.read(missing); bytes > 0; bytes = missing > 0 ? pool.read(missing) : 0) {
      reads.push({ atSeconds, bytes });
      missing -= bytes;
    }
  }
  const doneSeconds = missing > 0 ? null : reads.at(-1)?.atSeconds ?? 0;
  return { reads, doneSeconds, ledger: pool.ledger };
}

/**
 * The same host asked for the less secure mode at boot: the CRNG becomes ready once the input pool holds
 * 128 bits, and nobody may drain it meanwhile; then everything comes at once.
 */
export function waitForOldCrng(
  keyBytes: number,
  nextEventSeconds: () => number,
  bitsPerEvent: number,
  horizonSeconds: number,
): Waiting {
  const pool = new BlockingPool();
  for (;;) {
    const atSeconds = nextEventSeconds();
    if (!(atSeconds <= horizonSeconds)) return { reads: [], doneSeconds: null };
    pool.credit(bitsPerEvent);
    if (pool.crngReady) return { reads: [{ atSeconds, bytes: keyBytes }], doneSeconds: atSeconds };
  }
}
