import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import {
  type ConditioningComponent,
  conditioningEntropy,
  FULL_ENTROPY_EPSILON,
  outputEntropy,
} from "../../lib/sp800_90b/conditioning.ts";

const reference = JSON.parse(
  await Deno.readTextFile(new URL("../fixtures/sp800-90b/conditioning.json", import.meta.url)),
);

const SHA256: ConditioningComponent = {
  inputBits: 512,
  outputBits: 256,
  narrowestWidth: 256,
  inputEntropy: 320,
};

Deno.test("output entropies are those of NIST's program, which has 70 digits", () => {
  assertEquals(reference.length, 20);
  for (const one of reference) {
    const component = {
      inputBits: one.n_in,
      outputBits: one.n_out,
      narrowestWidth: one.nw,
      inputEntropy: one.h_in,
    };
    const result = conditioningEntropy(component, one.mode === "vetted" ? null : one.h_prime);
    const name = JSON.stringify(one);
    assertAlmostEquals(result.outputEntropy / Number(one.outputEntropy), 1, 1e-12, name);
    assertAlmostEquals(result.entropy / Number(one.h_out), 1, 1e-12, name);
  }
});

Deno.test("Output_Entropy is the formula of the standard where doubles can compute it", () => {
  for (const [inputBits, outputBits, narrowestWidth, inputEntropy] of CASES) {
    const n = Math.min(outputBits, narrowestWidth);
    const high = 2 ** -inputEntropy;
    const low = (1 - high) / (2 ** inputBits - 1);
    const psi = 2 ** (inputBits - n) * low + high;
    const u = 2 ** (inputBits - n) + Math.sqrt(2 * n * 2 ** (inputBits - n) * Math.LN2);
    const wanted = -Math.log2(Math.max(psi, u * low));
    const found = outputEntropy({ inputBits, outputBits, narrowestWidth, inputEntropy });
    assertAlmostEquals(found.entropy, wanted, 1e-9);
    assertAlmostEquals(found.shortfall, n - wanted, 1e-9);
  }
});

const CASES = [
  [8, 4, 4, 7.5],
  [8, 8, 8, 8],
  [16, 8, 4, 12],
  [20, 10, 12, 3],
  [12, 4, 3, 0.5],
  [24, 23, 23, 22],
  [30, 2, 2, 2],
] as const;

Deno.test("full entropy: 64 bits more than the output are enough, a thousandth less are not", () => {
  // Shortfall 2^(n - h_in) / ln 2 of n bits: at most 2^-64 n from h_in = n + 64 - log2(n ln 2) on.
  const from = 256 + 64 - Math.log2(256 * Math.LN2);
  for (const [inputEntropy, full] of [[from + 0.001, true], [from - 0.001, false], [320, true]]) {
    const result = conditioningEntropy(
      { ...SHA256, inputEntropy: Number(inputEntropy) },
      null,
    );
    assertEquals(result.fullEntropy, full, `${inputEntropy}`);
    assertAlmostEquals(Math.log2(result.epsilon), full === true ? -64 : -64, 7.5);
    assertEquals(result.epsilon <= FULL_ENTROPY_EPSILON, full);
  }
});

Deno.test("what a double cannot hold beside 256 stands in the shortfall", () => {
  const { entropy, shortfall } = outputEntropy({ ...SHA256, inputEntropy: 500 });
  assertEquals(entropy, 256);
  // 2^-244 from h_in, and sqrt(2 n ln 2 2^-(n_in - n)) / ln 2 from the width.
  const wanted = Math.sqrt(2 * 256 * Math.LN2 * 2 ** -256) / Math.LN2;
  assertAlmostEquals(shortfall / wanted, 1, 1e-9);
});

Deno.test("a narrow middle limits the output, however wide that is", () => {
  const narrow = conditioningEntropy({ ...SHA256, narrowestWidth: 128 }, null);
  assertEquals([narrow.entropy, narrow.entropyPerBit, narrow.epsilon], [128, 0.5, 0.5]);
});

Deno.test("a component that is not vetted has the least of three limits, and never full entropy", () => {
  const limited = (h: number) => conditioningEntropy(SHA256, h);
  assertAlmostEquals(limited(1).entropy, 255.744, 1e-12);
  assertAlmostEquals(limited(0.5).entropy, 128, 1e-12);
  assertEquals(limited(0).entropy, 0);
  const little = conditioningEntropy({ ...SHA256, inputEntropy: 20 }, 1);
  assert(little.entropy <= 20 && little.entropy > 19.99);
  assertEquals([limited(1).fullEntropy, limited(1).vetted], [false, false]);
});

Deno.test("widths up to 2^30 and tiny entropies give finite figures", () => {
  for (const bits of [1, 2, 1_075, 65_536, 2 ** 30]) {
    for (const other of [1, 2, 1_075, 65_536, 2 ** 30]) {
      for (const share of [1e-12, 0.3, 1]) {
        const component = {
          inputBits: bits,
          outputBits: other,
          narrowestWidth: other,
          inputEntropy: share * bits,
        };
        const { entropy, shortfall } = outputEntropy(component);
        const name = JSON.stringify(component);
        assert(entropy >= 0 && entropy <= Math.min(other, component.inputEntropy) + 1e-9, name);
        assert(shortfall >= 0 && shortfall <= other, name);
      }
    }
  }
});

Deno.test("no width inside is more than the input: figures of NIST's program, and from one bit more on no change", () => {
  // ea_conditioning 1.1.7, -v n_in n_out nw h_in.
  const WIDE = [
    [128, 256, 256, 100, 99.99999999462554216983],
    [128, 256, 512, 128, 124.1599523847531908044],
    [64, 256, 256, 64, 60.61881629318113145002],
    [10, 20, 30, 5, 4.956931278108114029192],
    [1, 4, 4, 1, 0],
  ] as const;
  for (const [inputBits, outputBits, narrowestWidth, inputEntropy, wanted] of WIDE) {
    const component = { inputBits, outputBits, narrowestWidth, inputEntropy };
    const { entropy, epsilon } = conditioningEntropy(component, null);
    assertAlmostEquals(entropy, wanted, 1e-12 * inputBits, JSON.stringify(component));
    assertAlmostEquals(epsilon, 1 - wanted / outputBits, 1e-12);
  }
  const of = (outputBits: number, narrowestWidth: number) =>
    outputEntropy({ ...SHA256, inputBits: 300, inputEntropy: 300, outputBits, narrowestWidth });
  assert(of(512, 299).entropy < of(512, 300).entropy);
  assertEquals(of(512, 301), of(512, 300));
  assertEquals(of(301, 512), of(300, 512));
});

Deno.test("an input without entropy leaves an output without any, and all of it missing", () => {
  for (const inputBits of [1, 512, 2 ** 30]) {
    const { entropy, epsilon, fullEntropy } = conditioningEntropy(
      { ...SHA256, inputBits, inputEntropy: 0 },
      null,
    );
    assertEquals([entropy, epsilon, fullEntropy], [0, 1, false]);
  }
});

Deno.test("values outside their ranges are refused by name", () => {
  const refused = (changes: Partial<ConditioningComponent>, message: string) =>
    assertThrows(() => outputEntropy({ ...SHA256, ...changes }), RangeError, message);
  refused({ inputBits: 0 }, "n_in = 0");
  refused({ outputBits: 2.5 }, "n_out = 2.5");
  refused({ narrowestWidth: 2 ** 30 + 1 }, "nw = 1073741825");
  refused({ inputEntropy: -1e-9 }, "h_in = -1e-9");
  refused({ inputEntropy: 512.001 }, "h_in = 512.001");
  refused({ inputEntropy: NaN }, "h_in = NaN");
  assertThrows(() => conditioningEntropy(SHA256, 1.1), RangeError, "1.1");
  assertThrows(() => conditioningEntropy(SHA256, -0.1), RangeError, "-0.1");
});
