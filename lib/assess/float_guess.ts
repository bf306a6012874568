import type { FormatGuess } from "./format_guess_types.ts";

/**
 * Floating-point numbers of usual sizes, 2^-40 to 2^40: of 512 random bytes and more all are with less than 1e-60. They
 * are no samples of ours.
 */
export function guessFloats(head: Uint8Array): FormatGuess | null {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  for (const width of [8, 4]) {
    for (const little of [true, false]) {
      const numbers = Array.from(
        { length: Math.floor(head.length / width) },
        (_, i) =>
          Math.abs(
            width === 8 ? view.getFloat64(i * width, little) : view.getFloat32(i * width, little),
          ),
      );
      const sizes = numbers.filter((size) => size > 0);
      if (
        numbers.length - sizes.length > numbers.length / 8 ||
        !sizes.every((size) => size > 2 ** -40 && size < 2 ** 40)
      ) continue;
      const order = `${8 * width} bits, ${little ? "little" : "big"} endian`;
      // Whole numbers near a thousand millions are usual as well; they look alike in size.
      return new Set(sizes.map((size) => Math.floor(Math.log2(size)))).size > 2
        ? {
          name: `floating-point numbers of ${order}`,
          evidence: "all are of usual size; each has to become a whole number first",
          command: null,
        }
        : {
          name: `whole or floating-point numbers of ${order}`,
          evidence: "they may be either; those with a fraction have to become whole numbers first",
          command: null,
        };
    }
  }
  return null;
}
