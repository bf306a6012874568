/**
 * Measures how often the self-test rejects fair keys, against how often it is meant to.
 *
 *     deno task calibrate                  keys as in KEYS, two to four minutes
 *     deno task calibrate --keys 100000    that many of each length
 *
 * The keys come from crypto.getRandomValues. Exit code 1 when a test rejects too often or too
 * rarely.
 */
import { calibrate, type Calibration } from "./calibrate/calibration.ts";

/** About the same time for each length; at 1e-4 a test 20 to 200 rejections are expected. */
const KEYS: Readonly<Record<number, number>> = {
  128: 2_000_000,
  256: 1_000_000,
  1024: 400_000,
  4096: 200_000,
};

/**
 * Four lengths with six tests, each judged on two sides: 48 chances of 5e-5 at most to condemn a
 * program that is right, together 0.24 percent.
 */
const CONFIDENCE = 0.9999;

const COLUMNS = ["bytes", "keys", "test", "rejected", "rate", "99.99 % interval", "design", "true"];

function rate(probability: number): string {
  return probability === 0 ? "0" : probability.toExponential(2);
}

function rows({ keyBytes, keys, rejectedKeys, tests }: Calibration): string[][] {
  const lines = tests.map((test) => {
    const { interval, actual } = test;
    const exact = actual.least === actual.most;
    return [
      `${keyBytes}`,
      `${keys}`,
      test.test,
      `${test.rejections}`,
      rate(test.rejections / keys),
      `${rate(interval.least)} to ${rate(interval.most)}`,
      rate(test.design),
      exact ? rate(actual.most) : `${rate(actual.least)} to ${rate(actual.most)}`,
      test.verdict,
    ];
  });
  const any = [`${keyBytes}`, `${keys}`, "any", `${rejectedKeys}`, rate(rejectedKeys / keys)];
  return [...lines, [...any, "", "", "", ""]];
}

function say(cells: readonly string[]): void {
  const widths = [5, 7, 14, 8, 8, 20, 8, 20, 0];
  const line = cells.map((cell, i) => cell.padEnd(widths[i]!)).join("  ").trimEnd();
  Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
}

function keysAsked(): number | null {
  const [option, value] = Deno.args;
  if (option === undefined) return null;
  const keys = Number(value);
  if (option === "--keys" && Number.isInteger(keys) && keys > 0) return keys;
  throw new Error("usage: calibrate [--keys NUMBER]");
}

if (import.meta.main) {
  const asked = keysAsked();
  let right = true;
  say([...COLUMNS, "verdict"]);
  for (const [bytes, keys] of Object.entries(KEYS)) {
    const fill = (key: Uint8Array) => void crypto.getRandomValues(key as Uint8Array<ArrayBuffer>);
    const calibration = calibrate(Number(bytes), asked ?? keys, fill, CONFIDENCE);
    rows(calibration).forEach(say);
    right &&= calibration.tests.every(({ verdict }) => verdict === "as designed");
  }
  Deno.exit(right ? 0 : 1);
}
