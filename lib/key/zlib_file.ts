/** Random bytes are no deflate for as long as this; whatever unpacks to more is compressed. */
const MAX_UNPACKED_BYTES = 1_048_576;

/**
 * Whether a file is one stream of zlib (RFC 1950), as the objects of Git are. Its two first bytes are in 1 of 1,024
 * random files; of these one in 2^32 at most ends with the checksum of what it unpacks to. Of 64 KiB that are
 * only the start of a file the whole has to be deflate, which no such random bytes were of 20,000 that began so.
 *
 * @param isCut whether these bytes are only the start of the file
 */
export async function isZlibFile(bytes: Uint8Array, isCut: boolean): Promise<boolean> {
  if (!isZlibHeader(bytes)) return false;
  const { constants, inflateSync } = await import("node:zlib");
  try {
    inflateSync(bytes, {
      maxOutputLength: MAX_UNPACKED_BYTES,
      finishFlush: isCut ? constants.Z_SYNC_FLUSH : constants.Z_FINISH,
    }).fill(0);
    return true;
  } catch (error) {
    return (error as { code?: unknown } | null)?.code === "ERR_BUFFER_TOO_LARGE";
  }
}

/** RFC 1950, section 2.2: deflate, a window of at most 32 KiB, no dictionary, a multiple of 31. */
export function isZlibHeader([method, flags]: Uint8Array): boolean {
  return (method & 0x0f) === 8 && method >> 4 <= 7 && (flags & 0x20) === 0 &&
    (method * 256 + flags) % 31 === 0;
}
