import type { AssessRequest } from "../../assess/assessment.ts";
import { grouped } from "../numbers.ts";

/**
 * Where a sample is: its byte in the source, --skip included, or its number where the format says nothing about
 * bytes.
 */
export function placeOf(
  sample: number,
  { format, symbols, skipBytes }: AssessRequest,
): string {
  if (format === "u16le" || format === "u16be") return `byte ${grouped(2 * sample + skipBytes)}`;
  if (format !== "raw") return `sample ${grouped(sample)}`;
  const bytes = symbols.packed ? Math.floor(sample * symbols.bitsPerSymbol / 8) : sample;
  return `byte ${grouped(bytes + skipBytes)}`;
}

/** The same of a byte of the bits side by side, of which a byte holds 8 / bitsPerSymbol samples. */
export function placeOfPacked(byte: number, request: AssessRequest): string {
  return placeOf(Math.floor(8 * byte / request.symbols.bitsPerSymbol), request);
}
