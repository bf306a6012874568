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
