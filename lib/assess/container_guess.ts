import { isAsciiText } from "../key/byte_patterns.ts";
import { CONTAINER_KINDS, gzipReadsCompress, isCompress } from "../key/container_kinds.ts";
import { isZlibHeader } from "../key/zlib_file.ts";
import { assessCommandLine, assessPipeline, type FormatGuess } from "./format_guess_types.ts";

/** Fixed characters at a place of the file. */
type Mark = readonly [at: number, characters: string];

/** What unpacks kinds that keys are mistaken for too, by their codes, and what they are called. */
const UNPACKED: Readonly<Record<string, readonly [name: string, command: string | null]>> = {
  gzip: ["gzip", assessPipeline("gzip -dc < FILE", "")],
  xz: ["xz", assessPipeline("xz -dc < FILE", "")],
  lzma: ["LZMA", assessPipeline("xz -dc < FILE", "")],
  bzip2: ["bzip2", assessPipeline("bzip2 -dc < FILE", "")],
  zstd: ["Zstandard", assessPipeline("zstd -dc < FILE", "")],
  lz4: ["LZ4", assessPipeline("lz4 -dc < FILE", "")],
  lzip: ["lzip", assessPipeline("lzip -dc < FILE", "")],
  lzop: ["lzop", assessPipeline("lzop -dc < FILE", "")],
  zip: ["a zip archive", assessPipeline("unzip -p /dev/stdin < FILE", "")],
  "7z": ["a 7z archive", assessPipeline("7z x -so /dev/stdin < FILE", "")],
  rar: ["a RAR archive", assessPipeline("unrar p -inul /dev/stdin < FILE", "")],
  tar: ["a tar archive", assessPipeline("tar -xOf - < FILE", "")],
  cpio: ["a cpio archive", assessPipeline("cpio -i --to-stdout --quiet < FILE", "")],
  ar: ["an ar archive", assessPipeline("ar p /dev/stdin < FILE", "")],
  ogg: ["Ogg audio", soundCommand(16)],
  elf: ["an ELF executable", null],
};

/** Kinds that have printable characters alone, and more of them than digits of another base have by chance. */
const PRINTABLE = ["age", "ar", "openssl-enc", "pdf"];

/** Others: a name, what gives the samples back, null where nothing does, and what tells it. */
const OTHERS: readonly (readonly [name: string, command: string | null, marks: readonly Mark[]])[] =
  [
    ["a BMP image", null, [[0, "BM"], [6, "\0\0\0\0"]]],
    ["HDF5", assessPipeline("h5dump -d DATASET -b LE -o /dev/stdout /dev/stdin < FILE", ""), [[
      0,
      "\x89HDF",
    ]]],
    ["Parquet", null, [[0, "PAR1"]]],
    ["Arrow", null, [[0, "ARROW1"]]],
    ["Avro", null, [[0, "Obj\x01"]]],
    ["FITS", null, [[0, "SIMPLE  ="]]],
    ["netCDF", null, [[0, "CDF\x01"]]],
    ["netCDF", null, [[0, "CDF\x02"]]],
    ["a MATLAB file", null, [[0, "MATLAB 5.0 MAT-file"]]],
    ["a QCOW2 image", null, [[0, "QFI\xfb\0\0\0"]]],
    ["WebAssembly", null, [[0, "\0asm\x01\0\0\0"]]],
    ["MPEG-4", null, [[0, "\0\0\0"], [4, "ftyp"]]],
    ["MP3 audio", null, [[0, "ID3\x03\0"]]],
    ["MP3 audio", null, [[0, "ID3\x04\0"]]],
    ["CAF audio", null, [[0, "caff\0\x01"]]],
    ["Wave64 audio", null, [[0, "riff\x2e\x91\xcf\x11"]]],
    // Bytes 0a and 0d are those of low noise too: its mark of the order of bytes tells it.
    ["a pcapng capture", null, [[0, "\n\r\r\n"], [8, "\x1a\x2b\x3c\x4d"]]],
    ["a pcapng capture", null, [[0, "\n\r\r\n"], [8, "\x4d\x3c\x2b\x1a"]]],
    ["a pcap capture", null, [[0, "\xd4\xc3\xb2\xa1"]]],
    ["a pcap capture", null, [[0, "\xa1\xb2\xc3\xd4"]]],
    ["a pcap capture", null, [[0, "\x4d\x3c\xb2\xa1"]]],
    ["a pcap capture", null, [[0, "\xa1\xb2\x3c\x4d"]]],
  ];

/** What the kinds say of encrypted and compressed files goes on from there. */
const withNoun = (what: string) =>
  /^(?:encrypted|compressed|still) /.test(what) ? `data ${what}` : what;

/**
 * One of the kinds that keys are mistaken for. Their chances for fair bytes are less than 3e-7 in all. Text may begin with a
 * magic of four letters, and a quiet source with a byte four times.
 */
function guessKind(head: Uint8Array): FormatGuess | null {
  const isPrintable = head.every(isAsciiText);
  const kind = head.subarray(1, 4).every((byte) => byte === head[0])
    ? undefined
    : CONTAINER_KINDS.find(({ code, matches }) =>
      (!isPrintable || PRINTABLE.includes(code)) && matches(head)
    );
  if (kind === undefined) return null;
  const [name, command] = UNPACKED[kind.code] ?? [withNoun(kind.what), null];
  return { name, evidence: SAYS_SO, command };
}

/** Names a file by what it begins with. */
export function guessContainer(head: Uint8Array): FormatGuess | null {
  const has = (...marks: readonly Mark[]) =>
    marks.every(([at, characters]) => textAt(head, at, characters.length) === characters);
  if (has([0, "\x93NUMPY"])) return numpyGuess(head);
  for (const [form, name] of [["RIFF", "WAV audio"], ["RF64", "WAV audio in RF64"]] as const) {
    if (!has([0, form], [8, "WAVE"])) continue;
    return soundGuess(name, `it begins with ${form} and WAVE`, wavBits(head), form === "RF64");
  }
  if (has([0, "FORM"], [8, "AIFF"])) {
    const bits = has([12, "COMM"]) ? uintAt(head, 26, 2, false) : null;
    return soundGuess("AIFF audio", "it begins with FORM and AIFF", bits);
  }
  if (has([0, "fLaC"])) {
    const bits = head.length > 21 ? ((head[20] & 1) << 4 | head[21] >> 4) + 1 : null;
    return soundGuess("FLAC audio", SAYS_SO, bits);
  }
  if (has([0, ".snd"])) {
    const encoding = uintAt(head, 12, 4, false);
    return soundGuess("AU audio", SAYS_SO, AU_BITS[encoding] ?? null);
  }
  if (/^P[56]\s+\d+\s+\d+\s+\d+\s/.test(textAt(head, 0, 64))) {
    return { name: "a PGM or PPM image", evidence: SAYS_SO, command: null };
  }
  const other = OTHERS.find(([, , marks]) => has(...marks));
  if (other !== undefined) return { name: other[0], evidence: SAYS_SO, command: other[1] };
  return guessDeflated(head) ?? guessKind(head);
}

const SAYS_SO = "its first bytes say so";

function textAt(head: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...head.subarray(at, at + length));
}

function uintAt(head: Uint8Array, at: number, width: number, little: boolean): number {
  const bytes = Array.from(head.subarray(at, at + width));
  return (little ? bytes.reverse() : bytes).reduce((sum, byte) => 256 * sum + byte, 0);
}

/** Bits of a sample by the encoding of an AU file: mu-law, and whole numbers of one to four bytes. */
const AU_BITS: Readonly<Record<number, number>> = { 1: 16, 2: 8, 3: 16, 4: 24, 5: 32, 27: 16 };

/** Formats of a WAV file: whole numbers, A-law and mu-law, which are 13 and 14 bits. */
const WAV_PCM = 1, WAV_A_LAW = 6, WAV_MU_LAW = 7, WAV_EXTENSIBLE = 0xfffe;

/** Bits of a sample as the chunk "fmt " tells them; null of other numbers, and where it is not found. */
function wavBits(head: Uint8Array): number | null {
  for (let at = 12; at + 24 <= head.length;) {
    const bytes = uintAt(head, at + 4, 4, true);
    if (textAt(head, at, 4) === "fmt ") {
      const stated = uintAt(head, at + 8, 2, true);
      const format = stated === WAV_EXTENSIBLE ? uintAt(head, at + 32, 2, true) : stated;
      if (format === WAV_A_LAW || format === WAV_MU_LAW) return 16;
      return format === WAV_PCM ? uintAt(head, at + 22, 2, true) : null;
    }
    at += 8 + bytes + bytes % 2;
  }
  return null;
}

function soundGuess(
  name: string,
  evidence: string,
  bits: number | null,
  beyondSox = false,
): FormatGuess {
  if (bits === null || bits > 32 || bits === 0) {
    const unknown = "its samples are no whole numbers of a known width";
    return { name, evidence: `${evidence}; ${unknown}`, command: null };
  }
  const wide = bits > 16 ? `; of its ${bits} bits the lower 16 are taken` : "";
  return beyondSox
    ? {
      name,
      evidence: `${evidence}; sox does not read it: make an ordinary WAV of less than 4 GB of it`,
      command: null,
    }
    : { name, evidence: evidence + wide, command: soundCommand(bits) };
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

/** By the type that its header tells; the samples begin behind that. */
function numpyGuess(head: Uint8Array): FormatGuess {
  const long = head[6] > 1;
  const from = long ? 12 + uintAt(head, 8, 4, true) : 10 + uintAt(head, 8, 2, true);
  const type = /'descr': *'([<>|=]?)([a-z])(\d+)'/.exec(textAt(head, 0, Math.min(from, 4096)));
  const [, order = "", kind = "?", bytes = ""] = type ?? [];
  const name = "a NumPy array";
  const evidence = `its header says ${
    type === null ? "no type of number" : `'${order + kind + bytes}'`
  }`;
  const big = order === ">" ? "big" : "little";
  const whole = kind === "u" || kind === "i";
  const skip = `--skip ${from}`;
  if (kind === "b") {
    return { name, evidence, command: assessCommandLine(`${skip} --bits-per-symbol 1`) };
  }
  if (whole && bytes === "1") return { name, evidence, command: assessCommandLine(skip) };
  if (whole && bytes === "2") {
    return {
      name,
      evidence,
      command: assessCommandLine(`${skip} --format u16${big === "big" ? "be" : "le"}`),
    };
  }
  if (whole && (bytes === "4" || bytes === "8")) {
    // In single bytes, as awk has no whole numbers of 64 bits.
    const [lower, upper] = big === "big" ? [Number(bytes), Number(bytes) - 1] : [1, 2];
    const sum = `$${lower} + 256 * $${upper}`;
    return {
      name,
      evidence: `${evidence}; the lower 16 bits are taken`,
      command: assessPipeline(
        `tail -c +${from + 1} < FILE | od -An -v -t u1 -w${bytes} | awk '{print ${sum}}'`,
        "--format decimal",
      ),
    };
  }
  return { name, evidence: `${evidence}; each has to become a whole number first`, command: null };
}

/** Loaded with this module, which no key needs; a static import would be loaded at every start of a bundle. */
const { constants, inflateSync } = await import("node:zlib");

/** Enough to tell: random bytes that begin so are no deflate for long. */
const INFLATED_BYTES = 4_096;
/** Deflate makes at most 1,032 bytes of one. */
const MAX_UNPACKED_BYTES = 1_032 * INFLATED_BYTES;

/** What zlib and compress(1) make, which no magic of four bytes tells. */
function guessDeflated(head: Uint8Array): FormatGuess | null {
  if (isCompress(head)) {
    const isRead = gzipReadsCompress(head);
    return {
      name: "output of compress",
      evidence: "its first bytes and codes say so" +
        (isRead ? "" : "; it was made with -b 9 or -C, which gzip does not read"),
      command: isRead ? assessPipeline("gzip -dc < FILE", "") : null,
    };
  }
  return !isZlib(head) ? null : {
    name: "data compressed by zlib",
    evidence: "its first bytes say so, and can be unpacked",
    command: assessPipeline("perl -C0 -MCompress::Zlib -0777 -ne 'print uncompress $_' < FILE", ""),
  };
}

/** Fewer are little more than the codes of a block, which noise can be. */
const MIN_ZLIB_BYTES = 128;
/** Bits of a block that tell its kind, and those of one with fixed codes (RFC 1951, section 3.2.3). */
const BLOCK_KIND = 6, FIXED_CODES = 2;

/**
 * A stream of zlib that goes on for as far as is looked. Of noise that began so, in ten distributions, 2 of 100,000
 * were deflate for 128 bytes and more, of fair bytes none of 150,000. Fixed codes read nearly any noise of the bytes
 * 40 to 7f, and with few bytes all may be codes: these have to end with the checksum.
 */
function isZlib(head: Uint8Array): boolean {
  if (!isZlibHeader(head)) return false;
  const isUnsure = head.length < MIN_ZLIB_BYTES || (head[2] & BLOCK_KIND) === FIXED_CODES;
  try {
    inflateSync(head.subarray(0, INFLATED_BYTES), {
      finishFlush: isUnsure ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
      maxOutputLength: MAX_UNPACKED_BYTES,
    });
    return true;
  } catch {
    return false;
  }
}
