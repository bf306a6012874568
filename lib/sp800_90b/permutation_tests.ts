import {
  PERMUTATION_STATISTICS,
  type PermutationStatisticName,
  STATISTIC_SECTIONS,
} from "./permutation_statistics.ts";

/** Shuffles that section 5.1 asks for. */
export const PERMUTATIONS = 10_000;

/**
 * A statistic fails when at most so many of 10,000 shuffles reach it from one side: C0 + C1 <= 5 or
 * C1 + C2 <= 5 (section 5.1, step 3).
 */
export const MAX_FAILING_RANK = 5;

/**
 * How often a fair source fails one statistic: its rank among 10,001 equally likely orders is one of the
 * 6 at either end, if no shuffle ties with it; 12 / 10,001. Ties make it rarer.
 */
const STATISTIC_FALSE_ALARM_RATE = 2 * (MAX_FAILING_RANK + 1) / (PERMUTATIONS + 1);

/**
 * How often a fair source fails section 5.1, at most: 19 statistics times the rate of one. They depend on
 * each other, so the union bound is what can be said without measuring.
 */
export const PERMUTATION_FALSE_ALARM_BOUND = PERMUTATION_STATISTICS.length *
  STATISTIC_FALSE_ALARM_RATE;

/** What became of a statistic. "open": time ran out before its verdict was certain. */
export type StatisticVerdict = "passed" | "failed" | "open" | "not_run";

/** One statistic of section 5.1: its rank among shuffled copies of the data. */
export interface PermutationStatistic {
  readonly name: PermutationStatisticName;
  readonly section: string;
  /** The statistic of the data as they came; null where it was left out. */
  readonly observed: number | null;
  /** C0: shuffles with a larger statistic. */
  readonly greater: number;
  /** C1: shuffles with the same. */
  readonly equal: number;
  /** C2: shuffles with a smaller one. */
  readonly less: number;
  readonly verdict: StatisticVerdict;
}

/** Section 5.1, as far as it was run. */
export interface PermutationResult {
  /** Seed of the shuffles: the same one gives the same counts, whatever the number of threads. */
  readonly seed: number;
  /** Shuffles that would have been made if no verdict had been certain before. */
  readonly permutations: number;
  readonly statistics: readonly PermutationStatistic[];
  /** False when a statistic failed; null when none did, but not all came to a verdict. */
  readonly passed: boolean | null;
  /** Whether time ran out. */
  readonly timeOut: boolean;
}

/** Some shuffles, and what to compute of each. */
export interface ShuffleTask {
  readonly seed: number;
  /** First shuffle, from 0. */
  readonly from: number;
  /** One more than the last shuffle. */
  readonly to: number;
  readonly statistics: readonly PermutationStatisticName[];
}

/** One thread that makes shuffles. */
export interface ShuffleWorker {
  /** The statistics of the data as they came. */
  observe(names: readonly PermutationStatisticName[]): Promise<readonly number[]>;
  /**
   * Compares the shuffles of a task with the data as they came.
   *
   * @returns 1, 0 or -1 for greater, equal, less: shuffle by shuffle, the statistics of each together
   */
  compare(task: ShuffleTask): Promise<Int8Array>;
}

/** How to run the permutation tests. */
export interface PermutationOptions {
  readonly seed: number;
  /** Runs the compression test also when another statistic has failed. */
  readonly complete: boolean;
  /** Stops when so much time has passed; null: never. */
  readonly maxSeconds: number | null;
  /** `PERMUTATIONS`, if not in a test. */
  readonly permutations?: number;
}

/** Told how far the tests are. */
export interface PermutationProgress {
  /** Shuffles made for the statistics that are open, of at most `permutations`. */
  readonly shuffles: number;
  readonly permutations: number;
  readonly open: readonly PermutationStatisticName[];
  /** Estimated from how fast the open statistics come to their verdicts; no more than is left of `maxSeconds`. */
  readonly secondsLeft: number;
}

/** Milliseconds of work that a thread is given at once. */
const TASK_MILLISECONDS = 60;
const MAX_TASK_SHUFFLES = 256;
/** Shuffles that decide a statistic in the middle of its distribution. */
const TYPICAL_SHUFFLES = 16;

interface Counts {
  observed: number | null;
  greater: number;
  equal: number;
  less: number;
  verdict: StatisticVerdict;
}

/**
 * The permutation tests of SP 800-90B section 5.1. Shuffles are counted in their order, and a statistic stops
 * counting at the shuffle that makes its verdict certain; which thread made a shuffle, and when, changes
 * nothing. Compression, which takes longest, comes last.
 *
 * @param workers At least one; each works on one task at a time.
 */
export async function runPermutationTests(
  workers: readonly ShuffleWorker[],
  options: PermutationOptions,
  onProgress: (progress: PermutationProgress) => void = () => {},
): Promise<PermutationResult> {
  const { seed, complete, maxSeconds, permutations = PERMUTATIONS } = options;
  const started = performance.now();
  const timeLeft = () => (maxSeconds ?? Infinity) - (performance.now() - started) / 1000;
  const outOfTime = () => timeLeft() <= 0;
  const counts = new Map<PermutationStatisticName, Counts>(
    PERMUTATION_STATISTICS.map((name) => [
      name,
      { observed: null, greater: 0, equal: 0, less: 0, verdict: "not_run" },
    ]),
  );
  const failed = () => [...counts.values()].some(({ verdict }) => verdict === "failed");

  const cheap = PERMUTATION_STATISTICS.filter((name) => name !== "compression");
  for (const names of [cheap, ["compression"] as const]) {
    if (outOfTime() || names.length === 1 && failed() && !complete) break;
    for (const name of names) counts.get(name)!.verdict = "open";
    // Each thread looks at the data as they came when it is asked for its first shuffle, all at once.
    const free = await rankAmongShuffles(
      workers,
      names,
      counts,
      { seed, permutations },
      outOfTime,
      (progress) =>
        onProgress({
          ...progress,
          secondsLeft: Math.max(0, Math.min(progress.secondsLeft, timeLeft())),
        }),
    );
    const observed = await free.observe(names);
    names.forEach((name, i) => counts.get(name)!.observed = observed[i]);
  }

  const statistics = PERMUTATION_STATISTICS.map((name): PermutationStatistic => ({
    name,
    section: STATISTIC_SECTIONS[name],
    ...counts.get(name)!,
  }));
  return {
    seed,
    permutations,
    statistics,
    passed: failed()
      ? false
      : statistics.every(({ verdict }) => verdict === "passed")
      ? true
      : null,
    timeOut: statistics.some(({ verdict }) => verdict === "open") ||
      !failed() && statistics.some(({ verdict }) => verdict === "not_run"),
  };
}

/**
 * Ranks some statistics among shuffles until each has its verdict.
 *
 * @returns a thread that has nothing left to do; what others are still at is of no use, and not waited for
 */
async function rankAmongShuffles(
  workers: readonly ShuffleWorker[],
  names: readonly PermutationStatisticName[],
  counts: ReadonlyMap<PermutationStatisticName, Counts>,
  { seed, permutations }: { readonly seed: number; readonly permutations: number },
  outOfTime: () => boolean,
  onProgress: (progress: PermutationProgress) => void,
): Promise<ShuffleWorker> {
  const started = performance.now();
  const open = () => names.filter((name) => counts.get(name)!.verdict === "open");
  let handedOut = 0;
  let counted = 0;
  let taskShuffles = 1;
  const { promise: decided, resolve: decide } = Promise.withResolvers<ShuffleWorker>();
  /** What came before its turn, by its first shuffle. */
  const early = new Map<number, { task: ShuffleTask; signs: Int8Array }>();

  const count = ({ from, to, statistics }: ShuffleTask, signs: Int8Array) => {
    for (let shuffle = from; shuffle < to; shuffle++) {
      statistics.forEach((name, i) => {
        const sign = signs[(shuffle - from) * statistics.length + i];
        countShuffle(counts.get(name)!, sign, permutations - shuffle - 1);
      });
    }
    counted = to;
  };

  const work = async (worker: ShuffleWorker) => {
    for (;;) {
      const statistics = open();
      if (statistics.length === 0 || handedOut === permutations || outOfTime()) return;
      const from = handedOut;
      const to = handedOut = Math.min(permutations, from + taskShuffles);
      const task = { seed, from, to, statistics };
      const began = performance.now();
      const signs = await worker.compare(task);
      // How tasks are cut is a matter of time; what is counted is not.
      const milliseconds = performance.now() - began;
      if (milliseconds < TASK_MILLISECONDS / 2) {
        taskShuffles = Math.min(MAX_TASK_SHUFFLES, Math.max(taskShuffles, 2 * (to - from)));
      }
      early.set(from, { task, signs });
      for (let next = early.get(counted); next !== undefined; next = early.get(counted)) {
        early.delete(counted);
        count(next.task, next.signs);
      }
      if (counted === 0) continue;
      const left = open();
      const perShuffle = (performance.now() - started) / 1000 / counted;
      onProgress({
        shuffles: counted,
        permutations,
        open: left,
        secondsLeft: perShuffle *
          Math.max(
            0,
            ...left.map((name) => shufflesLeft(counts.get(name)!, counted, permutations)),
          ),
      });
      if (left.length === 0) return decide(worker);
    }
  };
  const all = Promise.all(workers.map(work));
  return await Promise.race([decided, all.then(() => workers[0])]);
}

/** Counts a shuffle, unless the verdict is certain; so it is once no other rank can follow. */
function countShuffle(counts: Counts, sign: number, shufflesLeft: number): void {
  if (counts.verdict !== "open") return;
  if (sign > 0) counts.greater++;
  else if (sign < 0) counts.less++;
  else counts.equal++;
  const rank = rankOf(counts);
  if (rank > MAX_FAILING_RANK) counts.verdict = "passed";
  else if (rank + shufflesLeft <= MAX_FAILING_RANK) counts.verdict = "failed";
}

/** The smaller of C0 + C1 and C1 + C2: at most 5 of 10,000 fail. */
export function rankOf(
  { greater, equal, less }: { greater: number; equal: number; less: number },
): number {
  return Math.min(greater, less) + equal;
}

/** How many shuffles more a statistic should take, if it goes on as it began. */
function shufflesLeft(counts: Counts, made: number, permutations: number): number {
  const rank = rankOf(counts);
  const expected = rank === 0
    ? Math.max(TYPICAL_SHUFFLES, made * (MAX_FAILING_RANK + 1))
    : made * (MAX_FAILING_RANK + 1) / rank;
  return Math.min(permutations, expected) - made;
}
