/** A point of a step line: from here on the value holds. */
export interface Step {
  readonly atMilliseconds: number;
  readonly value: number;
}

export interface StepChartOptions {
  /** Of the whole chart, labels included. */
  readonly columns: number;
  readonly rows: number;
  /** The value that fills the chart. */
  readonly most: number;
  /** Whether block elements can be shown; else hash signs. */
  readonly unicode: boolean;
  readonly xLabel: (milliseconds: number) => string;
  readonly yLabel: string;
}

/** From empty to full, in eighths of a character cell. */
const BLOCKS = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/**
 * A value over time, filled from below, with its scale at the left and the time below. The value of a
 * column is what it was at the column's right edge, so that the last column shows the end.
 *
 * @param steps in order of time, the first at 0; the last one's time is the width of the chart
 */
export function stepChart(steps: readonly Step[], options: StepChartOptions): string[] {
  const { rows, most, unicode } = options;
  const labels = [`${most} ${options.yLabel} `, `0 ${options.yLabel} `];
  const margin = Math.max(...labels.map((label) => label.length));
  const width = Math.max(10, options.columns - margin - 1);
  const endMilliseconds = steps[steps.length - 1].atMilliseconds;

  const heights = Array.from({ length: width }, (_, column) => {
    const edge = (endMilliseconds * (column + 1)) / width;
    const holds = steps.findLast(({ atMilliseconds }) => atMilliseconds <= edge + 1e-9);
    return ((holds?.value ?? 0) / most) * rows;
  });
  const lines = Array.from({ length: rows }, (_, row) => {
    const below = rows - 1 - row;
    const label = row === 0 ? labels[0] : row === rows - 1 ? labels[1] : "";
    const cells = heights.map((height) => {
      const fill = Math.min(1, Math.max(0, height - below));
      return unicode ? BLOCKS[Math.round(fill * 8)] : fill >= 0.5 ? "#" : " ";
    });
    return `${label.padStart(margin)}|${cells.join("")}`.trimEnd();
  });
  const end = options.xLabel(endMilliseconds);
  const axis = `${" ".repeat(margin)}0${end.padStart(width)}`;
  return [...lines, axis];
}
