/** How many good keys are accused of damage, or taken for another file, against the rates that are stated. */
import { assert, assertLess } from "../assert.ts";
import { randomKey } from "../keys.ts";
import { damageFindings } from "../../lib/key/damage_findings.ts";
import type { Finding } from "../../lib/key/finding.ts";
import { foreignFindings, mostlyTextFinding } from "../../lib/key/foreign_findings.ts";
import { textInsideFindings } from "../../lib/key/text_inside.ts";

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
  // The sum of the chances that stand in the code is 1.7e-6: four of 100,000 keys have a chance of 3e-5.
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
