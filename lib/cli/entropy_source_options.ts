import { MAX_CONDITIONING_BITS } from "../sp800_90b/conditioning.ts";
import { RESTART_COLUMNS, RESTART_ROWS } from "../sp800_90b/restart.ts";
import { MAX_SEED } from "../sp800_90b/shuffle.ts";
import { EXIT, Failure } from "../failure.ts";
import { type ParsedOptions, parseSeconds } from "./parse.ts";

/** A conditioning component as `--conditioning` describes it. */
export interface ConditioningOption {
  readonly inputBits: number;
  readonly outputBits: number;
  readonly narrowestWidth: number;
  readonly inputEntropy: number | null;
  readonly vetted: boolean;
  readonly conditionedEntropy: number | null;
}

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
const NEEDS: readonly (readonly [option: string, needed: string])[] = [
  ["complete", "iid"],
  ["seed", "iid"],
  ["max-time", "iid"],
  ["rows", "restart"],
  ["columns", "restart"],
  ["conditioned", "conditioning"],
];

/** What the flow of the other tests does and this one does not. */
const EXCLUDED = ["sp800-22", "fips", "rngtest", "against", "require", "partial"];

/** @throws Failure (exit 1) for a value that cannot be used. */
export function checkEntropySourceValue(key: string, value: string): void {
  if (key === "seed") parseSeed(value);
  if (key === "max-time") parseSeconds(key, value);
  if (key === "rows" || key === "columns") parseSide(key, value);
  if (key === "conditioning") parseConditioning(value);
}

/**
 * @returns null when none of --iid, --restart and --conditioning was given
 * @throws Failure (exit 1) for options that do not go together
 */
export function toEntropySourceOptions(
  { flags, values, positionals }: ParsedOptions,
): EntropySourceOptions | null {
  const given = (name: string) => flags.has(name) || values.has(name);
  const refuse = (message: string, hint?: string) => {
    throw new Failure(EXIT.usageOrSource, message, hint);
  };
  for (const [option, needed] of NEEDS) {
    if (given(option) && !given(needed)) refuse(`Cannot use --${option} without --${needed}`);
  }
  const mode = ["iid", "restart", "conditioning"].find(given);
  if (mode === undefined) return null;
  for (const other of EXCLUDED) {
    if (given(other)) refuse(`Cannot use --${mode} together with --${other}`);
  }
  const seed = values.get("seed");
  const maxTime = values.get("max-time");
  const claimed = values.get("claimed-entropy");
  const path = values.get("restart");
  const component = values.get("conditioning");
  const conditioning = component === undefined ? null : parseConditioning(component);
  const conditionedPath = values.get("conditioned") ?? null;
  const readNoise = positionals.length > 0 || flags.has("csprng") ||
    path === undefined && component === undefined;
  if (path !== undefined && !readNoise && claimed === undefined) {
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
    if (!readNoise && path === undefined && inputEntropy === null) {
      refuse(
        "Cannot assess conditioning without the entropy of its input",
        "name the source as well, or add h_in= to --conditioning",
      );
    }
  }
  return {
    track: flags.has("iid") ? "iid" : "non_iid",
    readNoise,
    claimedEntropy: claimed === undefined ? null : Number(claimed),
    complete: flags.has("complete"),
    seed: seed === undefined ? null : parseSeed(seed),
    maxSeconds: maxTime === undefined ? null : parseSeconds("max-time", maxTime),
    restart: path === undefined ? null : {
      path,
      rows: parseSide("rows", values.get("rows") ?? String(RESTART_ROWS)),
      columns: parseSide("columns", values.get("columns") ?? String(RESTART_COLUMNS)),
    },
    conditioning,
    conditionedPath,
  };
}

function parseSeed(text: string): number {
  const seed = /^[0-9]+$/.test(text) ? Number(text) : NaN;
  if (seed <= MAX_SEED) return seed;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --seed '${text}' (supported: 0 to ${MAX_SEED})`,
  );
}

/** More than any matrix that fits into memory. */
const MAX_SIDE = 1_000_000;

function parseSide(option: string, text: string): number {
  const side = /^[0-9]+$/.test(text) ? Number(text) : NaN;
  if (side >= 2 && side <= MAX_SIDE) return side;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '${text}' (supported: 2 to ${MAX_SIDE})`,
  );
}

/**
 * Such as "n_in=512,n_out=256,nw=256,h_in=320,vetted".
 *
 * @throws Failure (exit 1) naming what is wrong or missing
 */
export function parseConditioning(text: string): ConditioningOption {
  const refuse = (why: string): never => {
    throw new Failure(
      EXIT.usageOrSource,
      `Unsupported --conditioning '${text}': ${why}`,
      "such as n_in=512,n_out=256,nw=256,vetted; h_in= and h_prime= are the other words",
    );
  };
  const found = new Map<string, string>();
  for (const word of text.split(",")) {
    const [key, value, more] = word.trim().split("=") as [string, string?, string?];
    if (found.has(key)) refuse(`${key} comes twice`);
    if (more !== undefined) refuse(`'${word}' has two equals signs`);
    if (key === "vetted" ? value !== undefined : !(key in RANGES)) refuse(`no such word '${word}'`);
    if (key !== "vetted" && value === undefined) refuse(`${key} needs a value`);
    found.set(key, value ?? "");
  }
  const read = (key: keyof typeof RANGES): number | null => {
    const value = found.get(key);
    if (value === undefined) return null;
    const { whole, least, most } = RANGES[key];
    const pattern = whole ? /^[0-9]+$/ : /^[0-9]+(\.[0-9]+)?$/;
    const number = pattern.test(value) ? Number(value) : NaN;
    return number >= least && number <= most
      ? number
      : refuse(`${key} is ${value || "empty"}, ${least} to ${most} are possible`);
  };
  const needed = (key: keyof typeof RANGES): number => read(key) ?? refuse(`${key} is missing`);
  const inputBits = needed("n_in");
  const inputEntropy = read("h_in");
  if (inputEntropy !== null && !(inputEntropy > 0 && inputEntropy <= inputBits)) {
    refuse(`h_in is ${inputEntropy}, more than 0 and at most n_in = ${inputBits} are possible`);
  }
  return {
    inputBits,
    outputBits: needed("n_out"),
    narrowestWidth: needed("nw"),
    inputEntropy,
    vetted: found.has("vetted"),
    conditionedEntropy: read("h_prime"),
  };
}

const RANGES = {
  n_in: { whole: true, least: 1, most: MAX_CONDITIONING_BITS },
  n_out: { whole: true, least: 1, most: MAX_CONDITIONING_BITS },
  nw: { whole: true, least: 1, most: MAX_CONDITIONING_BITS },
  h_in: { whole: false, least: 0, most: MAX_CONDITIONING_BITS },
  h_prime: { whole: false, least: 0, most: 1 },
} as const;
