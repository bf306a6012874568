/**
 * How much is run of what suites repeat for minutes: all of it, unless TEST_SHARE says a smaller share, as `.ci/run`
 * does, or a larger one. With less than all, claims are tested on fewer data, some on half of their cases, and
 * executables by fewer tests (tests/executables/matrix.ts), as is the form on Deno by attacks (tests/attacks/run.ts).
 */
const SHARE = Number(Deno.env.get("TEST_SHARE") ?? 1);
if (!(SHARE > 0)) throw new RangeError(`TEST_SHARE: ${SHARE}, wanted above 0`);

/** Whether all is run. */
export const IS_WHOLE = SHARE >= 1;

/** So many of `whole` repetitions, at least `least`. */
export const shareOf = (whole: number, least = 1): number =>
  Math.max(least, Math.round(whole * SHARE));

/** All cases, or every second one where not all is run. */
export const casesOf = <T>(cases: readonly T[]): readonly T[] =>
  cases.filter((_, i) => IS_WHOLE || i % 2 === 0);
