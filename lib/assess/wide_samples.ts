import { EXIT, Failure } from "../failure.ts";
import {
  type DecodedRecording,
  type Decoder,
  endsWithinSample,
  isSpace,
  unexpectedByte,
} from "./decoder.ts";
import {
  type BitSelection,
  MIN_DECIDING_SAMPLES,
  selectBits,
  type SelectedBits,
} from "./select_bits.ts";

/** Samples that decide which bits of wide samples are kept: as many as come with the first mebibyte. */
const RANKED_SAMPLES = 2 ** 19;
/** The largest sample of 16 bits. */
export const MAX_DECIMAL_SAMPLE = 65_535;

/** Samples of up to 16 bits, and what waits for more. */
export interface WideSampleReader {
  /** @param most samples that are wanted: what comes behind them is not looked at */
  read(bytes: Uint8Array, most: number): Uint16Array;
  /** @param ended whether the source itself ended */
  finish(ended: boolean): Uint16Array;
  /** Bytes at the end of the latest piece that were not looked at. */
  readonly unusedBytes: number;
}

/** Whole numbers, with spaces, line ends, commas or semicolons between them. */
export function decimalSamples(recording: DecodedRecording): WideSampleReader {
  let offset = recording.skipBytes;
  let digits = 0, value = 0;
  let unusedBytes = 0;
  return {
    read: (bytes, most) => {
      const end = offset + bytes.length;
      const out = new Uint16Array(bytes.length);
      let at = 0;
      for (const code of bytes) {
        if (at >= most) break;
        if (code >= 48 && code <= 57) {
          value = 10 * value + code - 48;
          digits++;
          if (value > MAX_DECIMAL_SAMPLE) {
            throw new Failure(
              EXIT.usageOrSource,
              `Cannot read ${recording.name} as decimal: the number at byte ${
                offset - digits + 1
              } is ` +
                `${value} or more, the largest possible is ${MAX_DECIMAL_SAMPLE}`,
            );
          }
        } else if (isSpace(code) || code === 44 || code === 59) {
          if (digits > 0) out[at++] = value;
          digits = value = 0;
        } else throw unexpectedByte(recording, offset, code);
        offset++;
      }
      unusedBytes = end - offset;
      return out.subarray(0, at);
    },
    // A limit may have cut the last number.
    finish: (ended) => ended && digits > 0 ? Uint16Array.of(value) : new Uint16Array(),
    get unusedBytes() {
      return unusedBytes;
    },
  };
}

/** Two bytes a sample. */
export function wordSamples(recording: DecodedRecording): WideSampleReader {
  const littleEndian = recording.format === "u16le";
  let waiting: number | null = null;
  let offset = recording.skipBytes;
  const join = (first: number, second: number) =>
    littleEndian ? first | second << 8 : first << 8 | second;
  return {
    read: (bytes, most) => {
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
      return out.subarray(0, Math.min(at, most));
    },
    finish: (ended) => {
      if (ended && waiting !== null) {
        throw endsWithinSample(recording, offset, offset - 1, "after the first of two bytes");
      }
      return new Uint16Array();
    },
    unusedBytes: 0,
  };
}

/**
 * Keeps 8 bits of each sample, which the first samples of the run decide (SP 800-90B, section 6.4). Where those had no
 * more, the lowest 8 are kept of later recordings too.
 */
export function eightBitDecoder(
  reader: WideSampleReader,
  recording: DecodedRecording,
  selection: BitSelection,
): Decoder {
  const ranked = Math.min(RANKED_SAMPLES, recording.most ?? Infinity);
  const { decided } = selection;
  let left = recording.most ?? Infinity;
  let selected: SelectedBits | null = null;
  let first: Uint16Array[] = [];
  let held = 0;
  let before = 0;
  const reduce = (samples: Uint16Array): Uint8Array => {
    const { wide, widestBits, extract } = selected!;
    const at = wide ? -1 : samples.findIndex((sample) => sample >= 2 ** widestBits);
    if (at >= 0) {
      throw new Failure(
        EXIT.usageOrSource,
        `Cannot read ${recording.name} on: sample ${before + at} is ${samples[at]}, the ` +
          `first ${ranked} were below ${2 ** widestBits}`,
      );
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
    const looked = samples.subarray(0, ranked);
    selected = selectBits(looked, decided);
    if (decided === null && looked.length >= MIN_DECIDING_SAMPLES) {
      selection.decided = { selected, name: recording.name };
    }
    return reduce(samples);
  };
  return {
    decode: (bytes) => {
      const samples = reader.read(bytes, left);
      left -= samples.length;
      if (selected !== null) return reduce(samples);
      first.push(samples);
      held += samples.length;
      return held < ranked ? new Uint8Array() : decide();
    },
    finish: (ended) => {
      const last = reader.finish(ended && left > 0);
      if (selected !== null) return reduce(last);
      first.push(last);
      held += last.length;
      return decide();
    },
    get unusedBytes() {
      return reader.unusedBytes;
    },
    get selectedBits() {
      return selected;
    },
  };
}
