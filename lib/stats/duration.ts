/**
 * A time for people, with three figures and a fitting unit.
 *
 * @example
 * duration(0.0126) // "13 us"
 * duration(1018.4) // "1.02 s"
 * duration(125_000) // "2 min 5 s"
 */
export function duration(milliseconds: number): string {
  if (milliseconds < 1) return `${Math.round(milliseconds * 1000)} us`;
  if (milliseconds < 1000) return `${Number(milliseconds.toPrecision(3))} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 120) return `${Number(seconds.toPrecision(3))} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
