import { bitSequence, type PackedSequence } from "./bit_sequence.ts";
import { testSequence } from "./tests.ts";

/** Tests one sequence after another, in a thread of its own; answers with the p-values. */
export function sp80022Service(): (request: unknown) => Float64Array {
  return (message) => {
    const { bytes, bits, firstBit } = message as PackedSequence;
    return testSequence(bitSequence(bytes, bits, firstBit));
  };
}
