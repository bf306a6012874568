/**
 * Counts how many batteries of fair sequences depart by SP 800-22's verdict, and fails when that shows the
 *
 *     deno run -A scripts/measure_sp800_22_false_alarms.ts [--batches 200] [--sequences 100]
 *         [--sequence-bits 1000000] [--threads 2]
 *
 * The defaults take an hour of processor time. The fair bits are AES-128 in counter mode with a fixed key, so that
 * a run can be repeated; sequence k begins with counter block k x 2^96. Tells too how often single p-values
 * are below 0.01, by test, and how the same sequences do in smaller batteries.
 */
import { clopperPearson } from "../lib/math/binomial.ts";
import { BATTERY_SIGNIFICANCE, summarize } from "../lib/sp800_22/battery.ts";
import { FAIR_TAILS, SIGNIFICANCE } from "../lib/sp800_22/interpretation.ts";
import { SP800_22_TESTS } from "../lib/sp800_22/tests.ts";
import { startSequencePool } from "../lib/sp800_22/sequence_pool.ts";
import { orEnd, parseScriptArguments, wholeNumber } from "./command_line.ts";
import { fairBytes } from "./fair_keys.ts";

const KEY = "SP800-22 batches";
const CONFIDENCE = 0.99;

const SCRIPT = {
  script: "scripts/measure_sp800_22_false_alarms.ts",
  description: "Count how many batteries of fair sequences depart by SP 800-22's verdict",
};
const OPTIONS = [
  { name: "batches", value: "N", summary: "so many batteries; default 200" },
  { name: "sequences", value: "N", summary: "in each; default 100" },
  { name: "sequence-bits", value: "N", summary: "their length; default 1000000" },
  { name: "threads", value: "N", summary: "default 2" },
];
const { batches, sequences, bits, threads } = orEnd("measure", () => {
  const given = parseScriptArguments(SCRIPT, OPTIONS, Deno.args);
  return {
    batches: wholeNumber(given, "batches", { otherwise: 200 }),
    sequences: wholeNumber(given, "sequences", { otherwise: 100 }),
    bits: wholeNumber(given, "sequence-bits", { otherwise: 1_000_000 }),
    threads: wholeNumber(given, "threads", { otherwise: 2 }),
  };
});

const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));

/** Batteries of one size. */
interface Count {
  readonly size: number;
  batteries: number;
  departing: number;
  outside: number;
  expected: number;
}

const counts: readonly Count[] = [1, 5, 20, 55, 100, 1_000, 8_000]
  .filter((size) => size < sequences).concat(sequences)
  .map((size) => ({ size, batteries: 0, departing: 0, outside: 0, expected: 0 }));

function count(pValues: readonly Float64Array[]): void {
  for (const of of counts) {
    for (let end = of.size; end <= pValues.length; end += of.size) {
      const { verdict } = summarize(pValues.slice(end - of.size, end), bits);
      of.batteries++;
      if (verdict.departs) of.departing++;
      of.outside += verdict.outsideProportion;
      of.expected += verdict.outsideProportionExpected;
    }
  }
}

/** False when the stated rate cannot be right. */
function report({ size, batteries, departing, outside, expected }: Count): boolean {
  const { least, most } = clopperPearson(departing, batteries, CONFIDENCE);
  print(
    `${departing} of ${batteries} batteries of ${size} depart: ${least.toFixed(4)} to ${
      most.toFixed(4)
    }; sub-tests outside 4.2.1's interval ${(outside / batteries).toFixed(2)} (expected ${
      (expected / batteries).toFixed(2)
    })`,
  );
  return least <= BATTERY_SIGNIFICANCE;
}

/** By test: p-values there are, and those below 0.01. */
const rates = SP800_22_TESTS.map(({ name, subTests }) => ({ name, subTests, all: 0, below: 0 }));

function countSmall(pValues: readonly Float64Array[]): void {
  for (const sequence of pValues) {
    let at = 0;
    for (const rate of rates) {
      for (const end = at + rate.subTests.length; at < end; at++) {
        if (Number.isNaN(sequence[at])) continue;
        rate.all++;
        if (sequence[at] < SIGNIFICANCE) rate.below++;
      }
    }
  }
}

/** False when small p-values come more often than the verdict allows for; sub-tests are taken for independent. */
function reportRate({ name, all, below }: typeof rates[number]): boolean {
  if (all === 0) return true;
  const { failing } = FAIR_TAILS[name];
  print(
    `${name}: ${below} of ${all} p-values below ${SIGNIFICANCE}, ${
      (below / all).toFixed(5)
    }; allowed ${failing}`,
  );
  return clopperPearson(below, all, CONFIDENCE).least <= failing;
}

for (let batch = 0; batch < batches; batch++) {
  const pool = startSequencePool(threads);
  try {
    for (let sequence = batch * sequences; sequence < (batch + 1) * sequences; sequence++) {
      const bytes = fairBytes(Math.ceil(bits / 8), KEY, sequence);
      await pool.submit({ bytes, bits, firstBit: 0 });
    }
    const pValues = await pool.finish();
    count(pValues);
    countSmall(pValues);
  } finally {
    pool.end();
  }
}
const right = [...counts.map(report), ...rates.map(reportRate)].every((one) => one);
if (!right) Deno.exit(1);
