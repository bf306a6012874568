/** Exit codes. 0 to 5 are those of corosync-keygen 3.x, 6 and 7 are ours; a signal n ends with 128 + n. */
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

/** The hint where a name is empty: what a variable leaves that is not set. */
export const IS_THE_VARIABLE_SET = "is the variable set that should hold it?";

/** What JSON says of a failure that says nothing more particular itself. */
const CODES: Readonly<Record<number, string>> = {
  [EXIT.usageOrSource]: "failed",
  [EXIT.create]: "cannot-create",
  [EXIT.mode]: "cannot-set-mode",
  [EXIT.write]: "cannot-write",
  [EXIT.close]: "cannot-close",
  [EXIT.rejected]: "rejected",
  [EXIT.exists]: "exists",
};

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

  /** For scripts, in lower case with hyphens; stays the same from version to version: "no-key-file". */
  get code(): string {
    const code = this.details?.code;
    return typeof code === "string" ? code : CODES[this.exitCode] ?? "failed";
  }
}

/** A signal arrived that ends a process; everything on the way out still runs. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor(readonly signal: string, readonly exitCode: number) {
    super(`Interrupted by ${signal}`);
  }
}
