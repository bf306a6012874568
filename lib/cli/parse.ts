import { EXIT, Failure, withExitCode } from "../failure.ts";
import { system } from "../system/mod.ts";
import { hint, print, warn } from "./channels.ts";
import type { OptionSpec, RunResult, ValuedOption } from "./command.ts";
import { getopt } from "./getopt.ts";
import { nearest } from "./nearest.ts";

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
