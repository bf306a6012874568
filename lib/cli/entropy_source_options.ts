import { EXIT, Failure } from "../failure.ts";
import { RESTART_COLUMNS, RESTART_ROWS } from "../sp800_90b/restart.ts";
import { ASSESS } from "./assess_table.ts";
import type { OptionSpec } from "./command.ts";
import type { ConditioningOption } from "./conditioning_option.ts";
import type { ParsedOptions } from "./parse.ts";

/** What `assess` was asked of SP 800-90B beyond the estimators. */
export interface EntropySourceOptions {
  readonly track: "iid" | "non_iid";
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

/** The options of this kind, of which each but the first three goes with one of those. */
const NEEDS: readonly (readonly [option: OptionSpec, needed: OptionSpec])[] = [
  [ASSESS.complete, ASSESS.iid],
  [ASSESS.seed, ASSESS.iid],
  [ASSESS.maxTime, ASSESS.iid],
  [ASSESS.rows, ASSESS.restart],
  [ASSESS.columns, ASSESS.restart],
  [ASSESS.conditioned, ASSESS.conditioning],
];

/** What the flow of the other tests does and this one does not. */
const EXCLUDED: readonly OptionSpec[] = [
  ASSESS.sp80022,
  ASSESS.fips,
  ASSESS.rngtest,
  ASSESS.against,
  ASSESS.require,
  ASSESS.partial,
];

/**
 * @returns null when none of --iid, --restart and --conditioning was given
 * @throws Failure (exit 1) for options that do not go together
 */
export function toEntropySourceOptions(
  options: ParsedOptions,
): EntropySourceOptions | null {
  const refuse = (message: string, hint?: string) => {
    throw new Failure(EXIT.usageOrSource, message, hint);
  };
  for (const [option, needed] of NEEDS) {
    if (options.has(option) && !options.has(needed)) {
      refuse(`Cannot use --${option.long} without --${needed.long}`);
    }
  }
  const mode = [ASSESS.iid, ASSESS.restart, ASSESS.conditioning].find((it) => options.has(it));
  if (mode === undefined) return null;
  for (const other of EXCLUDED) {
    if (options.has(other)) refuse(`Cannot use --${mode.long} together with --${other.long}`);
  }
  const claimedEntropy = options.value(ASSESS.claimedEntropy);
  const path = options.value(ASSESS.restart);
  const conditioning = options.value(ASSESS.conditioning);
  const conditionedPath = options.value(ASSESS.conditioned);
  const readNoise = options.positionals.length > 0 || options.has(ASSESS.csprng) ||
    path === null && conditioning === null;
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
    track: options.has(ASSESS.iid) ? "iid" : "non_iid",
    readNoise,
    claimedEntropy,
    complete: options.has(ASSESS.complete),
    seed: options.value(ASSESS.seed),
    maxSeconds: options.value(ASSESS.maxTime),
    restart: path === null ? null : {
      path,
      rows: options.value(ASSESS.rows) ?? RESTART_ROWS,
      columns: options.value(ASSESS.columns) ?? RESTART_COLUMNS,
    },
    conditioning,
    conditionedPath,
  };
}
