import { EXIT, Failure } from "../failure.ts";
import { RESTART_COLUMNS, RESTART_ROWS } from "../sp800_90b/restart.ts";
import { ASSESS_OPTIONS } from "./assess_table.ts";
import type { OptionSpec } from "./command.ts";
import type { ConditioningOption } from "./conditioning_option.ts";
import type { ParsedOptions } from "./parse.ts";

/** What `assess` was asked of SP 800-90B beyond the estimators. */
export interface EntropySourceOptions {
  /** The track that the claim is made on. */
  readonly track: "iid" | "non_iid";
  /** FIPS 140-2, SP 800-22 and the other track as well, of the same samples; null: not asked for. */
  readonly standards: SequenceOptions | null;
  /** Whether raw noise is read: a source was named, or nothing else was asked for. */
  readonly readNoise: boolean;
  /** H_submitter; null: nothing is claimed. */
  readonly claimedEntropy: number | null;
  readonly complete: boolean;
  /** Null: a random one, which the report tells. */
  readonly seed: number | null;
  readonly maxSeconds: number | null;
  readonly restart:
    | { readonly path: string; readonly rows: number; readonly columns: number }
    | null;
  readonly conditioning: ConditioningOption | null;
  readonly conditionedPath: string | null;
}

/** Any of these asks for an assessment of an entropy source. */
export const ENTROPY_SOURCE_MODES: readonly OptionSpec[] = [
  ASSESS_OPTIONS.standards,
  ASSESS_OPTIONS.iid,
  ASSESS_OPTIONS.restart,
  ASSESS_OPTIONS.conditioning,
];

/** The other options of this kind, which each need one of some. */
const NEEDS: readonly (readonly [option: OptionSpec, needed: readonly OptionSpec[]])[] = [
  [ASSESS_OPTIONS.complete, [ASSESS_OPTIONS.iid, ASSESS_OPTIONS.standards]],
  [ASSESS_OPTIONS.seed, [ASSESS_OPTIONS.iid, ASSESS_OPTIONS.standards]],
  [ASSESS_OPTIONS.maxTime, [ASSESS_OPTIONS.iid, ASSESS_OPTIONS.standards]],
  [ASSESS_OPTIONS.rows, [ASSESS_OPTIONS.restart]],
  [ASSESS_OPTIONS.columns, [ASSESS_OPTIONS.restart]],
  [ASSESS_OPTIONS.conditioned, [ASSESS_OPTIONS.conditioning]],
];

/** What the flow of the other tests does and this one does not. */
const EXCLUDED: readonly OptionSpec[] = [
  ASSESS_OPTIONS.sp80022,
  ASSESS_OPTIONS.fips,
  ASSESS_OPTIONS.rngtest,
  ASSESS_OPTIONS.against,
  ASSESS_OPTIONS.partial,
  ASSESS_OPTIONS.verbose,
];

/** Refuses what was asked for. @throws Failure (exit 1) */
export function refuse(message: string, hint?: string): never {
  throw new Failure(EXIT.usageOrSource, message, hint);
}

/**
 * @returns null when none of --standards, --iid, --restart and --conditioning was given
 * @throws Failure (exit 1) for options that do not go together
 */
export function toEntropySourceOptions(
  options: ParsedOptions,
): EntropySourceOptions | null {
  for (const [option, needed] of NEEDS) {
    if (options.has(option) && !needed.some((one) => options.has(one))) {
      const names = needed.map(({ long }) => `--${long}`).join(" or ");
      refuse(`Cannot use --${option.long} without ${names}`);
    }
  }
  const mode = ENTROPY_SOURCE_MODES.find((one) => options.has(one));
  if (mode === undefined) return null;
  const standards = options.has(ASSESS_OPTIONS.standards);
  for (const other of EXCLUDED) {
    if (options.has(other)) refuse(`Cannot use --${mode.long} together with --${other.long}`);
  }
  if (!standards && options.has(ASSESS_OPTIONS.raw)) {
    refuse(
      `Cannot use --${mode.long} together with --raw`,
      "SP 800-90B asks no source to be uniform: without --raw it is assessed alike",
    );
  }
  const possible = standards
    ? ["fits", "fips", "iid"]
    : options.has(ASSESS_OPTIONS.iid)
    ? ["iid"]
    : [];
  const other = options.all(ASSESS_OPTIONS.require).flat().find((name) => !possible.includes(name));
  if (other !== undefined) refuse(`Cannot use --${mode.long} together with --require ${other}`);
  if (
    standards && options.has(ASSESS_OPTIONS.raw) &&
    options.all(ASSESS_OPTIONS.require).flat().includes("fits")
  ) {
    refuse(
      "Cannot use --standards --raw together with --require fits: the standards do not tell whether raw noise is steady",
      "assess --raw --require fits, without --standards, insists on a steady source",
    );
  }
  const claimedEntropy = options.value(ASSESS_OPTIONS.claimedEntropy);
  const path = options.value(ASSESS_OPTIONS.restart);
  const conditioning = options.value(ASSESS_OPTIONS.conditioning);
  const conditionedPath = options.value(ASSESS_OPTIONS.conditioned);
  const readNoise = standards || options.positionals.length > 0 ||
    options.has(ASSESS_OPTIONS.csprng) ||
    path === null && conditioning === null;
  if (!readNoise && options.has(ASSESS_OPTIONS.record)) {
    refuse(
      "Cannot use --record without a source: --restart and --conditioning read files",
      "name it",
    );
  }
  if (path !== null && !readNoise && claimedEntropy === null) {
    refuse(
      "Cannot test restarts without an entropy to compare with",
      "name the source as well, or give its initial entropy H_I with --claimed-entropy",
    );
  }
  if (conditioning !== null) {
    const { vetted, conditionedEntropy, inputEntropy } = conditioning;
    const measured = conditionedPath !== null || conditionedEntropy !== null;
    if (vetted && measured) {
      refuse("Cannot use conditioned output of a vetted component: nothing of it is measured");
    }
    if (!vetted && !measured) {
      refuse(
        "Cannot assess a component that is not vetted without its output",
        "give its output with --conditioned FILE, its entropy a bit with h_prime=, or add vetted if " +
          "SP 800-90B section 3.1.5.1.1 lists the component",
      );
    }
    if (conditionedPath !== null && conditionedEntropy !== null) {
      refuse("Cannot use h_prime= together with --conditioned, which measures it");
    }
    if (!readNoise && path === null && inputEntropy === null) {
      refuse(
        "Cannot assess conditioning without the entropy of its input",
        "name the source as well, or add h_in= to --conditioning",
      );
    }
  }
  return {
    track: options.has(ASSESS_OPTIONS.iid) ? "iid" : "non_iid",
    standards: standards ? toSequenceOptions(options) : null,
    readNoise,
    claimedEntropy,
    complete: options.has(ASSESS_OPTIONS.complete),
    seed: options.value(ASSESS_OPTIONS.seed),
    maxSeconds: options.value(ASSESS_OPTIONS.maxTime),
    restart: path === null ? null : {
      path,
      rows: options.value(ASSESS_OPTIONS.rows) ?? RESTART_ROWS,
      columns: options.value(ASSESS_OPTIONS.columns) ?? RESTART_COLUMNS,
    },
    conditioning,
    conditionedPath,
  };
}

/** The sequences that SP 800-22 looks at. */
export interface SequenceOptions {
  /** Null: as many as the source has. */
  readonly sequences: number | null;
  /** n */
  readonly sequenceBits: number;
}

/** n unless told otherwise: the most that a section of SP 800-22 asks for. */
const DEFAULT_SEQUENCE_BITS = 1_000_000;

/** How many sequences of how many bits were asked for; 1,000,000 bits unless told otherwise. */
export function toSequenceOptions(options: ParsedOptions): SequenceOptions {
  return {
    sequences: options.value(ASSESS_OPTIONS.sequences),
    sequenceBits: options.value(ASSESS_OPTIONS.sequenceBits) ?? DEFAULT_SEQUENCE_BITS,
  };
}
