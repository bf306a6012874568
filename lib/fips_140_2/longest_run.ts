import { FIPS_BLOCK_BYTES, FIPS_LONG_RUN_BITS } from "./limits.ts";

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
