/**
 * Zeros for bytes that nobody else may see. The buffer is made first: on Bun a view of a small `new
 * Uint8Array(n)` keeps the bytes inside the object until it is first passed on, and then leaves a copy there.
 */
export function newBuffer(sizeBytes: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(sizeBytes));
}

/**
 * Calls `write` until every byte is taken: pipes and full disks take less than they are given.
 *
 * @param write takes what is left, and how many bytes were taken before
 * @throws whatever `write` throws; Error with code "ENOSPC" when it takes nothing at all.
 */
export function writeAll(
  write: (rest: Uint8Array, written: number) => number,
  bytes: Uint8Array,
): void {
  let written = 0;
  while (written < bytes.length) {
    const count = write(bytes.subarray(written), written);
    if (count <= 0) throw zeroWriteError();
    written += count;
  }
}

/** What is wrong with a write(2) that takes no byte and says nothing else. */
export function zeroWriteError(): Error {
  return Object.assign(new Error("write took no byte"), { code: "ENOSPC" });
}
