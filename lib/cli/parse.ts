import { EXIT, Failure, withExitCode } from "../failure.ts";
import { system } from "../system/mod.ts";
import { hint, print, warn } from "./channels.ts";
import type { OptionSpec, RunResult, ValuedOption } from "./command.ts";
import { getopt } from "./getopt.ts";
import { nearest } from "./nearest.ts";

const COUNT_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
};

/**
 * A number of samples or the like: "4096", "100k", "10M", "256Mi". Letters in either case; k, M, G and T are powers of
 * 1,000, with an i powers of 1,024.
 *
 * @throws Failure (exit 1) for anything but a whole number from `least` to `most`, with the units that fit.
 */
export function parseCount(
  option: string,
  text: string,
  least = 1,
  most: number = Number.MAX_SAFE_INTEGER,
): number {
  const words = ["k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti"].filter((word) =>
    COUNT_UNITS[word.toLowerCase()] <= most
  );
  const units = words.length > 1 ? `${words.slice(0, -1).join(", ")} or ${words.at(-1)}` : "";
  return parseWithUnits(option, text, least, most, units);
}

/** A number of bytes: as {@linkcode parseCount}, and "1GB", "10MiB". */
export function parseBytes(option: string, text: string, least = 1): number {
  const units = "k, M, G, T, Ki, Mi, Gi or Ti and B for bytes";
  return parseWithUnits(option, text, least, Number.MAX_SAFE_INTEGER, units);
}

function parseWithUnits(
  option: string,
  text: string,
  least: number,
  most: number,
  units: string,
): number {
  const match = /^([0-9]+)([kmgt]?i?)b?$/i.exec(text);
  const unit = COUNT_UNITS[match?.[2].toLowerCase() ?? ""];
  const count = match === null || unit === undefined ? NaN : Number(match[1]) * unit;
  if (count >= least && count <= most) return count;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '${text}' (supported: ${range}${
      units === "" ? "" : `, with ${units}`
    })`,
  );
}

const TIME_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  ms: 1e-3,
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
};

/** What a timer can wait: 2^31 - 1 milliseconds, rounded down to whole days. */
const MAX_SECONDS = 24 * 86_400;

/**
 * A duration in seconds: "60", "0.5", "10s", "2m", "500ms", "1h".
 *
 * @throws Failure (exit 1) for anything but a positive decimal number up to 24 days.
 */
export function parseDuration(option: string, text: string): number {
  const match = /^([0-9]+(?:\.[0-9]+)?)([a-z]*)$/.exec(text);
  const unit = TIME_UNITS[match?.[2] ?? ""];
  const seconds = match === null || unit === undefined ? NaN : Number(match[1]) * unit;
  if (seconds > 0 && seconds <= MAX_SECONDS) return seconds;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '${text}' (supported: more than 0 and up to ${MAX_SECONDS} seconds, ` +
      "with ms, s, m, h or d)",
  );
}

/** A whole number of what has no unit. @throws Failure (exit 1) unless it is from `least` to `most`. */
export function parseInteger(option: string, text: string, least: number, most: number): number {
  const value = /^[0-9]+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '${text}' (supported: ${least} to ${most})`,
  );
}

/** What was given. */
export class ParsedOptions {
  constructor(
    /** Each option that was given, with what its parser made of its values. */
    private readonly given: ReadonlyMap<string, readonly unknown[]>,
    readonly positionals: readonly string[],
    /** What was told about them. */
    readonly warnings: readonly string[],
  ) {}

  has(option: OptionSpec): boolean {
    return this.given.has(option.long);
  }

  /** The last value that was given, or null. */
  value<Value>(option: ValuedOption<Value>): Value | null {
    return this.all(option).at(-1) ?? null;
  }

  /** Every value that was given, in order. */
  all<Value>(option: ValuedOption<Value>): readonly Value[] {
    // They come from the parser of this option.
    return (this.given.get(option.long) ?? []) as readonly Value[];
  }
}

/** Whether an option is given, whatever else is wrong: also a failure before it is told in the form it asks for. */
export function isGiven(
  option: OptionSpec,
  args: readonly string[],
  options: readonly OptionSpec[],
): boolean {
  return getopt(args, options, stopsAtPositional())
    .some((parsed) => parsed.kind !== "positional" && parsed.name === option.long);
}

function stopsAtPositional(): boolean {
  return system.environment("POSIXLY_CORRECT") !== undefined;
}

/**
 * Parses a command line as upstream does: option by option, each value when it is reached, ending at the first
 * that is wrong and at the first that asks for help, the version or the licences.
 *
 * @param usageExitCode of a command whose exit code 1 says something else
 * @returns the options, or how a run ends that is over
 * @throws Failure for a value that cannot be used, and with --json for whatever is wrong
 */
export function parseOptions(
  args: readonly string[],
  options: readonly OptionSpec[],
  usageExitCode: number = EXIT.usageOrSource,
): ParsedOptions | RunResult {
  refuseMangledArguments(args, usageExitCode);
  const given = new Map<string, unknown[]>();
  const positionals: string[] = [];
  const warnings: string[] = [];
  for (const parsed of getopt(args, options, stopsAtPositional())) {
    if (parsed.kind === "error") {
      const suggestion = suggestionFor(parsed.unknown, options);
      if (wantsJson(args, options)) {
        throw new Failure(usageExitCode, parsed.message, suggestion, { code: "usage" });
      }
      warn(parsed.message);
      if (suggestion !== undefined) hint(suggestion);
      print("Error parsing command line options.");
      return usageExitCode;
    }
    if (parsed.kind === "positional") {
      positionals.push(parsed.value);
      continue;
    }
    const { name, value } = parsed;
    if (name === "help" || name === "version" || name === "licenses") return name;
    const values = given.get(name) ?? [];
    given.set(name, values);
    const option = options.find(({ long }) => long === name);
    if (value === null || !option?.takesValue) continue;
    // A value is wrong with the same exit code and, if it has none of its own, the same code as an option.
    values.push(withExitCode(usageExitCode, () => option.parse(option.long, value), "usage"));
    if (value.length > 1 && value.startsWith("-")) {
      const text = `'${value}' is taken for the value of --${option.long} and not for an option`;
      warnings.push(text);
      warn(`Warning: ${text}`);
    }
  }
  return new ParsedOptions(given, positionals, warnings);
}

/** Whether --json is given: upstream's words on stdout would be in the way of the JSON there. */
export function wantsJson(args: readonly string[], options: readonly OptionSpec[]): boolean {
  const json = options.find(({ long }) => long === "json");
  return json !== undefined && isGiven(json, args, options);
}

function suggestionFor(
  unknown: string | undefined,
  options: readonly OptionSpec[],
): string | undefined {
  if (unknown === undefined) return undefined;
  const names = options.map(({ long }) => long);
  const ending = names.filter((name) => name.endsWith(`-${unknown}`));
  const name = nearest(unknown, names) ?? (ending.length === 1 ? ending[0] : null);
  return name === null ? undefined : `did you mean '--${name}'?`;
}

/**
 * Refuses bytes that are not UTF-8: a runtime replaces them, and a key would go to a file of another name.
 *
 * @param args what follows the name of the command
 * @throws Failure (exit 1 if not told otherwise) that says which word of the command line it is
 */
export function refuseMangledArguments(
  args: readonly string[],
  exitCode: number = EXIT.usageOrSource,
): void {
  const index = args.findIndex((argument) => argument.includes("\uFFFD"));
  if (index < 0) return;
  const before = system.arguments.length - args.length;
  throw new Failure(
    exitCode,
    `Argument ${before + index + 1} is not valid UTF-8`,
    undefined,
    { code: "usage" },
  );
}

/**
 * Refuses positional arguments beyond the `most` that a command takes.
 *
 * @throws Failure (exit 1 if not told otherwise) naming the first positional that is too many.
 */
export function refusePositionals(
  positionals: readonly string[],
  most: number,
  hint: string,
  exitCode: number = EXIT.usageOrSource,
): void {
  if (positionals.length <= most) return;
  throw new Failure(exitCode, `Unexpected argument '${positionals[most]}'`, hint, {
    code: "usage",
  });
}
