import { EXIT, Failure } from "../failure.ts";
import { MAX_CONDITIONING_BITS } from "../sp800_90b/conditioning.ts";
import type { ConditioningRequest } from "../sp800_90b/entropy_source_types.ts";

/** A conditioning component as `--conditioning` describes it. */
export type ConditioningOption = Omit<ConditioningRequest, "conditioned">;

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
  const read = (key: keyof typeof RANGES, range?: string): number | null => {
    const value = found.get(key);
    if (value === undefined) return null;
    const { whole, least, most } = RANGES[key];
    const pattern = whole ? /^[0-9]+$/ : /^[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?$/i;
    const number = pattern.test(value) ? Number(value) : NaN;
    return number >= least && number <= most
      ? number
      : refuse(`${key} is ${value || "empty"}, ${range ?? `${least} to ${most}`} are possible`);
  };
  const needed = (key: keyof typeof RANGES): number => read(key) ?? refuse(`${key} is missing`);
  const inputBits = needed("n_in");
  const inputRange = `more than 0 and at most n_in = ${inputBits}`;
  const inputEntropy = read("h_in", inputRange);
  if (inputEntropy !== null && !(inputEntropy > 0 && inputEntropy <= inputBits)) {
    refuse(`h_in is ${found.get("h_in")}, ${inputRange} are possible`);
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
