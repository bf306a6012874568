/** A time as in "2026-11-26T08:30:00.000Z"; null for one that no Date holds, as file systems can keep it. */
export function utcTime(milliseconds: number): string | null {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
