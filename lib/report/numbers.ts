/** A count with its digits in groups of three: "1,000,000". */
export function grouped(count: number): string {
  return Math.round(count).toString().replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A figure with a fixed number of decimals; a minus sign only before something that is not zero. */
export function decimals(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}

/** Decimals in which a double is told with no digit that counts lost. */
const EXACT_DECIMALS = 60;

/** A figure that may be claimed, with a fixed number of decimals: never more than it is. */
export function decimalsDown(value: number, digits: number): string {
  const nearest = value.toFixed(digits);
  if (Number(nearest) <= value) return nearest;
  const exact = value.toFixed(EXACT_DECIMALS);
  return exact.slice(0, exact.length - EXACT_DECIMALS + digits);
}

/** An upper limit with a fixed number of decimals: never less than it is. */
export function decimalsUp(value: number, digits: number): string {
  const nearest = value.toFixed(digits);
  if (Number(nearest) >= value) return nearest;
  // Where doubles have no more digits a sum of them would be lost.
  const next = String(BigInt(nearest.replace(".", "")) + 1n).padStart(digits + 1, "0");
  return digits === 0 ? next : `${next.slice(0, -digits)}.${next.slice(-digits)}`;
}

/** A number with so many digits, and never less than it is; times ten to the power of `shift`. */
export function digitsUp(value: number, digits: number, shift = 0): number {
  const [nearest, power] = value.toExponential(digits - 1).split("e") as [string, string];
  const isBelow = Number(`${nearest}e${power}`) < value;
  const up = isBelow ? Number(nearest) + 10 ** (1 - digits) : Number(nearest);
  // 9.9 goes over into the next power.
  return Number(`${up.toFixed(digits - 1)}e${Number(power) + shift}`);
}

/** Decimals of an entropy: more than any estimate has digits that count. */
const ENTROPY_DECIMALS = 4;

/**
 * An entropy in bits, wherever one is printed: never more than it is, or as an upper limit never less, and with three
 * digits where its decimals would be zeros.
 */
export function entropyFigure(value: number, isLimit = false): string {
  if (value <= 0 || value >= 10 ** -ENTROPY_DECIMALS) {
    return (isLimit ? decimalsUp : decimalsDown)(value, ENTROPY_DECIMALS);
  }
  if (isLimit) return digitsUp(value, 3).toExponential();
  const [digits, power] = value.toExponential().split("e") as [string, string];
  return `${Number(digits.slice(0, 4))}e${power}`;
}

/** The same without zeros at its end: 255.9999999999999 is not 256, and 8 is 8. */
export function entropyText(value: number, isLimit = false): string {
  return String(Number(entropyFigure(value, isLimit)));
}

/** With so many decimals no two doubles above 1e-13 look alike. */
const MAX_DECIMALS = 30;

/**
 * A figure beside the least that was wanted of it: with four decimals, rounded down, an upper limit up, and with as
 * many more as it takes to look less than that exactly where it is.
 */
export function decimalsAgainst(found: number, wanted: number, isLimit = false): string {
  let digits = 4;
  const text = () => (isLimit ? decimalsUp : decimalsDown)(found, digits);
  while (Number(text()) < wanted !== found < wanted && digits < MAX_DECIMALS) digits++;
  return text();
}

/** A min-entropy as it was asked for: "1 bit a symbol", "7.9 bits a symbol". */
export function bitsASymbol(bits: number): string {
  return `${bits} bit${bits === 1 ? "" : "s"} a symbol`;
}

/** What is wanted of a min-entropy: "at least 1 bit a symbol". */
export function entropyWanted(wanted: number): string {
  return `at least ${bitsASymbol(wanted)}`;
}

/** A small expectation: "0.32", "3.2", "32", "1,200". */
export function expectation(value: number): string {
  if (value >= 100) return grouped(value);
  return value === 0 ? "0" : value >= 0.01 ? Number(value.toPrecision(2)).toString() : tiny(value);
}

/** What a share, 0 to 1, is at most, in percent without the sign: with two digits, and never less than it is. */
export function percentAtMost(share: number): string {
  return String(digitsUp(share, 2, 2));
}

/** A probability: three decimals, and a power of ten where those would be zeros. */
export function probability(value: number): string {
  if (value === 0) return "0";
  return value < 0.001 ? tiny(value) : value.toFixed(3);
}

/** Below this a double is no probability that was computed, but what was left of a smaller one. */
export const MIN_COMPUTED_PROBABILITY = 1e-300;

/** A probability that is computed and not defined to be 0: "0.032", "4e-7", "< 1e-300". */
export function computedProbability(value: number): string {
  return value < MIN_COMPUTED_PROBABILITY
    ? `< ${MIN_COMPUTED_PROBABILITY.toExponential(0)}`
    : probability(value);
}

/**
 * The same behind its name: "= 0.032", "at most 4e-7", "< 1e-300".
 *
 * @param least that fits, where the probability stands beside it
 */
export function probabilityIs(value: number, relation: "=" | "at most" = "=", least = 0): string {
  if (value < MIN_COMPUTED_PROBABILITY) return computedProbability(value);
  return relation === "at most"
    ? `at most ${probabilityUp(value, least)}`
    : `= ${probabilityAgainst(value, least)}`;
}

/** As {@linkcode probabilityAgainst}, and never less than it is. */
function probabilityUp(value: number, least: number): string {
  const text = value < 0.001 ? digitsUp(value, 1).toExponential() : decimalsUp(value, 3);
  return value < least && Number(text) >= least ? digitsUp(value, 4).toExponential() : text;
}

/** A probability beside the least that fits: one that does not is not rounded to look as if it did. */
export function probabilityAgainst(value: number, least: number): string {
  const text = probability(value);
  if (value >= least || Number(text) < least) return text;
  const [digits, power] = value.toExponential(15).split("e") as [string, string];
  return `${digits.slice(0, 4)}e${power}`;
}

function tiny(value: number): string {
  return value.toExponential(0);
}

/** A count and what it counts: "1 block", "2 blocks". */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : nouns}`;
}

/** A size in bytes, exact up to 9,999 and with three digits beyond: "2,500 bytes", "1.05 MB". */
export function byteSize(bytes: number): string {
  if (bytes < 10_000) return plural(bytes, "byte");
  const units = ["kB", "MB", "GB", "TB"];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power - 1]}`;
}
