import { entropyFigure } from "../report/numbers.ts";
import { assess } from "../assess/assess.ts";
import { type Assessed, assessedOf } from "../report/assess/gate.ts";
import { nameOf } from "../entropy/source.ts";
import { startDataSetPool } from "../sp800_90b/data_set_pool.ts";
import type { EstimatorOutcome } from "../sp800_90b/types.ts";
import { system } from "../system/mod.ts";
import { type AssessOptions, estimatorThreads, withUsualLimit } from "./assess_options.ts";
import { openRun, startReportDigest, textWriter, warnOfUnmet, withRun } from "./assess_run.ts";
import { hint, warn } from "./channels.ts";
import { startProgress } from "./progress.ts";
import { prepareReport, type ReportWriters } from "./option_files.ts";
import { listenForSignals } from "./signals.ts";

const WRITERS: ReportWriters<[Assessed]> = {
  text: async () => {
    const { assessmentText } = await import("../report/assess/text.ts");
    return textWriter(assessmentText);
  },
  json: async () => (await import("../report/assess/json.ts")).assessmentJson,
  page: async () => {
    const { loadCharts } = await import("../report/page/charts.ts");
    const { assessmentPage } = await import("../report/assess/html.ts");
    const charts = await loadCharts();
    return (assessed) => assessmentPage(assessed, charts);
  },
};

/**
 * Assesses and reports. Everything that needs permissions (loading the charts, starting threads, looking at the
 * machine) comes first, and so does everything that could make the report impossible.
 *
 * @returns the exit code
 */
export async function assessSource(options: AssessOptions): Promise<number> {
  const requested = listenForSignals();
  const request = withUsualLimit(options.request);
  const report = await prepareReport(options.output === "json", options.htmlPath, WRITERS);
  const digest = await startReportDigest(options);
  const { conditions, record, outputPaths } = openRun(options);
  const pool = request.scope === "fips"
    ? null
    : startDataSetPool(estimatorThreads(options.jobs, navigator.hardwareConcurrency));
  const progress = startProgress(
    nameOf(request.source),
    request.seconds,
    request.symbols.packed ? 8 : request.symbols.bitsPerSymbol,
  );
  const run = { required: request.requirements, progress, pools: [pool], record };
  return await withRun(run, async () => {
    const assessment = await assess(
      system,
      request,
      { conditions, pool, digest, outputPaths },
      {
        ...progress,
        onOutcomes: (outcomes) => {
          progress.clear();
          if (options.verbose) printOutcomes(outcomes);
        },
        onBytes: (bytes) => record?.write(bytes),
      },
      requested,
    );
    progress.stop();
    record?.close();
    const assessed = assessedOf(assessment);
    const { verdict, gate } = assessed;
    for (const { message } of assessment.problems) {
      warn(`${message}; the report tells what was found out until then`);
    }
    warnOfUnmet(gate.requirements);
    if (gate.requirements.length > 0 && gate.exitCode === 0 && verdict.outcome === "departs") {
      warn(`What is required is met, but ${verdict.headline.replace(/^N/, "n")}`);
      hint("--require fits insists on a verdict without fault");
    }
    report(assessed);
    return gate.exitCode;
  });
}

function printOutcomes(outcomes: readonly EstimatorOutcome[]): void {
  for (const { sequence, result } of outcomes) {
    const name = result.estimator.replaceAll("_", " ");
    const figure = "minEntropy" in result
      ? `min-entropy ${entropyFigure(result.minEntropy)} ${
        sequence === "original" ? "a symbol" : "a bit"
      }`
      : result.reason;
    warn(`${name}, ${sequence === "original" ? "symbols" : "bit string"}: ${figure}`);
  }
}
