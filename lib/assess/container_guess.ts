import { isAsciiText } from "../key/byte_patterns.ts";
import { CONTAINER_KINDS } from "../key/container_kinds.ts";
import { assessPipeline, type FormatGuess } from "./format_guess_types.ts";

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
export function guessContainer(head: Uint8Array): FormatGuess | null {
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
