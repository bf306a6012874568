/**
 * Zeros for bytes that nobody else may see. The buffer is made first: on Bun a view of a small `new
 * Uint8Array(n)` keeps the bytes inside the object until it is first passed on, and then leaves a copy there.
 */
export function newBuffer(sizeBytes: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(sizeBytes));
}
