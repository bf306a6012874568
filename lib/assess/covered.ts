/** Stretches that a later one may reach back over. */
const MAX_STRETCHES = 64;

interface Stretch {
  readonly begin: number;
  readonly end: number;
}

/**
 * Bits in any of the repeats, which come by their ends and may reach back over those before them: of the last 64
 * stretches, and no further, so that memory stays constant.
 */
export class Covered {
  #stretches: Stretch[] = [];
  #bits = 0;
  #from = 0;

  add({ begin, end }: Stretch): void {
    this.#bits = this.bitsWith({ begin, end });
    const joined = this.#stretches.filter((one) => one.end >= begin);
    const apart = this.#stretches.filter((one) => one.end < begin);
    this.#stretches = [...apart, {
      begin: Math.min(begin, ...joined.map((one) => one.begin)),
      end: Math.max(end, ...joined.map((one) => one.end)),
    }];
    if (this.#stretches.length > MAX_STRETCHES) this.#from = this.#stretches.shift()!.end;
  }

  /** All of them, and one more. */
  bitsWith(found: Stretch | null): number {
    if (found === null) return this.#bits;
    const begin = Math.max(found.begin, this.#from);
    return this.#stretches.reduce(
      (sum, one) => sum - Math.max(0, Math.min(one.end, found.end) - Math.max(one.begin, begin)),
      this.#bits + found.end - begin,
    );
  }
}
