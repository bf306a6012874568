import { Ajv2020 } from "ajv";
import type { EntropySourceFields } from "../../../lib/report/standards/json.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../assert.ts";
import { sumOf, withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { noisyCounter, RESTART_DATA, sticky, uniform } from "../../sp800_90b/standard_data.ts";
import { type Outcome, runProgram } from "../../cli/program.ts";
import { Terminal } from "../../cli/terminal.ts";

const schemaOf = async (name: string) =>
  JSON.parse(
    await Deno.readTextFile(
      new URL(`../../../lib/report/schemas/${name}.schema.json`, import.meta.url),
    ),
  );
const validate = new Ajv2020({ strict: true, validateFormats: false })
  .addSchema(await schemaOf("assessment"), "assessment.schema.json")
  .compile(await schemaOf("entropy_source"));

type Report = EntropySourceFields & {
  readonly result: string;
  readonly exitCode: number;
  readonly verdict: { readonly headline: string; readonly sentences: readonly string[] };
  readonly sha256: Readonly<Record<string, string>>;
  readonly requirements: readonly { readonly found: string | null; readonly met: boolean }[];
};

/** Parses the report, which has to be one line that fits the schema. */
function parse({ stdout, stderr, code }: Outcome): Report {
  assertEquals(stdout.indexOf("\n"), stdout.length - 1, stderr);
  const parsed: unknown = JSON.parse(stdout);
  assert(validate(parsed), JSON.stringify(validate.errors));
  const report = parsed as Report;
  assertEquals(report.exitCode, code);
  return report;
}

async function refused(args: readonly string[], message: string, hint?: string): Promise<void> {
  const { code, stdout, stderr } = await runProgram(["assess", ...args]);
  assertEquals([code, stdout], [1, ""], stderr);
  const lines = [`corosync-keygen: ${message}`, ...(hint === undefined ? [] : [`hint: ${hint}`])];
  assertEquals(stderr, lines.join("\n") + "\n");
}

Deno.test("assess --iid finds nothing against fair data, prints its seed and repeats with it", async () => {
  await withDirectory(async (directory) => {
    const path = `${directory}/fair`;
    await Deno.writeFile(path, uniform(3_000, 31, 4));
    const common = ["assess", path, "--iid", "--bits-per-symbol", "4", "--json"];
    const first = parse(await runProgram(common));
    assertEquals([first.result, first.noise?.iid?.passed], ["passed", true]);
    const { seed } = first.noise!.iid!.permutation!;
    const [again, threads] = await Promise.all([
      runProgram([...common, "--seed", String(seed)]),
      runProgram([...common, "--seed", String(seed), "--jobs", "4"]),
    ]);
    assertEquals(parse(again).noise, first.noise);
    assertEquals(parse(threads).noise, first.noise);
    const other = parse(await runProgram([...common, "--seed", "1"]));
    assertEquals(other.noise!.iid!.permutation!.seed, 1);
    assert(
      JSON.stringify(other.noise!.iid!.permutation!.statistics) !==
        JSON.stringify(first.noise!.iid!.permutation!.statistics),
    );
  });
});

Deno.test("assess --iid says first what came out, then the counts, the bound and what chance does", async () => {
  await withDirectory(async (directory) => {
    const path = `${directory}/fair`;
    await Deno.writeFile(path, uniform(3_000, 31, 4));
    const { code, stdout } = await runProgram(
      ["assess", path, "--iid", "--bits-per-symbol", "4", "--seed", "12"],
    );
    assertEquals(code, 0);
    assertMatch(
      stdout,
      /^No evidence against IID; [0-9.]+ bits in each sample of 4 bits may be claimed/,
    );
    const [first, last] = [stdout.split("\n\n").at(0)!, stdout.split("\n\n").at(-1)!];
    assert(first.startsWith(last.trimEnd()), "the verdict is the last line too");
    assertStringIncludes(stdout, "1,000,000 samples (section 3.1.1)");
    assertStringIncludes(stdout, "Seed 12: --seed 12 repeats these counts.");
    assertMatch(stdout, /5\.1\.11 +compression +\d+ +\d+ +\d+ +\d+ +passed +[\d,]+\n/);
    assertStringIncludes(stdout.replace(/\s+/g, " "), "in up to 2.3 percent of data sets");
    assert(stdout.split("\n").every((line) => line.length <= 120));
  });
});

Deno.test("assess --iid leaves section 5.1 out once section 5.2 says no, unless --complete", async () => {
  await withDirectory(async (directory) => {
    const path = `${directory}/counter`;
    await Deno.writeFile(path, noisyCounter(1_500, 32, 8));
    const short = parse(await runProgram(["assess", path, "--iid", "--json"]));
    assertEquals([short.result, short.claim, short.noise?.iid?.permutation], [
      "departs",
      null,
      null,
    ]);
    const { stdout } = await runProgram(["assess", path, "--iid"]);
    assertMatch(
      stdout,
      /^No entropy may be claimed for .*: noise IID \(section 3\.1\.2\) failed\n/,
    );
    assertStringIncludes(
      stdout.replace(/\s+/g, " "),
      "Without --iid the same data is assessed on the non-IID track",
    );
    const all = parse(
      await runProgram(["assess", path, "--iid", "--complete", "--max-time", "1", "--json"]),
    );
    assert(all.noise!.iid!.permutation!.statistics.some(({ greater }) => greater > 0));
  });
});

Deno.test("assess --iid --max-time ends with what is known", async () => {
  await withDirectory(async (directory) => {
    const path = `${directory}/fair`;
    await Deno.writeFile(path, uniform(400_000, 33, 8));
    const report = parse(
      await runProgram(["assess", path, "--iid", "--max-time", "0.2", "--json"]),
    );
    const { timeOut, passed, statistics } = report.noise!.iid!.permutation!;
    assertEquals([report.result, timeOut, passed, report.claim], ["incomplete", true, null, null]);
    assert(statistics.some(({ verdict }) => verdict === "open" || verdict === "not_run"));
    assertStringIncludes(report.verdict.headline, "No verdict");
  });
});

Deno.test("assess --restart compares with the entropy that is claimed, and names the validated one", async () => {
  await withDirectory(async (directory) => {
    const path = `${directory}/restarts`;
    await Deno.writeFile(path, RESTART_DATA["r1_biased60"]());
    const args = ["--restart", path, "--bits-per-symbol", "1", "--claimed-entropy", "0.7"];
    const report = parse(await runProgram(["assess", ...args, "--json"]));
    const { sanityCheck, passed, validatedEntropy, standardSize } = report.restart!.result;
    assertEquals([sanityCheck.rowCutoff, sanityCheck.maxRowCount, passed], [683, 650, true]);
    assertEquals([validatedEntropy?.toFixed(6), standardSize], ["0.521146", true]);
    assertEquals(report.claim?.missing, ["raw noise (section 3.1.1)"]);
  });
});

Deno.test("assess --rows --columns takes a matrix of another shape and warns", async () => {
  await withDirectory(async (directory) => {
    const path = `${directory}/restarts`;
    await Deno.writeFile(path, uniform(5_000, 34, 4));
    const args = ["--restart", path, "--bits-per-symbol", "4", "--claimed-entropy", "3", "--json"];
    const outcome = await runProgram(["assess", ...args, "--rows", "50", "--columns", "100"]);
    assertStringIncludes(outcome.stderr, "50 restarts of 100 samples: SP 800-90B section 3.1.4.1");
    assertStringIncludes(outcome.stderr, "a claim from less holds only together with them");
    assertStringIncludes(parse(outcome).verdict.sentences.join(), "where there are 50 of 100");
    const { rows, columns, standardSize } = parse(outcome).restart!.result;
    assertEquals([rows, columns, standardSize], [50, 100, false]);
    const { code, stderr } = await runProgram(["assess", ...args]);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "it holds 5000 samples, 1000000 are needed");
  });
});

Deno.test("assess tells a whole source from raw noise to the conditioned output", async () => {
  await withDirectory(async (directory) => {
    const [noise, restarts, output, page] = ["noise", "restarts", "output", "page.html"]
      .map((name) => `${directory}/${name}`) as [string, string, string, string];
    await Deno.writeFile(noise, sticky(20_000, 35, 2, 0xc0000000));
    await Deno.writeFile(restarts, sticky(10_000, 36, 2, 0xc0000000));
    await Deno.writeFile(output, uniform(20_000, 37, 8));
    const size = ["--rows", "100", "--columns", "100"];
    const outcome = await runProgram([
      "assess",
      noise,
      "--bits-per-symbol",
      "2",
      "--restart",
      restarts,
      ...size,
      "--conditioning",
      "n_in=512,n_out=128,nw=256",
      "--conditioned",
      output,
      "--html",
      page,
      "--json",
    ]);
    const report = parse(outcome);
    const { conditioning, restart, claim } = report;
    assertEquals(
      conditioning!.result.component.inputEntropy,
      restart!.result.validatedEntropy! * 256,
    );
    assertEquals([claim?.of, claim?.bits], ["output", 128]);
    assertEquals(claim?.entropy, conditioning!.result.conditionedLimit);
    const html = await Deno.readTextFile(page);
    assertEquals(report.sha256, {
      noise: await sumOf(await Deno.readFile(noise)),
      restarts: await sumOf(await Deno.readFile(restarts)),
      conditioned: await sumOf(await Deno.readFile(output)),
    });
    for (const sum of Object.values(report.sha256)) assertStringIncludes(html, sum);
    for (const { section, step } of report.steps) {
      assertStringIncludes(html, section);
      assertStringIncludes(html, step);
    }
    assertEquals(html.match(/<(script|img|link)/g), null);
  });
});

Deno.test("assess --conditioning alone computes without reading anything", async () => {
  const words = "n_in=440,n_out=256,nw=256,h_in=300";
  const vetted = parse(
    await runProgram(["assess", "--conditioning", `${words},vetted`, "--json"]),
  );
  assertEquals(vetted.conditioning!.result.entropy, 255.99999999999991);
  assertEquals(vetted.claim!.fullEntropy, false);
  const { stdout } = await runProgram(["assess", "--conditioning", `${words},vetted`]);
  assertMatch(stdout, /^255\.9999 bits in each output of 256 bits may be claimed/);
  const other = parse(
    await runProgram(["assess", "--conditioning", `${words},h_prime=0.5`, "--json"]),
  );
  assertEquals(other.conditioning!.result.entropy, 128);
  const tiny = "n_in=512,n_out=256,nw=256,h_in=1e-9,vetted";
  const { stdout: least } = await runProgram(["assess", "--conditioning", tiny]);
  assertMatch(
    least,
    /^1e-9 bits in each output of 256 bits may be claimed/,
  );
  const iid = await runProgram(["assess", "--iid", "--conditioning", `${words},vetted`]);
  assertMatch(iid.stdout, /^255\.9999 bits in each output of 256 bits may be claimed/);
  assert(!/evidence|Chance/.test(iid.stdout), "nothing was tested");
});

Deno.test("conditioned data too short for every estimator or for one output is refused, and fewer outputs told", async () => {
  await withDirectory(async (directory) => {
    const path = `${directory}/output`;
    const of = async (bytes: number, outputBits: number, ...more: string[]) => {
      await Deno.writeFile(path, uniform(bytes, 38, 8));
      const words = `n_in=32768,n_out=${outputBits},nw=32768,h_in=30000`;
      return await runProgram(["assess", "--conditioning", words, "--conditioned", path, ...more]);
    };
    const short = async (bytes: number, outputBits: number, needed: number, ...more: string[]) => {
      const { code, stdout, stderr } = await of(bytes, outputBits, ...more);
      assertEquals([code, stdout], [1, ""]);
      const found = `it holds ${bytes * 8} bits, ${needed} are needed`;
      assertStringIncludes(stderr, `Cannot use ${path} as conditioned data: ${found}`);
    };
    await short(751, 256, 6012);
    await short(1_023, 8192, 8192);
    await short(1_023, 8192, 8192, "--iid");
    const { code, stdout } = await of(752, 256);
    assertEquals(code, 0);
    const words = stdout.replace(/\s+/g, " ");
    assertStringIncludes(words, "6,016 bits, 23 whole outputs of 256 bits; 1,000,000 outputs are");
    assertStringIncludes(words, "and 1,000,000 conditioned outputs (section 3.1.1).");
  });
});

Deno.test("--iid with --require iid ends with 6 where section 5 speaks against it, and where time ran out", async () => {
  await withDirectory(async (directory) => {
    const [fair, bad] = [`${directory}/fair`, `${directory}/bad`];
    await Deno.writeFile(fair, uniform(5_000, 41, 4));
    await Deno.writeFile(bad, sticky(5_000, 42, 4, 0xc0000000));
    const run = async (...words: readonly string[]) => {
      const args = [
        "assess",
        "--iid",
        "--require=iid",
        "--bits-per-symbol=4",
        "--seed=1",
        "--json",
      ];
      const outcome = await runProgram([...args, ...words]);
      const [required, ...more] = parse(outcome).requirements;
      assertEquals(more, []);
      return [outcome.code, required?.found, required?.met, outcome.stderr];
    };
    const wanted = "wanted nothing in SP 800-90B, section 5, that speaks against it";
    const unmet = (found: string) =>
      `corosync-keygen: Requirement not met: iid is ${found}, ${wanted}\n`;
    assertEquals(await run(fair), [0, "not contradicted", true, ""]);
    const against = "contradicted by section 5.2";
    assertEquals(await run(bad), [6, against, false, unmet(against)]);
    const late = "unknown (time ran out before section 5.1 had come to its verdict)";
    assertEquals(await run(fair, "--max-time=0.001"), [6, null, false, unmet(late)]);
  });
});

Deno.test("options that do not go together are refused in one line, before anything is read", async () => {
  const missing = "/nonexistent/source";
  await refused([missing, "--seed", "1"], "Cannot use --seed without --iid or --standards");
  await refused([missing, "--complete"], "Cannot use --complete without --iid or --standards");
  await refused([missing, "--rows", "10"], "Cannot use --rows without --restart");
  await refused([missing, "--conditioned", "x"], "Cannot use --conditioned without --conditioning");
  await refused([missing, "--iid", "--fips"], "Cannot use --iid together with --fips");
  await refused([missing, "--iid", "--verbose"], "Cannot use --iid together with --verbose");
  for (const name of ["fits", "fips", "no-repeats"]) {
    const error = `Cannot use --iid together with --require ${name}`;
    await refused([missing, "--iid", `--require=${name}`], error);
  }
  await refused(
    ["--restart", missing, "--claimed-entropy=1", "--require=iid"],
    "Cannot use --restart together with --require iid",
  );
  await refused([missing, missing, "--iid"], "Cannot use --iid with more than one source");
  await refused(
    ["--restart", missing, "--claimed-entropy=1", "--record", missing],
    "Cannot use --record without a source: --restart and --conditioning read files",
    "name it",
  );
  await refused([missing, "--iid", "--against", "x"], "Cannot use --iid together with --against");
  await refused([missing, "--iid", "--sp800-22"], "Cannot use --iid together with --sp800-22");
  await refused(
    ["--restart", missing, "--claimed-entropy", "1", "--html", missing],
    `Unsupported --html '${missing}': It is a file that is read`,
  );
  await refused(
    ["--restart", missing],
    "Cannot test restarts without an entropy to compare with",
    "name the source as well, or give its initial entropy H_I with --claimed-entropy",
  );
  await refused(
    ["--conditioning", "n_in=8,n_out=8,nw=8,vetted"],
    "Cannot assess conditioning without the entropy of its input",
    "name the source as well, or add h_in= to --conditioning",
  );
  await refused(
    ["--conditioning", "n_in=8,n_out=8,nw=8,h_in=4,vetted", "--conditioned", missing],
    "Cannot use conditioned output of a vetted component: nothing of it is measured",
  );
});

Deno.test("values that cannot be used are refused with the value", async () => {
  await refused(
    ["--iid", "--seed", "-1"],
    "Unsupported --seed '-1' (supported: 0 to 9007199254740991)",
  );
  await refused(
    ["--iid", "--seed", "9007199254740992"],
    "Unsupported --seed '9007199254740992' (supported: 0 to 9007199254740991)",
  );
  await refused(["--rows", "1"], "Unsupported --rows '1' (supported: 2 to 1000000)");
  const hint = "such as n_in=512,n_out=256,nw=256,vetted; h_in= and h_prime= are the other words";
  for (
    const [words, why] of [
      ["n_in=8", "n_out is missing"],
      ["n_in=0,n_out=8,nw=8", "n_in is 0, 1 to 1073741824 are possible"],
      ["n_in=8,n_out=8,nw=x", "nw is x, 1 to 1073741824 are possible"],
      ["n_in=8,n_out=8,nw=8,h_in=0", "h_in is 0, more than 0 and at most n_in = 8 are possible"],
      [
        "n_in=8,n_out=8,nw=8,h_in=1e",
        "h_in is 1e, more than 0 and at most n_in = 8 are possible",
      ],
      ["n_in=8,n_out=8,nw=8,h_in=9", "h_in is 9, more than 0 and at most n_in = 8 are possible"],
      ["n_in=8,n_in=9,n_out=8,nw=8", "n_in comes twice"],
      ["n_in=8,n_out=8,nw=8,veted", "no such word 'veted'"],
      ["n_in=8,n_out=8,nw=8,h_prime=1.5", "h_prime is 1.5, 0 to 1 are possible"],
      ["", "no such word ''"],
    ]
  ) {
    await refused(
      ["--conditioning", words],
      `Unsupported --conditioning '${words}': ${why}`,
      hint,
    );
  }
});

Deno.test("a constant source, one symbol too wide and an empty file are one line each", async () => {
  await withDirectory(async (directory) => {
    const path = `${directory}/file`;
    for (
      const [bytes, bits, words] of [
        [new Uint8Array(1_000), "8", "constant source"],
        [Uint8Array.of(1, 2, 3), "1", "sample 1 is 2"],
        [new Uint8Array(0), "8", "it is empty"],
        [Uint8Array.of(1, 2, 3), "8", "33 are needed"],
      ] as const
    ) {
      await Deno.writeFile(path, bytes);
      const { code, stdout, stderr } = await runProgram(
        ["assess", path, "--iid", "--bits-per-symbol", bits],
      );
      assertEquals([code, stdout], [1, ""]);
      const errors = stderr.trimEnd().split("\n").filter((line) => !line.startsWith("hint: "));
      assertEquals(errors.length, 1, stderr);
      assertStringIncludes(stderr, words);
    }
  });
});

Deno.test({
  name: "a terminal sees how long the permutation tests take yet, and a signal ends them",
  ignore: skipWithout({ programs: { script: "bsdutils" } }, "permutation tests on a terminal"),
  fn: async () => {
    await withDirectory(async (directory) => {
      const path = `${directory}/fair`;
      await Deno.writeFile(path, uniform(1_000_000, 38, 8));
      const terminal = new Terminal(["assess", path, "--iid"]);
      await terminal.shows(
        /Permutation tests, noise: \d+ shuffles, .* open, about \d+:\d\d left/,
      );
      Deno.kill(Number(await terminal.reported("process")), "SIGTERM");
      assertEquals(await terminal.reported("exit"), "143");
      await terminal.ended();
    });
  },
});

Deno.test("assess --iid reads a format, skips and stops where plain assess does", async () => {
  await withDirectory(async (directory) => {
    const symbols = uniform(3_000, 31, 4);
    const raw = `${directory}/raw`, decimal = `${directory}/decimal`;
    await Deno.writeFile(raw, symbols);
    await Deno.writeTextFile(decimal, `#: ${symbols.join(" ")}\n`);
    const common = ["assess", "--iid", "--json", "--seed=1", "--bits-per-symbol=4"];
    const of = async (...args: string[]) => parse(await runProgram([...common, ...args])).noise;
    const whole = await of(raw);
    assertEquals(await of(decimal, "--format=decimal", "--skip=3"), whole);
    const bytes = await of(raw, "--bytes=1000");
    assertEquals(bytes!.samples, 1_000);
    assertEquals(await of(raw, "--samples=1000"), bytes);
    // A device has no end of its own.
    const { noise } = parse(
      await runProgram(["assess", "--iid", "--json", "--bytes=300", "/dev/urandom"]),
    );
    assertEquals(noise!.samples, 300);
  });
});
