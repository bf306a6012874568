import {
  type DecodedRecording,
  type Decoder,
  endsWithinSample,
  isSpace,
  unexpectedByte,
} from "./decoder.ts";
import type { BitSelection } from "./select_bits.ts";
import { decimalSamples, eightBitDecoder, wordSamples } from "./wide_samples.ts";

/** Reads one of the formats. @param selection what wide samples of this run are reduced by */
export function startDecoder(
  recording: DecodedRecording,
  selection: BitSelection = { decided: null },
): Decoder {
  const { format, lsbFirst } = recording;
  const order = (decoder: Decoder) => lsbFirst ? reversing(decoder) : decoder;
  switch (format) {
    case "raw":
      return order({
        decode: (bytes) => bytes,
        finish: () => new Uint8Array(),
        unusedBytes: 0,
        selectedBits: null,
      });
    case "bits":
      return textDecoder(recording, bitSymbols());
    case "hex":
      return order(textDecoder(recording, hexBytes()));
    case "base64":
      return order(textDecoder(recording, base64Bytes()));
    case "decimal":
      return eightBitDecoder(decimalSamples(recording), recording, selection);
    case "u16le":
    case "u16be":
      return eightBitDecoder(wordSamples(recording), recording, selection);
  }
}

function reversing(decoder: Decoder): Decoder {
  return {
    decode: (bytes) => reverseBits(decoder.decode(bytes)),
    finish: (ended) => reverseBits(decoder.finish(ended)),
    get unusedBytes() {
      return decoder.unusedBytes;
    },
    get selectedBits() {
      return decoder.selectedBits;
    },
  };
}

const REVERSED = Uint8Array.from({ length: 256 }, (_, byte) => {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) reversed |= (byte >>> bit & 1) << (7 - bit);
  return reversed;
});

function reverseBits(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => REVERSED[byte]);
}

/** What one character of a text does: a byte comes out, or nothing yet, or it does not belong there. */
interface CharacterReader {
  read(code: number): number | null | "foreign";
  /** What is missing at the end, or null. */
  missing(): string | null;
}

function textDecoder(recording: DecodedRecording, reader: CharacterReader): Decoder {
  let offset = recording.skipBytes;
  let wholeBytes = offset;
  let left = recording.most ?? Infinity;
  let unusedBytes = 0;
  return {
    decode: (bytes) => {
      const end = offset + bytes.length;
      const out = new Uint8Array(bytes.length);
      let at = 0;
      for (const code of bytes) {
        if (at >= left) break;
        if (!isSpace(code)) {
          const read = reader.read(code);
          if (read === "foreign") throw unexpectedByte(recording, offset, code);
          if (read !== null) {
            out[at++] = read;
            wholeBytes = offset + 1;
          }
        }
        offset++;
      }
      left -= at;
      unusedBytes = end - offset;
      return out.subarray(0, at);
    },
    finish: (ended) => {
      const missing = ended && left > 0 ? reader.missing() : null;
      if (missing !== null) throw endsWithinSample(recording, offset, wholeBytes, missing);
      return new Uint8Array();
    },
    get unusedBytes() {
      return unusedBytes;
    },
    selectedBits: null,
  };
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
