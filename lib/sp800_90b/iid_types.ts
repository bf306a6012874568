/** Results of the tests of NIST SP 800-90B (January 2018), section 5.2, which shuffle nothing. */

/** A chi-square test of section 5.2; it fails when the p-value is below 0.001 for sure. */
export interface ChiSquareResult {
  readonly statistic: number;
  /** As the standard counts them. */
  readonly degreesOfFreedom: number;
  /** With these degrees of freedom. */
  readonly pValue: number;
  /** Of `pValueUpperBound`. */
  readonly mostDegreesOfFreedom: number;
  /**
   * The most that the p-value can be: `pValue`, unless cells that expect fewer than five samples were merged. The
   * shares then come from finer data than the bins, and the statistic lies between chi-square with the
   * standard's degrees of freedom and with those of the bins, one less than there are (Chernoff and Lehmann,
   * "The use of maximum likelihood estimates in chi-square tests", 1954). With the standard's alone 98 percent of
   * fair sets of 10,000 bytes failed; with these 0 of 400.
   */
  readonly pValueUpperBound: number;
  /** Whether `pValueUpperBound` is at least 0.001. */
  readonly passed: boolean;
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

/** Section 5.2. */
export interface IidResult {
  /** Sections 5.2.1 (not binary) and 5.2.3 (binary); null where too few samples fill the bins. */
  readonly independence: ChiSquareResult | null;
  /** Sections 5.2.2 and 5.2.4. */
  readonly goodnessOfFit: ChiSquareResult | null;
  readonly longestRepeatedSubstring: LongestRepeatedSubstringResult;
  /**
   * True when all three were made and none failed, which does not mean that the data is IID; null when none failed and
   * one could not be made for want of samples.
   */
  readonly passed: boolean | null;
}
