import type { Assessment } from "../../assess/assessment.ts";
import { decimalsDown, grouped } from "../numbers.ts";

/** Bits of the key that corosync takes. */
const KEY_BITS = 1_024;

/** What a raw source is good for, or that there is not enough of it for one key. */
export function conditioningSentence(
  { recording, reading, request, statistics }: Assessment,
): string {
  const assessed = recording?.nonIid?.assessedMinEntropy ?? null;
  const constant = reading.samples > 1 && statistics?.bytes.serialCorrelation === null;
  const most = constant ? 0 : request.symbols.bitsPerSymbol;
  const bits = (assessed ?? most) * reading.samples;
  if (bits >= KEY_BITS) return "Condition its output before it becomes a key.";
  const [all, verb] = reading.samples === 1
    ? ["the 1 sample", "holds"]
    : [`all ${grouped(reading.samples)} samples together`, "hold"];
  const credit = assessed === null ? `${verb} at most` : "are credited with";
  return `There is ${bits < 1 ? "nothing" : "too little"} to condition: ${all} ${credit} ` +
    `${groupedDown(bits)} bits, and a key has ${grouped(KEY_BITS)}.`;
}

/** With one digit behind the point, and never more than it is. */
function groupedDown(bits: number): string {
  const [whole, tenths] = decimalsDown(bits, 1).split(".");
  return [grouped(Number(whole)), tenths].join(".");
}
