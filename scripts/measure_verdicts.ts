/**
 * Measures how often the verdict of assess departs on fair inputs, against the rate that each report states:
 *
 *     deno task coverage:verdict [--runs N] [--seed N] [--least BYTES] [--most BYTES] [--raw]
 *
 * N inputs (default 2,000) from the key stream of AES-128 in counter mode, at lengths of 100 bytes to 1 MB and widths
 * of 1, 4 and 8 bits; fewer of the longer. --least and --most leave out shorter and longer ones. With --raw they are
 * raw sources: of each two bits of the key stream only their AND is kept, so that bits are one with probability 1/4,
 * and the verdict asks whether the source is steady; of every second one all that it has is claimed. Prints the verdicts that depart, their share with its 99 percent
 * interval, the mean of the rates that were stated, and the tests that departed. Fails when the interval lies above
 * the stated rate.
 */
import { clopperPearson } from "../lib/math/binomial.ts";
import { verdictOf } from "../lib/report/assess/verdict.ts";
import { decimalsUp } from "../lib/report/numbers.ts";
import { assessBytes, REQUEST } from "../tests/report/samples.ts";
import { parseScriptArguments, runScript, wholeNumber } from "./command_line.ts";
import { fairBytes } from "./fair_keys.ts";

/** Bytes, and the share of the inputs that have so many: a megabyte takes a thousand times as long as 1 kB. */
const LENGTHS: readonly (readonly [bytes: number, share: number])[] = [
  [100, 0.2],
  [300, 0.15],
  [1_000, 0.2],
  [3_000, 0.15],
  [10_000, 0.175],
  [30_000, 0.08],
  [100_000, 0.02],
  [1_000_000, 0.025],
];
const WIDTHS = [1, 4, 8] as const;
/** Min-entropy of a bit that is one with probability 1/4. */
const RAW_BIT_ENTROPY = Math.log2(4 / 3);

const OPTIONS = [
  { name: "runs", value: "N", summary: "so many inputs; default 2000" },
  { name: "seed", value: "N", summary: "the first key of AES-128; default 1000000" },
  { name: "least", value: "BYTES", summary: "no inputs shorter than this" },
  { name: "most", value: "BYTES", summary: "no inputs longer than this" },
  { name: "raw", summary: "raw sources with biased bits, which have to be steady" },
];

if (import.meta.main) {
  await runScript("coverage:verdict", async () => {
    const given = parseScriptArguments("coverage:verdict", OPTIONS, Deno.args);
    const runs = wholeNumber(given, "runs", { otherwise: 2_000 });
    let seed = wholeNumber(given, "seed", { otherwise: 1_000_000, least: 0 });
    const least = wholeNumber(given, "least", { otherwise: 0, least: 0 });
    const most = wholeNumber(given, "most", { otherwise: 1_000_000 });
    const raw = given.values["raw"] !== undefined;
    let inputs = 0, departed = 0, stated = 0;
    const tests = new Map<string, number>();
    for (const [bytes, share] of LENGTHS) {
      if (bytes < least || bytes > most) continue;
      let here = 0, statedHere = 0;
      const count = Math.round(runs * share);
      for (let i = 0; i < count; i++) {
        const bitsPerSymbol = WIDTHS[i % WIDTHS.length];
        const mask = 2 ** bitsPerSymbol - 1;
        const stream = fairBytes(raw ? 2 * bytes : bytes, seed++);
        const symbols = stream.slice(0, bytes).map((byte, at) =>
          byte & mask & (raw ? stream[bytes + at] : mask)
        );
        const verdict = verdictOf(
          await assessBytes(symbols, {
            ...REQUEST,
            symbols: { bitsPerSymbol, packed: false },
            claimedEntropy: !raw
              ? bitsPerSymbol
              : i % 2 === 0
              ? null
              : bitsPerSymbol * RAW_BIT_ENTROPY,
            expectation: raw ? "steady" : "uniform",
            partial: true,
          }),
        );
        statedHere += verdict.falseAlarms;
        if (verdict.outcome !== "departs") continue;
        here++;
        for (const name of verdict.departing) {
          tests.set(name, (tests.get(name) ?? 0) + 1);
          console.log(`seed ${seed - 1}, ${bytes} bytes, ${bitsPerSymbol} bits: ${name}`);
        }
      }
      console.log(`${bytes} bytes: ${here} of ${count} depart, stated ${statedHere.toFixed(2)}`);
      inputs += count;
      departed += here;
      stated += statedHere;
    }
    const interval = clopperPearson(departed, inputs, 0.99);
    const percent = (value: number) => `${(100 * value).toFixed(3)} percent`;
    console.log(
      `${departed} of ${inputs} fair inputs depart: ${percent(departed / inputs)} ` +
        `(99 percent interval ${percent(interval.least)} to ${percent(interval.most)}); ` +
        `stated: at most ${decimalsUp(100 * stated / inputs, 3)} percent`,
    );
    console.log(JSON.stringify(Object.fromEntries(tests)));
    if (interval.least > stated / inputs) {
      console.error("Fair inputs depart more often than the reports state");
      Deno.exit(1);
    }
  });
}
