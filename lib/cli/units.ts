import { EXIT, Failure } from "../failure.ts";

/** Units that option values take; a value that cannot be used is told with what it was. */

const COUNT_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
};

/**
 * A number of samples or the like: "4096", "100k", "10M", "256Mi". Letters in either case; k, M, G and T are powers of
 * 1,000, with an i powers of 1,024.
 *
 * @throws Failure (exit 1) for anything but a whole number from `least` to `most`, with the units that fit.
 */
export function parseCount(
  option: string,
  text: string,
  least = 1,
  most: number = Number.MAX_SAFE_INTEGER,
): number {
  const words = ["k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti"].filter((word) =>
    COUNT_UNITS[word.toLowerCase()] <= most
  );
  const units = words.length > 1 ? `${words.slice(0, -1).join(", ")} or ${words.at(-1)}` : "";
  return parseWithUnits(option, text, least, most, units);
}

/** A number of bytes: as {@linkcode parseCount}, and "1GB", "10MiB". */
export function parseBytes(option: string, text: string, least = 1): number {
  const units = "k, M, G, T, Ki, Mi, Gi or Ti and B for bytes";
  return parseWithUnits(option, text, least, Number.MAX_SAFE_INTEGER, units);
}

function parseWithUnits(
  option: string,
  text: string,
  least: number,
  most: number,
  units: string,
): number {
  const match = /^([0-9]+)([kmgt]?i?)b?$/i.exec(text);
  const unit = COUNT_UNITS[match?.[2].toLowerCase() ?? ""];
  const count = match === null || unit === undefined ? NaN : Number(match[1]) * unit;
  if (count >= least && count <= most) return count;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '${text}' (supported: ${range}${
      units === "" ? "" : `, with ${units}`
    })`,
  );
}

const TIME_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  ms: 1e-3,
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
};

/** What a timer can wait: 2^31 - 1 milliseconds, rounded down to whole days. */
const MAX_SECONDS = 24 * 86_400;

/**
 * A duration in seconds: "60", "0.5", "10s", "2m", "500ms", "1h".
 *
 * @throws Failure (exit 1) for anything but a positive decimal number up to 24 days.
 */
export function parseDuration(option: string, text: string): number {
  const match = /^([0-9]+(?:\.[0-9]+)?)([a-z]*)$/.exec(text);
  const unit = TIME_UNITS[match?.[2] ?? ""];
  const seconds = match === null || unit === undefined ? NaN : Number(match[1]) * unit;
  if (seconds > 0 && seconds <= MAX_SECONDS) return seconds;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '${text}' (supported: more than 0 and up to ${MAX_SECONDS} seconds, ` +
      "with ms, s, m, h or d)",
  );
}

/** A whole number of what has no unit. @throws Failure (exit 1) unless it is from `least` to `most`. */
export function parseInteger(option: string, text: string, least: number, most: number): number {
  const value = /^[0-9]+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --${option} '${text}' (supported: ${least} to ${most})`,
  );
}
