/**
 * Discrete Fourier transform in place: X(j) = sum over k of x(k) e^(-2 pi i j k / N), not scaled.
 *
 * Radix 2, decimation in time. Roots of unity are computed once for a size, each by its own cosine
 * and sine, since repeated multiplication would lose digits that tails of 1e-6 need.
 */
export class FourierTransform {
  readonly size: number;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #reversed: Uint32Array;

  /**
   * @param size number of complex values, a power of two
   * @throws {RangeError} when it is not
   */
  constructor(size: number) {
    const levels = Math.log2(size);
    if (!Number.isInteger(levels)) {
      throw new RangeError(`Cannot transform ${size} values: a power of two is needed`);
    }
    this.size = size;
    this.#cosines = Float64Array.from(
      { length: size / 2 },
      (_, k) => Math.cos(2 * Math.PI * k / size),
    );
    this.#sines = Float64Array.from(
      { length: size / 2 },
      (_, k) => Math.sin(2 * Math.PI * k / size),
    );
    this.#reversed = new Uint32Array(size);
    for (let i = 1; i < size; i++) {
      this.#reversed[i] = (this.#reversed[i >> 1] >> 1) | ((i & 1) << (levels - 1));
    }
  }

  /** @throws {RangeError} when an array has another size */
  transform(real: Float64Array, imaginary: Float64Array): void {
    const { size } = this;
    if (real.length !== size || imaginary.length !== size) {
      throw new RangeError(`Cannot transform other than ${size} values`);
    }
    const cosines = this.#cosines, sines = this.#sines, reversed = this.#reversed;
    for (let i = 0; i < size; i++) {
      const j = reversed[i];
      if (j <= i) continue;
      const a = real[i], b = imaginary[i];
      real[i] = real[j];
      imaginary[i] = imaginary[j];
      real[j] = a;
      imaginary[j] = b;
    }
    for (let half = 1, stride = size / 2; half < size; half *= 2, stride /= 2) {
      for (let start = 0; start < size; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const cosine = cosines[k * stride], sine = sines[k * stride];
          const a = start + k, b = a + half;
          const turnedReal = real[b] * cosine + imaginary[b] * sine;
          const turnedImaginary = imaginary[b] * cosine - real[b] * sine;
          real[b] = real[a] - turnedReal;
          imaginary[b] = imaginary[a] - turnedImaginary;
          real[a] += turnedReal;
          imaginary[a] += turnedImaginary;
        }
      }
    }
  }
}
