/** Exit codes. 0 to 5 are those of corosync-keygen 3.x, 6 and 7 are ours. */
export const EXIT = {
  ok: 0,
  usageOrSource: 1,
  create: 2,
  mode: 3,
  write: 4,
  close: 5,
  rejected: 6,
  exists: 7,
} as const;

/** A signal n ends with this and n. */
export const SIGNAL_EXIT = 128;

/** The hint where a name is empty: what a variable leaves that is not set. */
export const IS_THE_VARIABLE_SET = "is the variable set that should hold it?";

/**
 * A run that ends with one clear line. The message says action, state and wanted state; the hint, on
 * its own line, says what to do.
 */
export class Failure extends Error {
  override readonly name = "Failure";

  constructor(
    readonly exitCode: number,
    message: string,
    readonly hint?: string,
    /** What JSON says beyond message and hint; `code` says it in one word. */
    readonly details?: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }

  /**
   * For scripts, in lower case with hyphens; stays the same from version to version: "no-key-file". Whoever finds
   * the cause names it: an exit code says another thing in each command.
   */
  get code(): string {
    const code = this.details?.code;
    return typeof code === "string" ? code : "failed";
  }
}

/** A signal arrived that ends a process; everything on the way out still runs. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor(
    readonly signal: string,
    readonly exitCode: number,
    /** What JSON says beyond the message. */
    readonly details?: Readonly<Record<string, unknown>>,
  ) {
    super(`Interrupted by ${signal}`);
  }
}

/**
 * Lets what fails end with the exit code that it has in this command.
 *
 * @param code of a failure that has none of its own
 */
export function withExitCode<Result>(
  exitCode: number,
  action: () => Result,
  code?: string,
): Result {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { message, hint, details } = error;
    throw new Failure(exitCode, message, hint, code === undefined ? details : { code, ...details });
  }
}

/**
 * How a run ends that threw this: a fault of the program itself is one line too.
 *
 * @param exitCode of such a fault, where 1 says something else
 */
export function toFailure(
  error: unknown,
  exitCode: number = EXIT.usageOrSource,
): Failure | Interrupted {
  if (error instanceof Failure || error instanceof Interrupted) return error;
  return new Failure(exitCode, `Internal error: ${reasonOf(error)}`, REPORT_FAULT, {
    code: "internal-error",
  });
}

/** What to do about a fault of the program. */
export const REPORT_FAULT =
  "this is a fault of the program; please report it with the command line";

/** What an error says. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
