import { EXIT, Failure } from "../failure.ts";
import { system } from "../system/mod.ts";
import { deliverIfPossible, print, warn } from "./channels.ts";
import { type CommandSpec } from "./command.ts";
import { getopt } from "./getopt.ts";

/** What was given, in the words of the command's table. */
export interface ParsedOptions {
  readonly flags: ReadonlySet<string>;
  /** The last value of each option that takes one. */
  readonly values: ReadonlyMap<string, string>;
  readonly positionals: readonly string[];
}

/**
 * Parses a command line as upstream does: option by option, ending at the first that is wrong. `--help`
 * is answered here as soon as it is reached.
 *
 * @param check called with each value in turn; throws Failure when it cannot be used
 * @param usageExitCode of a command whose exit code 1 says something else
 * @returns the options, or the exit code of a run that is over
 */
export async function parseOptions(
  args: readonly string[],
  spec: CommandSpec,
  check: (key: string, value: string) => void,
  usageExitCode: number = EXIT.usageOrSource,
): Promise<ParsedOptions | number> {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const positionals: string[] = [];
  const stopAtPositional = system.environment("POSIXLY_CORRECT") !== undefined;
  for (const parsed of getopt(args, spec.options, stopAtPositional)) {
    if (parsed.kind === "error") {
      warn(parsed.message);
      print("Error parsing command line options.");
      return usageExitCode;
    }
    if (parsed.kind === "positional") {
      positionals.push(parsed.value);
    } else if (parsed.key === "help") {
      await help(spec);
      return EXIT.ok;
    } else if (parsed.key === "version") {
      await version();
      return EXIT.ok;
    } else if (parsed.value === null) {
      flags.add(parsed.key);
    } else {
      check(parsed.key, parsed.value);
      if (/^-./.test(parsed.value)) {
        warn(
          `Warning: '${parsed.value}' is taken for the value of --${parsed.key} and not for an option`,
        );
      }
      values.set(parsed.key, parsed.value);
    }
  }
  return { flags, values, positionals };
}

/** Usage and, as upstream has it, a blank line. */
async function help(spec: CommandSpec): Promise<void> {
  const { helpText } = await import("./help.ts");
  deliverIfPossible(await helpText(spec) + "\n");
}

async function version(): Promise<void> {
  const { VERSION } = await import("../version.ts");
  const { name, version } = system.runtime;
  deliverIfPossible(`corosync-keygen ${VERSION} (${name} ${version})\n`);
}

/** What a timer can wait: 2^31 - 1 milliseconds, rounded down to whole days. */
const MAX_SECONDS = 24 * 86_400;

/**
 * A duration in seconds, such as "60" or "0.5".
 *
 * @throws Failure (exit 1) for anything but a positive decimal number up to 24 days.
 */
export function parseSeconds(option: string, text: string): number {
  const seconds = /^[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : NaN;
  if (seconds > 0 && seconds <= MAX_SECONDS) return seconds;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '${text}' (supported: more than 0 and up to ${MAX_SECONDS} seconds)`,
  );
}

/** @throws Failure (exit 1 if not told otherwise) naming the first positional that is too many. */
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
