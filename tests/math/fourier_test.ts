import { assertAlmostEquals, assertThrows } from "../assert.ts";
import { FourierTransform } from "../../lib/math/fourier.ts";

Deno.test("transform() agrees with the sum that defines it", () => {
  for (const size of [1, 2, 4, 64]) {
    const real = Float64Array.from({ length: size }, (_, k) => Math.sin(3 * k + 1));
    const imaginary = Float64Array.from({ length: size }, (_, k) => Math.cos(k * k));
    const [gotReal, gotImaginary] = [real.slice(), imaginary.slice()];
    new FourierTransform(size).transform(gotReal, gotImaginary);
    for (let j = 0; j < size; j++) {
      let sumReal = 0, sumImaginary = 0;
      for (let k = 0; k < size; k++) {
        const angle = -2 * Math.PI * j * k / size;
        sumReal += real[k] * Math.cos(angle) - imaginary[k] * Math.sin(angle);
        sumImaginary += real[k] * Math.sin(angle) + imaginary[k] * Math.cos(angle);
      }
      assertAlmostEquals(gotReal[j], sumReal, 1e-12);
      assertAlmostEquals(gotImaginary[j], sumImaginary, 1e-12);
    }
  }
});

Deno.test("a transform refuses sizes that are no power of two, and arrays of another size", () => {
  assertThrows(() => new FourierTransform(12), RangeError, "Cannot transform 12 values");
  assertThrows(() => new FourierTransform(0), RangeError, "Cannot transform 0 values");
  const four = new FourierTransform(4);
  assertThrows(
    () => four.transform(new Float64Array(4), new Float64Array(8)),
    RangeError,
    "Cannot transform other than 4 values",
  );
});
