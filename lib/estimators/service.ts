import { estimatorRunner } from "./jobs.ts";
import type { EstimatorJob, EstimatorOutcome, SymbolSequence } from "./types.ts";

/** What a thread for the service "estimators" is asked: first the recording, then one job at a time. */
export type EstimatorRequest =
  | { readonly kind: "recording"; readonly recording: SymbolSequence }
  | { readonly kind: "job"; readonly job: EstimatorJob };

/** Runs estimator jobs on one recording, in a thread of its own; the recording is sent once. */
export function estimatorService(): (request: unknown) => EstimatorOutcome[] {
  let run: ((job: EstimatorJob) => EstimatorOutcome[]) | null = null;
  return (message) => {
    const request = message as EstimatorRequest;
    if (request.kind === "recording") {
      run = estimatorRunner(request.recording);
      return [];
    }
    if (run === null) throw new Error("Cannot run a job: there is no recording yet");
    return run(request.job);
  };
}
