/** A build that cannot go on: one line of what is the matter, then lines of what to do. */
export class BuildFailure extends Error {
  override readonly name = "BuildFailure";

  constructor(message: string, readonly hints: readonly string[] = []) {
    super(message);
  }
}

/**
 * What the operating system said, such as "Permission denied: mkdir '/usr/local/sbin'"; null for errors that are no
 * answers of it.
 */
export function systemAnswer(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  return / \(os error \d+\)/.test(error.message)
    ? error.message.replace(/ \(os error \d+\)/, "")
    : null;
}

/** The same without what was done where, such as "Permission denied". */
export function systemReason(error: unknown): string | null {
  return systemAnswer(error)?.split(": ")[0] ?? null;
}
