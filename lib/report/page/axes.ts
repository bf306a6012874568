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
export interface Scale {
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
