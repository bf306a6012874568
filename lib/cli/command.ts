import type { OptionName } from "./getopt.ts";

/**
 * One option of one command. Parser, `-h`, man page and shell completion are all made from this.
 */
export interface OptionSpec extends OptionName {
  /** What the value is called in the help, in capitals; present exactly when `takesValue`. */
  readonly valueName?: string;
  /** How the shell completes the value. */
  readonly completes?: "file" | "directory";
  /** One sentence without a full stop, for `-h`; short. */
  readonly summary: string;
  /** What the man page says beyond the summary. */
  readonly description?: string;
}

/** One command. The default command, which makes a key, has the name "". */
export interface CommandSpec {
  readonly name: string;
  /** What follows the options in the usage line, such as "[FILE...]". */
  readonly positionals: string;
  readonly summary: string;
  /** Paragraphs for the man page. */
  readonly description: readonly string[];
  readonly options: readonly OptionSpec[];
  readonly exitCodes: readonly (readonly [code: string, meaning: string])[];
}

type More = Partial<Pick<OptionSpec, "short" | "inherited" | "completes" | "description">>;

/** Makes an option without a value; its key is its long name. */
export function flag(key: string, summary: string, more: More = {}): OptionSpec {
  return { key, long: key, takesValue: false, summary, ...more };
}

/** Makes an option with a value; its key is its long name. */
export function valued(
  key: string,
  valueName: string,
  summary: string,
  more: More = {},
): OptionSpec {
  return { key, long: key, takesValue: true, valueName, summary, ...more };
}

/** The image that a key goes into; shared with making a key. */
export const rootOption: OptionSpec = valued("root", "DIR", "put the key into the image at DIR", {
  completes: "directory",
  description: "Paths and the symbolic links on the way are those of the image, so that nothing " +
    "outside of DIR is written.",
});
