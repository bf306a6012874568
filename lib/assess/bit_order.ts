const REVERSED = Uint8Array.from({ length: 256 }, (_, byte) => {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) reversed |= (byte >>> bit & 1) << (7 - bit);
  return reversed;
});

/** Bytes with their bits in the other order, in an array of their own. */
export function reverseBits(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => REVERSED[byte]);
}
