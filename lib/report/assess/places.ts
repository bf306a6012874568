import type { AssessRequest } from "../../assess/assessment.ts";
import { grouped } from "../numbers.ts";

/**
 * Where a sample is: its byte in the source, those that --skip left out included, or its number where the format
 * says nothing about bytes. Numbers count from the first sample that was read, as they do in JSON, and say so.
 */
export function placeOf(
  sample: number,
  { format, symbols, skipBytes }: AssessRequest,
): string {
  if (format === "u16le" || format === "u16be") return `byte ${grouped(2 * sample + skipBytes)}`;
  if (format !== "raw") {
    return `sample ${grouped(sample)}${skipBytes > 0 ? " after --skip" : ""}`;
  }
  const bytes = symbols.packed ? Math.floor(sample * symbols.bitsPerSymbol / 8) : sample;
  return `byte ${grouped(bytes + skipBytes)}`;
}

/**
 * The same of the first whole sample from a byte of the bits side by side on, of which a byte holds
 * 8 / bitsPerSymbol samples; the byte may have eighths.
 */
export function placeOfPacked(byte: number, request: AssessRequest): string {
  return placeOf(Math.ceil(8 * byte / request.symbols.bitsPerSymbol), request);
}
