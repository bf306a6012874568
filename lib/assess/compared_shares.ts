import { clopperPearson } from "../math/binomial.ts";

/** A count of events and of what could have been one. */
export interface Share {
  readonly events: number;
  readonly trials: number;
}

/**
 * Whether two shares differ, however few events there are: whether their exact intervals lie apart. Of one source that
 * is so only where one of the two misses, at most twice as often as an interval of that confidence does.
 *
 * @returns null where there are too few trials for any two shares to differ
 */
export function sharesDiffer(first: Share, second: Share, confidence: number): boolean | null {
  const isApart = (one: Share, other: Share) => {
    const [lower, upper] = [one, other].map(({ events, trials }) =>
      clopperPearson(events, trials, confidence)
    );
    return lower.most < upper.least || upper.most < lower.least;
  };
  const extremes = [{ ...first, events: 0 }, { ...second, events: second.trials }] as const;
  return isApart(...extremes) ? isApart(first, second) : null;
}
