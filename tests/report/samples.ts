import type { Assessment, AssessRequest } from "../../lib/assess/assessment.ts";
import type { ReferenceRecordings } from "../../lib/assess/reference_recordings.ts";
import { estimateRecording } from "../../lib/assess/estimate_recording.ts";
import { resultsOf } from "../../lib/assess/assess.ts";
import { startStreamTests } from "../../lib/assess/stream_tests.ts";
import { dataSetPoolHere } from "../../scripts/data_set_pool_here.ts";
import { CONDITIONS } from "../starvation/samples.ts";

/** Everything of a file of bytes; tests change what they are about. */
export const REQUEST: AssessRequest = {
  source: { kind: "file", path: "sample" },
  scope: "all",
  format: "raw",
  lsbFirst: false,
  skipBytes: 0,
  symbols: { bitsPerSymbol: 8, packed: false },
  expectation: "uniform",
  mostBytes: null,
  mostSamples: null,
  seconds: null,
  stallSeconds: null,
  claimedEntropy: 8,
  against: null,
  partial: false,
  requirements: { named: [], minEntropy: null },
};

const SILENT = {
  onReading: () => {},
  onEstimating: () => {},
  onOutcomes: () => {},
  onBytes: () => {},
};

const known = new Map<string, ReturnType<typeof estimateRecording>>();

/** The estimators look at the samples and their width alone, and take long: the same are estimated once. */
async function estimatesOf(
  samples: Uint8Array,
  request: AssessRequest,
): ReturnType<typeof estimateRecording> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", samples.slice()));
  const name = `${request.symbols.bitsPerSymbol} ${digest}`;
  const never = new Promise<never>(() => {});
  const estimates = known.get(name) ??
    estimateRecording(
      { symbols: samples, bitsPerSymbol: request.symbols.bitsPerSymbol },
      dataSetPoolHere(),
      SILENT,
      never,
    );
  known.set(name, estimates);
  return await estimates;
}

/**
 * The assessment of bytes, as the program would make it of a file of that name.
 *
 * @param compared the sources before it, and its number from 0
 */
export async function assessBytes(
  bytes: Uint8Array,
  changes: Partial<AssessRequest> = {},
  sourceName = "sample",
  compared?: { readonly references: ReferenceRecordings; readonly source: number },
): Promise<Assessment> {
  const request = { ...REQUEST, ...changes };
  const reference = compared?.references.startSearch(request.symbols.bitsPerSymbol) ?? null;
  const tests = startStreamTests(request, reference, { decided: null });
  tests.take(bytes);
  tests.finish(true);
  if (tests.words !== null) compared?.references.add(compared.source, sourceName, tests.words);
  const estimates = request.scope === "fips" ? null : await estimatesOf(tests.kept, request);
  return {
    request,
    sourceName,
    conditions: CONDITIONS,
    reading: {
      bytes: bytes.length,
      skippedBytes: Math.min(request.skipBytes, bytes.length),
      samples: tests.samples,
      milliseconds: 1000,
      end: "end of source",
      sha256: null,
    },
    ...resultsOf(tests, estimates?.results ?? null, request),
    problems: estimates?.problems ?? [],
    permissionsDropped: true,
  };
}

/** AES-128 in counter mode under a fixed key: fair data that is the same in every run. */
export async function fairBytes(count: number): Promise<Uint8Array<ArrayBuffer>> {
  const raw = new Uint8Array(16);
  const key = await crypto.subtle.importKey("raw", raw, "AES-CTR", false, ["encrypt"]);
  const algorithm = { name: "AES-CTR", counter: new Uint8Array(16), length: 64 };
  return new Uint8Array(await crypto.subtle.encrypt(algorithm, key, new Uint8Array(count)));
}
