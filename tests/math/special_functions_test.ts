import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { atLeast, atMost } from "../../lib/math/binomial.ts";
import { findRoot } from "../../lib/math/root.ts";
import {
  betaLower,
  betaUpper,
  chiSquareQuantile,
  chiSquareUpper,
  erfc,
  gammaUpper,
  logGamma,
  normalTail,
} from "../../lib/math/special_functions.ts";

function assertClose(actual: number, expected: number, tolerance: number, what: string): void {
  const difference = expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);
  assert(difference <= tolerance, `${what}: ${actual}, expected ${expected}`);
}

Deno.test("logGamma() is the logarithm of factorials and of half-integer products", () => {
  let factorial = 1, half = Math.sqrt(Math.PI);
  for (let n = 1; n <= 30; n++) {
    factorial *= n;
    half *= n - 0.5;
    // Near its zeros at 1 and 2 the logarithm is good to 1e-14 absolutely.
    const tolerance = (value: number): number => 1e-14 * Math.max(1, Math.log(value));
    assertAlmostEquals(logGamma(n + 1), Math.log(factorial), tolerance(factorial));
    assertAlmostEquals(logGamma(n + 0.5), Math.log(half), tolerance(half));
  }
});

Deno.test("gammaUpper() has its closed form for whole numbers, far tail included", () => {
  // Q(n, x) = exp(-x) (1 + x + x^2 / 2! + ... + x^(n - 1) / (n - 1)!).
  for (const n of [1, 2, 5, 20]) {
    for (const x of [0.1, 1, 4.9, 5, 6, 25, 300]) {
      let term = Math.exp(-x), sum = term;
      for (let k = 1; k < n; k++) sum += term *= x / k;
      const tolerance = sum > 0.9 ? 1e-14 : 1e-12;
      assertClose(gammaUpper(n, x), sum, tolerance, `gammaUpper(${n}, ${x})`);
    }
  }
  assertEquals([gammaUpper(3, 0), gammaUpper(3, Infinity)], [1, 0]);
});

Deno.test("chiSquareUpper() has the quantiles that tables print", () => {
  // Quantiles to 17 digits: the 5 percent point of one degree is the square of the 97.5 percent normal one.
  assertClose(chiSquareUpper(1.959963984540054 ** 2, 1), 0.05, 1e-13, "1 degree, 5 percent");
  assertClose(chiSquareUpper(2.5758293035489008 ** 2, 1), 0.01, 1e-13, "1 degree, 1 percent");
  assertClose(chiSquareUpper(-2 * Math.log(0.001), 2), 0.001, 1e-13, "2 degrees, closed form");
});

Deno.test("betaLower() and betaUpper() are binomial tails", () => {
  const n = 40, p = 0.1;
  let probability = (1 - p) ** n, below = 0;
  for (let k = 0; k < n; k++) {
    below += probability;
    assertClose(atMost(k, n, p), below, 1e-12, `at most ${k}`);
    assertClose(betaUpper(p, k + 1, n - k), below, 1e-12, `betaUpper ${k}`);
    probability *= (n - k) / (k + 1) * p / (1 - p);
  }
  assertClose(atLeast(40, 40, p), 1e-40, 1e-11, "the far tail keeps its digits");
  assertEquals([atMost(-1, n, p), atMost(n, n, p), atLeast(0, n, p), atLeast(41, n, p)], [
    0,
    1,
    1,
    0,
  ]);
  assertEquals([betaLower(0, 2, 3), betaLower(1, 2, 3)], [0, 1]);
});

Deno.test("findRoot() finds roots to the last digits in few evaluations", () => {
  const cases: [string, (x: number) => number, number, number, number][] = [
    ["a square root", (x) => x * x - 2, 0, 2, Math.SQRT2],
    ["a flat root", (x) => (x - 0.3) ** 5, 0, 1, 0.3],
    ["a steep one", (x) => Math.exp(50 * x) - 2, -1, 1, Math.log(2) / 50],
    ["a step", (x) => x < 0.123 ? -1 : 1, 0, 1, 0.123],
  ];
  for (const [name, f, low, high, root] of cases) {
    let evaluations = 0;
    const counted = (x: number): number => {
      evaluations++;
      return f(x);
    };
    const tolerance = name === "a flat root" ? 1e-3 : 1e-14;
    assertClose(findRoot(counted, low, high, f(low), f(high)), root, tolerance, name);
    assert(evaluations <= 130, `${name}: ${evaluations} evaluations`);
  }
});

Deno.test("erfc() agrees with tables, in the far tail too", () => {
  // Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, tables 7.1 and 7.3.
  assertEquals(erfc(0), 1);
  assertClose(erfc(0.5), 0.4795001221869535, 1e-13, "erfc(0.5)");
  assertClose(erfc(-0.5), 1.5204998778130465, 1e-13, "erfc(-0.5)");
  assertClose(erfc(2), 0.004677734981047266, 1e-13, "erfc(2)");
  assertClose(erfc(10), 2.088487583762545e-45, 1e-12, "erfc(10)");
});

Deno.test("chiSquareQuantile() is what a chi-square variable exceeds so often, far out on both sides", () => {
  assertAlmostEquals(chiSquareQuantile(0.05, 1), 3.841458820694124, 1e-12);
  for (const degrees of [1, 9, 255, 65_535]) {
    for (const probability of [1e-9, 0.001, 0.5, 0.999]) {
      const found = chiSquareUpper(chiSquareQuantile(probability, degrees), degrees);
      assertAlmostEquals(found / probability, 1, 1e-9, `${probability} with ${degrees}`);
    }
  }
});

Deno.test("normalTail() has the tails that tables print, on both sides", () => {
  assertAlmostEquals(normalTail(1.959963984540054), 0.025, 1e-15);
  assertAlmostEquals(normalTail(4) / 3.167124183311986e-5, 1, 1e-12);
  assertEquals(normalTail(-4), 1 - normalTail(4));
});
