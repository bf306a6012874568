import { repeatedTuples } from "../math/repeated_tuples.ts";
import {
  chiSquareGoodnessOfFit,
  chiSquareIndependence,
  IID_SIGNIFICANCE,
} from "./iid_chi_square.ts";
import type { IidResult, LongestRepeatedSubstringResult } from "./iid_types.ts";
import { renameSymbols, type Sequence } from "./sequence.ts";
import type { SymbolSequence } from "./types.ts";

/**
 * The deterministic tests of the IID track, SP 800-90B section 5.2: whether anything speaks against the
 * samples being independent and identically distributed.
 */
export function testIid(input: SymbolSequence): IidResult {
  const sequence = renameSymbols(input.symbols);
  const independence = chiSquareIndependence(sequence);
  const goodnessOfFit = chiSquareGoodnessOfFit(sequence);
  const longestRepeatedSubstring = longestRepeatedSubstringTest(sequence);
  const tests = [independence, goodnessOfFit, longestRepeatedSubstring];
  return {
    independence,
    goodnessOfFit,
    longestRepeatedSubstring,
    passed: tests.some((test) => test?.passed === false)
      ? false
      : tests.includes(null)
      ? null
      : true,
  };
}

/**
 * Length of the longest repeated substring test, section 5.2.5.
 *
 * Two given places agree in W samples with probability p_col^W; among the N = (L - W + 1)(L - W) / 2 pairs
 * of places, at least one does with probability 1 - (1 - p_col^W)^N, if they are taken as independent.
 */
function longestRepeatedSubstringTest(sequence: Sequence): LongestRepeatedSubstringResult {
  const { values, alphabetSize } = sequence;
  const { longest: length } = repeatedTuples(values, alphabetSize);
  const counts = new Float64Array(alphabetSize);
  for (let i = 0; i < values.length; i++) counts[values[i]]++;
  const collisionProbability = counts.reduce((sum, count) => sum + (count / values.length) ** 2, 0);
  const places = values.length - length + 1;
  const none = places * (places - 1) / 2 * Math.log1p(-(collisionProbability ** length));
  const pValue = -Math.expm1(none);
  return { length, collisionProbability, pValue, passed: pValue >= IID_SIGNIFICANCE };
}
