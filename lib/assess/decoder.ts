import { EXIT, Failure } from "../failure.ts";
import type { RecordingFormat } from "./assessment.ts";
import type { SelectedBits } from "./select_bits.ts";

/** Turns what a source gives into bytes as a raw recording would hold them, piece by piece. */
export interface Decoder {
  /** @throws Failure (exit 1) naming the offset and the value of what does not belong there */
  decode(bytes: Uint8Array): Uint8Array;
  /** What waited for more. @throws Failure (exit 1) when the recording ends in the middle of a sample */
  finish(): Uint8Array;
  /** Of samples of more than 8 bits, those that are kept; null before any was seen, and of others. */
  readonly selectedBits: SelectedBits | null;
}

/** Whether a character only parts others. */
export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** What does not belong into a recording of that format. */
export function foreign(format: RecordingFormat, offset: number, code: number): Failure {
  return new Failure(
    EXIT.usageOrSource,
    `Cannot read the recording as ${format}: byte ${offset} is ${printable(code)}`,
    "without --format it is read as raw bytes, and the report names the format it seems to have",
  );
}

function printable(code: number): string {
  const hex = `0x${code.toString(16).padStart(2, "0")}`;
  return code > 32 && code < 127 ? `'${String.fromCharCode(code)}' (${hex})` : hex;
}

/** A recording that ends in the middle of a sample. */
export function cutShort(format: RecordingFormat, offset: number, missing: string): Failure {
  return new Failure(
    EXIT.usageOrSource,
    `Cannot read the recording as ${format}: it ends at byte ${offset}, ${missing}`,
  );
}
