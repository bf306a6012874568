import type { SourceChoice } from "../entropy/source.ts";
import { EXIT, Failure, IS_THE_VARIABLE_SET } from "../failure.ts";
import { IMAGE_REMEDY, IMAGE_WARNING } from "../key/image.ts";
import { hint, warn } from "./channels.ts";
import type { OptionName } from "./getopt.ts";
import { nearest } from "./nearest.ts";

/** What an option is, with a value or without. */
interface OptionText extends OptionName {
  /** How the shell completes the value. */
  readonly completes?: "file" | "directory";
  /** All that the value can be, where that is a list; parser and completion are made from it. */
  readonly choices?: readonly string[];
  /** Whether the value can be several of them with commas between. */
  readonly takesSeveral?: boolean;
  /** One sentence without a full stop, for `-h`; short. */
  readonly summary: string;
  /** What the man page says beyond the summary. */
  readonly description?: string;
}

/** An option without a value. */
export interface Flag extends OptionText {
  readonly takesValue: false;
  readonly valueName?: undefined;
}

/** An option with a value. */
export interface ValuedOption<Value> extends OptionText {
  readonly takesValue: true;
  /** What the value is called in the help, in capitals. */
  readonly valueName: string;
  /**
   * Makes the value from what was given.
   *
   * @param option the long name
   * @throws Failure for what cannot be used
   */
  parse(option: string, text: string): Value;
}

/** One option of one command. Parser, `-h`, man page and shell completion are all made from this. */
export type OptionSpec = Flag | ValuedOption<unknown>;

/** What a command takes and what comes of it; its name and its summary stand in the list of commands. */
export interface CommandTable {
  /** What follows the options in the usage line, such as "[FILE...]". */
  readonly positionals: string;
  /** Paragraphs for the man page. */
  readonly description: readonly string[];
  readonly options: readonly OptionSpec[];
  readonly exitCodes: readonly (readonly [code: string, meaning: string])[];
  /** What follows the program's name, and what that does; two of them, for `-h`. */
  readonly examples: readonly (readonly [args: string, meaning: string])[];
}

/** One command as help, man page and completion show it. The default command has the name "". */
export interface CommandSpec extends CommandTable {
  readonly name: string;
  readonly summary: string;
}

/** What a run ends with: an exit code, or something to print instead of running. */
export type RunResult = number | "help" | "version" | "licenses";

/** One command. */
export interface Command {
  readonly table: CommandTable;
  /** Runs it with the arguments that follow its name. */
  run(args: readonly string[]): Promise<RunResult>;
}

type More = Partial<Pick<OptionText, "short" | "inherited" | "completes" | "description">>;

/** Makes an option without a value. */
export function flag(long: string, summary: string, more: More = {}): Flag {
  return { long, takesValue: false, summary, ...more };
}

/** Makes an option with a value. */
export function valued<Value>(
  long: string,
  valueName: string,
  summary: string,
  parse: ValuedOption<Value>["parse"],
  more: More = {},
): ValuedOption<Value> {
  return { long, takesValue: true, valueName, summary, parse, ...more };
}

/**
 * Makes an option whose value is one of some names.
 *
 * @throws Failure (exit 1), when it parses, for any other
 */
export function oneOf<Name extends string>(
  long: string,
  valueName: string,
  summary: string,
  choices: readonly Name[],
  more: More = {},
): ValuedOption<Name> {
  const parse = (option: string, given: string) => toChoice(option, given, choices);
  return { ...valued(long, valueName, summary, parse, more), choices };
}

/** The same for one name or several with commas between them. */
export function someOf<Name extends string>(
  long: string,
  valueName: string,
  summary: string,
  choices: readonly Name[],
  more: More,
): ValuedOption<readonly Name[]> {
  const parse = (option: string, given: string) =>
    given.split(",").map((word) => toChoice(option, word, choices));
  return { ...valued(long, valueName, summary, parse, more), choices, takesSeveral: true };
}

function toChoice<Name extends string>(
  option: string,
  given: string,
  choices: readonly Name[],
): Name {
  const choice = choices.find((one) => one === given);
  if (choice !== undefined) return choice;
  const near = nearest(given, choices);
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '${given}' (supported: ${choices.join(", ")})`,
    near === null ? undefined : `did you mean '${near}'?`,
  );
}

/** Takes any text, such as the name of a file. */
export function text(_option: string, given: string): string {
  return given;
}

/** The name of a file. @throws Failure (exit 1) for an empty one, which names none */
export function fileName(option: string, given: string): string {
  return notEmpty(option, given, "a file");
}

/** The name of a file to read beside the source, which alone may be standard input. @throws Failure (exit 1) for "-" */
export function recordedFile(option: string, given: string): string {
  if (given !== "-") return fileName(option, given);
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '-': It takes the name of a file`,
    "only SOURCE is read from standard input; ./- is a file of this name",
    { code: "usage" },
  );
}

/** The name of a directory. @throws Failure (exit 1) for an empty one, which names none */
export function directoryPath(option: string, given: string): string {
  return notEmpty(option, given, "a directory");
}

function notEmpty(option: string, given: string, what: string): string {
  if (given !== "") return given;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '': It takes the name of ${what}`,
    IS_THE_VARIABLE_SET,
  );
}

export const jsonOption: Flag = flag("json", "print one line of JSON");

export const helpOption: Flag = flag("help", "print this help", { short: "h" });

/** The image that a key goes into; shared with making a key. */
export const rootOption: ValuedOption<string> = valued(
  "root",
  "DIR",
  "put the key into the image at DIR",
  directoryPath,
  {
    completes: "directory",
    description:
      "Paths and the symbolic links on the way are those of the image, so that nothing " +
      "outside of DIR is written.",
  },
);

/** The exit code of verify and fingerprint where the command line is wrong, or a key cannot be read. */
export const USAGE_OR_UNREADABLE = 3;

/** Warns of a key in an image, where there are signs of one. */
export function warnAboutImage(signs: readonly string[]): void {
  if (signs.length === 0) return;
  warn(`Warning: ${IMAGE_WARNING} (${signs.join(", ")})`);
  hint(IMAGE_REMEDY);
}

/** The device of the man page, which blocks where a kernel lets it. */
export const DEFAULT_SOURCE = "/dev/random";

/** The source of that name on a command line. */
export function sourceNamed(name: string): SourceChoice {
  return name === "-" ? { kind: "stdin" } : { kind: "file", path: name };
}
