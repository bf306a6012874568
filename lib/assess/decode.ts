import { EXIT, Failure } from "../failure.ts";
import type { RecordingFormat } from "./assessment.ts";
import { reverseBits } from "./bit_order.ts";
import { rankBits, type SelectedBits } from "./wide_samples.ts";

/** Turns what a source gives into bytes as a raw recording would hold them, piece by piece. */
export interface Decoder {
  /** @throws Failure (exit 1) naming the offset and the value of what does not belong there */
  decode(bytes: Uint8Array): Uint8Array;
  /** What waited for more. @throws Failure (exit 1) when the recording ends in the middle of a sample */
  finish(): Uint8Array;
  /** Of samples of more than 8 bits, those that are kept; null before any was seen, and of others. */
  readonly selectedBits: SelectedBits | null;
}

/** Samples that decide which bits of wide samples are kept: as many as come with the first mebibyte. */
const RANKED_SAMPLES = 2 ** 19;
const DECIMAL_MAX = 65_535;

/**
 * Reads one of the formats.
 *
 * @param lsbFirst whether the first bit of a byte is its least significant; of raw, hex and base64
 * @param skippedBytes of the source before the first that is decoded, for messages
 */
export function startDecoder(
  format: RecordingFormat,
  lsbFirst: boolean,
  skippedBytes: number,
): Decoder {
  const order = (decoder: Decoder) => lsbFirst ? reversing(decoder) : decoder;
  switch (format) {
    case "raw":
      return order({
        decode: (bytes) => bytes,
        finish: () => new Uint8Array(),
        selectedBits: null,
      });
    case "bits":
      return textDecoder(format, skippedBytes, bitSymbols());
    case "hex":
      return order(textDecoder(format, skippedBytes, hexBytes()));
    case "base64":
      return order(textDecoder(format, skippedBytes, base64Bytes()));
    case "decimal":
      return reducing(decimalSamples(skippedBytes));
    case "u16le":
    case "u16be":
      return reducing(wordSamples(format === "u16le", skippedBytes));
  }
}

function reversing(decoder: Decoder): Decoder {
  return {
    decode: (bytes) => reverseBits(decoder.decode(bytes)),
    finish: () => reverseBits(decoder.finish()),
    get selectedBits() {
      return decoder.selectedBits;
    },
  };
}

/** What one character of a text does: a byte comes out, or nothing yet, or it does not belong there. */
interface CharacterReader {
  read(code: number): number | null | "foreign";
  /** What is missing at the end, or null. */
  missing(): string | null;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function textDecoder(
  format: RecordingFormat,
  skippedBytes: number,
  reader: CharacterReader,
): Decoder {
  let offset = skippedBytes;
  return {
    decode: (bytes) => {
      const out = new Uint8Array(bytes.length);
      let at = 0;
      for (const code of bytes) {
        if (!isSpace(code)) {
          const read = reader.read(code);
          if (read === "foreign") throw foreign(format, offset, code);
          if (read !== null) out[at++] = read;
        }
        offset++;
      }
      return out.subarray(0, at);
    },
    finish: () => {
      const missing = reader.missing();
      if (missing !== null) throw cutShort(format, offset, missing);
      return new Uint8Array();
    },
    selectedBits: null,
  };
}

function foreign(format: RecordingFormat, offset: number, code: number): Failure {
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

function cutShort(format: RecordingFormat, offset: number, missing: string): Failure {
  return new Failure(
    EXIT.usageOrSource,
    `Cannot read the recording as ${format}: it ends at byte ${offset}, ${missing}`,
  );
}

/** '0' and '1': one bit a character. */
function bitSymbols(): CharacterReader {
  return {
    read: (code) => code === 48 || code === 49 ? code - 48 : "foreign",
    missing: () => null,
  };
}

/** Two digits a byte, in either case. */
function hexBytes(): CharacterReader {
  let high: number | null = null;
  return {
    read: (code) => {
      const digit = code >= 48 && code <= 57
        ? code - 48
        : code >= 97 && code <= 102
        ? code - 87
        : code >= 65 && code <= 70
        ? code - 55
        : null;
      if (digit === null) return "foreign";
      if (high === null) {
        high = digit;
        return null;
      }
      const byte = high << 4 | digit;
      high = null;
      return byte;
    },
    missing: () => high === null ? null : "after the first of two digits",
  };
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** RFC 4648, section 4, and section 5 with its - and _; padding ends a part, after which another may follow. */
function base64Bytes(): CharacterReader {
  const values = new Int16Array(256).fill(-1);
  for (let i = 0; i < 64; i++) values[BASE64.charCodeAt(i)] = i;
  values["-".charCodeAt(0)] = 62;
  values["_".charCodeAt(0)] = 63;
  let bits = 0, count = 0, digits = 0, padding = 0;
  return {
    read: (code) => {
      if (code === 61) {
        if (digits < 2 || padding + digits >= 4) return "foreign";
        padding++;
        if (padding + digits === 4) {
          bits =
            count =
            digits =
            padding =
              0;
        }
        return null;
      }
      const value = values[code];
      if (value < 0 || padding > 0) return "foreign";
      bits = bits << 6 | value;
      count += 6;
      digits = (digits + 1) % 4;
      if (count < 8) return null;
      count -= 8;
      const byte = bits >>> count & 255;
      bits &= 2 ** count - 1;
      return byte;
    },
    missing: () => digits === 1 ? "after one digit of four" : null,
  };
}

/** Samples of up to 16 bits, and what waits for more. */
interface WideReader {
  read(bytes: Uint8Array): Uint16Array;
  finish(): Uint16Array;
}

/** Whole numbers, with spaces, line ends, commas or semicolons between them. */
function decimalSamples(skippedBytes: number): WideReader {
  let offset = skippedBytes;
  let digits = 0, value = 0;
  return {
    read: (bytes) => {
      const out = new Uint16Array(bytes.length);
      let at = 0;
      for (const code of bytes) {
        if (code >= 48 && code <= 57) {
          value = 10 * value + code - 48;
          digits++;
          if (value > DECIMAL_MAX) {
            throw new Failure(
              EXIT.usageOrSource,
              `Cannot read the recording as decimal: the number at byte ${
                offset - digits + 1
              } is ` +
                `${value} or more, the largest possible is ${DECIMAL_MAX}`,
            );
          }
        } else if (isSpace(code) || code === 44 || code === 59) {
          if (digits > 0) out[at++] = value;
          digits = value = 0;
        } else throw foreign("decimal", offset, code);
        offset++;
      }
      return out.subarray(0, at);
    },
    finish: () => digits > 0 ? Uint16Array.of(value) : new Uint16Array(),
  };
}

function wordSamples(littleEndian: boolean, skippedBytes: number): WideReader {
  let waiting: number | null = null;
  let offset = skippedBytes;
  const join = (first: number, second: number) =>
    littleEndian ? first | second << 8 : first << 8 | second;
  return {
    read: (bytes) => {
      const out = new Uint16Array((bytes.length + 1) >>> 1);
      let at = 0;
      for (const byte of bytes) {
        if (waiting === null) waiting = byte;
        else {
          out[at++] = join(waiting, byte);
          waiting = null;
        }
      }
      offset += bytes.length;
      return out.subarray(0, at);
    },
    finish: () => {
      if (waiting !== null) {
        throw cutShort(littleEndian ? "u16le" : "u16be", offset, "after the first of two bytes");
      }
      return new Uint16Array();
    },
  };
}

/** Keeps 8 bits of each sample, which the first samples decide (SP 800-90B, section 6.4). */
function reducing(reader: WideReader): Decoder {
  let selected: SelectedBits | null = null;
  let first: Uint16Array[] = [];
  let held = 0;
  let before = 0;
  const reduce = (samples: Uint16Array): Uint8Array => {
    const { wide, widestBits, extract } = selected!;
    if (!wide) {
      const at = samples.findIndex((sample) => sample >= 2 ** widestBits);
      if (at >= 0) {
        throw new Failure(
          EXIT.usageOrSource,
          `Cannot read the recording on: sample ${before + at} is ${samples[at]}, the ` +
            `first ${RANKED_SAMPLES} were below ${2 ** widestBits}`,
        );
      }
    }
    before += samples.length;
    return extract(samples);
  };
  const decide = (): Uint8Array => {
    const samples = new Uint16Array(held);
    let at = 0;
    for (const piece of first) {
      samples.set(piece, at);
      at += piece.length;
    }
    first = [];
    selected = rankBits(samples);
    return reduce(samples);
  };
  return {
    decode: (bytes) => {
      const samples = reader.read(bytes);
      if (selected !== null) return reduce(samples);
      first.push(samples);
      held += samples.length;
      return held < RANKED_SAMPLES ? new Uint8Array() : decide();
    },
    finish: () => {
      const last = reader.finish();
      if (selected !== null) return reduce(last);
      first.push(last);
      held += last.length;
      return decide();
    },
    get selectedBits() {
      return selected;
    },
  };
}
