/** Exit codes. 0 to 5 are those of corosync-keygen 3.x, 6 is ours; a signal n ends with 128 + n. */
export const EXIT = {
  ok: 0,
  usageOrSource: 1,
  create: 2,
  mode: 3,
  write: 4,
  close: 5,
  rejected: 6,
} as const;

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
    /** What the JSON receipt says beyond message and hint. */
    readonly details?: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }
}

/** SIGINT, SIGTERM or SIGHUP arrived; everything on the way out still runs. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor(readonly signal: string, readonly exitCode: number) {
    super(`Interrupted by ${signal}`);
  }
}
