import type { Assessment } from "../../assess/assessment.ts";
import { decimalsDown, grouped, plural } from "../numbers.ts";

/** Bits of the key that corosync takes. */
const KEY_BITS = 1_024;

/** What a raw source is good for, or that there is not enough of it for one key. */
export function conditioningSentence({ recording, reading }: Assessment): string {
  const assessed = recording?.nonIid?.assessedMinEntropy ?? null;
  const bits = assessed === null ? KEY_BITS : assessed * reading.samples;
  return bits >= KEY_BITS
    ? "Condition its output before it becomes a key."
    : `There is ${bits < 1 ? "nothing" : "too little"} to condition: all ` +
      `${plural(reading.samples, "sample")} together are credited with ${
        decimalsDown(bits, 1)
      } bits, and a key has ${grouped(KEY_BITS)}.`;
}
