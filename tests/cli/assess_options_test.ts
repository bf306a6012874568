import { checkAssessValue, toAssessOptions } from "../../lib/cli/assess_options.ts";
import { parseCount } from "../../lib/cli/units.ts";
import { Failure } from "../../lib/failure.ts";
import { assertEquals, assertThrows } from "../assert.ts";

Deno.test("parseCount() knows decimal and binary multiples", () => {
  assertEquals(parseCount("bytes", "4096"), 4096);
  assertEquals(parseCount("bytes", "10K"), 10_000);
  assertEquals(parseCount("bytes", "3M"), 3_000_000);
  assertEquals(parseCount("bytes", "2G"), 2_000_000_000);
  assertEquals(parseCount("bytes", "1Ki"), 1024);
  assertEquals(parseCount("bytes", "256Mi"), 268_435_456);
  assertEquals(parseCount("bytes", "1Gi"), 1_073_741_824);
});

Deno.test("parseCount() refuses zero, fractions, other letters and what a number cannot hold", () => {
  for (
    const text of ["0", "", "K", "1.5M", "-1", "1k", "1T", "1KB", " 1", "0x10", "9007199254740992"]
  ) {
    assertThrows(() => parseCount("bytes", text), Failure, `Unsupported --bytes '${text}'`);
  }
  assertEquals(parseCount("bytes", "9007199254740991"), Number.MAX_SAFE_INTEGER);
});

Deno.test("values at their bounds are taken, those beyond are not", () => {
  for (
    const [key, good, bad] of [
      ["bits-per-symbol", "1", "0"],
      ["bits-per-symbol", "8", "9"],
      ["jobs", "1", "0"],
      ["jobs", "64", "65"],
      ["claimed-entropy", "8", "8.1"],
      ["require-min-entropy", "0.01", "0"],
      ["require", "fips", "FIPS"],
      ["seconds", "0.5", "0"],
    ] as const
  ) {
    checkAssessValue(key, good);
    assertThrows(() => checkAssessValue(key, bad), Failure, `Unsupported --${key} '${bad}'`);
  }
});

const options = (
  flags: string[],
  values: Record<string, string> = {},
  positionals: string[] = [],
) =>
  toAssessOptions({
    flags: new Set(flags),
    values: new Map(Object.entries(values)),
    positionals,
  }, values.require === undefined ? [] : [values.require]);

Deno.test("the source is /dev/random, what is named, standard input, or the generator of -l", () => {
  assertEquals(options([]).request.source, { kind: "file", path: "/dev/random" });
  assertEquals(options([], {}, ["/dev/hwrng"]).request.source, {
    kind: "file",
    path: "/dev/hwrng",
  });
  assertEquals(options([], {}, ["-"]).request.source, { kind: "stdin" });
  assertEquals(options(["csprng"]).request.source, { kind: "csprng" });
});

Deno.test("the smaller of --bytes and --samples counts; a packed byte holds several samples", () => {
  const most = (flags: string[], values: Record<string, string>) =>
    options(flags, values).request.mostSamples;
  assertEquals(most([], {}), null);
  assertEquals(most([], { bytes: "10", samples: "7" }), 7);
  assertEquals(most(["packed"], { bytes: "10", "bits-per-symbol": "2" }), 40);
  assertEquals(most(["packed"], { bytes: "10", samples: "39", "bits-per-symbol": "2" }), 39);
});

Deno.test("the claimed entropy is the width of a symbol, and cannot be more", () => {
  assertEquals(options([], { "bits-per-symbol": "4" }).request.claimedEntropy, 4);
  assertThrows(
    () => options([], { "bits-per-symbol": "4", "claimed-entropy": "4.5" }),
    Failure,
    "more than 0 and up to 4 bits a symbol",
  );
});

Deno.test("options that would have no effect are refused", () => {
  for (
    const [flags, values, message] of [
      [["fips"], { "require-min-entropy": "1" }, "--fips together with --require-min-entropy"],
      [["fips"], { jobs: "2" }, "--fips together with --jobs"],
      [["rngtest", "json"], {}, "--rngtest together with --json"],
      [["rngtest"], { html: "x" }, "--rngtest together with --html"],
      [["packed"], { "bits-per-symbol": "5" }, "Cannot unpack symbols of 5 bits"],
    ] as const
  ) {
    assertThrows(() => options([...flags], { ...values }), Failure, message);
  }
  assertThrows(() => options(["csprng"], {}, ["x"]), Failure, "--csprng and 'x' at once");
  assertThrows(() => options([], {}, ["x", "y"]), Failure, "Unexpected argument 'y'");
});
