import type { Advice } from "../starvation/advice.ts";
import type { Measurement, Summary } from "../starvation/types.ts";
import { system } from "../system/mod.ts";
import { prepareReportFile } from "./write_report.ts";

/** What turns a result into what was asked for. */
export interface Writers {
  toOutput(measurement: Measurement, summary: Summary, advice: Advice, exitCode: number): string;
  /** Null where no page was asked for. */
  readonly writePage:
    | ((measurement: Measurement, summary: Summary, advice: Advice) => void)
    | null;
}

/**
 * Loads them before anything is measured: afterwards the power to load is gone, and whoever waited an
 * hour should not learn then that the page cannot be written.
 *
 * @throws Failure (exit 4) when it cannot.
 */
export async function loadWriters(json: boolean, htmlPath: string | null): Promise<Writers> {
  const writePage = htmlPath === null ? null : await loadPage(htmlPath);
  if (json) {
    const { starvationJson } = await import("../report/starvation/json.ts");
    return { toOutput: starvationJson, writePage };
  }
  const { starvationText } = await import("../report/starvation/text.ts");
  const shown = terminal();
  return {
    toOutput: (measurement, summary, advice) => starvationText(measurement, summary, advice, shown),
    writePage,
  };
}

async function loadPage(path: string): Promise<NonNullable<Writers["writePage"]>> {
  const write = prepareReportFile(path);
  const [{ loadCharts }, { starvationPage }] = await Promise.all([
    import("../report/page/charts.ts"),
    import("../report/starvation/html.ts"),
  ]);
  const charts = await loadCharts();
  return (measurement, summary, advice) =>
    write(starvationPage(measurement, summary, advice, charts));
}

/** What charts have to fit into; null where stdout is no terminal. */
function terminal(): { columns: number; unicode: boolean } | null {
  if (!system.stdout.isTerminal() || system.environment("TERM") === "dumb") return null;
  const locale = system.environment("LC_ALL") || system.environment("LC_CTYPE") ||
    system.environment("LANG") || "";
  return { columns: system.stdout.columns() ?? 80, unicode: /utf-?8/i.test(locale) };
}
