import { Ajv2020 } from "ajv";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { uniform } from "../sp800_90b/standard_data.ts";
import { runProgram } from "../cli/program.ts";

const ajv = new Ajv2020({ strict: true, validateFormats: false, strictRequired: false });
for (const name of ["assessment", "entropy_source", "sp800_22", "standards"]) {
  const url = new URL(`../../lib/report/schemas/${name}.schema.json`, import.meta.url);
  ajv.addSchema(JSON.parse(await Deno.readTextFile(url)), `${name}.schema.json`);
}

interface Requirement {
  readonly requirement: string;
  readonly found: string | null;
  readonly reason?: string;
  readonly met: boolean;
}

interface Shown {
  readonly result: string;
  readonly exitCode: number;
  readonly requirements: readonly Requirement[];
}

/** What was found as a line tells it. */
function foundOf({ found, reason }: Pick<Requirement, "found" | "reason">): string {
  return found ?? `unknown (${reason})`;
}

/** Runs twice, as JSON and as text with a page: all say the same of what was required. */
async function run(schema: string, cwd: string, words: readonly string[]): Promise<string[]> {
  const json = await runProgram(["assess", ...words, "--json"], { cwd });
  const report: Shown = JSON.parse(json.stdout);
  assert(ajv.getSchema(`${schema}.schema.json`)!(report), JSON.stringify(ajv.errors) + json.stdout);
  const text = await runProgram(["assess", ...words, "--html=page"], { cwd });
  const plain = text.stdout.replace(/\s+/g, " ");
  const page = (await Deno.readTextFile(`${cwd}/page`)).replace(/\s+/g, " ");
  assertEquals([json.code, text.code], [report.exitCode, report.exitCode], text.stderr);
  assertEquals(report.result === "unmet", report.exitCode === 6);
  for (const { requirement, met, ...outcome } of report.requirements) {
    const line = new RegExp(
      `Requirement ${met ? "met" : "NOT met"}: ${requirement} is ${
        foundOf(outcome).replaceAll(/[().]/g, "\\$&")
      }, wanted`,
      "g",
    );
    assertEquals(plain.match(line)?.length, 2, plain);
    assertMatch(page, line);
    assertEquals(json.stderr.includes(`Requirement not met: ${requirement} is`), !met);
  }
  assertEquals(
    text.stdout.endsWith(`\n  exit code ${text.code}\n`),
    report.requirements.length > 0,
  );
  assertStringIncludes(page, "<h2>Criteria</h2>");
  assertStringIncludes(page, `exit code ${text.code}.`);
  return [report.result, ...report.requirements.map(foundOf)];
}

Deno.test("--restart and --conditioning: result and exit code agree, and an unknown min-entropy has its reason", async () => {
  await withDirectory(async (cwd) => {
    const component = ["--conditioning=n_in=440,n_out=256,nw=256,h_in=300,vetted"];
    const of = (...words: string[]) => run("entropy_source", cwd, words);
    assertEquals(await of(...component), ["passed"]);
    assertEquals(await of(...component, "--require-min-entropy=4"), [
      "unmet",
      "unknown (neither raw noise nor restarts were read)",
    ]);
    const restart = ["--rows=80", "--columns=100", "--bits-per-symbol=1"];
    await Deno.writeFile(`${cwd}/fair`, uniform(8000, 7, 1));
    await Deno.writeFile(`${cwd}/zeros`, new Uint8Array(8000));
    const fair = [...restart, "--restart=fair", "--claimed-entropy=0.6"];
    assertEquals(await of(...fair), ["passed"]);
    assertEquals(await of(...fair, "--require-min-entropy=0.1"), [
      "unmet",
      "unknown (no raw noise was read, which section 3.1.1 asks for)",
    ]);
    await Deno.writeFile(`${cwd}/noise`, uniform(10_000, 8, 1));
    const whole = [...fair, "noise"];
    assertEquals((await of(...whole, "--require-min-entropy=0.1"))[0], "passed");
    const [result, found] = await of(...whole, "--require-min-entropy=1");
    assertEquals(result, "unmet");
    assertMatch(found, /^0\.\d{4} bits a symbol$/);
    const zeros = [...restart, "--restart=zeros", "--claimed-entropy=1"];
    assertEquals(await of(...zeros), ["departs"]);
    assertEquals(await of(...zeros, "--require-min-entropy=0.5"), [
      "unmet",
      "unknown (nothing may be claimed where this failed: sanity check (section 3.1.4.3))",
    ]);
  });
});

Deno.test("--iid: time that ran out is why nothing is known; digits are grouped, and one bit is one", async () => {
  await withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/noise`, uniform(10_000, 9, 1));
    const iid = ["--iid", "--bits-per-symbol=1", "--seed=1", "--claimed-entropy=1", "noise"];
    const required = ["--require=iid", "--require-min-entropy=0.9"];
    const why = "unknown (time ran out before section 5.1 had come to its verdict)";
    const late = await run("entropy_source", cwd, [...iid, ...required, "--max-time=1ms"]);
    assertEquals(late, ["unmet", why, why]);
    const { code, stdout } = await runProgram(["assess", ...iid, "--max-time=1ms"], { cwd });
    assertEquals(code, 0);
    assertStringIncludes(stdout.replace(/\s+/g, " "), "10,000 samples of 1 bit");
    assertMatch(stdout, /^ {2}claimed {7}1 bit$/m);
  });
});

Deno.test("--iid: a test of section 5.2 that needs more samples is no pass, for the claim and for what is required", async () => {
  await withDirectory(async (cwd) => {
    const iid = ["noise", "--iid", "--seed=1"];
    const required = [...iid, "--require=iid", "--require-min-entropy=0.1"];
    await Deno.writeFile(`${cwd}/noise`, uniform(100, 7, 8));
    const wanting = "test 5.2.1 (independence) needs more samples";
    assertEquals(await run("entropy_source", cwd, iid), ["incomplete"]);
    assertEquals(await run("entropy_source", cwd, required), [
      "unmet",
      `unknown (${wanting})`,
      `unknown (${wanting})`,
    ]);
    const { stdout, code } = await runProgram(["assess", ...iid, "--json"], { cwd });
    const { verdict, steps, claim, noise } = JSON.parse(stdout);
    assertEquals([code, claim, noise.iid.passed], [0, null, null]);
    assertEquals(noise.iid.chiSquareAndRepeats.passed, null);
    assertEquals(
      verdict.headline,
      "No verdict on noise: test 5.2.1 (independence) of the raw noise needs more samples",
    );
    assertMatch(verdict.sentences[0], /^Record more samples: .*1,000,000/);
    const step = steps.find(({ step }: { step: string }) => step === "noise IID");
    assertEquals([step.passed, step.finding], [null, wanting]);

    await Deno.writeFile(`${cwd}/noise`, uniform(4_000, 71, 8));
    assertEquals((await run("entropy_source", cwd, required)).slice(0, 2), [
      "passed",
      "not contradicted",
    ]);
  });
});

Deno.test("--standards: page and last lines tell what was required, met or not, and the exit code", async () => {
  await withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/noise`, uniform(8000, 11, 8));
    const words = ["--standards", "--sequence-bits=10k", "--max-time=1ms", "--seed=1", "noise"];
    const of = (...more: string[]) => run("standards", cwd, [...words, ...more]);
    const [result, fips, fits, found] = await of(
      "--require=fips,fits",
      "--require-min-entropy=7.5",
    );
    assertEquals([result, fips], ["unmet", "0 of 3 failed blocks"]);
    assertMatch(fits, /^unknown \(not all was tested: .*SP 800-22/);
    assertMatch(found, /^[56]\.\d{4} bits a symbol$/);
    assertEquals((await of("--require=fips"))[1], "0 of 3 failed blocks");
  });
});

Deno.test("what cannot be computed with meets no requirement, exit 6; without one, and unread, it is exit 1", async () => {
  await withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/zeros`, new Uint8Array(3000));
    await Deno.writeFile(`${cwd}/short`, uniform(16, 5, 8));
    const constant =
      "Cannot assess a constant source: all 3000 samples are 0, which has no entropy";
    for (
      const [schema, mode, required, requirements, reason] of [
        ["entropy_source", ["--iid", "zeros"], ["--require=iid"], ["iid"], constant],
        [
          "entropy_source",
          ["--iid", "zeros"],
          ["--require=iid", "--require-min-entropy=1"],
          ["iid", "min-entropy"],
          constant,
        ],
        [
          "standards",
          ["--standards", "zeros"],
          ["--require=fits,fips", "--require-min-entropy=1"],
          ["fits", "fips", "min-entropy"],
          constant,
        ],
        ["entropy_source", ["--iid", "short"], ["--require=iid"], ["iid"], null],
        [
          "entropy_source",
          ["--claimed-entropy=7", "--restart=short"],
          ["--require-min-entropy=6"],
          ["min-entropy"],
          "Cannot use short as 1000 restarts of 1000 samples: it holds 16 samples, 1000000 are needed",
        ],
        [
          "sp800_22",
          ["--sp800-22", "zeros"],
          ["--require=fits"],
          ["fits"],
          "Cannot test zeros by SP 800-22: it gave 24000 bits, a sequence has 1000000",
        ],
      ] as const
    ) {
      const run = (...words: string[]) => runProgram(["assess", "--json", ...words], { cwd });
      const free = await run(...mode);
      const failure = JSON.parse(free.stdout);
      assertEquals([free.code, failure.result, failure.exitCode], [1, "failed", 1]);
      const gate = await run(...mode, ...required);
      const report = JSON.parse(gate.stdout);
      const fits = ajv.getSchema(`${schema}.schema.json`)!;
      assert(fits(failure) && fits(report), JSON.stringify(fits.errors));
      assertEquals([gate.code, report.result, report.exitCode], [6, "unmet", 6], gate.stderr);
      assertEquals(
        report.requirements.map((one: Requirement & { requirement: string }) => [
          one.requirement,
          one.found,
          one.reason,
          one.met,
        ]),
        requirements.map((name) => [name, null, reason ?? failure.error, false]),
      );
      assertStringIncludes(
        gate.stderr,
        `corosync-keygen: Requirement not met: ${
          requirements[0]
        } is unknown (${failure.error}), wanted `,
      );
      const missing = await run(mode[0], ...required, "missing");
      const unread = JSON.parse(missing.stdout);
      assertEquals([missing.code, unread.result], [1, "failed"]);
      assert(fits(unread), JSON.stringify(fits.errors));
      // It stays a failure of the source; what was required of it is told as well.
      assertEquals(
        (unread.requirements as Requirement[]).map((one) => [one.requirement, one.found, one.met]),
        requirements.map((name) => [name, null, false]),
      );
      assertEquals(
        missing.stderr.match(/Requirement not met: \S+ is unknown \(.*missing.*\), wanted /g)
          ?.length,
        requirements.length,
        missing.stderr,
      );
    }
  });
});

Deno.test("with --conditioning the min-entropy found has the unit of the one wanted, that of a symbol", async () => {
  await withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/noise`, uniform(20_000, 3, 8));
    const words = ["--conditioning=n_in=256,n_out=128,nw=128,vetted", "noise"];
    for (const wanted of ["1", "7.9"]) {
      const { stdout } = await runProgram(["assess", `--require-min-entropy=${wanted}`, ...words], {
        cwd,
      });
      const unit = wanted === "1" ? "bit" : "bits";
      assertMatch(
        stdout.replace(/\s+/g, " "),
        new RegExp(
          `min-entropy is [0-9.]+ bits a symbol, wanted at least ${wanted} ${unit} a symbol`,
        ),
      );
    }
  });
});

Deno.test("where no entropy is left to claim the result is departs and the page no good one", async () => {
  await withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/noise`, Uint8Array.from({ length: 5_000 }, (_, i) => i % 3));
    const words = [
      "--conditioning=n_in=256,n_out=128,nw=128,vetted",
      "--html=page",
      "--json",
      "noise",
    ];
    const { code, stdout } = await runProgram(["assess", ...words], { cwd });
    const { result, verdict } = JSON.parse(stdout);
    assertEquals([code, result], [0, "departs"]);
    assertMatch(
      verdict.headline,
      /^noise looks like symbols of 2 bits, one a byte; read as bytes, 0 bits in each output of 128 bits may be claimed for noise$/,
    );
    assertEquals(verdict.sentences.slice(1), [
      "Section 3.1 asks for more: 1,000,000 samples (section 3.1.1) and restart tests (section 3.1.4).",
    ]);
    assertMatch(await Deno.readTextFile(`${cwd}/page`), /class="verdict bad"/);
  });
});

/** 1,000 bytes in which one value occurs so many times and every other one more rarely. */
function mostCommon(count: number): Uint8Array {
  const bytes = uniform(1000, 5, 8).map((byte) => byte === 7 ? 8 : byte);
  for (let i = 0; i < count; i++) bytes[Math.floor(i * bytes.length / count)] = 7;
  return bytes;
}

Deno.test("an estimator that could not run leaves nothing to claim and meets nothing: t-tuple, of 34 and of 35 equal symbols", async () => {
  await withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/34`, mostCommon(34));
    await Deno.writeFile(`${cwd}/35`, mostCommon(35));
    await Deno.writeFile(`${cwd}/restarts`, uniform(10_000, 6, 8));
    const restart = ["--restart=restarts", "--rows=100", "--columns=100"];
    const why =
      /^unknown \(at most \d\.\d{4} bits a symbol: the estimator t-tuple did not run on the symbols of the raw noise \(no symbol occurs 35 times\)\)$/;
    for (
      const [schema, words] of [
        ["standards", ["--standards", "--max-time=1ms", "--sequence-bits=1000"]],
        ["entropy_source", restart],
      ] as const
    ) {
      const required = [...words, "--require-min-entropy=1"];
      const [result, found] = await run(schema, cwd, [...required, "34"]);
      assertEquals(result, "unmet");
      assertMatch(found, why);
      assertMatch((await run(schema, cwd, [...required, "35"]))[1], /^\d\.\d{4} bits a symbol$/);
      const { stdout, code } = await runProgram(["assess", ...words, "34", "--json"], { cwd });
      const { result: free, exitCode, verdict, ...report } = JSON.parse(stdout);
      const { claim } = report.sp800_90b ?? report;
      assertEquals([code, exitCode, free, claim], [0, 0, "incomplete", null]);
      assert(!stdout.includes(' may be claimed for 34"'), stdout);
      assertMatch(verdict.headline, /[Nn]o entropy may be claimed/);
      assertMatch(
        verdict.sentences.join(" "),
        /The number is at most [0-9.]+ bits in each sample of 8 bits: the estimator t-tuple did not run/,
      );
    }
  });
});
