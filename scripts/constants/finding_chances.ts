import { MAX_KEY_BYTES, MIN_KEY_BYTES } from "../../lib/corosync/key_file.ts";
import { MAX_CRLF_CHANCE } from "../../lib/key/damage_findings.ts";
import { MAX_ALARM_CHANCE } from "../../lib/key/findings.ts";
import {
  ASCII_SHARE,
  MAX_MOSTLY_TEXT_CHANCE,
  MIN_CHARACTER_SHARE,
} from "../../lib/key/foreign_findings.ts";
import {
  MAX_MARKS_IN_UTF_8_CHANCE,
  MIN_RECODED_BYTES,
  UTF_8_SHARE,
} from "../../lib/key/recoding_findings.ts";
import { atLeast } from "../../lib/math/binomial.ts";
import { WINDOW_SAMPLES } from "../../lib/sp800_90b/health_tests.ts";
import { keyHealthTests } from "../../lib/key/test_key_bytes.ts";
import type { Check } from "./check.ts";

/** How often random bytes show what findings about a key are made of, each at the length where that is most. */
export function checkFindingChances(): Check {
  const chances = {
    "line ends": [MAX_CRLF_CHANCE, most(crlfChance), 1.1],
    "three marks in UTF-8": [MAX_MARKS_IN_UTF_8_CHANCE, marksInUtf8Chance(), 1.1],
    "mostly text": [MAX_MOSTLY_TEXT_CHANCE, most(mostlyTextChance), 10],
    "an alarm of the health tests": [MAX_ALARM_CHANCE, alarmChance(), 1.1],
  } as const;
  const problems = Object.entries(chances).flatMap(([name, [stated, exact, room]]) =>
    stated >= exact && stated < room * exact ? [] : [`${name}: ${stated}, recomputed ${exact}`]
  );
  const next = UTF_8_SHARE - 0.01;
  return {
    name: "chances of findings about a key",
    detail: Object.entries(chances)
      .map(([name, [stated, exact]]) => `${name} ${exact.toExponential(3)}, stated ${stated}`)
      .join("; "),
    problems: [
      ...problems,
      ...isUtf8Bound(UTF_8_SHARE) && !isUtf8Bound(next)
        ? []
        : [`UTF_8_SHARE is ${UTF_8_SHARE}, and ${next} holds: ${isUtf8Bound(next)}`],
    ],
  };
}

function most(chanceOf: (bytes: number) => number): number {
  const lengths = Array.from(
    { length: MAX_KEY_BYTES - MIN_KEY_BYTES + 1 },
    (_, i) => MIN_KEY_BYTES + i,
  );
  return Math.max(...lengths.map(chanceOf));
}

/** Three and more newlines among n bytes, and before each a carriage return. */
function crlfChance(bytes: number): number {
  let sum = 0;
  for (let newlines = 3; newlines < 30; newlines++) {
    sum += (atLeast(newlines, bytes, 1 / 256) - atLeast(newlines + 1, bytes, 1 / 256)) *
      256 ** -newlines;
  }
  return sum;
}

/** The mean number of triples of places, in the longest key. */
function marksInUtf8Chance(): number {
  const places = MAX_KEY_BYTES - 2;
  return places * (places - 1) * (places - 2) / 6 * 2 ** -72;
}

function mostlyTextChance(bytes: number): number {
  return atLeast(Math.ceil(MIN_CHARACTER_SHARE * bytes), bytes, ASCII_SHARE);
}

/** A run of the cutoff's length at any place, and each whole window, in the longest key. */
function alarmChance(): number {
  const { cutoffs } = keyHealthTests();
  const { repetitionCount, adaptiveProportion } = cutoffs;
  return MAX_KEY_BYTES * 256 ** (1 - repetitionCount) +
    MAX_KEY_BYTES / WINDOW_SAMPLES * atLeast(adaptiveProportion - 1, WINDOW_SAMPLES - 1, 1 / 256);
}

/** Characters of one to four bytes, and what a last one that was cut may leave: pairs of 960 and 256, triples. */
const CHARACTERS = [128 / 2 ** 8, 1920 / 2 ** 16, 61440 / 2 ** 24, 2 ** 20 / 2 ** 32];
const CUT_CHARACTERS = [51 / 2 ** 8, (960 + 256) / 2 ** 16, 2 ** 14 / 2 ** 24];

/** Whether random bytes are UTF-8 with at most share^n at every length that is looked at. */
function isUtf8Bound(share: number): boolean {
  // Divided by share^n, which no double holds.
  const whole = [1];
  const sum = (chances: readonly number[], bytes: number) =>
    chances.reduce(
      (total, chance, i) => total + chance / share ** (i + 1) * (whole[bytes - i - 1] ?? 0),
      0,
    );
  for (let bytes = 1; bytes <= MAX_KEY_BYTES; bytes++) {
    whole.push(sum(CHARACTERS, bytes));
    if (bytes >= MIN_RECODED_BYTES && whole[bytes] + sum(CUT_CHARACTERS, bytes) > 1) return false;
  }
  return true;
}
