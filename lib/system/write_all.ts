/**
 * Calls `write` until every byte is taken: pipes and full disks take less than they are given.
 *
 * @throws whatever `write` throws; Error with code "ENOSPC" when it takes nothing at all.
 */
export function writeAll(write: (bytes: Uint8Array) => number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) {
    const count = write(bytes.subarray(written));
    if (count === 0) throw Object.assign(new Error("write took no byte"), { code: "ENOSPC" });
    written += count;
  }
}
