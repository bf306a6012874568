/** Ranges that a later one may reach back over. */
const MAX_RANGES = 64;

interface BitRange {
  readonly begin: number;
  readonly end: number;
}

/**
 * Bits in any of the repeats, which come by their ends and may reach back over those before them: of the last 64
 * ranges, and no further, so that memory stays constant.
 */
export class CoveredBits {
  #ranges: BitRange[] = [];
  #bits = 0;
  #from = 0;

  add({ begin, end }: BitRange): void {
    this.#bits = this.bitsWith({ begin, end });
    const joined = this.#ranges.filter((one) => one.end >= begin);
    const apart = this.#ranges.filter((one) => one.end < begin);
    this.#ranges = [...apart, {
      begin: Math.min(begin, ...joined.map((one) => one.begin)),
      end: Math.max(end, ...joined.map((one) => one.end)),
    }];
    if (this.#ranges.length > MAX_RANGES) this.#from = this.#ranges.shift()!.end;
  }

  /** All of them, and one more. */
  bitsWith(found: BitRange | null): number {
    if (found === null) return this.#bits;
    const begin = Math.max(found.begin, this.#from);
    return this.#ranges.reduce(
      (sum, one) => sum - Math.max(0, Math.min(one.end, found.end) - Math.max(one.begin, begin)),
      this.#bits + found.end - begin,
    );
  }
}
