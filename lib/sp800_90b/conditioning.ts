/**
 * The entropy of a conditioning component's output, SP 800-90B section 3.1.5 (January 2018).
 */

/** What a conditioning component takes and gives, in the terms of section 3.1.5.1. */
export interface ConditioningComponent {
  /** n_in: bits of one input, a whole number from 1 to `MAX_CONDITIONING_BITS`. */
  readonly inputBits: number;
  /** n_out: bits of one output, likewise. */
  readonly outputBits: number;
  /** nw: the narrowest internal width in bits, likewise; more than n_in count as n_in. */
  readonly narrowestWidth: number;
  /** h_in: min-entropy of one input in bits, 0 to n_in. */
  readonly inputEntropy: number;
}

/** What Output_Entropy gives. */
export interface OutputEntropy {
  /** In bits of one output. */
  readonly entropy: number;
  /** n - entropy with n = min(n_out, nw, n_in), without the rounding that `entropy` has near n. */
  readonly shortfall: number;
}

/** Entropy of a component's output, and where it comes from. */
export interface ConditioningResult {
  readonly component: ConditioningComponent;
  readonly vetted: boolean;
  /** Output_Entropy(n_in, n_out, nw, h_in), section 3.1.5.1.2. */
  readonly outputEntropy: number;
  /** 0.999 n_out, section 3.1.5.2; null for a vetted component. */
  readonly nonVettedLimit: number | null;
  /** h': min-entropy of the conditioned data per bit, from 0 to 1; null for a vetted component. */
  readonly conditionedEntropy: number | null;
  /** h' n_out; null for a vetted component. */
  readonly conditionedLimit: number | null;
  /** h_out: the least of these, in bits of one output. */
  readonly entropy: number;
  /** h_out / n_out. */
  readonly entropyPerBit: number;
  /** 1 - h_out / n_out, without rounding. */
  readonly epsilon: number;
  /** Whether epsilon is at most 2^-64, which 0.999 n_out is far from; null where it is and h_in is an upper limit. */
  readonly fullEntropy: boolean | null;
}

/** Widest input or output in bits: hashes take longer inputs, entropy sources do not give them. */
export const MAX_CONDITIONING_BITS = 2 ** 30;

/** Share of an output that may be missing for its entropy to be full (SP 800-90B section 3.1.5.1.2 and SP 800-90C). */
export const FULL_ENTROPY_EPSILON = 2 ** -64;

/** Share of n_out that a component that is not vetted gives at most (section 3.1.5.2). */
export const MAX_NON_VETTED_SHARE = 0.999;

/**
 * Output_Entropy of section 3.1.5.1.2:
 *
 *     P_high = 2^-h_in, P_low = (1 - P_high) / (2^n_in - 1), n = min(n_out, nw, n_in)
 *     psi = 2^(n_in - n) P_low + P_high
 *     U = 2^(n_in - n) + sqrt(2 n 2^(n_in - n) ln 2), omega = U P_low
 *     -log2(max(psi, omega))
 *
 * No width inside holds more of the input than there is (appendix E), and NIST's program takes the smaller of nw and
 * n_in too: with a wider n the formula would give random maps of few inputs no collisions.
 *
 * Powers of two that have no double are divided out: with a = 2^-h_in and b = 2^-n_in, P_low 2^(n_in - n) is
 * 2^-n (1 - a) / (1 - b). What is left of each logarithm is that of 1 + x, with x computed without the
 * 1, so that an output one part in 2^100 short of n bits is told from one of n bits.
 *
 * @throws {RangeError} For values outside the ranges of `ConditioningComponent`.
 */
export function outputEntropy(component: ConditioningComponent): OutputEntropy {
  checkComponent(component);
  const { inputBits, inputEntropy: h } = component;
  const n = usedWidth(component);
  const a = 2 ** -h;
  const b = 2 ** -inputBits;
  /** (1 - a) / (1 - b) - 1. */
  const less = (b - a) / (1 - b);
  // -log2 psi, from below the smaller of h and n.
  const other = h < n ? -Math.expm1(-h * Math.LN2) / (1 - b) * 2 ** (h - n) : 2 ** (n - h) + less;
  const belowSmaller = Math.log1p(other) / Math.LN2;
  const psiShortfall = h < n ? n - h + belowSmaller : belowSmaller;
  const psiEntropy = Math.min(h, n) - belowSmaller;
  // -log2 omega: U = 2^(n_in - n) (1 + s).
  const logS = Math.log(2 * n * Math.LN2) / 2 + (n - inputBits) / 2 * Math.LN2;
  const omegaShortfall = (Math.log1p(less) + Math.log1p(Math.exp(logS))) / Math.LN2;
  return omegaShortfall > psiShortfall
    ? { entropy: Math.max(0, n - omegaShortfall), shortfall: Math.min(n, omegaShortfall) }
    : { entropy: Math.max(0, psiEntropy), shortfall: Math.min(n, psiShortfall) };
}

/**
 * Entropy of an output of a vetted component (section 3.1.5.1) or of another one (section 3.1.5.2).
 *
 * @param conditionedEntropy h' of a component that is not vetted, min-entropy per bit of its output as
 * the estimators find it, from 0 to 1; null: the component is vetted.
 * @param isLimit whether h_in is an upper limit, which full entropy does not follow from
 * @throws {RangeError} For values outside their ranges.
 */
export function conditioningEntropy(
  component: ConditioningComponent,
  conditionedEntropy: number | null,
  isLimit = false,
): ConditioningResult {
  if (conditionedEntropy !== null && !(conditionedEntropy >= 0 && conditionedEntropy <= 1)) {
    throw new RangeError(
      `Cannot use the entropy ${conditionedEntropy} of conditioned data: 0 to 1 bits a bit are possible`,
    );
  }
  const { outputBits } = component;
  const output = outputEntropy(component);
  const vetted = conditionedEntropy === null;
  const nonVettedLimit = vetted ? null : MAX_NON_VETTED_SHARE * outputBits;
  const conditionedLimit = vetted ? null : conditionedEntropy * outputBits;
  const entropy = Math.min(
    output.entropy,
    nonVettedLimit ?? Infinity,
    conditionedLimit ?? Infinity,
  );
  const narrower = outputBits - usedWidth(component);
  const epsilon = entropy === output.entropy
    ? (narrower + output.shortfall) / outputBits
    : 1 - entropy / outputBits;
  return {
    component,
    vetted,
    outputEntropy: output.entropy,
    nonVettedLimit,
    conditionedEntropy,
    conditionedLimit,
    entropy,
    entropyPerBit: entropy / outputBits,
    epsilon,
    fullEntropy: epsilon > FULL_ENTROPY_EPSILON ? false : isLimit ? null : true,
  };
}

/** n of section 3.1.5.1.2: bits of an output that can be as the input has them. */
function usedWidth({ inputBits, outputBits, narrowestWidth }: ConditioningComponent): number {
  return Math.min(outputBits, narrowestWidth, inputBits);
}

function checkComponent(component: ConditioningComponent): void {
  const { inputBits, outputBits, narrowestWidth, inputEntropy } = component;
  const widths = [["n_in", inputBits], ["n_out", outputBits], ["nw", narrowestWidth]] as const;
  for (const [name, bits] of widths) {
    if (!Number.isInteger(bits) || bits < 1 || bits > MAX_CONDITIONING_BITS) {
      throw new RangeError(
        `Cannot use ${name} = ${bits}: a whole number from 1 to ${MAX_CONDITIONING_BITS} is needed`,
      );
    }
  }
  if (!(inputEntropy >= 0 && inputEntropy <= inputBits)) {
    throw new RangeError(
      `Cannot use h_in = ${inputEntropy}: 0 to n_in = ${inputBits} bits are possible`,
    );
  }
}
