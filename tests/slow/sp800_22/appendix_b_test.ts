/** The p-values that SP 800-22 Rev. 1a, Appendix B, lists for a million binary digits of four constants. */
import { assert } from "../../assert.ts";
import { SP800_22_TESTS, type TestName } from "../../../lib/sp800_22/tests.ts";
import { spectral } from "../../../lib/sp800_22/spectral.ts";
import { AS_IN_THE_PROGRAM } from "../../sp800_22/printed_forms.ts";
import { type Constant, digitsOf } from "../../sp800_22/sequences.ts";

type Listed = Partial<Record<TestName, readonly (number | null)[]>>;

/** By constant, test and sub-test; null where the appendix lists none. Of the templates it has 000000001. */
const LISTED: Readonly<Record<Constant, Listed>> = {
  e: {
    frequency: [0.953749],
    block_frequency: [0.211072],
    cumulative_sums: [0.669886, 0.724265],
    runs: [0.561917],
    longest_run: [0.718945],
    rank: [0.306156],
    non_overlapping_template: [0.07879],
    universal: [0.282568],
    approximate_entropy: [0.700073],
    random_excursions: [null, null, null, null, 0.786868],
    random_excursions_variant: [null, null, null, null, null, null, null, null, 0.826009],
    serial: [0.766182],
    linear_complexity: [0.826335],
  },
  pi: {
    frequency: [0.578211],
    block_frequency: [0.380615],
    cumulative_sums: [0.628308, 0.663369],
    runs: [0.419268],
    longest_run: [0.02439],
    rank: [0.083553],
    non_overlapping_template: [0.165757],
    universal: [0.669012],
    approximate_entropy: [0.361595],
    random_excursions: [null, null, null, null, 0.844143],
    random_excursions_variant: [null, null, null, null, null, null, null, null, 0.760966],
    serial: [0.143005],
    linear_complexity: [0.255475],
  },
  sqrt2: {
    frequency: [0.811881],
    block_frequency: [0.833222],
    cumulative_sums: [0.879009, 0.957206],
    runs: [0.313427],
    longest_run: [0.012117],
    rank: [0.82381],
    non_overlapping_template: [0.569461],
    universal: [0.130805],
    approximate_entropy: [0.88474],
    random_excursions: [null, null, null, null, 0.216235],
    random_excursions_variant: [null, null, null, null, null, null, null, null, 0.566118],
    serial: [0.861925],
    linear_complexity: [0.317127],
  },
  sqrt3: {
    frequency: [0.610051],
    block_frequency: [0.473961],
    cumulative_sums: [0.917121, 0.689519],
    runs: [0.261123],
    longest_run: [0.446726],
    rank: [0.314498],
    non_overlapping_template: [0.532235],
    universal: [0.165981],
    approximate_entropy: [0.180481],
    random_excursions: [null, null, null, null, 0.783283],
    random_excursions_variant: [null, null, null, null, null, null, null, null, 0.155066],
    serial: [0.1575],
    linear_complexity: [0.346469],
  },
};

/** With the divisor of the standard's program. */
const SPECTRAL: Readonly<Record<Constant, number>> = {
  e: 0.847187,
  pi: 0.010186,
  sqrt2: 0.581909,
  sqrt3: 0.776046,
};

for (const constant of Object.keys(LISTED) as Constant[]) {
  Deno.test(`the tests give the p-values of Appendix B for ${constant}`, () => {
    const sequence = digitsOf(constant);
    let compared = 0;
    for (const { name, run } of SP800_22_TESTS) {
      const listed = LISTED[constant][name];
      if (listed === undefined) continue;
      // What was corrected since is taken as it was then.
      const pValues = (AS_IN_THE_PROGRAM[name] ?? run)(sequence)!;
      listed.forEach((expected, i) => {
        if (expected === null) return;
        compared++;
        assert(
          Math.abs(pValues[i] - expected) < 1e-6,
          `${name}: ${pValues[i]} is not ${expected}`,
        );
      });
    }
    assert(compared === 14);
    assert(Math.abs(spectral(sequence, 4).pValue - SPECTRAL[constant]) < 1e-6);
  });
}
