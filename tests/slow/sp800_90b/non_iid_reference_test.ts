import { assert, assertEquals } from "../../assert.ts";
import { assessNonIid } from "../../../scripts/assess_non_iid.ts";
import type { Estimate, EstimatorName, SequenceKind } from "../../../lib/sp800_90b/types.ts";
import { referenceData } from "../../sp800_90b/reference_data.ts";

type Printed = Record<string, number | string[]>;
interface DataSet {
  readonly generator: string;
  readonly samples: number;
  readonly bitsPerSymbol: number;
  readonly sha256: string;
  readonly estimates:
    & Record<string, Partial<Record<"literal" | "bitstring", Printed>>>
    & { readonly overall: Record<string, number> };
}

const url = new URL("../../fixtures/sp800-90b/non-iid.json", import.meta.url);
const dataSets = Object.entries<DataSet>(JSON.parse(Deno.readTextFileSync(url)));

/** The section in NIST's output that belongs to each of our estimators. */
const SECTIONS: Record<EstimatorName, string> = {
  most_common_value: "Most Common Value",
  collision: "Collision",
  markov: "Markov",
  compression: "Compression",
  t_tuple: "t-Tuple",
  longest_repeated_substring: "LRS",
  multi_most_common_in_window: "MultiMCW Prediction",
  lag: "Lag Prediction",
  multi_mmc: "MultiMMC Prediction",
  lz78y: "LZ78Y Prediction",
};

const PRINTED_SEQUENCES: Record<SequenceKind, "literal" | "bitstring"> = {
  original: "literal",
  bitstring: "bitstring",
};

/** Our result under the names that NIST's program prints. */
function asPrinted(result: Estimate): Printed {
  const common = { "min entropy": result.minEntropy };
  switch (result.estimator) {
    case "most_common_value":
      return {
        ...common,
        "Mode count": result.modeCount,
        "p-hat": result.proportion,
        "p_u": result.upperBound,
      };
    case "collision":
      return {
        ...common,
        "v": result.collisions,
        "Sum t_i": result.samplesUsed,
        "X-bar": result.mean,
        "sigma-hat": result.standardDeviation,
        "X-bar'": result.lowerBound,
        "p": result.probability,
        "notes": [solutionNote(result.solutionFound)],
      };
    case "markov":
      return {
        ...common,
        "P_0": result.initial[0],
        "P_1": result.initial[1],
        "P_{0,0}": result.transition[0][0],
        "P_{0,1}": result.transition[0][1],
        "P_{1,0}": result.transition[1][0],
        "P_{1,1}": result.transition[1][1],
        "p-hat_max": result.likeliestSequenceProbability,
      };
    case "compression":
      return {
        ...common,
        "X-bar": result.mean,
        "sigma-hat": result.standardDeviation,
        "X-bar'": result.lowerBound,
        "p": result.probability,
        "notes": [solutionNote(result.solutionFound)],
      };
    case "t_tuple":
      return {
        ...common,
        "t": result.longestTuple,
        "p-hat_max": result.probability,
        "p_u": result.upperBound,
      };
    case "longest_repeated_substring":
      return {
        ...common,
        "u": result.shortestLength,
        "v": result.longestLength,
        "p-hat": result.probability,
        "p_u": result.upperBound,
      };
    default:
      return {
        ...common,
        "C": result.correct,
        "r": result.runBound,
        "N": result.predictions,
        "P_global": result.global,
        "P_global'": result.globalUpperBound,
        ...(result.local === null
          ? { notes: ["P_local can't change the result."] }
          : { P_local: result.local }),
      };
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function solutionNote(found: boolean): string {
  return found ? "Found p." : "Could Not Find p. Proceeding with the lower bound for p.";
}

/** Same names, equal notes, numbers within 1e-9 of each other relative to the expected one. */
function assertAgrees(actual: Printed, expected: Printed, where: string): void {
  assertEquals(Object.keys(actual).sort(), Object.keys(expected).sort(), where);
  for (const [name, wanted] of Object.entries(expected)) {
    const got = actual[name];
    if (typeof wanted === "number" && typeof got === "number") {
      const difference = Math.abs(got - wanted) / Math.abs(wanted);
      assert(difference <= 1e-9, `${where} ${name}: ${got}, expected ${wanted}`);
    } else assertEquals(got, wanted, `${where} ${name}`);
  }
}

for (const [name, dataSet] of dataSets) {
  Deno.test(`assessNonIid() agrees with NIST's program on ${name}, intermediates included`, async () => {
    const { generator, samples, bitsPerSymbol, sha256, estimates } = dataSet;
    const symbols = referenceData(generator, samples);
    const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(symbols));
    assertEquals(hex(new Uint8Array(digest)), sha256, "the generated data is not the data");

    const assessment = assessNonIid({ symbols, bitsPerSymbol });
    let compared = 0;
    for (const { sequence, result } of assessment.outcomes) {
      assert("minEntropy" in result, `${result.estimator} ${sequence} was not computed`);
      const expected = estimates[SECTIONS[result.estimator]]?.[PRINTED_SEQUENCES[sequence]];
      assert(expected !== undefined, `NIST's program has no ${result.estimator} ${sequence}`);
      assertAgrees(asPrinted(result), expected, `${result.estimator} ${sequence}`);
      compared++;
    }
    const { overall, ...sections } = estimates;
    const printed = Object.values(sections).flatMap((section) => Object.keys(section)).length;
    assertEquals(compared, printed, "estimators that NIST's program has and we have not");
    assertAgrees(
      {
        "H_original": assessment.originalMinEntropy,
        "Assessed min entropy": assessment.assessedMinEntropy,
        ...(assessment.bitstringMinEntropy === null ? {} : {
          "H_bitstring": assessment.bitstringMinEntropy,
          "H_bitstring Per Symbol": bitsPerSymbol * assessment.bitstringMinEntropy,
        }),
      },
      overall,
      "overall",
    );
  });
}
