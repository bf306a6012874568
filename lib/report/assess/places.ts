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
  if (format !== "raw") return numberOf(sample, skipBytes);
  const bytes = symbols.packed ? Math.floor(sample * symbols.bitsPerSymbol / 8) : sample;
  return `byte ${grouped(bytes + skipBytes)}`;
}

function numberOf(sample: number, skipBytes: number): string {
  return `sample ${grouped(sample)}${skipBytes > 0 ? " after --skip" : ""}`;
}

/** The same, and the number of a sample that shares its byte with others, so that none is meant but it. */
export function exactPlaceOf(sample: number, request: AssessRequest): string {
  const { format, symbols: { packed, bitsPerSymbol }, skipBytes } = request;
  return format === "raw" && packed && bitsPerSymbol < 8
    ? numberOf(sample, skipBytes)
    : placeOf(sample, request);
}

/**
 * A byte or number as of `placeOf` of the first whole sample from a byte of the bits side by side on, of which a byte holds
 * 8 / bitsPerSymbol samples; the byte may have eighths.
 */
export function placeOfPacked(byte: number, request: AssessRequest): string {
  return placeOf(Math.ceil(8 * byte / request.symbols.bitsPerSymbol), request);
}
