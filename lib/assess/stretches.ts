import { atLeast, atMost } from "../math/binomial.ts";
import { Timeline } from "../math/timeline.ts";
import type { RunningMinEntropy, WorstStretch } from "./stream_types.ts";

/** A banner, a stuck second and a bad hour are of different lengths. */
const STRETCH_SAMPLES = [64, 4_096] as const;

/**
 * Looks for the stretch of the samples that is least like fair data, at two lengths: by its most common symbol and
 * by the ones at each bit position. A fault that lasted for a moment changes no figure of the whole.
 */
export class StretchSearch {
  readonly #searches: readonly StretchLengthSearch[];

  /** @param bitsPerSymbol 1 to 8 */
  constructor(bitsPerSymbol: number) {
    this.#searches = STRETCH_SAMPLES.map((samples) =>
      new StretchLengthSearch(bitsPerSymbol, samples)
    );
  }

  /** Takes the next symbols, each below 2 ** bitsPerSymbol. */
  update(symbols: Uint8Array): void {
    for (const search of this.#searches) search.update(symbols);
  }

  /** The worst stretch of each length of which there is one. */
  worst(): WorstStretch[] {
    return this.#searches.flatMap((search) => search.result() ?? []);
  }

  /** Along the longer stretches; null before the first is whole. */
  running(): RunningMinEntropy | null {
    return this.#searches.at(-1)!.running();
  }
}

type Finding = WorstStretch["finding"];

class StretchLengthSearch {
  readonly #counts: Uint32Array;
  #inStretch = 0;
  #stretches = 0;
  #worst: { logP: number; sample: number; finding: Finding; mostCommon: number } | null = null;
  /** ln of the probability that a symbol comes so often, or a bit position has so many ones, in fair data. */
  readonly #symbolLogP: Float64Array;
  readonly #bitLogP: Float64Array;
  readonly #minEntropies = new Timeline(Math.min);

  constructor(readonly bitsPerSymbol: number, readonly length: number) {
    const alphabet = 2 ** bitsPerSymbol;
    this.#counts = new Uint32Array(alphabet);
    const log = (probability: number) => Math.log(Math.max(probability, Number.MIN_VALUE));
    // Bonferroni over the symbols and over both sides of each bit position.
    this.#symbolLogP = Float64Array.from(
      { length: length + 1 },
      (_, count) => log(alphabet) + log(atLeast(count, length, 1 / alphabet)),
    );
    this.#bitLogP = Float64Array.from(
      { length: length + 1 },
      (_, ones) =>
        log(2 * bitsPerSymbol) +
        log(Math.min(atLeast(ones, length, 0.5), atMost(ones, length, 0.5))),
    );
  }

  update(symbols: Uint8Array): void {
    const counts = this.#counts;
    let at = 0;
    while (at < symbols.length) {
      const end = Math.min(symbols.length, at + this.length - this.#inStretch);
      this.#inStretch += end - at;
      for (; at < end; at++) counts[symbols[at]]++;
      if (this.#inStretch < this.length) return;
      this.#compare();
      counts.fill(0);
      this.#inStretch = 0;
      this.#stretches++;
    }
  }

  #compare(): void {
    const counts = this.#counts, width = this.bitsPerSymbol;
    let symbol = 0;
    const ones = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let value = 0; value < counts.length; value++) {
      const count = counts[value];
      if (count === 0) continue;
      if (count > counts[symbol]) symbol = value;
      for (let bit = 0; bit < width; bit++) if (value >>> bit & 1) ones[bit] += count;
    }
    const count = counts[symbol];
    this.#minEntropies.add(Math.log2(this.length / count));
    this.#note(this.#symbolLogP[count], { kind: "symbol", symbol, count }, count);
    for (let bit = 0; bit < width; bit++) {
      this.#note(this.#bitLogP[ones[bit]], { kind: "bit", bit, ones: ones[bit] }, count);
    }
  }

  #note(logP: number, finding: Finding, mostCommon: number): void {
    if (this.#worst !== null && this.#worst.logP <= logP) return;
    this.#worst = { logP, sample: this.#stretches * this.length, finding, mostCommon };
  }

  result(): WorstStretch | null {
    if (this.#worst === null) return null;
    const { logP, sample, finding, mostCommon } = this.#worst;
    return {
      stretchSamples: this.length,
      stretches: this.#stretches,
      sample,
      finding,
      minEntropy: Math.log2(this.length / mostCommon),
      // Over the stretches and the two kinds of findings.
      pValue: Math.min(1, 2 * this.#stretches * Math.exp(logP)),
    };
  }

  running(): RunningMinEntropy | null {
    const { points, figuresPerPoint } = this.#minEntropies;
    if (points.length === 0) return null;
    return { stretchSamples: this.length * figuresPerPoint, minEntropies: points };
  }
}
