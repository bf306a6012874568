import { loadBzip2 } from "./bzip2.ts";
import { mostCommonValue } from "./estimators/most_common_value.ts";
import { testIid } from "./iid.ts";
import { estimatorRunner } from "./jobs.ts";
import {
  type CompressedLength,
  type PermutationStatisticName,
  permutationStatistics,
} from "./permutation_statistics.ts";
import {
  renameSymbols,
  type SampleFacts,
  sampleFacts,
  type Sequence,
  sequenceOf,
} from "./sequence.ts";
import type { ShuffleTask } from "./permutation_tests.ts";
import { shuffle } from "./shuffle.ts";
import type { EstimatorJob, MostCommonValueEstimate, SymbolSequence } from "./types.ts";

/**
 * What a thread for the service "data_sets" is asked: first a data set under a name, which may take the place of
 * one of that name, then work on it.
 */
export type DataSetRequest =
  | { readonly kind: "load"; readonly dataSet: string; readonly recording: SymbolSequence }
  /** An estimator job; the answer is `EstimatorOutcome[]`. */
  | { readonly kind: "job"; readonly dataSet: string; readonly job: EstimatorJob }
  /** The tests of section 5.2; the answer is an `IidResult`. */
  | { readonly kind: "iid"; readonly dataSet: string }
  /** Section 6.1; the answer is `MostCommonValueEstimates`. */
  | { readonly kind: "most_common_value"; readonly dataSet: string }
  /** Statistics of section 5.1; the answer is an array of them. */
  | {
    readonly kind: "observe";
    readonly dataSet: string;
    readonly statistics: readonly PermutationStatisticName[];
  }
  /** Shuffles of section 5.1; the answer is what `ShuffleWorker.compare` returns. */
  | { readonly kind: "compare"; readonly dataSet: string; readonly task: ShuffleTask };

/** Section 6.1: the most common value estimate of the symbols, and of their bits if they have several. */
export interface MostCommonValueEstimates {
  readonly original: MostCommonValueEstimate;
  readonly bitstring: MostCommonValueEstimate | null;
}

/** A data set, and what was found out about it for later requests. */
interface DataSet {
  readonly recording: SymbolSequence;
  readonly runJob: ReturnType<typeof estimatorRunner>;
  permutation: PermutationState | null;
}

interface PermutationState {
  readonly sequence: Sequence;
  readonly facts: SampleFacts;
  readonly observed: Map<PermutationStatisticName, number>;
  /** Room for a shuffle. */
  readonly shuffled: Uint8Array;
}

/** Works on data sets, in a thread of its own. */
export function dataSetService(): (request: unknown) => Promise<unknown> {
  const dataSets = new Map<string, DataSet>();
  let compressedLength: CompressedLength | null = null;

  /** Statistics of the data as they came. */
  const observe = async (
    { recording, permutation }: DataSet,
    names: readonly PermutationStatisticName[],
  ): Promise<PermutationState> => {
    let state = permutation;
    if (state === null) {
      const sequence = renameSymbols(recording.symbols);
      state = {
        sequence,
        facts: sampleFacts(recording.symbols, sequence),
        observed: new Map(),
        shuffled: new Uint8Array(sequence.values.length),
      };
    }
    const { sequence, facts, observed } = state;
    if (names.includes("compression")) compressedLength ??= await loadBzip2();
    const missing = new Set(names.filter((name) => !observed.has(name)));
    const found = permutationStatistics(sequence.values, facts, missing, compressedLength);
    for (const [name, value] of found) observed.set(name, value);
    return state;
  };

  const compare = (
    { sequence, facts, observed, shuffled }: PermutationState,
    { seed, from, to, statistics }: ShuffleTask,
  ): Int8Array => {
    const wanted = new Set(statistics);
    const signs = new Int8Array((to - from) * statistics.length);
    let at = 0;
    for (let index = from; index < to; index++) {
      shuffled.set(sequence.values);
      shuffle(shuffled, seed, index);
      const found = permutationStatistics(shuffled, facts, wanted, compressedLength);
      for (const name of statistics) {
        signs[at++] = Math.sign(found.get(name)! - observed.get(name)!);
      }
    }
    return signs;
  };

  return async (message) => {
    const request = message as DataSetRequest;
    if (request.kind === "load") {
      const { recording } = request;
      dataSets.set(request.dataSet, {
        recording,
        runJob: estimatorRunner(recording),
        permutation: null,
      });
      return null;
    }
    const dataSet = dataSets.get(request.dataSet);
    if (dataSet === undefined) throw new Error(`There is no data set ${request.dataSet}`);
    switch (request.kind) {
      case "job":
        return dataSet.runJob(request.job);
      case "iid":
        return testIid(dataSet.recording);
      case "most_common_value":
        return mostCommonValues(dataSet.recording);
      case "observe": {
        dataSet.permutation = await observe(dataSet, request.statistics);
        const { observed } = dataSet.permutation;
        return request.statistics.map((name) => observed.get(name));
      }
      case "compare":
        dataSet.permutation = await observe(dataSet, request.task.statistics);
        return compare(dataSet.permutation, request.task);
    }
  };
}

/** Section 6.1, on the sequences of section 3.1.3. */
function mostCommonValues(recording: SymbolSequence): MostCommonValueEstimates {
  return {
    original: mostCommonValue(sequenceOf("original", recording)),
    bitstring: recording.bitsPerSymbol === 1
      ? null
      : mostCommonValue(sequenceOf("bitstring", recording)),
  };
}
