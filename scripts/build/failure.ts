/** A build that cannot go on: one line of what is the matter, then lines of what to do. */
export class BuildFailure extends Error {
  override readonly name = "BuildFailure";

  constructor(message: string, readonly hints: readonly string[] = []) {
    super(message);
  }
}
