import { assert, assertThrows } from "../assert.ts";
import { FourierTransform } from "../../lib/math/fourier.ts";

Deno.test("a mixed-radix transform agrees with the sum that defines it, whatever the size", () => {
  // Each radix by itself and mixed, squares of other primes, and primes that need a convolution.
  const sizes = [
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    11,
    15,
    16,
    20,
    25,
    30,
    49,
    60,
    61,
    62,
    64,
    67,
    97,
    134,
    210,
  ];
  for (const size of sizes) {
    const real = Float64Array.from({ length: size }, (_, k) => Math.sin(3 * k + 1));
    const imaginary = Float64Array.from({ length: size }, (_, k) => Math.cos(k * k));
    const [gotReal, gotImaginary] = [real.slice(), imaginary.slice()];
    new FourierTransform(size).transform(gotReal, gotImaginary);
    for (let j = 0; j < size; j++) {
      let sumReal = 0, sumImaginary = 0;
      for (let k = 0; k < size; k++) {
        const angle = -2 * Math.PI * (j * k % size) / size;
        sumReal += real[k] * Math.cos(angle) - imaginary[k] * Math.sin(angle);
        sumImaginary += real[k] * Math.sin(angle) + imaginary[k] * Math.cos(angle);
      }
      const off = Math.hypot(gotReal[j] - sumReal, gotImaginary[j] - sumImaginary);
      assert(off < 1e-11, `${j} of ${size} is ${off} off`);
    }
  }
});

Deno.test("a transform can be used again, and of large primes too", () => {
  // A sine has one frequency and its mirror image.
  for (const size of [10_007, 10_000]) {
    const transform = new FourierTransform(size);
    for (const frequency of [3, 4_999]) {
      const real = Float64Array.from(
        { length: size },
        (_, k) => Math.cos(2 * Math.PI * (frequency * k % size) / size),
      );
      const imaginary = new Float64Array(size);
      transform.transform(real, imaginary);
      for (let j = 0; j < size; j++) {
        const expected = j === frequency || j === size - frequency ? size / 2 : 0;
        assert(Math.hypot(real[j] - expected, imaginary[j]) < 1e-7, `${j} of ${size}`);
      }
    }
  }
});

Deno.test("a mixed-radix transform refuses sizes that are none, and arrays of another size", () => {
  for (const size of [0, -1, 1.5, NaN]) {
    assertThrows(
      () => new FourierTransform(size),
      RangeError,
      `Cannot transform ${size}`,
    );
  }
  assertThrows(
    () => new FourierTransform(5).transform(new Float64Array(5), new Float64Array(4)),
    RangeError,
    "Cannot transform other than 5 values",
  );
});
