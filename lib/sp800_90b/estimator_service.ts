import { type IidResult, testIid } from "./iid.ts";
import { estimatorRunner } from "./jobs.ts";
import type { EstimatorJob, EstimatorOutcome, SymbolSequence } from "./types.ts";

/**
 * What a thread for the service "estimators" is asked: first the recording, then one job of the estimators or
 * the tests of section 5.2 at a time.
 */
export type EstimatorRequest =
  | { readonly kind: "recording"; readonly recording: SymbolSequence }
  | { readonly kind: "job"; readonly job: EstimatorJob }
  | { readonly kind: "iid" };

/** Works on one recording, in a thread of its own; the recording is sent once. */
export function estimatorService(): (request: unknown) => EstimatorOutcome[] | IidResult {
  let recording: SymbolSequence | null = null;
  let run: ((job: EstimatorJob) => EstimatorOutcome[]) | null = null;
  return (message) => {
    const request = message as EstimatorRequest;
    if (request.kind === "recording") {
      recording = request.recording;
      run = estimatorRunner(recording);
      return [];
    }
    if (run === null || recording === null) {
      throw new Error("Cannot run a job: there is no recording yet");
    }
    return request.kind === "iid" ? testIid(recording) : run(request.job);
  };
}
