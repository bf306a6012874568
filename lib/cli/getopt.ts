/**
 * The grammar of glibc's getopt_long(3): clusters, attached and separate values, unambiguous
 * abbreviations, options after positionals, `--`. Compared with glibc itself in the tests.
 */

/** One option; `short` is a single character. */
export interface OptionName {
  readonly long: string;
  readonly short?: string;
  readonly takesValue: boolean;
  /** Tried first for abbreviations, so that what an older program accepted keeps its meaning. */
  readonly inherited?: boolean;
}

export type ParsedArgument =
  | { readonly kind: "option"; readonly name: string; readonly value: string | null }
  | { readonly kind: "positional"; readonly value: string }
  | {
    readonly kind: "error";
    readonly message: string;
    /** The word, without its hyphens, that is no option, where that is the error. */
    readonly unknown?: string;
    /** The option that was given with a value and takes none, by its long name. */
    readonly name?: string;
  };

/**
 * Parses an argument list, in the order in which glibc reports it: options first, positionals after them. After
 * an error stands what getopt_long would report next; a caller that stops at the first, as upstream does, leaves
 * the rest. Values are not looked at. (No generator: on Bun the first one costs half a millisecond.)
 *
 * @param stopAtPositional POSIXLY_CORRECT: the first positional ends the options.
 */
export function getopt(
  args: readonly string[],
  options: readonly OptionName[],
  stopAtPositional = false,
): readonly ParsedArgument[] {
  const found: ParsedArgument[] = [];
  const positionals: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const argument = args[index];
    if (argument === "--" || (stopAtPositional && !looksLikeOption(argument))) {
      positionals.push(...args.slice(argument === "--" ? index + 1 : index));
      break;
    }
    if (!looksLikeOption(argument)) {
      positionals.push(argument);
      continue;
    }
    const next: string | undefined = args[index + 1];
    const usedNext = argument.startsWith("--")
      ? parseLong(argument.slice(2), next, options, found)
      : parseCluster(argument.slice(1), next, options, found);
    if (usedNext) index++;
  }
  for (const value of positionals) found.push({ kind: "positional", value });
  return found;
}

function looksLikeOption(argument: string): boolean {
  return argument.length > 1 && argument.startsWith("-");
}

/** `--key-file FILE`, `--key=FILE`: returns whether the next argument was taken as a value. */
function parseLong(
  text: string,
  next: string | undefined,
  options: readonly OptionName[],
  found: ParsedArgument[],
): boolean {
  const equals = text.indexOf("=");
  const name = equals < 0 ? text : text.slice(0, equals);
  const attached = equals < 0 ? undefined : text.slice(equals + 1);
  const [option, ...others] = findLong(name, options);

  if (option === undefined) {
    found.push({ kind: "error", message: `unrecognized option '--${text}'`, unknown: name });
    return false;
  }
  if (others.length > 0) {
    const names = [option, ...others].map(({ long }) => `'--${long}'`).join(" ");
    const message = `option '--${text}' is ambiguous; possibilities: ${names}`;
    found.push({ kind: "error", message });
    return false;
  }
  if (!option.takesValue) {
    found.push(
      attached === undefined ? { kind: "option", name: option.long, value: null } : {
        kind: "error",
        message: `option '--${option.long}' doesn't allow an argument`,
        name: option.long,
      },
    );
    return false;
  }
  const value = attached ?? next;
  found.push(
    value === undefined
      ? { kind: "error", message: `option '--${option.long}' requires an argument` }
      : { kind: "option", name: option.long, value },
  );
  return attached === undefined && value !== undefined;
}

/** An exact name wins, then a unique abbreviation among the inherited names, then among all. */
function findLong(name: string, options: readonly OptionName[]): readonly OptionName[] {
  const exact = options.find((option) => option.long === name);
  if (exact) return [exact];
  const matching = options.filter((option) => option.long.startsWith(name));
  const inherited = matching.filter((option) => option.inherited);
  return inherited.length > 0 ? inherited : matching;
}

/** `-lk FILE`, `-kFILE`: returns whether the next argument was taken as a value. */
function parseCluster(
  letters: string,
  next: string | undefined,
  options: readonly OptionName[],
  found: ParsedArgument[],
): boolean {
  for (let position = 0; position < letters.length; position++) {
    const letter = letters[position];
    const option = options.find((candidate) => candidate.short === letter);
    if (option === undefined) {
      found.push({ kind: "error", message: `invalid option -- '${letter}'`, unknown: letters });
      continue;
    }
    if (!option.takesValue) {
      found.push({ kind: "option", name: option.long, value: null });
      continue;
    }
    const attached = letters.slice(position + 1);
    const value = attached !== "" ? attached : next;
    found.push(
      value === undefined
        ? { kind: "error", message: `option requires an argument -- '${letter}'` }
        : { kind: "option", name: option.long, value },
    );
    return attached === "" && value !== undefined;
  }
  return false;
}
