/** Digits in groups of three: "1,000,000". */
export function grouped(count: number): string {
  return Math.round(count).toString().replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A figure with a fixed number of decimals; a minus sign only before something that is not zero. */
export function decimals(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}

/** A small expectation: "0.32", "3.2", "32", "1,200". */
export function expectation(value: number): string {
  if (value >= 100) return grouped(value);
  return value === 0 ? "0" : value >= 0.01 ? Number(value.toPrecision(2)).toString() : tiny(value);
}

/** A probability: three decimals, and a power of ten where those would be zeros. */
export function probability(value: number): string {
  if (value === 0) return "0";
  return value < 0.001 ? tiny(value) : value.toFixed(3);
}

function tiny(value: number): string {
  return value.toExponential(0);
}

/** A count and what it counts: "1 block", "2 blocks". */
export function plural(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A size in bytes, exact up to 9,999 and with three digits beyond: "2,500 bytes", "1.05 MB". */
export function byteSize(bytes: number): string {
  if (bytes < 10_000) return plural(bytes, "byte");
  const units = ["kB", "MB", "GB", "TB"];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power - 1]}`;
}
