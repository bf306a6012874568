/**
 * A time for people, with three figures and a fitting unit.
 *
 * @example
 * duration(0.0126) // "13 us"
 * duration(1018.4) // "1.02 s"
 * duration(125_000) // "2 min 5 s"
 * duration(20_797_000) // "5 h 47 min"
 */
export function duration(milliseconds: number): string {
  // Rounded first: what that makes a whole one of the next unit is told in it.
  const microseconds = Math.round(milliseconds * 1000);
  if (microseconds < 1000) return `${microseconds} us`;
  const shown = Number(milliseconds.toPrecision(3));
  if (shown < 1000) return `${shown} ms`;
  const seconds = Number((milliseconds / 1000).toPrecision(3));
  if (seconds < 120) return `${seconds} s`;
  const wholeSeconds = Math.round(milliseconds / 1000);
  if (wholeSeconds < 7200) return split(wholeSeconds, "min", "s");
  return split(Math.round(milliseconds / 60_000), "h", "min");
}

function split(count: number, sixty: string, one: string): string {
  return `${Math.floor(count / 60)} ${sixty} ${count % 60} ${one}`;
}

/** A time as in "2026-11-26T08:30:00.000Z"; null for one that no Date holds, as file systems can keep it. */
export function utcTime(milliseconds: number): string | null {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** A count in plain digits and what it counts: "1 byte", "4096 bytes". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
