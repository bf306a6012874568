/**
 * Counts how many batteries of fair sequences depart by SP 800-22's verdict, and fails when that shows the
 * stated rate to be too low.
 *
 *     deno run -A scripts/measure_sp800_22_false_alarms.ts [--batches 200] [--sequences 100]
 *         [--sequence-bits 1000000] [--threads 2]
 *
 * The defaults take an hour of processor time. The fair bits are AES-128 in counter mode with a fixed key, so that
 * a run can be repeated; sequence k begins with counter block k x 2^96. Tells too how often single p-values
 * are below 0.01, by test, and how the same sequences do in batteries of other sizes.
 */
import { clopperPearson } from "../lib/math/binomial.ts";
import { BATTERY_SIGNIFICANCE, summarize } from "../lib/sp800_22/battery.ts";
import { SIGNIFICANCE } from "../lib/sp800_22/proportion.ts";
import { SP800_22_TESTS } from "../lib/sp800_22/tests.ts";
import { startSequencePool } from "../lib/sp800_22/sequence_pool.ts";
import { orEnd, parseScriptArguments, wholeNumber } from "./command_line.ts";

const KEY = new TextEncoder().encode("SP800-22 batches");
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
const key = await crypto.subtle.importKey("raw", KEY, "AES-CTR", false, ["encrypt"]);

async function fairBytes(sequence: number): Promise<Uint8Array> {
  const counter = new Uint8Array(16);
  new DataView(counter.buffer).setUint32(0, sequence);
  const zeros = new Uint8Array(Math.ceil(bits / 8));
  return new Uint8Array(
    await crypto.subtle.encrypt({ name: "AES-CTR", counter, length: 64 }, key, zeros),
  );
}

/** Batteries of so many sequences that depart; false when the stated rate cannot be right. */
function count(pValues: readonly Float64Array[], size: number): boolean {
  const all = Math.floor(pValues.length / size);
  let departing = 0, outside = 0, expected = 0;
  for (let battery = 0; battery < all; battery++) {
    const { verdict } = summarize(pValues.slice(battery * size, (battery + 1) * size), bits);
    if (verdict.departs) departing++;
    outside += verdict.outsideProportion;
    expected += verdict.outsideProportionExpected;
  }
  const { least, most } = clopperPearson(departing, all, CONFIDENCE);
  print(
    `${departing} of ${all} batteries of ${size} depart: ${least.toFixed(4)} to ${
      most.toFixed(4)
    }; sub-tests outside 4.2.1's interval ${(outside / all).toFixed(2)} (expected ${
      (expected / all).toFixed(2)
    })`,
  );
  return least <= BATTERY_SIGNIFICANCE;
}

function printRates(pValues: readonly Float64Array[]): void {
  let at = 0;
  for (const { name, subTests } of SP800_22_TESTS) {
    const end = at + subTests.length;
    const found = pValues.flatMap((sequence) => [...sequence.subarray(at, end)])
      .filter((pValue) => !Number.isNaN(pValue));
    const below = found.filter((pValue) => pValue < SIGNIFICANCE).length;
    print(
      `${name}: ${below} of ${found.length} p-values below ${SIGNIFICANCE}, ${
        (below / found.length).toFixed(5)
      }`,
    );
    at = end;
  }
}

const pool = startSequencePool(threads);
let right = true;
try {
  for (let sequence = 0; sequence < batches * sequences; sequence++) {
    await pool.submit({ bytes: await fairBytes(sequence), bits, firstBit: 0 });
  }
  const pValues = await pool.finish();
  right = count(pValues, sequences);
  for (const size of [1, 5, 20, 55, 1_000]) {
    if (size !== sequences && size < pValues.length) right = count(pValues, size) && right;
  }
  printRates(pValues);
} finally {
  pool.end();
}
if (!right) Deno.exit(1);
