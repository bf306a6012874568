import { SampleStore } from "../entropy/recording.ts";
import { isAsciiText } from "../key/byte_patterns.ts";
import { CONTAINER_KINDS } from "../key/container_kinds.ts";
import type { SampleRequest } from "./assessment.ts";
import { guessIntegers, guessPlaces, WORDS_IN_EITHER_ORDER } from "./binary_number_guess.ts";
import {
  ASSESS_COMMAND,
  assessCommandLine,
  assessPipeline,
  type FormatGuess,
  MAX_GUESS_BYTES,
} from "./guess.ts";
import { countBytes } from "../math/counts.ts";
import { guessText, isMostlyText } from "./text_guess.ts";
import { startReadingOn, type TextReading } from "./text_reading.ts";

/** What unpacks kinds that keys are mistaken for too, by their codes, and what they are called. */
const UNPACKED: Readonly<Record<string, readonly [name: string, command: string]>> = {
  gzip: ["gzip", assessPipeline("gzip -dc < FILE", "")],
  xz: ["xz", assessPipeline("xz -dc < FILE", "")],
  bzip2: ["bzip2", assessPipeline("bzip2 -dc < FILE", "")],
  zstd: ["Zstandard", assessPipeline("zstd -dc < FILE", "")],
  lz4: ["LZ4", assessPipeline("lz4 -dc < FILE", "")],
  zip: ["a zip archive", assessPipeline("unzip -p /dev/stdin < FILE", "")],
  "7z": ["a 7z archive", assessPipeline("7z x -so /dev/stdin < FILE", "")],
  tar: ["a tar archive", assessPipeline("tar -xOf - < FILE", "")],
  ogg: ["Ogg audio", soundCommand(16)],
};

/** Kinds that have printable characters alone, and more of them than digits of another base have by chance. */
const PRINTABLE = ["age", "openssl-enc", "pdf"];

/** What the kinds say of encrypted and compressed files goes on from there. */
const withNoun = (what: string) =>
  /^(?:encrypted|compressed|still) /.test(what) ? `data ${what}` : what;

const SAYS_SO = "its first bytes say so";

/**
 * Names a file by what it begins with: as one of the kinds that keys are mistaken for, whose chances for fair bytes are
 * less than 3e-7 in all, or as what samples are kept in.
 */
function guessContainer(head: Uint8Array): FormatGuess | null {
  if (textAt(head, 0, 6) === "\x93NUMPY") {
    return { name: "a NumPy array", evidence: SAYS_SO, command: null };
  }
  if (textAt(head, 0, 4) === "RIFF" && textAt(head, 8, 4) === "WAVE") {
    return soundGuess("WAV audio", "it begins with RIFF and WAVE", wavBits(head));
  }
  if (textAt(head, 0, 4) === "fLaC") {
    return soundGuess("FLAC audio", SAYS_SO, ((head[20] & 1) << 4 | head[21] >> 4) + 1);
  }
  // Text may begin with a magic of four letters, and a quiet source with a byte four times.
  if (head.subarray(1, 4).every((byte) => byte === head[0])) return null;
  const isPrintable = head.every(isAsciiText);
  const kind = CONTAINER_KINDS.find(({ code, matches }) =>
    (!isPrintable || PRINTABLE.includes(code)) && matches(head)
  );
  if (kind === undefined) return null;
  const [name, command] = UNPACKED[kind.code] ?? [withNoun(kind.what), null];
  return { name, evidence: SAYS_SO, command };
}

function textAt(head: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...head.subarray(at, at + length));
}

/** Formats of a WAV file: whole numbers, and what is told further down. */
const WAV_PCM = 1, WAV_EXTENSIBLE = 0xfffe;

/** Bits of a sample as the chunk "fmt " tells them; null of other numbers, and where it is not found. */
function wavBits(head: Uint8Array): number | null {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  for (let at = 12; at + 34 <= head.length;) {
    const bytes = view.getUint32(at + 4, true);
    if (textAt(head, at, 4) === "fmt ") {
      const stated = view.getUint16(at + 8, true);
      const format = stated === WAV_EXTENSIBLE ? view.getUint16(at + 32, true) : stated;
      return format === WAV_PCM ? view.getUint16(at + 22, true) : null;
    }
    at += 8 + bytes + bytes % 2;
  }
  return null;
}

function soundGuess(name: string, evidence: string, bits: number | null): FormatGuess {
  if (bits === null || bits > 32 || bits === 0) {
    const unknown = "its samples are no whole numbers of a known width";
    return { name, evidence: `${evidence}; ${unknown}`, command: null };
  }
  const wide = bits > 16 ? `; of its ${bits} bits the lower 16 are taken` : "";
  return { name, evidence: evidence + wide, command: soundCommand(bits) };
}

/**
 * Samples as they are: -D lets sox add no noise of its own, and no width is less than theirs. Of more than 16 bits the
 * lower 16 are taken, in which noise is.
 */
function soundCommand(bits: number): string {
  const raw = (width: number) => `sox -D /dev/stdin -t raw -e unsigned -b ${width} -L - < FILE`;
  if (bits <= 8) return assessPipeline(raw(8), "");
  if (bits <= 16) return assessPipeline(raw(16), "--format u16le");
  const bytes = bits <= 24 ? 3 : 4;
  return assessPipeline(
    `${raw(8 * bytes)} | od -An -v -t u1 -w${bytes} | awk '{print $1 + 256 * $2}'`,
    "--format decimal",
  );
}

/** Fewer bytes may look like anything. */
const MIN_BYTES = 64;

/**
 * Guesses the format of a recording from its beginning: from what it begins with, the bytes that it has, and how
 * those at even and odd places differ. Fair bytes, 64 or more of them, are named as nothing: each rule that goes
 * by chance holds for them with less than 1e-9, and all of what they may begin with, which is named as a container,
 * with less than 3e-7. Nothing is guessed from one value repeated. What is said of all bytes holds for those behind the
 * beginning too, or is said of the beginning alone.
 *
 * @param head the first bytes, up to `MAX_GUESS_BYTES`
 * @param bitsPerSymbol what the recording is taken for: symbols of so many bits are no surprise then
 * @param whole whether `head` goes up to the end of the recording: an end that somebody else made speaks against no
 * format
 * @param offset bytes of the recording before `head`
 * @param later the values of the bytes behind `head`, which is no text then; null where there are none
 */
export function guessFormat(
  head: Uint8Array,
  bitsPerSymbol = 8,
  whole = head.length < MAX_GUESS_BYTES,
  offset = 0,
  later: readonly number[] | null = null,
): FormatGuess | null {
  if (head.length < MIN_BYTES) return null;
  // One value again and again is a stuck source in any format.
  if (isConstant(head)) return null;
  const known = guessContainer(head) ?? (later === null ? guessText(head, whole, offset) : null);
  if (known !== null) return known;
  if (bitsPerSymbol < 8) return null;
  const integers = guessIntegers(head);
  const narrow = integers === null ? guessNarrow(head, later ?? []) : null;
  if (narrow !== null) return narrow;
  const other = integers ?? guessPlaces(head) ?? guessTextMode(head);
  return other === null || later === null ? other : ofBeginning(other);
}

function isConstant(head: Uint8Array): boolean {
  return head.every((byte) => byte === head[0]);
}

/** The evidence was looked at there alone. */
function ofBeginning({ name, evidence, command }: FormatGuess): FormatGuess {
  return { name, evidence: `${evidence}, in the first mebibyte`, command };
}

/** Symbols of a few bits, one a byte: 64 fair bytes are below 128 all of them with 5e-20. */
function guessNarrow(head: Uint8Array, later: readonly number[]): FormatGuess | null {
  const counts = countBytes(head);
  const highest = Math.max(counts.findLastIndex((count) => count > 0), ...later);
  const width = 32 - Math.clz32(highest);
  if (width >= 8) return null;
  if (width === 1) {
    return {
      name: "one bit a byte",
      evidence: "every byte is 00 or 01",
      command: assessCommandLine("--bits-per-symbol 1"),
    };
  }
  // Of fair bytes, and of noise about the middle, 128 becomes 0 beside 127: low noise has few of one of them.
  const folded = counts[0] > 0 && 2 * counts[127] >= counts[0];
  return width === 7 && folded
    ? {
      name: "bytes without their highest bit",
      evidence: "no byte is above 127, as after a line with 7 data bits",
      command: assessCommandLine("--bits-per-symbol 7"),
    }
    : {
      name: `symbols of ${width} bits, one a byte`,
      evidence: `no byte is above ${highest}`,
      command: assessCommandLine(`--bits-per-symbol ${width}`),
    };
}

const CR = 0x0d, LF = 0x0a;
/** So many LF of fair bytes all have a CR before them with 256^-8. */
const MIN_LINE_ENDS = 8;

/** What a program makes of bytes that it takes for text with lines. Text has such lines itself. */
function guessTextMode(head: Uint8Array): FormatGuess | null {
  if (isMostlyText(head)) return null;
  let lineFeeds = 0;
  for (let at = 0; at < head.length; at++) {
    if (head[at] !== LF) continue;
    if (head[at - 1] !== CR) return null;
    lineFeeds++;
  }
  return lineFeeds < MIN_LINE_ENDS ? null : {
    name: "bytes that went through text mode",
    evidence: "a CR stands before every LF",
    command: assessPipeline("perl -C0 -0777 -pe 's/\\r\\n/\\n/g' < FILE", ""),
  };
}

/** The beginning of a recording, as it came, of which the format is guessed. */
export interface RecordingFormatGuess {
  /** Takes the next bytes, behind those that are skipped. */
  take(bytes: Uint8Array): void;
  /** @param ended whether the source ended @returns null where it looks like nothing else than what it is read as */
  result(ended: boolean): FormatGuess | null;
}

/**
 * Nothing is guessed of what is read in another format than raw: that was said. Packed symbols may have any few bytes,
 * printable ones too.
 */
export function startFormatGuess(
  { format, symbols: { bitsPerSymbol, packed }, skipBytes }: Pick<
    SampleRequest,
    "format" | "symbols" | "skipBytes"
  >,
): RecordingFormatGuess {
  const head = new SampleStore(format === "raw" ? MAX_GUESS_BYTES : 0, null);
  const isLater = new Uint8Array(256);
  let sizeBytes = 0;
  let text: TextReading | null = null;
  const startText = (): TextReading | null => {
    const { samples } = head;
    if (isConstant(samples) || guessContainer(samples) !== null) return null;
    const guess = guessText(samples, false, skipBytes);
    return guess && startReadingOn(ofBeginning(guess), samples, skipBytes);
  };
  return {
    take: (bytes) => {
      head.add(bytes);
      const isFirst = sizeBytes <= MAX_GUESS_BYTES;
      const later = bytes.subarray(Math.max(0, MAX_GUESS_BYTES - sizeBytes));
      sizeBytes += bytes.length;
      if (format !== "raw" || later.length === 0) return;
      if (isFirst) text = startText();
      if (text !== null) text.take(later);
      else for (const byte of later) isLater[byte] = 1;
    },
    result: (ended) => {
      const { samples } = head;
      const whole = ended && sizeBytes <= MAX_GUESS_BYTES;
      const later = sizeBytes <= MAX_GUESS_BYTES
        ? null
        : Array.from(isLater.keys()).filter((value) => isLater[value] === 1);
      const guess = text?.result(ended) ??
        guessFormat(samples, packed ? 1 : bitsPerSymbol, whole, skipBytes, later);
      if (packed && guess?.name === "text") return null;
      return guess && ended ? withoutHalf(guess, sizeBytes) : guess;
    },
  };
}

/** Of samples of 16 bits that end with half a one, the others: a recording that ends within a sample is refused. */
function withoutHalf(guess: FormatGuess, sizeBytes: number): FormatGuess {
  const command = guess.command ?? "";
  if (!/^.*assess (--skip 1 )?--format u16.. FILE$/.test(command)) return guess;
  const skipped = command.includes("--skip");
  const bytes = sizeBytes - (skipped ? 1 : 0);
  return bytes % 2 === 0 ? guess : {
    ...guess,
    evidence: `${guess.evidence}; ${
      guess.name === WORDS_IN_EITHER_ORDER
        ? "the last byte is half a sample where the first is not"
        : "the last byte is half a sample"
    }`,
    command: command.replace(ASSESS_COMMAND, `${ASSESS_COMMAND} --bytes ${bytes - 1}`),
  };
}
