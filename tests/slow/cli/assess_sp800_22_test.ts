import { Ajv2020 } from "ajv";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../assert.ts";
import { sumOf, withDirectory } from "../../keys.ts";
import { fairBytes } from "../../report/samples.ts";
import { FIXTURE_SEQUENCES, pack } from "../../sp800_22/sequences.ts";
import { runProgram } from "../../cli/program.ts";

const schema = JSON.parse(
  await Deno.readTextFile(
    new URL("../../../lib/report/schemas/sp800_22.schema.json", import.meta.url),
  ),
);
const validate = new Ajv2020({ strict: true, validateFormats: false }).compile(schema);

interface Report {
  readonly result: string;
  readonly exitCode: number;
  readonly reading: {
    readonly bytes: number;
    readonly end: string;
    readonly unusedBits: number;
    readonly sha256: string;
  };
  readonly problems: readonly { readonly error: string }[];
  readonly sp800_22: {
    readonly sequences: number;
    readonly sequenceBits: number;
    readonly tests: readonly {
      readonly name: string;
      readonly sequences: number;
      readonly subTests: readonly { readonly pValues: readonly (number | null)[] }[];
    }[];
    readonly verdict: {
      readonly departs: boolean;
      readonly departing: readonly { test: string }[];
    };
  };
}

function parse(stdout: string): Report {
  assertEquals(stdout.indexOf("\n"), stdout.length - 1);
  const report: unknown = JSON.parse(stdout);
  assert(validate(report), JSON.stringify(validate.errors));
  return report as Report;
}

/** A directory with fair bytes in it, and the way to assess them. */
async function withFair(
  bytes: number,
  action: (
    path: string,
    run: (...args: string[]) => ReturnType<typeof runProgram>,
  ) => Promise<void>,
) {
  await withDirectory(async (directory) => {
    const path = `${directory}/fair`;
    await Deno.writeFile(path, await fairBytes(bytes));
    await action(path, (...args) => runProgram(["assess", "--sp800-22", ...args, path]));
  });
}

Deno.test("assess --sp800-22 gives the p-values of NIST's program for a million bits", async () => {
  await withDirectory(async (directory) => {
    const path = `${directory}/words`;
    await Deno.writeFile(path, pack(FIXTURE_SEQUENCES["words_303"]()));
    const { code, stdout, stderr } = await runProgram(["assess", "--sp800-22", "--json", path]);
    assertEquals([code, stderr], [0, ""]);
    const { sp800_22, reading } = parse(stdout);
    assertEquals([sp800_22.sequences, sp800_22.sequenceBits], [1, 1_000_000]);
    assertEquals([reading.bytes, reading.end, reading.unusedBits], [
      125_000,
      "end of source",
      0,
    ]);
    const fixture = new URL("../../fixtures/sp800-22/p-values.json", import.meta.url);
    const { pValues } = JSON.parse(await Deno.readTextFile(fixture))["words_303"];
    const expected = { rank: "Rank", serial: "Serial", universal: "Universal" };
    for (const [ours, theirs] of Object.entries(expected)) {
      const found = sp800_22.tests.find(({ name }) => name === ours)!.subTests;
      found.forEach(({ pValues: [pValue] }, i) =>
        assert(Math.abs(pValue! - pValues[theirs][i]) < 2e-6, ours)
      );
    }
    // By the exact 1/96 for the 0.01047 that the program has.
    const { subTests } = sp800_22.tests.find(({ name }) => name === "linear_complexity")!;
    const [exact, printed] = [subTests[0].pValues[0]!, pValues.LinearComplexity[0]];
    assert(exact !== printed && Math.abs(exact - printed) < 0.01, `${exact} and ${printed}`);
  });
});

Deno.test("assess --sp800-22 tells of a linear shift register by name, and of fair data nothing", async () => {
  await withDirectory(async (directory) => {
    const path = `${directory}/register`;
    await Deno.writeFile(path, pack(FIXTURE_SEQUENCES["lfsr17"]()));
    const { code, stdout, stderr } = await runProgram(["assess", "--sp800-22", path]);
    assertEquals([code, stderr], [0, ""]);
    assertMatch(
      stdout,
      /^Not like fair random data: 5 tests of SP 800-22 depart in 1 sequence of /,
    );
    assertMatch(stdout, /DEPARTS {2}linear complexity +p (< 1e-300|= \d)/);
    assertStringIncludes(stdout, "Passing says nothing about entropy");
  });
  await withFair(40_000, async (_, run) => {
    const { code, stdout } = await run("--sequence-bits=5K");
    assertEquals(code, 0);
    assertMatch(
      stdout,
      /^No fault found, but not all of SP 800-22 was tested in 64 sequences of 5,000 bits /,
    );
    assertMatch(stdout, /no data {2}binary matrix rank +- +needs sequences of 38,912 bits/);
    assertMatch(stdout, /fits {5}frequency +6[0-4] of 64 {2}61 to 64 pass/);
    assertEquals(stdout.split("\n").filter((line) => line.length > 120), []);
  });
});

Deno.test("assess --sp800-22 has the same figures with 1 and 3 threads, and for packed bits", async () => {
  await withFair(25_000, async (path, run) => {
    const of = async (...args: string[]) => {
      const { stdout } = await run("--json", "--sequence-bits=3001", ...args);
      return parse(stdout).sp800_22;
    };
    const one = await of("--jobs=1");
    assertEquals([one.sequences, one.sequenceBits], [66, 3_001]);
    assertEquals(await of("--jobs=3"), one);
    assertEquals(await of("--bits-per-symbol=1", "--packed"), one);
    // The same bits, one a byte.
    const bits = (await Deno.readFile(path)).slice(0, 1_126);
    const text = Uint8Array.from({ length: 9_008 }, (_, i) => bits[i >>> 3] >>> (~i & 7) & 1);
    await Deno.writeFile(path, text);
    const three = await of("--bits-per-symbol=1");
    assertEquals(three.sequences, 3);
    const firstOf = (pValues: readonly (number | null)[]) => pValues.slice(0, 3);
    assertEquals(
      three.tests.map(({ subTests }) => subTests.map(({ pValues }) => pValues)),
      one.tests.map(({ subTests }) => subTests.map(({ pValues }) => firstOf(pValues))),
    );
  });
});

Deno.test("assess --sp800-22 reads as many sequences as were asked for, and no more", async () => {
  await withFair(2_000, async (path, run) => {
    const report = parse((await run("--json", "--sequences=5", "--sequence-bits=3001")).stdout);
    assertEquals(report.sp800_22.sequences, 5);
    // 15,005 bits lie in 1,876 bytes, of which 3 bits are left.
    assertEquals([report.reading.bytes, report.reading.end], [1_876, "enough"]);
    assertEquals(report.reading.unusedBits, 3);
    assertEquals(
      report.reading.sha256,
      await sumOf((await Deno.readFile(path)).subarray(0, 1_876)),
    );
    const all = parse((await run("--json", "--sequence-bits=3001")).stdout);
    assertEquals([all.sp800_22.sequences, all.reading.unusedBits], [5, 16_000 - 15_005]);
  });
});

Deno.test("assess --sp800-22 refuses a source that is too short, and reports it with --partial", async () => {
  await withFair(2_000, async (path, run) => {
    const short = await run("--sequences=6", "--sequence-bits=3001");
    assertEquals([short.code, short.stdout], [1, ""]);
    assertStringIncludes(short.stderr, `Unexpected end of ${path}: 2000 of 2251 bytes`);
    const partial = await run("--sequences=6", "--sequence-bits=3001", "--partial", "--json");
    assertEquals(partial.code, 1);
    const report = parse(partial.stdout);
    assertEquals([report.sp800_22.sequences, report.problems.length], [5, 1]);
    assertEquals(report.result, "incomplete");
    const none = await run("--json");
    assertEquals(none.code, 1);
    assertEquals(
      none.stderr,
      `corosync-keygen: Cannot test ${path} by SP 800-22: it gave 16000 bits, a sequence has 1000000\n` +
        "hint: --sequence-bits asks for shorter ones\n",
    );
    parse(none.stdout);
  });
});

Deno.test("assess --sp800-22 refuses values and options that it cannot use", async () => {
  const cases = [
    [["--sequences=0"], "Unsupported --sequences '0' (supported: 1 to 10000"],
    [["--sequences=10001"], "Unsupported --sequences '10001' (supported: 1 to 10000"],
    [["--sequence-bits=999"], "Unsupported --sequence-bits '999' (supported: 1000 to 10000000"],
    [["--sequence-bits=11M"], "Unsupported --sequence-bits '11M' (supported: 1000 to 10000000"],
    [["--sequences=1.5"], "Unsupported --sequences '1.5'"],
    [["--fips"], "Cannot use --sp800-22 together with --fips"],
    [["--require-min-entropy=1"], "Cannot use --sp800-22 together with --require-min-entropy"],
    [["--against=x"], "Cannot use --sp800-22 together with --against"],
  ] as const;
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await runProgram([
      "assess",
      "--sp800-22",
      ...args,
      "/dev/zero",
    ]);
    assertEquals([code, stdout], [1, ""], args.join(" "));
    assertStringIncludes(stderr, message);
  }
  const alone = await runProgram(["assess", "--sequences=2", "/dev/zero"]);
  assertStringIncludes(alone.stderr, "Cannot use --sequences without --sp800-22");
  assertEquals(alone.code, 1);
});

Deno.test("assess --sp800-22 --html writes a page with a histogram a test and every sub-test that had data", async () => {
  await withFair(60 * 375, async (path, run) => {
    const page = `${path}.html`;
    const { code, stdout } = await run("--sequence-bits=3000", `--html=${page}`);
    assertEquals(code, 0);
    assertStringIncludes(stdout, "60 sequences of 3,000 bits");
    const html = await Deno.readTextFile(page);
    assertEquals(html.match(/<svg /g)?.length, 6);
    // Of 3,000 bits the templates have no data, and rows of nothing say nothing.
    assertEquals(html.match(/<th scope="row">non-overlapping template [01]{9}<\/th>/g), null);
    assertEquals(html.match(/<th scope="row">cumulative sums (forward|reverse)<\/th>/g)?.length, 2);
    assertStringIncludes(html, "Passing says nothing about entropy");
    assert(!html.includes("NaN") && !html.includes("undefined") && !html.includes("Infinity"));
  });
});
