import {
  byteSize,
  computedProbability,
  decimals,
  decimalsAgainst,
  decimalsDown,
  decimalsUp,
  digitsUp,
  entropyFigure,
  entropyText,
  expectation,
  grouped,
  percentAtMost,
  plural,
  probability,
  probabilityAgainst,
  probabilityIs,
} from "../../lib/report/numbers.ts";
import { wrap } from "../../lib/report/text_style.ts";
import { assert, assertEquals } from "../assert.ts";

Deno.test("grouped() sets digits in threes", () => {
  assertEquals([0, 999, 1000, 1_234_567, 1e15].map(grouped), [
    "0",
    "999",
    "1,000",
    "1,234,567",
    "1,000,000,000,000,000",
  ]);
});

Deno.test("decimals() has no minus before a zero", () => {
  assertEquals([decimals(-0.00001, 4), decimals(-0.00006, 4), decimals(2, 2)], [
    "0.0000",
    "-0.0001",
    "2.00",
  ]);
});

Deno.test("decimalsDown() is never more than the value, and the value where that has so few decimals", () => {
  for (
    const [value, digits, text] of [
      [5.69209, 4, "5.6920"],
      [5.6921, 4, "5.6921"],
      [5.9999999, 4, "5.9999"],
      [0.99999, 4, "0.9999"],
      [8, 4, "8.0000"],
      [0, 2, "0.00"],
    ] as const
  ) {
    assertEquals(decimalsDown(value, digits), text);
  }
});

Deno.test("decimalsUp() and digitsUp() are never less than the value, and the value where that has so few", () => {
  for (
    const [value, digits, text] of [
      [5.69201, 4, "5.6921"],
      [5.6921, 4, "5.6921"],
      [255.99999999, 4, "256.0000"],
      [8, 4, "8.0000"],
      [0, 2, "0.00"],
      [2.1, 0, "3"],
      [0.00001, 4, "0.0001"],
      [8 - 2 ** -48, 15, "7.999999999999997"],
    ] as const
  ) {
    assertEquals(decimalsUp(value, digits), text);
    assert(Number(text) >= value, text);
  }
  assertEquals([0.17487, 0.17, 0.0991, 0.0995, 3.1e-20, 0].map((value) => digitsUp(value, 2)), [
    0.18,
    0.17,
    0.1,
    0.1,
    3.1e-20,
    0,
  ]);
});

Deno.test("percentAtMost() is never less than the share, and the share where that has two digits", () => {
  assertEquals(
    [0.0017487, 0.0052209, 0.0013240, 0.0011, 0.07, 0.000301, 0.00001234, 0, 1].map(percentAtMost),
    ["0.18", "0.53", "0.14", "0.11", "7", "0.031", "0.0013", "0", "100"],
  );
});

Deno.test("an entropy that is an upper limit is never told less than it is, and looks less than what was wanted only where it is", () => {
  assertEquals([7.31141, 7.3114, 0, 1.231e-7, 7.99999].map((value) => entropyFigure(value, true)), [
    "7.3115",
    "7.3114",
    "0.0000",
    "1.24e-7",
    "8.0000",
  ]);
  assertEquals(decimalsAgainst(7.31141, 7.5, true), "7.3115");
  assertEquals(decimalsAgainst(7.499991, 7.5, true), "7.499991");
  assertEquals(decimalsAgainst(7.50001, 7.5, true), "7.5001");
});

Deno.test("a p-value that is told as an upper bound is never less than it is, and looks rejected where it is", () => {
  assertEquals(
    [0.0234, 0.5, 0.00041, 0.00095, 0.99999].map((value) => probabilityIs(value, "at most", 0.001)),
    ["at most 0.024", "at most 0.500", "at most 5e-4", "at most 9.5e-4", "at most 1.000"],
  );
});

Deno.test("decimalsAgainst() looks less than what was wanted exactly where it is", () => {
  for (
    const [found, wanted, text] of [
      [5.692099, 5.6921, "5.6920"],
      [5.6921, 5.6921, "5.6921"],
      [5.69214, 5.6921, "5.6921"],
      [5.692107, 5.692106, "5.692107"],
      [5.692105, 5.692106, "5.6921"],
      [7.99999, 8, "7.9999"],
      [0.3, 0.3, "0.3000"],
    ] as const
  ) {
    assertEquals(decimalsAgainst(found, wanted), text);
  }
  for (let i = 1; i < 2000; i++) {
    const wanted = i / 250 - 1e-9 * i;
    for (const found of [wanted, wanted * (1 + 2e-16), wanted * (1 - 2e-16)]) {
      const shown = Number(decimalsAgainst(found, wanted));
      assertEquals([shown < wanted, shown <= found], [found < wanted, true], `${found} ${wanted}`);
    }
  }
});

Deno.test("expectation() keeps two digits of small numbers and all of large ones", () => {
  assertEquals([0, 0.000931, 0.01, 0.316, 3.16, 31.6, 99.9, 100, 1234.5].map(expectation), [
    "0",
    "9e-4",
    "0.01",
    "0.32",
    "3.2",
    "32",
    "100",
    "100",
    "1,235",
  ]);
});

Deno.test("probability() never shows a small one as zero", () => {
  assertEquals([1, 0.5, 0.001, 0.00099, 1e-200, 0].map(probability), [
    "1.000",
    "0.500",
    "0.001",
    "1e-3",
    "1e-200",
    "0",
  ]);
});

Deno.test("byteSize() is exact for small sizes and has three digits for large ones", () => {
  assertEquals([1, 9_999, 10_000, 1_048_576, 268_435_456, 1e13].map(byteSize), [
    "1 byte",
    "9,999 bytes",
    "10 kB",
    "1.05 MB",
    "268 MB",
    "10 TB",
  ]);
});

Deno.test("plural() knows one", () => {
  assertEquals([0, 1, 2].map((count) => plural(count, "bit")), ["0 bits", "1 bit", "2 bits"]);
});

Deno.test("wrap() fills lines up to the last column and not beyond", () => {
  assertEquals(wrap("aa bb cc", 5), ["aa bb", "cc"]);
  assertEquals(wrap("aa bb cc", 4), ["aa", "bb", "cc"]);
  assertEquals(wrap("aa bb cc", 8), ["aa bb cc"]);
  assertEquals(wrap("a-word-that-is-longer b", 5, "  ", "- "), ["- a-word-that-is-longer", "  b"]);
  assertEquals(wrap("", 5), [""]);
});

Deno.test("probabilityIs() calls nothing that was computed zero", () => {
  assertEquals([0.5, 1e-300, 1e-301, 0].map((value) => probabilityIs(value)), [
    "= 0.500",
    "= 1e-300",
    "< 1e-300",
    "< 1e-300",
  ]);
  assertEquals([0.02, 0].map((value) => probabilityIs(value, "at most")), [
    "at most 0.020",
    "< 1e-300",
  ]);
  assertEquals(probabilityIs(0.00099999, "=", 0.001), "= 9.99e-4");
  assertEquals([0.02, 0].map(computedProbability), ["0.020", "< 1e-300"]);
});

Deno.test("probabilityAgainst() does not round what is too small to the least that fits", () => {
  assertEquals(
    [0.0099, 0.00999999, 0.01, 0.5, 0.004].map((value) => probabilityAgainst(value, 0.01)),
    ["9.90e-3", "9.99e-3", "0.010", "0.500", "0.004"],
  );
  assertEquals([9.9999e-5, 1e-4, 0].map((value) => probabilityAgainst(value, 1e-4)), [
    "9.99e-5",
    "1e-4",
    "0",
  ]);
  assertEquals(probabilityAgainst(0.00099999, 0.001), "9.99e-4");
});

Deno.test("an entropy is printed with four decimals or three digits, and never above what it is", () => {
  const figures = [
    [4.05297, "4.0529", "4.0529"],
    [8, "8.0000", "8"],
    [255.9999999999999, "255.9999", "255.9999"],
    [1e-4, "0.0001", "0.0001"],
    [0.99999e-4, "9.99e-5", "0.0000999"],
    [0, "0.0000", "0"],
  ] as const;
  for (const [value, figure, text] of figures) {
    assertEquals([entropyFigure(value), entropyText(value)], [figure, text]);
  }
});
