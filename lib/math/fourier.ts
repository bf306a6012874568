/**
 * Discrete Fourier transform of any size: X(j) = sum over k of x(k) e^(-2 pi i j k / N), not scaled.
 *
 * Stockham's form, which needs no reordering: each pass takes one factor of the size out (5, 4, 3, 2,
 * or another prime) and writes to the other of two buffers. (Van Loan, Computational Frameworks for
 * the Fast Fourier Transform, 1992, section 1.7.) Sizes with a large prime factor become a
 * convolution of a power of two (Bluestein, IEEE Transactions on Audio and Electroacoustics 18,
 * 1970, 451-455). Roots of unity are computed once for a size, each by its own cosine and sine.
 */
export class FourierTransform {
  readonly size: number;
  readonly #transform: (real: Float64Array, imaginary: Float64Array) => void;

  /**
   * @param size number of complex values, at least 1
   * @throws {RangeError} when it is not a whole number of at least 1
   */
  constructor(size: number) {
    if (!Number.isInteger(size) || size < 1) {
      throw new RangeError(
        `Cannot transform ${size} values: a whole number of at least 1 is needed`,
      );
    }
    this.size = size;
    const factors = factorize(size);
    this.#transform = factors.some((factor) => factor > MAX_RADIX)
      ? chirpTransform(size)
      : stockhamTransform(size, factors);
  }

  /**
   * Transforms in place.
   *
   * @throws {RangeError} when an array has another size
   */
  transform(real: Float64Array, imaginary: Float64Array): void {
    if (real.length !== this.size || imaginary.length !== this.size) {
      throw new RangeError(`Cannot transform other than ${this.size} values`);
    }
    this.#transform(real, imaginary);
  }
}

/** A pass of radix r costs r operations a value: beyond this a convolution is cheaper. */
const MAX_RADIX = 61;

/** Fives, fours, then other primes; 4 is taken for two twos because it needs no multiplication. */
function factorize(size: number): number[] {
  const factors: number[] = [];
  let rest = size;
  for (const factor of [5, 4, 2, 3]) {
    for (; rest % factor === 0; rest /= factor) factors.push(factor);
  }
  for (let factor = 7; rest > 1; factor += 2) {
    if (factor * factor > rest) factor = rest;
    for (; rest % factor === 0; rest /= factor) factors.push(factor);
  }
  return factors;
}

/** One pass: N values in groups of `radix`, `stride` transforms beside each other. */
type Pass = (
  from: Complex,
  to: Complex,
  roots: Complex,
  stride: number,
  groups: number,
  radix: number,
) => void;

interface Complex {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

function complex(size: number): Complex {
  return { real: new Float64Array(size), imaginary: new Float64Array(size) };
}

/** e^(-2 pi i k / order) for k below `count`. */
export function rootsOfUnity(order: number, count: number): Complex {
  const roots = complex(count);
  for (let k = 0; k < count; k++) {
    const angle = 2 * Math.PI * k / order;
    roots.real[k] = Math.cos(angle);
    roots.imaginary[k] = -Math.sin(angle);
  }
  return roots;
}

function stockhamTransform(size: number, factors: readonly number[]) {
  const roots = rootsOfUnity(size, size);
  const buffer = complex(size);
  return (real: Float64Array, imaginary: Float64Array) => {
    let from: Complex = { real, imaginary }, to = buffer;
    let stride = 1;
    for (const radix of factors) {
      const pass: Pass = PASSES[radix] ?? anyRadix;
      pass(from, to, roots, stride, size / (radix * stride), radix);
      stride *= radix;
      [from, to] = [to, from];
    }
    if (from === buffer) {
      real.set(buffer.real);
      imaginary.set(buffer.imaginary);
    }
  };
}

/** Cosines and sines of 2 pi / 5 and 4 pi / 5, and the sine of 2 pi / 3. */
const C1 = Math.cos(2 * Math.PI / 5), S1 = Math.sin(2 * Math.PI / 5);
const C2 = Math.cos(4 * Math.PI / 5), S2 = Math.sin(4 * Math.PI / 5);
const S3 = Math.sqrt(3) / 2;

// In every pass input p + groups j of a transform goes, turned by the root p k, to output radix p + k.
const PASSES: Readonly<Record<number, Pass>> = {
  2: (from, to, roots, stride, groups) => {
    const { real: a, imaginary: b } = from, { real: c, imaginary: d } = to;
    const half = stride * groups;
    for (let p = 0; p < groups; p++) {
      const w = roots.real[p * stride], v = roots.imaginary[p * stride];
      const first = stride * p, out = 2 * stride * p;
      for (let q = 0; q < stride; q++) {
        const i = first + q, j = i + half, o = out + q;
        const r = a[i] - a[j], s = b[i] - b[j];
        c[o] = a[i] + a[j];
        d[o] = b[i] + b[j];
        c[o + stride] = r * w - s * v;
        d[o + stride] = r * v + s * w;
      }
    }
  },
  3: (from, to, roots, stride, groups) => {
    const { real: a, imaginary: b } = from, { real: c, imaginary: d } = to;
    const third = stride * groups;
    for (let p = 0; p < groups; p++) {
      const w1 = roots.real[p * stride], v1 = roots.imaginary[p * stride];
      const w2 = roots.real[2 * p * stride], v2 = roots.imaginary[2 * p * stride];
      for (let q = 0; q < stride; q++) {
        const i = stride * p + q, o = 3 * stride * p + q;
        const sumReal = a[i + third] + a[i + 2 * third];
        const sumImaginary = b[i + third] + b[i + 2 * third];
        const differenceReal = S3 * (a[i + third] - a[i + 2 * third]);
        const differenceImaginary = S3 * (b[i + third] - b[i + 2 * third]);
        const r = a[i] - 0.5 * sumReal, s = b[i] - 0.5 * sumImaginary;
        c[o] = a[i] + sumReal;
        d[o] = b[i] + sumImaginary;
        const r1 = r + differenceImaginary, s1 = s - differenceReal;
        c[o + stride] = r1 * w1 - s1 * v1;
        d[o + stride] = r1 * v1 + s1 * w1;
        const r2 = r - differenceImaginary, s2 = s + differenceReal;
        c[o + 2 * stride] = r2 * w2 - s2 * v2;
        d[o + 2 * stride] = r2 * v2 + s2 * w2;
      }
    }
  },
  4: (from, to, roots, stride, groups) => {
    const { real: a, imaginary: b } = from, { real: c, imaginary: d } = to;
    const quarter = stride * groups;
    for (let p = 0; p < groups; p++) {
      const w1 = roots.real[p * stride], v1 = roots.imaginary[p * stride];
      const w2 = roots.real[2 * p * stride], v2 = roots.imaginary[2 * p * stride];
      const w3 = roots.real[3 * p * stride], v3 = roots.imaginary[3 * p * stride];
      const first = stride * p, out = 4 * stride * p;
      for (let q = 0; q < stride; q++) {
        const i = first + q, j = i + quarter, k = j + quarter, l = k + quarter;
        const o = out + q, o1 = o + stride, o2 = o1 + stride, o3 = o2 + stride;
        const evenReal = a[i] + a[k], evenImaginary = b[i] + b[k];
        const r0 = a[i] - a[k], s0 = b[i] - b[k];
        const oddReal = a[j] + a[l], oddImaginary = b[j] + b[l];
        const r1 = a[j] - a[l], s1 = b[j] - b[l];
        c[o] = evenReal + oddReal;
        d[o] = evenImaginary + oddImaginary;
        const x1 = r0 + s1, y1 = s0 - r1;
        c[o1] = x1 * w1 - y1 * v1;
        d[o1] = x1 * v1 + y1 * w1;
        const x2 = evenReal - oddReal, y2 = evenImaginary - oddImaginary;
        c[o2] = x2 * w2 - y2 * v2;
        d[o2] = x2 * v2 + y2 * w2;
        const x3 = r0 - s1, y3 = s0 + r1;
        c[o3] = x3 * w3 - y3 * v3;
        d[o3] = x3 * v3 + y3 * w3;
      }
    }
  },
  5: (from, to, roots, stride, groups) => {
    const { real: a, imaginary: b } = from, { real: c, imaginary: d } = to;
    const fifth = stride * groups;
    for (let p = 0; p < groups; p++) {
      const w1 = roots.real[p * stride], v1 = roots.imaginary[p * stride];
      const w2 = roots.real[2 * p * stride], v2 = roots.imaginary[2 * p * stride];
      const w3 = roots.real[3 * p * stride], v3 = roots.imaginary[3 * p * stride];
      const w4 = roots.real[4 * p * stride], v4 = roots.imaginary[4 * p * stride];
      const first = stride * p, out = 5 * stride * p;
      for (let q = 0; q < stride; q++) {
        const i = first + q, i1 = i + fifth, i2 = i1 + fifth, i3 = i2 + fifth, i4 = i3 + fifth;
        const o = out + q, o1 = o + stride, o2 = o1 + stride, o3 = o2 + stride, o4 = o3 + stride;
        const a0 = a[i], b0 = b[i];
        const sumReal1 = a[i1] + a[i4], sumImaginary1 = b[i1] + b[i4];
        const sumReal2 = a[i2] + a[i3], sumImaginary2 = b[i2] + b[i3];
        const r1 = a[i1] - a[i4], s1 = b[i1] - b[i4];
        const r2 = a[i2] - a[i3], s2 = b[i2] - b[i3];
        c[o] = a0 + sumReal1 + sumReal2;
        d[o] = b0 + sumImaginary1 + sumImaginary2;
        const m1 = a0 + C1 * sumReal1 + C2 * sumReal2;
        const n1 = b0 + C1 * sumImaginary1 + C2 * sumImaginary2;
        const m2 = a0 + C2 * sumReal1 + C1 * sumReal2;
        const n2 = b0 + C2 * sumImaginary1 + C1 * sumImaginary2;
        const t1 = S1 * r1 + S2 * r2, u1 = S1 * s1 + S2 * s2;
        const t2 = S2 * r1 - S1 * r2, u2 = S2 * s1 - S1 * s2;
        const x1 = m1 + u1, y1 = n1 - t1;
        c[o1] = x1 * w1 - y1 * v1;
        d[o1] = x1 * v1 + y1 * w1;
        const x2 = m2 + u2, y2 = n2 - t2;
        c[o2] = x2 * w2 - y2 * v2;
        d[o2] = x2 * v2 + y2 * w2;
        const x3 = m2 - u2, y3 = n2 + t2;
        c[o3] = x3 * w3 - y3 * v3;
        d[o3] = x3 * v3 + y3 * w3;
        const x4 = m1 - u1, y4 = n1 + t1;
        c[o4] = x4 * w4 - y4 * v4;
        d[o4] = x4 * v4 + y4 * w4;
      }
    }
  },
};

/** The definition itself, for a prime that occurs seldom. */
const anyRadix: Pass = (from, to, roots, stride, groups, radix) => {
  const size = stride * groups * radix;
  for (let p = 0; p < groups; p++) {
    for (let k = 0; k < radix; k++) {
      for (let q = 0; q < stride; q++) {
        let real = 0, imaginary = 0;
        for (let j = 0; j < radix; j++) {
          // Both turns at once: by j k / radix within the group and by p k / (groups radix) after it.
          const root = k * (p + groups * j) * stride % size;
          const w = roots.real[root], v = roots.imaginary[root];
          const at = q + stride * (p + groups * j);
          real += from.real[at] * w - from.imaginary[at] * v;
          imaginary += from.real[at] * v + from.imaginary[at] * w;
        }
        to.real[q + stride * (radix * p + k)] = real;
        to.imaginary[q + stride * (radix * p + k)] = imaginary;
      }
    }
  }
};

/** 2 j k = j^2 + k^2 - (j - k)^2 makes the transform a convolution with a chirp. */
function chirpTransform(size: number) {
  let length = 1;
  while (length < 2 * size - 1) length *= 2;
  const convolve = stockhamTransform(length, factorize(length));
  const roots = rootsOfUnity(2 * size, 2 * size);
  const turns = new Uint32Array(size);
  // k^2 modulo 2 N, by differences, so that nothing exceeds 2^32.
  for (let k = 1; k < size; k++) turns[k] = (turns[k - 1] + 2 * k - 1) % (2 * size);
  const chirp = complex(length), work = complex(length);
  for (let k = 0; k < size; k++) {
    chirp.real[k] = roots.real[turns[k]];
    chirp.imaginary[k] = -roots.imaginary[turns[k]];
    if (k === 0) continue;
    chirp.real[length - k] = chirp.real[k];
    chirp.imaginary[length - k] = chirp.imaginary[k];
  }
  convolve(chirp.real, chirp.imaginary);
  return (real: Float64Array, imaginary: Float64Array) => {
    work.real.fill(0);
    work.imaginary.fill(0);
    for (let k = 0; k < size; k++) {
      const w = roots.real[turns[k]], v = roots.imaginary[turns[k]];
      work.real[k] = real[k] * w - imaginary[k] * v;
      work.imaginary[k] = real[k] * v + imaginary[k] * w;
    }
    convolve(work.real, work.imaginary);
    for (let k = 0; k < length; k++) {
      const r = work.real[k], s = work.imaginary[k];
      // Conjugated, so that the forward transform does as the inverse.
      work.real[k] = r * chirp.real[k] - s * chirp.imaginary[k];
      work.imaginary[k] = -(r * chirp.imaginary[k] + s * chirp.real[k]);
    }
    convolve(work.real, work.imaginary);
    for (let k = 0; k < size; k++) {
      const w = roots.real[turns[k]], v = roots.imaginary[turns[k]];
      const r = work.real[k] / length, s = -work.imaginary[k] / length;
      real[k] = r * w - s * v;
      imaginary[k] = r * v + s * w;
    }
  };
}
