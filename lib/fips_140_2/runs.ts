import { FIPS_BLOCK_BYTES, FIPS_LONG_RUN_BITS, FIPS_RUNS } from "./limits.ts";

/**
 * Tables and sums that find the runs of a block in two histograms: of its bytes, and of what its windows, a
 * byte and the six bits after it, show of the runs that meet at the byte's end.
 *
 * Each run is told once, by what is around its first bit:
 *
 * - inside: it touches neither end of a byte. The byte tells it.
 * - leaving: it begins after a byte's first bit and reaches its end. Six more bits tell its class, since it has
 *   at least one bit in the byte and the last class is 6 and more.
 * - following: it begins with a byte's first bit. The window of the byte before tells it, again by six bits.
 *
 * Therefore nothing is carried from byte to byte: no step waits for the one before, which is what makes
 * counting so much faster than an automaton that follows the run.
 */
export const WINDOW_BITS = 14;
/** Bits of a window after its byte: as many as tell the last class. */
export const NEXT_BITS = 6;

/** Classes of runs, 1 to 6; 0 stands for no run. */
const CLASSES = FIPS_RUNS.length;

/**
 * Part of a place for the class of the leaving run that is no class: all 14 bits are equal. A run of so many
 * bits that a whole byte and six more are sure to be in it cannot do without such a window.
 */
const ALL_EQUAL = 7;

/** Least length of a run that has a window of equal bits: up to seven bits of it come before its first byte. */
export const SHOWN_RUN_BITS = 7 + WINDOW_BITS;

/** The place of a window: the byte's last bit, class of the leaving run, class of the following run. */
function placeOf(bit: number, leaving: number, following: number): number {
  return bit << 6 | leaving << 3 | following;
}

/** By window, where it is counted. The following run is of the other bit than the leaving one. */
export function makeEdgePlaces(): Uint8Array {
  const places = new Uint8Array(1 << WINDOW_BITS);
  for (let window = 0; window < places.length; window++) {
    const bits = window.toString(2).padStart(WINDOW_BITS, "0");
    const byte = bits.slice(0, 8), next = bits.slice(8);
    const bit = Number(byte.at(-1));
    const first = /0+$|1+$/.exec(byte)!.index;
    const leaving = /^(0+|1+)/.exec(bits.slice(first))![0].length;
    const following = /^(0+|1+)/.exec(next)![0].length;
    places[window] = leaving === WINDOW_BITS ? placeOf(bit, ALL_EQUAL, 0) : placeOf(
      bit,
      first === 0 ? 0 : Math.min(leaving, CLASSES),
      next.startsWith(String(bit)) ? 0 : following,
    );
  }
  return places;
}

/** Windows of equal bits. */
export function countAllEqual(edges: Int32Array): number {
  return edges[placeOf(0, ALL_EQUAL, 0)] + edges[placeOf(1, ALL_EQUAL, 0)];
}

/** Adds the runs that leave a byte or follow one, from a histogram of windows in two parts. */
export function addEdgeRuns(
  even: Int32Array,
  odd: Int32Array,
  runs: readonly [Int32Array, Int32Array],
): void {
  for (let bit = 0; bit < 2; bit++) {
    const own = runs[bit], other = runs[1 - bit];
    for (let leaving = 0; leaving <= CLASSES; leaving++) {
      let left = 0;
      for (let following = 0; following <= CLASSES; following++) {
        const place = placeOf(bit, leaving, following);
        const count = even[place] + odd[place];
        left += count;
        if (following > 0) other[following - 1] += count;
      }
      if (leaving > 0) own[leaving - 1] += left;
    }
  }
}

/**
 * The longest run of a block that has a run of six bits or more, counted byte after byte: what lies inside a
 * byte and touches neither of its ends has six bits at most.
 */
export function longestRunBits(data: DataView, start: number): number {
  let longest = 6, run = 0, bit = 0;
  for (let at = start; at < start + FIPS_BLOCK_BYTES; at++) {
    const byte = data.getUint8(at);
    const first = byte >>> 7;
    const leading = leadingBits(byte, first);
    // Goes on only if the bits are of one kind; fair bits would let no branch foresee that.
    run = (run & (first ^ bit) - 1) + leading;
    if (run > longest) longest = run;
    bit = byte & 1;
    if (leading === 8) continue;
    run = trailingBits(byte, bit);
    if (run > longest) longest = run;
  }
  return longest;
}

/**
 * The longest run of a block with more than `known` bits; if there is none, some run of 26 bits or more; if there
 * is none of these, 0. A run covers so many whole bytes that only some have to be looked at.
 *
 * @param known at least 14
 */
export function longRunBits(data: DataView, start: number, known: number): number {
  const end = start + FIPS_BLOCK_BYTES;
  let longest = 0;
  let step = wholeBytes(Math.min(known + 1, FIPS_LONG_RUN_BITS));
  for (let at = start + step - 1; at < end; at += step) {
    const byte = data.getUint8(at);
    if (byte !== 0 && byte !== 255) continue;
    const bit = byte & 1, word = -bit;
    let first = at;
    while (first > start && data.getUint8(first - 1) === byte) first--;
    at++;
    while (at <= end - 4 && data.getInt32(at) === word) at += 4;
    while (at < end && data.getUint8(at) === byte) at++;
    const before = first > start ? trailingBits(data.getUint8(first - 1), bit) : 0;
    const after = at < end ? leadingBits(data.getUint8(at), bit) : 0;
    const length = before + 8 * (at - first) + after;
    if (length >= FIPS_LONG_RUN_BITS || length > known) {
      longest = Math.max(longest, length);
      step = wholeBytes(Math.max(longest, known) + 1);
    }
    at--;
  }
  return longest;
}

/** Whole bytes that a run covers at least: no more than seven bits of it come before the first. */
function wholeBytes(runBits: number): number {
  return runBits - 7 >>> 3;
}

/** How many bits at the start of a byte equal `bit`. */
function leadingBits(byte: number, bit: number): number {
  return Math.clz32(byte ^ -bit & 255) - 24;
}

/** How many bits at the end of a byte equal `bit`. */
function trailingBits(byte: number, bit: number): number {
  const others = byte ^ -bit & 255;
  return others === 0 ? 8 : 31 - Math.clz32(others & -others);
}
