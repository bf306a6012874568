/** One table or bound that was recomputed. */
export interface Check {
  readonly name: string;
  /** What was found to be right, for the reader of a green run. */
  readonly detail: string;
  /** One line each; empty when the constants are right. */
  readonly problems: readonly string[];
}

/** A problem when a constant differs from its recomputed value by more than it was rounded. */
export function compare(
  name: string,
  constant: number,
  value: number,
  tolerance: number,
): readonly string[] {
  return Math.abs(constant - value) <= tolerance
    ? []
    : [`${name} is ${constant}, recomputed ${value} (tolerance ${tolerance})`];
}
