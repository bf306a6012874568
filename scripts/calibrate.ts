/**
 * Measures how often the self-test rejects fair keys, against how often it is meant to.
 *
 *     deno task calibrate                    keys as in KEYS, about an hour
 *     deno task calibrate --keys 100000      that many of each length
 *     deno task calibrate --bytes 128        that length only
 *     deno task calibrate --seed 7           other keys; 1 unless told otherwise
 *
 * The keys are the key stream of AES-128, the same in every run with one seed. Exit code 1 when a test rejects
 * too often or too rarely.
 */
import { clopperPearson } from "../lib/math/binomial.ts";
import { calibrate, type Calibration } from "./calibrate/calibration.ts";
import { parseScriptArguments, runScript, wholeNumber } from "./command_line.ts";
import { fairKeys } from "./fair_keys.ts";

/** At 1e-4 a test 1,000 rejections are expected at 128 bytes, 200 at the others. */
const KEYS: Readonly<Record<number, number>> = {
  128: 10_000_000,
  256: 2_000_000,
  1024: 2_000_000,
  2500: 2_000_000,
  4096: 2_000_000,
};

/**
 * Five lengths with eight tests, each tested on two sides: 80 chances of 5e-5 at most to condemn a program
 * that is right, together 0.4 percent.
 */
const CONFIDENCE = 0.9999;

const COLUMNS = [
  "bytes",
  "keys",
  "test",
  "rejected",
  "rate",
  "99.99 % interval",
  "design",
  "computed",
  "verdict",
];

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
  const { least, most } = clopperPearson(rejectedKeys, keys, CONFIDENCE);
  const total = tests.reduce((sum, { design }) => sum + design, 0);
  const any = [`${keyBytes}`, `${keys}`, "any", `${rejectedKeys}`, rate(rejectedKeys / keys)];
  return [...lines, [...any, `${rate(least)} to ${rate(most)}`, rate(total)]];
}

function printRow(cells: readonly string[]): void {
  const widths = [5, 8, 15, 8, 8, 20, 8, 20, 0];
  const line = cells.map((cell, i) => cell.padEnd(widths[i])).join("  ").trimEnd();
  Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
}

const OPTIONS = [
  { name: "keys", value: "N", summary: "so many of each length" },
  { name: "bytes", value: "N", summary: "keys of that length only" },
  { name: "seed", value: "N", summary: "other keys; default 1" },
];

if (import.meta.main) {
  await runScript("calibrate", () => {
    const given = parseScriptArguments("calibrate", OPTIONS, Deno.args);
    const keysAsked = wholeNumber(given, "keys", { otherwise: 0 });
    const bytesAsked = wholeNumber(given, "bytes", { otherwise: 0 });
    const seed = wholeNumber(given, "seed", { otherwise: 1, least: 0 });
    const lengths = bytesAsked === 0 ? Object.keys(KEYS).map(Number) : [bytesAsked];
    let right = true;
    printRow(COLUMNS);
    for (const bytes of lengths) {
      const keys = keysAsked || (KEYS[bytes] ?? KEYS[4096]);
      const calibration = calibrate(bytes, keys, fairKeys(seed, bytes), CONFIDENCE);
      rows(calibration).forEach(printRow);
      right &&= calibration.tests.every(({ verdict }) => verdict === "as designed");
    }
    Deno.exit(right ? 0 : 1);
  });
}
