import { Ajv2020 } from "ajv";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../assert.ts";
import { withDirectory } from "../../keys.ts";
import { fairBytes } from "../../report/samples.ts";
import { noisyCounter, uniform } from "../../sp800_90b/standard_data.ts";
import { type Outcome, runProgram } from "../../cli/program.ts";

const ajv = new Ajv2020({ strict: true, validateFormats: false });
const schemaOf = async (name: string) =>
  JSON.parse(
    await Deno.readTextFile(
      new URL(`../../../lib/report/schemas/${name}.schema.json`, import.meta.url),
    ),
  );
for (const name of ["entropy_source", "sp800_22", "assessment"]) {
  ajv.addSchema(await schemaOf(name), `${name}.schema.json`);
}
const validate = ajv.compile(await schemaOf("standards"));

interface Report {
  readonly result: string;
  readonly exitCode: number;
  readonly verdict: {
    readonly headline: string;
    readonly findings: readonly { standard: string; outcome: string; finding: string }[];
  };
  readonly requirements: readonly { requirement: string; met: boolean }[];
  readonly reading: { samples: number; bytes: number; samplesLeftOut: number; unusedBits: number };
  readonly fips: { blocks: number; failedBlocks: number };
  readonly sp800_22: { sequences: number; sequenceBits: number; tests: unknown } | null;
  readonly sp800_90b: {
    readonly track: string;
    readonly noise: {
      readonly initialEntropy: number;
      readonly iid: { readonly passed: boolean; readonly permutation: unknown };
      readonly nonIid: { readonly assessedMinEntropy: number };
    };
    readonly restart: { readonly result: { readonly validatedEntropy: number } } | null;
    readonly conditioning: { readonly result: { readonly entropy: number } } | null;
    readonly claim: { readonly entropy: number; readonly of: string } | null;
  };
}

/** Parses the report, which has to be one line that fits the schema. */
function parse({ stdout, stderr, code }: Outcome): Report {
  assertEquals(stdout.indexOf("\n"), stdout.length - 1, stderr);
  const parsed: unknown = JSON.parse(stdout);
  assert(validate(parsed), JSON.stringify(validate.errors));
  const report = parsed as Report;
  assertEquals(report.exitCode, code);
  return report;
}

/** A counter of seven bits with noise on it, in bytes: neither independent nor uniform. */
const ascending = (samples: number) => noisyCounter(samples, 32, 7);

/** Fair bytes that nothing in section 5 speaks against, of which some value comes 35 times, as the t-tuple estimate needs. */
const fairSamples = async () => (await fairBytes(18_004)).slice(10_000);

const outcomes = ({ verdict }: Report) => verdict.findings.map(({ outcome }) => outcome);

const run = (...args: string[]) => runProgram(["assess", "--standards", "--seed", "1", ...args]);

/** A file with these bytes, for as long as the action takes. */
async function withFile(
  bytes: Uint8Array,
  action: (path: string, directory: string) => Promise<void>,
): Promise<void> {
  await withDirectory(async (directory) => {
    const path = `${directory}/noise`;
    await Deno.writeFile(path, bytes);
    await action(path, directory);
  });
}

Deno.test("assess --standards puts the same samples through all standards, and each says what it finds", async () => {
  await withFile(await fairSamples(), async (path) => {
    const report = parse(await run("--json", "--sequence-bits=8K", path));
    // Sequences this short are too short for most tests of SP 800-22, and so few samples for an ideal score.
    assertEquals(outcomes(report), ["passed", "incomplete", "passed", "passed", "incomplete"]);
    assertEquals(report.result, "incomplete");
    assertEquals([report.reading.samples, report.fips.blocks], [8_004, 3]);
    assertEquals([report.sp800_22!.sequences, report.reading.unusedBits], [8, 32]);
    const { noise, claim, track } = report.sp800_90b;
    assertEquals([track, claim!.entropy], ["non_iid", noise.initialEntropy]);
    assertEquals(claim!.entropy, noise.nonIid.assessedMinEntropy);

    // Each part is what its own command finds.
    const alone = async (...args: string[]) =>
      JSON.parse((await runProgram(["assess", "--json", ...args, path])).stdout);
    assertEquals(report.sp800_22, (await alone("--sp800-22", "--sequence-bits=8K")).sp800_22);
    assertEquals(noise.iid, (await alone("--iid", "--seed=1")).noise.iid);
    assertEquals(report.fips, (await alone("--fips")).fips);
    assertEquals(noise.nonIid, (await alone("--partial")).recording.nonIid);
  });
});

Deno.test("assess --standards says first what came out, then a line for each standard, and ends with it", async () => {
  await withFile(await fairSamples(), async (path) => {
    const { code, stdout } = await run("--sequence-bits=8K", path);
    assertEquals(code, 0);
    const words = stdout.replace(/\s+/g, " ");
    const headline =
      /^No fault found in \S+noise, but not all was tested \(SP 800-22, SP 800-90B section 6\.3\); [0-9.]+ /;
    assertMatch(words, headline);
    const last = stdout.trimEnd().split("\n\n").at(-1)!.replace(/\s+/g, " ");
    assert(words.startsWith(last), last);
    for (
      const line of ["FIPS 140-2", "SP 800-22", "SP 800-90B section 5", "SP 800-90B section 3.1"]
    ) {
      assertMatch(stdout, new RegExp(`^  ${line} +(passed|incomplete)  `, "m"));
    }
    assertStringIncludes(stdout, "Passing says nothing about entropy");
    assertEquals(stdout.split("\n").filter((line) => line.length > 120), []);
  });
});

Deno.test("assess --standards names the standards that find a fault, and with --raw tells what is not uniform", async () => {
  await withFile(ascending(5_004), async (path) => {
    const report = parse(await run("--json", "--sequence-bits=8K", path));
    assertEquals([report.result, report.exitCode], ["departs", 0]);
    assertEquals(outcomes(report), ["failed", "failed", "told", "passed", "incomplete"]);
    assertMatch(
      report.verdict.headline,
      /^\S+ looks like bytes without their highest bit; read as bytes, fault found in .* by FIPS 140-2, SP 800-22; [0-9.]+ bits/,
    );
    const raw = parse(await run("--json", "--sequence-bits=8K", "--raw", path));
    assertEquals([raw.result, outcomes(raw)], ["passed", ["told", "told", "told", "passed"]]);
    assertMatch(
      raw.verdict.headline,
      /^\S+ looks like bytes without their highest bit; read as bytes, no fault found in \S+ as raw noise \(told and not held against it: FIPS 140-2, SP 800-22, SP 800-90B section 5\) by SP 800-90B section 3\.1; [0-9.]+ bits/,
    );
    // On the IID track what section 5 says counts.
    const iid = parse(await run("--json", "--sequence-bits=8K", "--raw", "--iid", path));
    assertEquals([iid.result, outcomes(iid)], ["departs", ["told", "told", "failed", "failed"]]);
    assertEquals(iid.sp800_90b.claim, null);
    assertMatch(iid.verdict.headline, /; no entropy may be claimed$/);
  });
});

Deno.test("assess --standards finds fair bytes that were written twice, and meets no requirement", async () => {
  const half = await fairBytes(5_000);
  const twice = new Uint8Array(10_000);
  twice.set(half);
  twice.set(half, 5_000);
  await withFile(twice, async (path) => {
    const { exitCode, verdict, requirements } = parse(
      await run("--json", "--sequence-bits=8K", "--require=fits", path),
    );
    assertEquals([exitCode, requirements[0].met], [6, false]);
    assertEquals(verdict.findings.at(-1)!.outcome, "failed");
    assertMatch(verdict.headline, /^Fault found in .* by .*SP 800-90B section 6\.3; /);
  });
});

Deno.test("assess --standards joins restarts and conditioning", async () => {
  await withFile(uniform(8_000, 51, 8), async (path, directory) => {
    const restarts = `${directory}/restarts`;
    await Deno.writeFile(restarts, uniform(10_000, 52, 8));
    const { sp800_90b, verdict } = parse(
      await run(
        "--json",
        "--sequence-bits=8K",
        "--raw",
        path,
        `--restart=${restarts}`,
        "--rows=100",
        "--columns=100",
        "--conditioning=n_in=512,n_out=256,nw=256,vetted",
      ),
    );
    assertEquals(sp800_90b.claim!.of, "output");
    assertEquals(sp800_90b.claim!.entropy, sp800_90b.conditioning!.result.entropy);
    assert(sp800_90b.restart!.result.validatedEntropy <= sp800_90b.noise.initialEntropy);
    assertMatch(verdict.headline, /bits in each output of 256 bits may be claimed/);
  });
});

Deno.test("assess --standards ends with 6 for a requirement that is not met, and makes its report", async () => {
  await withFile(await fairSamples(), async (path) => {
    const required = async (...names: string[]) => {
      const outcome = await run(
        "--json",
        "--sequence-bits=8K",
        ...names.map((name) => `--require=${name}`),
        path,
      );
      const { result, exitCode, requirements } = parse(outcome);
      return [exitCode, result, requirements.map(({ met }) => met), outcome.stderr] as const;
    };
    assertEquals(await required("fips", "iid"), [0, "incomplete", [true, true], ""]);
    const [code, result, met, stderr] = await required("fits,fips");
    assertEquals([code, result, met], [6, "unmet", [false, true]]);
    assertEquals(
      stderr,
      "corosync-keygen: Requirement not met: fits is unknown (not all was tested: SP 800-22, SP 800-90B section 6.3), wanted a verdict without fault over all tests\n",
    );
    const [least, most] = await Promise.all(
      ["1", "7.9"].map((h) => run("--sequence-bits=8K", `--require-min-entropy=${h}`, path)),
    );
    assertEquals([least.code, most.code], [0, 6]);
    assertMatch(
      most.stdout,
      /Requirement NOT met: min-entropy is [0-9.]+ bits a symbol, wanted at least 7.9/,
    );
  });
  await withFile(ascending(5_004), async (path) => {
    const { exitCode, requirements } = parse(
      await run("--json", "--sequence-bits=8K", "--require=fips,iid", path),
    );
    assertEquals([exitCode, requirements.map(({ met }) => met)], [6, [false, false]]);
  });
});

Deno.test("assess --standards reads formats, skips and stops as asked", async () => {
  const bytes = await fairSamples();
  await withFile(bytes, async (path, directory) => {
    const whole = parse(await run("--json", "--sequence-bits=8K", path));
    const figures = ({ fips, sp800_22, sp800_90b }: Report) => ({ fips, sp800_22, sp800_90b });
    const text = `${directory}/text`;
    await Deno.writeTextFile(text, `head\n${bytes.toHex()}`);
    const hex = parse(
      await run("--json", "--sequence-bits=8K", "--format=hex", "--skip=5", text),
    );
    assertEquals(figures(hex), figures(whole));
    const limited = parse(
      await run("--json", "--sequence-bits=8K", "--bytes=3000", "/dev/urandom"),
    );
    assertEquals([limited.reading.bytes, limited.reading.samples], [3_000, 3_000]);
    const few = parse(await run("--json", "--sequences=2", "--sequence-bits=8K", path));
    assertEquals([few.sp800_22!.sequences, few.reading.unusedBits], [2, 8 * 8_004 - 16_000]);
  });
});

Deno.test("assess --standards writes a page with every part", async () => {
  await withFile(await fairBytes(10_000), async (path) => {
    const page = `${path}.html`;
    assertEquals((await run("--sequence-bits=1K", `--html=${page}`, path)).code, 0);
    const html = await Deno.readTextFile(page);
    for (
      const title of [
        "Standards",
        "Bits",
        "p-values",
        "Steps: SP 800-90B",
        "All sub-tests",
        "Estimates",
      ]
    ) {
      assertMatch(html, new RegExp(`<h2[^>]*>${title}`), title);
    }
    assert(!/NaN|undefined|Infinity/.test(html));
  });
});

Deno.test("assess --standards refuses what it cannot do in one line, and reads nothing", async () => {
  const cases = [
    [["--sp800-22"], "Cannot use --standards together with --sp800-22"],
    [["--fips"], "Cannot use --standards together with --fips"],
    [["--rngtest"], "Cannot use --standards together with --rngtest"],
    [["--against=x"], "Cannot use --standards together with --against"],
    [["--partial"], "Cannot use --standards together with --partial"],
    [["--verbose"], "Cannot use --standards together with --verbose"],
    [["--require=no-repeats"], "Cannot use --standards together with --require no-repeats"],
    [["/dev/null"], "Cannot use --standards with more than one source"],
    [["--rows=5"], "Cannot use --rows without --restart"],
    [
      ["--sequences=0"],
      "Unsupported --sequences '0' (supported: 1 to 10000, with k or Ki)",
    ],
  ] as const;
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await runProgram([
      "assess",
      "--standards",
      "/dev/zero",
      ...args,
    ]);
    assertEquals([code === 0, stdout], [false, ""], args.join(" "));
    assertEquals(stderr, `corosync-keygen: ${message}\n`, args.join(" "));
  }
  // Too short for anything: the JSON says so too.
  await withFile(new Uint8Array(20), async (path) => {
    const { code, stdout } = await run("--json", path);
    assertEquals(code, 1);
    const report: unknown = JSON.parse(stdout);
    assert(validate(report), JSON.stringify(validate.errors));
  });
});
