import { clopperPearson, type Interval } from "../math/binomial.ts";

/** A count of events and of what could have been one. */
export interface Share {
  readonly events: number;
  readonly trials: number;
}

/** The exact intervals of two shares, and whether they lie apart. */
export interface ComparedShares {
  readonly first: Interval;
  readonly second: Interval;
  readonly differ: boolean;
}

/**
 * Whether two shares differ, however few events there are: whether their exact intervals lie apart. Of one source that
 * is so only where one of the two misses, at most twice as often as an interval of that confidence does.
 *
 * @returns null where there are too few trials for any two shares to differ
 */
export function compareShares(
  first: Share,
  second: Share,
  confidence: number,
): ComparedShares | null {
  const compare = (...shares: readonly [Share, Share]): ComparedShares => {
    const [first, second] = shares.map(({ events, trials }) =>
      clopperPearson(events, trials, confidence)
    );
    return { first, second, differ: first.most < second.least || second.most < first.least };
  };
  const { differ } = compare({ ...first, events: 0 }, { ...second, events: second.trials });
  return differ ? compare(first, second) : null;
}
