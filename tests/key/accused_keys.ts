/** How many good keys are accused of damage, or taken for another file, against the rates that are stated. */
import { assert, assertLess } from "../assert.ts";
import { randomKey } from "../keys.ts";
import { CONTAINER_KINDS } from "../../lib/key/container_kinds.ts";
import { damageFindings, MAX_CRLF_CHANCE } from "../../lib/key/damage_findings.ts";
import type { Finding } from "../../lib/key/finding.ts";
import {
  ASCII_SHARE,
  foreignFindings,
  MAX_MOSTLY_TEXT_CHANCE,
  mostlyTextFinding,
  TEXT_SHARE,
} from "../../lib/key/foreign_findings.ts";
import { MAX_MARKS_IN_UTF_8_CHANCE } from "../../lib/key/recoding_findings.ts";
import { TEXT_INSIDE, textInsideFindings } from "../../lib/key/text_in_key.ts";
import { MAX_DEFLATED_MESSAGE_CHANCE, MAX_ZLIB_CHANCE } from "../../lib/key/deflated.ts";

function accusations(key: Uint8Array): Finding[] {
  return [
    ...foreignFindings(key, key.length),
    ...damageFindings(key),
    ...mostlyTextFinding(key),
    ...textInsideFindings(key),
  ];
}

/** By Poisson's law more than twice the expectation plus 15 has a chance below 1e-6. */
const mostOf = (keys: number, rate: number) => 2 * rate * keys + 15;

/** At most how often a good key of a usual length shows one sign of damage or another: what the code states, added up. */
export const SUM_OF_CHANCES = [
  ...[...CONTAINER_KINDS.map(({ chance }) => chance), MAX_ZLIB_CHANCE, MAX_DEFLATED_MESSAGE_CHANCE],
  // Text at an end of the key, at either of them.
  ...[ASCII_SHARE ** 16, TEXT_SHARE ** 24, ASCII_SHARE ** 16, TEXT_SHARE ** 24],
  // Text inside, text for the most part, and no-break space and line end behind.
  ...Object.values(TEXT_INSIDE).map(({ chance }) => chance),
  ...[MAX_MOSTLY_TEXT_CHANCE, 256 ** -4],
  // A byte order mark, zeros in front, behind and inside.
  ...[256 ** -3, 256 ** -3, 256 ** -3, 4096 * 256 ** -6],
  // Line ends, UTF-8 that was replaced, question marks.
  ...[MAX_CRLF_CHANCE, MAX_MARKS_IN_UTF_8_CHANCE, 1e-7],
].reduce((sum, chance) => sum + chance, 0);

/** Keys of usual lengths, and as many of any length from 128 to 4,096 bytes. */
export function assertFewAccused(keys: number): { readonly usual: number; readonly any: number } {
  const counts = { usual: 0, any: 0 };
  let refused = 0;
  for (let i = 0; i < keys; i++) {
    if (accusations(randomKey(128 * (1 + i % 32))).length > 0) counts.usual++;
    const found = accusations(randomKey(128 + Math.floor(Math.random() * 3969)));
    if (found.length > 0) counts.any++;
    if (found.some(({ severity }) => severity === "refusal")) refused++;
  }
  // The sum of the chances that stand in the code is 1.6e-6: four of 100,000 keys have a chance of 3e-5.
  assertLess(counts.usual, 4);
  assertLess(refused, 4);
  assertLess(counts.any, mostOf(keys, 1 / 7000));
  return counts;
}

/**
 * Keys of 129 bytes and so on, one more than a usual length: a newline or a zero behind, a newline in front,
 * 1/256 each, and at most 0.4/256 for one pair of CR and LF.
 */
export function assertWitnessedRate(keys: number): number {
  let warned = 0;
  let refused = 0;
  for (let i = 0; i < keys; i++) {
    const findings = accusations(randomKey(129 + 128 * (i % 31)));
    if (findings.length > 0) warned++;
    if (findings.some(({ severity }) => severity === "refusal")) refused++;
  }
  assertLess(refused, 4);
  assertLess(warned, mostOf(keys, 3.1 / 256));
  assert(warned > keys * 3 / 256 / 2 - 15);
  return warned;
}
