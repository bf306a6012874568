import { toEntropySourceOptions } from "../../lib/cli/entropy_source_options.ts";
import { estimatorThreads, toAssessOptions } from "../../lib/cli/assess_options.ts";
import { ASSESS_OPTIONS } from "../../lib/cli/assess_table.ts";
import {
  parseBytes,
  parseCount,
  ParsedOptions,
  parseDuration,
  parseOptions,
} from "../../lib/cli/parse.ts";
import { Failure } from "../../lib/failure.ts";
import { assert, assertEquals, assertThrows } from "../assert.ts";

Deno.test("parseBytes() and parseCount() know decimal and binary multiples", () => {
  assertEquals(parseBytes("bytes", "4096"), 4096);
  assertEquals(parseBytes("bytes", "10K"), 10_000);
  assertEquals(parseBytes("bytes", "3M"), 3_000_000);
  assertEquals(parseBytes("bytes", "2G"), 2_000_000_000);
  assertEquals(parseBytes("bytes", "1Ki"), 1024);
  assertEquals(parseBytes("bytes", "256Mi"), 268_435_456);
  assertEquals(parseBytes("bytes", "1Gi"), 1_073_741_824);
  assertEquals(parseBytes("bytes", "100k"), 100_000);
  assertEquals(parseBytes("bytes", "1GB"), 1_000_000_000);
  assertEquals(parseBytes("bytes", "10MiB"), 10_485_760);
  assertEquals(parseBytes("bytes", "512B"), 512);
  assertEquals(parseBytes("bytes", "1T"), 1_000_000_000_000);
  assertEquals(parseBytes("skip", "0", 0), 0);
  assertEquals(parseCount("samples", "20k"), 20_000);
});

Deno.test("parseBytes() refuses zero, fractions, other letters and what a number cannot hold", () => {
  for (
    const text of [
      "0",
      "",
      "K",
      "1.5M",
      "-1",
      "1X",
      "1i",
      "1Kb b",
      " 1",
      "0x10",
      "9007199254740992",
    ]
  ) {
    assertThrows(() => parseBytes("bytes", text), Failure, `Unsupported --bytes '${text}'`);
  }
  assertEquals(parseBytes("bytes", "9007199254740991"), Number.MAX_SAFE_INTEGER);
});

Deno.test("what is no number of bytes is refused with its range and with units that fit into it alone", () => {
  for (
    const [least, most, supported] of [
      [0, Number.MAX_SAFE_INTEGER, "0 or more, with k, M, G, T, Ki, Mi, Gi or Ti)"],
      [1000, 10_000_000, "1000 to 10000000, with k, M, Ki or Mi)"],
      [1, 10_000, "1 to 10000, with k or Ki)"],
      [1, 1000, "1 to 1000)"],
    ] as const
  ) {
    const refused = `Unsupported --count 'abc' (supported: ${supported}`;
    const error = assertThrows(() => parseCount("count", "abc", least, most), Failure);
    assertEquals(error.message, refused);
  }
  const bytes = assertThrows(() => parseBytes("skip", "abc", 0), Failure);
  assertEquals(bytes.message.endsWith("Gi or Ti and B for bytes)"), true);
});

Deno.test("the refusal of a required min-entropy says what it is about; of a claimed one it does not", () => {
  for (const name of ["require-min-entropy", "claimed-entropy"]) {
    const error = assertThrows(() => toAssessOptions(parse([`--${name}=255`])), Failure);
    assertEquals(
      error.hint?.startsWith("it is about a sample") ?? false,
      name !== "claimed-entropy",
    );
  }
});

Deno.test("parseDuration() knows seconds and what is usual beside them", () => {
  // 24 days are the last whole days that fit into the 2^31 - 1 milliseconds of a timer.
  const last = [["2073600", 2_073_600], ["24d", 2_073_600], ["007", 7]];
  const taken = [...last, ["60", 60], ["0.5", 0.5], ["10s", 10], ["2m", 120], ["500ms", 0.5], [
    "1h",
    3600,
  ]];
  for (const [text, seconds] of taken as [string, number][]) {
    assertEquals(parseDuration("seconds", text), seconds);
  }
  for (
    const text of [
      "0",
      "0s",
      "",
      "s",
      "-1",
      "1y",
      "1 s",
      "25d",
      "2073600.1",
      "0.0",
      "+1",
      "1e3",
      " 1",
      "1 ",
      "1.",
      ".5",
      "0x1",
      "NaN",
      "Infinity",
      "constructor",
      "1constructor",
    ]
  ) {
    assertThrows(
      () => parseDuration("seconds", text),
      Failure,
      `Unsupported --seconds '${text}'`,
    );
  }
});

Deno.test("a machine of 128 processors starts no more threads than one of 4, and none has more than jobs", () => {
  assertEquals([1, 2, 4, 128].map((processors) => estimatorThreads(null, processors)), [
    1,
    2,
    4,
    4,
  ]);
  assertEquals([1, 16, 64].map((jobs) => estimatorThreads(jobs, 128)), [1, 16, 16]);
});

function parse(args: readonly string[]): ParsedOptions {
  const parsed = parseOptions(args, Object.values(ASSESS_OPTIONS));
  assert(parsed instanceof ParsedOptions);
  return parsed;
}

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
      ["require", "fits,no-repeats,iid", ""],
      ["format", "u16le", "u16"],
      ["skip", "0", "-1"],
      ["blockcount", "0", "-1"],
      ["seconds", "0.5", "0"],
      ["seed", "0", "-1"],
      ["seed", "9007199254740991", "9007199254740992"],
      ["rows", "2", "1"],
      ["columns", "1000000", "1000001"],
      ["max-time", "1h", "0"],
    ] as const
  ) {
    parse([`--${key}=${good}`]);
    assertThrows(() => parse([`--${key}=${bad}`]), Failure, `Unsupported --${key} '${bad}'`);
  }
});

const options = (
  flags: string[],
  values: Record<string, string> = {},
  positionals: string[] = [],
) =>
  toAssessOptions(parse([
    ...flags.map((name) => `--${name}`),
    ...Object.entries(values).map(([name, value]) => `--${name}=${value}`),
    ...positionals,
  ]));

Deno.test("the source is /dev/random, what is named, standard input, or the generator of -l", () => {
  assertEquals(options([]).request.source, { kind: "file", path: "/dev/random" });
  assertEquals(options([], {}, ["/dev/hwrng"]).request.source, {
    kind: "file",
    path: "/dev/hwrng",
  });
  assertEquals(options([], {}, ["-"]).request.source, { kind: "stdin" });
  assertEquals(options(["csprng"]).request.source, { kind: "csprng" });
});

Deno.test("limits in bytes and in samples are kept apart; what is read stops at the first", () => {
  const { mostBytes, mostSamples } = options([], { bytes: "10", samples: "7" }).request;
  assertEquals([mostBytes, mostSamples], [10, 7]);
  assertEquals(options([]).request.mostBytes, null);
});

Deno.test("--rngtest reads standard input unless told otherwise, and as many symbols as hold its blocks", () => {
  const { request } = options(["rngtest"], { blockcount: "3", "bits-per-symbol": "4" });
  assertEquals(request.source, { kind: "stdin" });
  assertEquals(request.mostSamples, 2 * (4 + 3 * 2500));
  // As of rngtest 0 is no limit.
  assertEquals(options(["rngtest"], { blockcount: "0" }).request.mostSamples, null);
  assertEquals(
    options(["rngtest"], { blockcount: "0", samples: "9" }).request.mostSamples,
    9,
  );
});

Deno.test("requirements of several --require count, each once it is given", () => {
  assertEquals(
    toAssessOptions(parse(["--require=fits,iid", "--require", "fips"])).request.requirements.named,
    ["fits", "iid", "fips"],
  );
  assertEquals(options(["sp800-22"], { require: "fits" }).request.requirements.named, ["fits"]);
});

Deno.test("no verdict without fault is to be had of the standards on raw noise, which they compare with nothing", () => {
  const of = (...words: string[]) => () => toEntropySourceOptions(parse(words));
  assertThrows(of("--standards", "--raw", "--require=fits"), Failure, "--standards --raw together");
  for (const words of [["--require=fits"], ["--raw", "--require=iid"], ["--raw"]]) {
    assert(of("--standards", ...words)() !== null, words.join(" "));
  }
});

Deno.test("--raw is refused where it changes nothing", () => {
  const of = (...words: string[]) => () => toEntropySourceOptions(parse(words));
  const conditioning = "--conditioning=n_in=8,n_out=8,nw=8,vetted";
  for (const mode of ["--iid", "--restart=x", conditioning]) {
    const name = mode.split("=")[0];
    assertThrows(of(mode, "--raw", "noise"), Failure, `${name} together with --raw`);
    assert(of(mode, "noise")() !== null);
    assert(of(mode, "--standards", "--raw", "noise")() !== null);
  }
});

Deno.test("several sources are assessed alike", () => {
  const { request, others } = options(["fips"], {}, ["a", "b", "-"]);
  assertEquals([request, ...others].map(({ source }) => source), [
    { kind: "file", path: "a" },
    { kind: "file", path: "b" },
    { kind: "stdin" },
  ]);
  assertThrows(() => options([], {}, ["-", "-"]), Failure, "standard input twice");
  assertThrows(() => options([], { html: "x" }, ["a", "b"]), Failure, "--html with more than one");
});

Deno.test("a format says how wide its symbols are, and refuses what contradicts it", () => {
  assertEquals(options([], { format: "bits" }).request.symbols.bitsPerSymbol, 1);
  assertEquals(options([], { format: "u16le" }).request.symbols.bitsPerSymbol, 8);
  for (
    const [flags, values] of [
      [[], { format: "bits", "bits-per-symbol": "4" }],
      [[], { format: "u16be", "bits-per-symbol": "7" }],
      [["packed"], { format: "decimal" }],
      [["lsb-first"], { format: "u16le" }],
      [["lsb-first"], { "bits-per-symbol": "4" }],
    ] as const
  ) {
    assertThrows(() => options([...flags], { ...values }), Failure, "Cannot use --");
  }
});

Deno.test("nothing is claimed of a raw source unless it is said", () => {
  assertEquals(options(["raw"]).request.claimedEntropy, null);
  assertEquals(options(["raw"], { "claimed-entropy": "2" }).request.claimedEntropy, 2);
  assertEquals(options(["raw"]).request.expectation, "steady");
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
      [["fips"], { require: "iid" }, "--fips together with --require iid"],
      [["fips", "raw"], {}, "--fips together with --raw"],
      [[], { blockcount: "1" }, "--blockcount without --rngtest"],
      [["sp800-22"], { require: "fips" }, "--sp800-22 together with --require fips"],
      [["sp800-22"], { require: "fits,iid" }, "--sp800-22 together with --require iid"],
      [["iid"], { require: "fits" }, "--iid together with --require fits"],
      [["standards", "raw"], { require: "fits" }, "do not tell whether raw noise is steady"],
      [[], { against: "" }, "Unsupported --against '': It takes the name of a file"],
      [[], { html: "" }, "Unsupported --html ''"],
      [[], { restart: "" }, "Unsupported --restart ''"],
      [["packed"], { "bits-per-symbol": "5" }, "Cannot unpack symbols of 5 bits"],
    ] as const
  ) {
    assertThrows(() => options([...flags], { ...values }), Failure, message);
  }
  assertThrows(() => options([], {}, ["x", ""]), Failure, "Cannot assess '': it names no file");
  assertThrows(() => options(["csprng"], {}, ["x"]), Failure, "--csprng and 'x' at once");
});
