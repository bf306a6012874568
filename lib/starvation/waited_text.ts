import { duration } from "../math/time.ts";
import type { Measurement, Round } from "./measurement.ts";
import { type Keys, milliseconds, NOTICEABLE_MILLISECONDS } from "./waited_keys.ts";

/** Which keys of a mode waited and for how long: "from /dev/random" or "with -l" says whose they are. */
export function waitedText({ rounds, waited }: Keys, whose: string): string {
  const [whole, never] = [waited.filter(isWhole), waited.filter((round) => !isWhole(round))];
  const slowest = (some: readonly Round[]) => duration(Math.max(...some.map(milliseconds)));
  const which = (count: number) =>
    rounds.length === 1 ? `The one key ${whose}` : `${count} of ${rounds.length} keys ${whose}`;
  const parts: string[] = [];
  if (whole.length > 0) {
    const most = whole.length === 1
      ? ""
      : `longer than ${duration(NOTICEABLE_MILLISECONDS)}, the slowest `;
    parts.push(`${which(whole.length)} took ${most}${slowest(whole)}`);
  }
  if (never.length > 0) {
    const subject = parts.length === 0 ? which(never.length) : never.length;
    const most = never.length === 1 ? "" : "up to ";
    parts.push(`${subject} waited ${most}${slowest(never)} without being whole`);
  }
  return parts.join(", and ");
}

/** The same of a source that gave keys at once and then noticeably long nothing; null of any other. */
export function driedText({ rounds, waited }: Keys, sourceName: string): string | null {
  const last = rounds.at(-1);
  const answered = rounds.flatMap(({ reads }) => reads)
    .findLast(({ bytes }) => bytes > 0)?.answeredMilliseconds ?? null;
  if (last === undefined || isWhole(last) || waited.some(isWhole) || answered === null) return null;
  const whole = rounds.filter(isWhole).length;
  const silence = last.endedMilliseconds - answered;
  return whole === 0 || silence < NOTICEABLE_MILLISECONDS
    ? null
    : `${sourceName} gave ${whole} of ${rounds.length} keys and then nothing for ${
      duration(silence)
    }`;
}

/** How near a key of the default mode came to being whole. */
export function mostBits({ rounds, plan }: Measurement): string {
  const bytes = rounds.flatMap(({ mode, gatheredBytes }) =>
    mode === "blocking" ? [gatheredBytes] : []
  );
  return `${Math.max(...bytes) * 8} of ${plan.keySizeBytes * 8} bits`;
}

function isWhole({ outcome }: Round): boolean {
  return outcome === "whole";
}
