import type { Assessment } from "../../assess/assessment.ts";
import type { Charts } from "../page/charts.ts";
import { estimatorsChart } from "./estimator_chart.ts";
import { runsChart, timelineChart } from "./fips_charts.ts";
import { type Html, hypertext } from "../page/html.ts";
import { grouped } from "../numbers.ts";
import { figure, legend, paragraph } from "../page/page.ts";
import {
  autocorrelationChart,
  histogramChart,
  lagPlot,
  positionsChart,
  runningChart,
} from "./statistics_charts.ts";

/** All charts that an assessment has something for, each with how to read it. */
export function assessmentFigures(
  assessment: Assessment,
  { draw }: Charts,
): Html[] {
  const { recording, statistics, fips } = assessment;
  const drawn: Html[] = [];
  const { bitsPerSymbol } = assessment.request.symbols;
  if (recording?.nonIid) {
    drawn.push(figure(
      "Estimators of min-entropy",
      "How unpredictable each estimator of SP 800-90B finds the source. The least counts: the dashed line is " +
        "the assessment. Even ideal data stays below 100 percent.",
      hypertext`${
        bitsPerSymbol === 1 ? null : legend([
          { mark: "filled", label: "symbols, bits a symbol" },
          { mark: "outlined", label: "bit string, bits a bit" },
        ])
      }${draw(estimatorsChart(recording.nonIid))}`,
    ));
  }
  if (statistics) {
    drawn.push(figure(
      "Byte values",
      "How often each byte value came. Fair data stays within the band around the dashed line; values outside are " +
        "marked by triangles. The scale does not start at zero where all counts are alike.",
      draw(histogramChart(statistics)),
    ));
  }
  const running = assessment.stretches?.running ?? null;
  if (running !== null && running.minEntropies.length > 1) {
    drawn.push(figure(
      "Min-entropy along the samples",
      `Of the most common symbol in stretches of ${
        grouped(running.stretchSamples)
      } samples, by its share. Of ` +
        "so few samples fair data has less than its whole; what counts is whether one place is below the others.",
      draw(runningChart(running, bitsPerSymbol)),
    ));
  }
  if (statistics?.pairDensity) {
    drawn.push(figure(
      "Each byte against the next",
      `The darker a cell, the more of the first ${
        grouped(statistics.pairDensity.pairs)
      } pairs are in it. Fair data is an even grey with grains; lines, ` +
        "blocks and holes say that a byte depends on the one before.",
      draw(lagPlot(statistics.pairDensity)),
    ));
  }
  if (fips.blocks > 0) {
    drawn.push(
      figure(
        "Runs of equal bits",
        "How many runs of each length were found, over all blocks; the lines show what is expected of fair bits.",
        hypertext`${
          legend([
            { mark: "filled", label: "zeros" },
            { mark: "outlined", label: "ones" },
          ])
        }${draw(runsChart(fips))}`,
      ),
      figure(
        "Failed FIPS 140-2 blocks over the stream",
        `From its beginning to its end, ${
          fips.timeline.blocksPerStretch === 1
            ? "block by block"
            : `in stretches of ${grouped(fips.timeline.blocksPerStretch)} blocks`
        }. Single failures here and there are chance; many in one place are a fault that came and went.`,
        fips.failedBlocks === 0 ? paragraph("No block failed.") : draw(timelineChart(fips)),
      ),
    );
  }
  if (statistics) {
    drawn.push(figure(
      "Bias of bit positions",
      "How far the number of ones at each position of a byte is from one half. Fair data stays between the dashed lines; a triangle marks what does not.",
      draw(positionsChart(statistics)),
    ));
    if (statistics.autocorrelation.length > 0) {
      drawn.push(figure(
        "Autocorrelation",
        `Whether bits depend on bits before them, over the first ${
          grouped(statistics.autocorrelationBits)
        } bits. Fair data stays between the dashed lines; a triangle marks what does not.`,
        draw(autocorrelationChart(statistics)),
      ));
    }
  }
  return drawn;
}
