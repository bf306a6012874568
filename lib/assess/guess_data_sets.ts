import type { SymbolSequence } from "../sp800_90b/types.ts";
import { guessFormat } from "./format_guess.ts";
import { type FormatGuess, GUESS_BYTES } from "./format_guess_types.ts";

/** What samples that were read as bytes look like, by the name of their source. */
export type NamedGuess = readonly [name: string, guess: FormatGuess];

/** Those of the data sets that look like something else than their samples; null stands for none. */
export function guessDataSets(
  sets: readonly (readonly [name: string | null | undefined, SymbolSequence | null | undefined])[],
): NamedGuess[] {
  return sets.flatMap(([name, data]) => {
    if (!name || !data) return [];
    const guess = guessFormat(data.symbols.subarray(0, GUESS_BYTES), data.bitsPerSymbol);
    return guess === null ? [] : [[name, guess]];
  });
}
