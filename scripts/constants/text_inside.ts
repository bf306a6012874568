import { isAsciiText, isText } from "../../lib/key/byte_patterns.ts";
import { ASCII_SHARE } from "../../lib/key/foreign_findings.ts";
import { TEXT_INSIDE } from "../../lib/key/text_in_key.ts";
import { MAX_KEY_BYTES } from "../../lib/corosync/key_file.ts";
import type { Check } from "./check.ts";

/** Text at any place of a key is told where chance makes it no more often than the 16 bytes that are told at an end. */
const MAX_TEXT_CHANCE = ASCII_SHARE ** 16;

/** The least lengths of text at any place of a key; the longest key has the most places for chance. */
export function checkTextInside(): Check {
  const problems = [
    ...checkKind("ascii", asciiChance),
    ...checkKind("utf8", utf8Chance),
    ...checkKind("utf16", utf16Chance),
  ];
  const { ascii, utf8, utf16 } = TEXT_INSIDE;
  return {
    name: "text inside a key",
    detail: `${ascii.least} bytes of ASCII, ${utf8.least} of UTF-8, ${utf16.least} characters of ` +
      `UTF-16 are in fewer than ${
        MAX_TEXT_CHANCE.toExponential(1)
      } of keys of ${MAX_KEY_BYTES} bytes`,
    problems,
  };
}

/** The least length is the first that is rare enough; its chance is rounded up to two digits. */
function checkKind(
  kind: keyof typeof TEXT_INSIDE,
  chanceOf: (least: number) => number,
): readonly string[] {
  const { least, chance } = TEXT_INSIDE[kind];
  let right = 1;
  while (chanceOf(right) > MAX_TEXT_CHANCE) right++;
  const exact = chanceOf(right);
  return [
    ...least === right ? [] : [`${kind}: least length ${least}, recomputed ${right}`],
    ...chance >= exact && chance < 1.1 * exact
      ? []
      : [`${kind}: chance ${chance}, recomputed ${exact}`],
  ];
}

/**
 * A run of `least` successes in n trials, exactly: with q(n) that there is none, q(n) = q(n - 1) - (1 - p) p^least
 * q(n - least - 1), since the first run ends at n where none ended before, after a failure.
 */
export function runChance(share: number, least: number, trials: number): number {
  const ended = new Float64Array(trials + 1);
  for (let n = least; n <= trials; n++) {
    const before = n === least ? 1 : (1 - share) * (1 - ended[n - least - 1]);
    ended[n] = ended[n - 1] + before * share ** least;
  }
  return ended[trials];
}

function asciiChance(least: number): number {
  return runChance(ASCII_SHARE, least, MAX_KEY_BYTES);
}

/** How probable a character of one to four bytes is where it may begin, counted. */
function characterShares(): readonly number[] {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const one = bytes.filter(isAsciiText).length;
  const two = bytes.reduce(
    (sum, first) =>
      sum + bytes.filter((second) => first >= 0x80 && isText(Uint8Array.of(first, second))).length,
    0,
  );
  // Of the second byte depends which third may follow in no case, and all 64 may.
  const withFirstTwo = (last: readonly number[]) =>
    bytes.reduce(
      (sum, first) =>
        sum +
        bytes.filter((second) => first >= 0xe0 && isText(Uint8Array.of(first, second, ...last)))
          .length,
      0,
    );
  const three = withFirstTwo([0x80]) * 64;
  const four = withFirstTwo([0x80, 0x80]) * 64 ** 2;
  return [one / 2 ** 8, two / 2 ** 16, three / 2 ** 24, four / 2 ** 32];
}

/**
 * At any one place characters reach `least` bytes with the chance that some end exactly before that, and the
 * next does not; there are no more places than bytes.
 */
function utf8Chance(least: number): number {
  const shares = characterShares();
  const endsAt = [1];
  for (let size = 1; size < least; size++) {
    endsAt.push(shares.reduce((sum, share, i) => sum + share * (endsAt[size - i - 1] ?? 0), 0));
  }
  const reaches = endsAt.reduce(
    (sum, chance, size) =>
      sum +
      chance * shares.reduce((more, share, i) => more + (size + i + 1 >= least ? share : 0), 0),
    0,
  );
  return MAX_KEY_BYTES * reaches;
}

/** Characters of two bytes, one of which is zero, from any byte on, in either order. */
function utf16Chance(least: number): number {
  return 2 * 2 * runChance(ASCII_SHARE / 256, least, MAX_KEY_BYTES / 2);
}
