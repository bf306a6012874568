import type {
  BarSeriesOption,
  CustomSeriesOption,
  LineSeriesOption,
  ScatterSeriesOption,
} from "echarts/charts";
import type { GridComponentOption } from "echarts/components";
import { COLOUR, TEXT_PIXELS } from "./charts.ts";

/** Room around the marks, for the names and the numbers of the axes. */
export function grid(left: number, right = 16): GridComponentOption {
  return { left, right, top: 28, bottom: 46, outerBoundsMode: "none" };
}

/** An axis in the colours of the page, with its name where it is in nobody's way. */
function look(name: string, horizontal: boolean) {
  return {
    name,
    nameGap: horizontal ? 26 : 12,
    nameLocation: horizontal ? "middle" : "end",
    nameTextStyle: {
      color: COLOUR.muted,
      fontSize: TEXT_PIXELS,
      ...(horizontal ? {} : { align: "left" as const, padding: [0, 0, 0, -36] }),
    },
    axisLabel: {
      color: COLOUR.muted,
      fontSize: TEXT_PIXELS,
      hideOverlap: true,
    },
    axisLine: {
      show: horizontal,
      onZero: false,
      lineStyle: { color: COLOUR.muted },
    },
    axisTick: { show: horizontal, lineStyle: { color: COLOUR.muted } },
    splitLine: { show: !horizontal, lineStyle: { color: COLOUR.line } },
  } as const;
}

/** What an axis of numbers shows. */
interface Scale {
  readonly min: number;
  readonly max: number;
  /** About so many intervals between ticks, or exactly so long ones. */
  readonly splitNumber?: number;
  readonly interval?: number;
  readonly format?: (value: number) => string;
}

function scaled({ min, max, splitNumber, interval, format }: Scale, axis: ReturnType<typeof look>) {
  return {
    min,
    max,
    ...(splitNumber === undefined ? {} : { splitNumber }),
    ...(interval === undefined ? {} : { interval }),
    ...axis,
    axisLabel: {
      ...axis.axisLabel,
      // The end of the data is no round number, and would touch the one before.
      ...(interval === undefined ? { showMaxLabel: false } : {}),
      ...(format === undefined ? {} : { formatter: format }),
    },
  };
}

type Scaled = ReturnType<typeof scaled>;
type Named = ReturnType<typeof look> & { readonly type: "category"; data: string[] };

/** Numbers from left to right. */
export function acrossAxis(name: string, scale: Scale): Scaled & { readonly type: "value" } {
  return { type: "value", ...scaled(scale, look(name, true)) };
}

/** Numbers from left to right, each tick ten times the one before. */
export function logarithmicAxis(name: string, scale: Scale): Scaled & { readonly type: "log" } {
  return { type: "log", ...scaled(scale, look(name, true)) };
}

/** Names from left to right. */
export function namesAxis(name: string, names: readonly string[]): Named {
  return { type: "category", data: [...names], ...look(name, true) };
}

/** Names from the top down, each beside its row. */
export function rowsAxis(
  names: readonly string[],
): Omit<Named, "axisLabel"> & { readonly inverse: true; readonly axisLabel: object } {
  const axis = namesAxis("", names);
  const axisLabel = { ...axis.axisLabel, color: COLOUR.text, interval: 0 };
  return { ...axis, inverse: true, axisTick: { ...axis.axisTick, show: false }, axisLabel };
}

/** Numbers upwards. */
export function upAxis(name: string, scale: Scale): Scaled & { readonly type: "value" } {
  return { type: "value", ...scaled(scale, look(name, false)) };
}

/** How a mark is filled and outlined. */
export interface Paint {
  readonly fill?: string;
  readonly stroke?: string;
  readonly lineWidth?: number;
  readonly lineDash?: number[];
  readonly opacity?: number;
}

/** How two series differ without colour: filled dark, and light with an outline. */
export const FILLED: Paint = { fill: COLOUR.accent };
export const OUTLINED: Paint = {
  fill: COLOUR.soft,
  stroke: COLOUR.accent,
  lineWidth: 1,
};
/** Where fair data is expected, or what follows from all of it. */
export const DASHED: Paint = {
  stroke: COLOUR.text,
  lineWidth: 1,
  lineDash: [4, 3],
};

/** Two corners of a rectangle or two ends of a line, in units of the axes. */
type Corners = readonly [x1: number, y1: number, x2: number, y2: number];

/** Rectangles or lines between two points each; what lies outside of the axes is cut off. */
function between(
  kind: "rect" | "line",
  points: readonly Corners[],
  style: Paint,
): CustomSeriesOption {
  return {
    type: "custom",
    silent: true,
    clip: true,
    data: points.map((corners) => [...corners]),
    encode: { x: [0, 2], y: [1, 3] },
    renderItem: (_, api) => {
      const [x1 = 0, y1 = 0] = api.coord([api.value(0), api.value(1)]);
      const [x2 = 0, y2 = 0] = api.coord([api.value(2), api.value(3)]);
      return kind === "line" ? { type: "line", shape: { x1, y1, x2, y2 }, style } : {
        type: "rect",
        shape: {
          x: Math.min(x1, x2),
          y: Math.min(y1, y2),
          width: Math.abs(x2 - x1),
          height: Math.abs(y2 - y1),
        },
        style,
      };
    },
  };
}

/** Rectangles, each between two opposite corners. */
export function boxes(
  corners: readonly Corners[],
  paint: Paint,
): CustomSeriesOption {
  return between("rect", corners, paint);
}

/** Straight lines, each from one end to the other. */
export function lines(
  ends: readonly Corners[],
  paint: Paint,
): CustomSeriesOption {
  return between("line", ends, paint);
}

/** A rectangle for each cell in a square of unit cells that has a shade; neighbours in a row are one. */
export function shadedCells(
  cells: number,
  shadeOf: (x: number, y: number) => boolean,
  paint: Paint,
): CustomSeriesOption {
  const corners: Corners[] = [];
  for (let y = 0; y < cells; y++) {
    for (let x = 0; x < cells; x++) {
      const from = x;
      while (x < cells && shadeOf(x, y)) x++;
      if (x > from) corners.push([from, y, x, y + 1]);
    }
  }
  return {
    type: "custom",
    silent: true,
    data: [[0, 0]],
    renderItem: (_, api) => {
      const pathData = corners.map(([x1, y1, x2, y2]) => {
        const [left = 0, top = 0] = api.coord([x1, y2]);
        const [right = 0, bottom = 0] = api.coord([x2, y1]);
        return `M${left.toFixed(1)} ${top.toFixed(1)}H${right.toFixed(1)}V${bottom.toFixed(1)}H${
          left.toFixed(1)
        }Z`;
      }).join("");
      return { type: "path", shape: { pathData }, style: paint };
    },
  };
}

/** A line through points in steps that hold until the next point ("end") or midway. */
export function path(
  points: readonly (readonly [x: number, y: number])[],
  { stroke = COLOUR.accent, lineWidth = 1.5, lineDash, opacity = 1 }: Paint,
  step: "end" | "middle",
): LineSeriesOption {
  return {
    type: "line",
    silent: true,
    clip: true,
    data: points.map((point) => [...point]),
    step,
    showSymbol: false,
    lineStyle: {
      color: stroke,
      width: lineWidth,
      opacity,
      type: lineDash ?? "solid",
    },
  };
}

/** Marks what departs by a triangle that needs no colour: above the point, or below where it hangs down. */
export function departures(
  points: readonly (readonly [x: number | string, y: number])[],
): ScatterSeriesOption {
  return {
    type: "scatter",
    silent: true,
    symbol: "triangle",
    symbolSize: 9,
    itemStyle: { color: COLOUR.bad },
    z: 5,
    data: points.map(([x, y]) => ({
      value: [x, y],
      symbolRotate: y < 0 ? 0 : 180,
      symbolOffset: [0, y < 0 ? 8 : -8],
    })),
  };
}

/** Bars of one series; several stand side by side. */
export function bars(
  values: readonly number[],
  { fill = COLOUR.accent, stroke, lineWidth = 0 }: Paint,
): BarSeriesOption {
  return {
    type: "bar",
    silent: true,
    barGap: "0%",
    barCategoryGap: "30%",
    data: [...values],
    itemStyle: {
      color: fill,
      ...(stroke === undefined ? {} : { borderColor: stroke, borderWidth: lineWidth }),
    },
  };
}
