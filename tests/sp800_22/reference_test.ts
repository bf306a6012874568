/** All p-values against those of NIST's program; the fixture's README says where they are from. */
import { assert, assertEquals } from "../assert.ts";
import { overlappingTemplate } from "../../lib/sp800_22/overlapping_template.ts";
import { linearComplexity } from "../../lib/sp800_22/linear_complexity.ts";
import { longestRun } from "../../lib/sp800_22/longest_run.ts";
import { spectral } from "../../lib/sp800_22/spectral.ts";
import { SP800_22_TESTS, type TestName } from "../../lib/sp800_22/tests.ts";
import { NIST_NAMES } from "./nist_names.ts";
import {
  FIXTURE_SEQUENCES,
  pack,
  packedSequence,
  PRINTED_LINEAR_COMPLEXITY_PROBABILITIES,
  PRINTED_LONGEST_RUN_CLASSES,
} from "./sequences.ts";

/** Tests in which the program has what was corrected since, by that older form. */
const AS_IN_THE_PROGRAM: Partial<Record<TestName, typeof SP800_22_TESTS[number]["run"]>> = {
  spectral: (sequence) => [spectral(sequence, 4).pValue],
  overlapping_template: (sequence) => {
    const e = Math.exp(-1);
    const below = [e, e / 2, e * 3 / 8, e * 13 / 48, e * 73 / 384];
    const probabilities = [...below, 1 - below.reduce((a, b) => a + b)];
    return [overlappingTemplate(sequence, 9, 1_032, probabilities).pValue];
  },
  longest_run: (sequence) => [longestRun(sequence, PRINTED_LONGEST_RUN_CLASSES).pValue],
  linear_complexity: (
    sequence,
  ) => [linearComplexity(sequence, 500, PRINTED_LINEAR_COMPLEXITY_PROBABILITIES).pValue],
};

interface Reference {
  readonly sha256: string;
  readonly pValues: Readonly<Record<string, readonly number[]>>;
}

const fixture = new URL("../fixtures/sp800-22/p-values.json", import.meta.url);
const references: Record<string, Reference> = JSON.parse(Deno.readTextFileSync(fixture));

for (const [name, make] of Object.entries(FIXTURE_SEQUENCES)) {
  Deno.test(`every p-value of ${name} is that of NIST's program`, async () => {
    const bits = make();
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", pack(bits)));
    const reference = references[name];
    assertEquals(toHex(hash), reference.sha256);
    const sequence = packedSequence(bits);
    let compared = 0;
    for (const { name, subTests, run } of SP800_22_TESTS) {
      const expected = reference.pValues[NIST_NAMES[name]];
      // Zeros are printed where the excursion tests do not apply.
      const found = (AS_IN_THE_PROGRAM[name] ?? run)(sequence) ?? expected.map(() => 0);
      assertEquals([found.length, subTests.length], [expected.length, expected.length]);
      found.forEach((pValue, i) => {
        compared++;
        assert(
          Math.abs(pValue - expected[i]) <= 1e-6,
          `${name} ${subTests[i]}: ${pValue} is not ${expected[i]}`,
        );
      });
    }
    assertEquals(compared, 188);
  });
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
