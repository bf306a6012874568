/**
 * Results of the IID track of NIST SP 800-90B (January 2018), section 5. The deterministic tests are
 * computed; `permutation` is the place for the results of section 5.1.
 */

/** A chi-square test of section 5.2; it fails below a p-value of 0.001. */
export interface ChiSquareResult {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  readonly passed: boolean;
  /**
   * Whether cells that expect fewer than five samples were merged into bins. The standard's degrees of
   * freedom for the independence test are then too few, and fair data fails more often than once in 1,000.
   */
  readonly cellsMerged: boolean;
}

/** Section 5.2.5: whether the longest repeated substring is too long for independent samples. */
export interface LongestRepeatedSubstringResult {
  /** W: length of the longest repeated substring, in samples. */
  readonly length: number;
  /** p_col: probability that two samples agree, from their shares. */
  readonly collisionProbability: number;
  /** Probability that independent samples repeat a substring of this length at all. */
  readonly pValue: number;
  readonly passed: boolean;
}

/** One statistic of section 5.1: its rank among shuffled copies of the data. */
export interface PermutationStatistic {
  readonly name: string;
  readonly observed: number;
  readonly greater: number;
  readonly equal: number;
  readonly less: number;
}

/** Section 5.1, for the permutation tests. */
export interface PermutationResult {
  readonly permutations: number;
  readonly statistics: readonly PermutationStatistic[];
  readonly passed: boolean;
}

/** Section 5 as far as it was run. */
export interface IidResult {
  /** Sections 5.2.1 (not binary) and 5.2.3 (binary); null where too few samples fill the bins. */
  readonly independence: ChiSquareResult | null;
  /** Sections 5.2.2 and 5.2.4. */
  readonly goodnessOfFit: ChiSquareResult | null;
  readonly longestRepeatedSubstring: LongestRepeatedSubstringResult;
  /** Section 5.1; null when the permutation tests were not run. */
  readonly permutation: PermutationResult | null;
  /** True when nothing that was run failed. It does not mean that the data is IID. */
  readonly passed: boolean;
}
