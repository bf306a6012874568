import { MAX_KEY_BYTES, MIN_KEY_BYTES } from "../corosync/key_file.ts";
import { counted } from "../math/amounts.ts";
import {
  BYTE_ORDER_MARK,
  count,
  endsWith,
  longestRunOfZeros,
  NEWLINE,
  startsWith,
  zerosAtEnd,
  zerosAtStart,
} from "./byte_patterns.ts";
import {
  COMPARE_BEGINNING,
  COPY_QUIETLY,
  damageFinding,
  type Finding,
  isUsualLength,
  USUAL_STEP_BYTES,
} from "./finding.ts";
import { recodingFinding } from "./recoding_findings.ts";
import { MIN_ASCII_BYTES, textAtEnd, textAtStart } from "./text_in_key.ts";

/** So many zeros at an end chance brings once in 256^3 keys. */
const MIN_END_ZEROS = 3;

const CARRIAGE_RETURN = 0x0d;
/** A no-break space in UTF-8 and a line end, as a PowerShell leaves them behind what it was piped. */
const POWERSHELL_TAIL = [0xc2, 0xa0, CARRIAGE_RETURN, NEWLINE];

/**
 * What shows that these bytes are not, or not any more, those of the key that was copied: that they were treated as
 * text on the way, cut, padded, or mixed with what a shell said, by a decoder, an editor, a terminal, a login script.
 * Each sign carries the chance with which a good random key of the same length shows it. A sign that chance explains
 * less than once in 100,000 keys is a refusal; one that needs the help of the length, and is rare only among keys of
 * such a length, is a warning.
 *
 * Works on bytes throughout, since a string that holds a key could not be overwritten.
 */
export function damageFindings(key: Uint8Array): Finding[] {
  const whole = recodingFinding(key);
  if (whole?.severity === "refusal") return [whole];
  const [start, end] = [atTheStart(key), atTheEnd(key)];
  const found = [...start, ...end, ...inside(key)];
  const refusals = found.filter(({ severity }) => severity === "refusal");
  if (refusals.length > 0) return refusals;
  if (whole !== null) return [whole];
  // Warnings need the length for a witness, which one fault explains: most often what was added at the end.
  return [...end, ...found].slice(0, 1);
}

function atTheStart(key: Uint8Array): Finding[] {
  if (startsWith(key, BYTE_ORDER_MARK)) {
    return [damageFinding(
      "byte-order-mark",
      256 ** -3,
      "a byte order mark (EF BB BF) stands in front of the key: a program wrote it as text",
    )];
  }
  const text = textAtStart(key);
  if (text !== null) {
    return [damageFinding(
      "text-before-key",
      text.chance,
      `text stands in front of the key (${
        counted(text.sizeBytes, "byte")
      }), such as the greeting of a login ` +
        `shell: corosync takes it for a part of the key`,
      COPY_QUIETLY,
    )];
  }
  const zeros = zerosAtStart(key);
  return zeros >= MIN_END_ZEROS && zeros < key.length
    ? [zeroFinding("zeros-in-front", zeros, key.length)]
    : [];
}

function atTheEnd(key: Uint8Array): Finding[] {
  if (endsWith(key, POWERSHELL_TAIL)) {
    return [behindKeyFinding(
      "text-after-key",
      256 ** -4,
      "text was appended to the key (C2 A0 0D 0A, a blank and a line end of PowerShell)",
      key.length - POWERSHELL_TAIL.length,
    )];
  }
  const newline = newlineAtEnd(key);
  const text = textAtEnd(key);
  // The line end of a long text is no line end of a key.
  const isLongText = text !== null && text.sizeBytes >= MIN_ASCII_BYTES;
  if (newline !== null && !isLongText) return [newline];
  if (text !== null) {
    return [behindKeyFinding(
      "text-after-key",
      text.chance,
      `text was appended to the key (${
        counted(text.sizeBytes, "byte")
      }), such as the farewell of a login shell`,
      key.length - text.sizeBytes,
      COPY_QUIETLY,
    )];
  }
  const zeros = zerosAtEnd(key);
  // Of those that corosync does not read nothing is lost.
  if (zeros === 0 || zeros === key.length || key.length - zeros > MAX_KEY_BYTES) return [];
  const added = zerosBehindKey(key.length, zeros);
  if (added === null) {
    return zeros < MIN_END_ZEROS ? [] : [zeroFinding("zeros-at-end", zeros, key.length)];
  }
  return [behindKeyFinding(
    "zeros-at-end",
    256 ** -zeros,
    `${added === 1 ? "a zero byte seems" : `${added} zero bytes seem`} to have been added at the ` +
      `end of a key of ${key.length - added} bytes, as programs end a string or fill a block`,
    key.length - added,
  )];
}

/**
 * Of zeros that end a file, those behind what corosync reads, or behind a usual length; the last two bytes of a key may
 * be zero too. Null where no length shows that any were added.
 */
function zerosBehindKey(sizeBytes: number, zeros: number): number | null {
  const added = sizeBytes > MAX_KEY_BYTES
    ? sizeBytes - MAX_KEY_BYTES
    : sizeBytes % USUAL_STEP_BYTES;
  const isAdded = added > 0 && zeros >= added && zeros - added < MIN_END_ZEROS &&
    sizeBytes - added >= MIN_KEY_BYTES;
  return isAdded ? added : null;
}

/** What stands behind a key. What corosync does not read is a trap, and no refusal. */
function behindKeyFinding(
  code: string,
  chance: number,
  reason: string,
  keyBytes: number,
  remedy?: string,
): Finding {
  return keyBytes < MAX_KEY_BYTES
    ? damageFinding(
      code,
      chance,
      `${reason}: corosync takes it for a part of the key, and nodes without it have another one`,
      remedy,
    )
    : damageFinding(
      code,
      chance,
      `${reason}: corosync 3.x reads ${MAX_KEY_BYTES} bytes and leaves it out`,
      COMPARE_BEGINNING,
      "warning",
    );
}

function zeroFinding(code: string, zeros: number, sizeBytes: number): Finding {
  return damageFinding(
    code,
    256 ** -zeros,
    code === "zeros-at-end"
      ? `${zeros} of ${sizeBytes} bytes, the last, are zero: ` +
        "a copy that ended early, a disk that lost what was written, or zeros that were added"
      : `${zeros} of ${sizeBytes} bytes, the first, are zero: ` +
        "what stood there is lost, or they were put in front",
  );
}

/** In the bytes that corosync reads. */
function inside(bytes: Uint8Array): Finding[] {
  const key = bytes.subarray(0, MAX_KEY_BYTES);
  const zeros = longestRunOfZeros(key);
  const atEnd = zerosAtEnd(bytes) - (bytes.length - key.length);
  const isAtAnEnd = Math.max(zerosAtStart(key), atEnd) >= MIN_ZERO_BLOCK_BYTES;
  if (zeros >= MIN_ZERO_BLOCK_BYTES && !isAtAnEnd) {
    return [damageFinding(
      "zeros-inside",
      key.length * 256 ** -zeros,
      `${zeros} bytes in a row are zero: a block of the file was lost`,
    )];
  }
  return crlfFindings(key, bytes.length);
}

/** Six zero bytes in a row occur in 4,096 random bytes with a probability below 4096 / 256^6 = 1.5e-11. */
const MIN_ZERO_BLOCK_BYTES = 6;

/** Line ends that turn a usual length into another: one in 256 good keys of such a length end so. */
function newlineAtEnd(key: Uint8Array): Finding | null {
  let added = 0;
  while ([NEWLINE, CARRIAGE_RETURN].includes(key[key.length - 1 - added])) added++;
  if (added === 0 || isUsualLength(key.length) || key.at(-1) !== NEWLINE) return null;
  for (let size = 1; size <= added; size++) {
    if (!isUsualLength(key.length - size)) continue;
    return behindKeyFinding(
      "newline-at-end",
      size === 1 ? 1 / 256 : 2 ** (size - 1) / 256 ** size,
      `${
        size === 1 ? "a newline seems" : `line ends (${size} bytes) seem`
      } to have been added at the end of a key of ${key.length - size} bytes`,
      key.length - size,
    );
  }
  return null;
}

/**
 * Every newline with a carriage return before it: three of them and no other show it by themselves; fewer need
 * the length, and show it in fewer than one in 256 keys of such a length.
 *
 * n random bytes hold k newlines with Poisson's probability of the mean m = n / 256, and all of them have a
 * carriage return before them with 256^-k: from three on e^-m (m / 256)^3 / 6 and little more, 3.7e-9 for 256
 * bytes and at most {@linkcode MAX_CRLF_CHANCE}, for 768.
 */
function crlfFindings(key: Uint8Array, sizeBytes: number): Finding[] {
  const pairs = count(key, [CARRIAGE_RETURN, NEWLINE]);
  if (pairs === 0 || count(key, [NEWLINE]) > pairs) return [];
  const lengthShows = !isUsualLength(sizeBytes) && isUsualLength(sizeBytes - pairs);
  if (pairs < 3 && !lengthShows) return [];
  return [damageFinding(
    "crlf",
    pairs >= 3 ? MAX_CRLF_CHANCE : 256 ** -pairs,
    `every newline byte has a carriage return before it (${pairs}): the key seems to have ` +
      "been copied in text mode, and the original is another key",
  )];
}

/** Of random bytes of any length (scripts/constants/finding_chances.ts). */
export const MAX_CRLF_CHANCE = 1.4e-8;
