import { counted } from "../math/amounts.ts";
import { EXIT, Failure } from "../failure.ts";
import type { RecordingFormat } from "./assessment.ts";
import type { SelectedBits } from "./select_bits.ts";

/** Turns what a source gives into bytes as a raw recording would hold them, piece by piece. */
export interface Decoder {
  /** @throws Failure (exit 1) naming the offset and the value of what does not belong there */
  decode(bytes: Uint8Array): Uint8Array;
  /**
   * What waited for more, however reading ended.
   *
   * @param ended whether the source itself did: then a number is whole, and half a sample is a fault; a sample that a
   * limit or a signal cut is left out
   * @throws Failure (exit 1) when the recording ends in the middle of a sample
   */
  finish(ended: boolean): Uint8Array;
  /** Bytes at the end of the latest piece that were not looked at, as enough had come before them. */
  readonly unusedBytes: number;
  /** Of samples of more than 8 bits, those that are kept; null before any was seen, and of others. */
  readonly selectedBits: SelectedBits | null;
}

/** What is decoded, and how. */
export interface DecodedRecording {
  readonly format: RecordingFormat;
  /** Whether the first bit of a byte is its least significant; of raw, hex and base64. */
  readonly lsbFirst: boolean;
  /** Bytes of the source before the first that is decoded, for messages. */
  readonly skipBytes: number;
  /** As messages call it. */
  readonly name: string;
  /** Decoded bytes that are wanted: what comes behind them is not looked at. Null: all. */
  readonly most: number | null;
  /** Whether it is another file than the source, which no limit is for. */
  readonly isWhole?: true;
}

/** Whether a character only parts others. */
export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** What does not belong into a recording of that format. */
export function unexpectedByte(
  { name, format }: DecodedRecording,
  offset: number,
  code: number,
): Failure {
  return new Failure(
    EXIT.usageOrSource,
    `Cannot read ${name} as ${format}: byte ${offset} is ${byteInMessages(code)}`,
    "without --format it is read as raw bytes, and the report names the format it seems to have",
  );
}

function byteInMessages(code: number): string {
  const hex = `0x${code.toString(16).padStart(2, "0")}`;
  return code > 32 && code < 127 ? `'${String.fromCharCode(code)}' (${hex})` : hex;
}

/** A recording that ends in the middle of a sample. @param wholeBytes of it, which end with a sample */
export function endsWithinSample(
  { name, format, skipBytes, isWhole }: DecodedRecording,
  offset: number,
  wholeBytes: number,
  missing: string,
): Failure {
  return new Failure(
    EXIT.usageOrSource,
    `Cannot read ${name} as ${format}: it ends at byte ${offset}, ${missing}`,
    wholeBytes === skipBytes
      ? undefined
      : `its first ${counted(wholeBytes, "byte")} end with a sample` +
        (isWhole ? "" : `; --bytes ${wholeBytes - skipBytes} reads no more`),
  );
}
