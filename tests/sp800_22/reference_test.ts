/** All p-values against those of NIST's program; the fixture's README says where they are from. */
import { assert, assertEquals } from "../assert.ts";
import { SP800_22_TESTS } from "../../lib/sp800_22/tests.ts";
import { NIST_NAMES } from "./nist_names.ts";
import { AS_IN_THE_PROGRAM } from "./printed_forms.ts";
import { FIXTURE_SEQUENCES, pack, packedSequence } from "./sequences.ts";

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
