import { assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { assertFitsSchema } from "../cli/assessment_report.ts";
import { openFedFifo } from "../cli/fifo_feed.ts";
import { runProgram } from "../cli/program.ts";
import { startProgram } from "../cli/running.ts";
import { withDirectory } from "../keys.ts";
import { fairBytes } from "../report/samples.ts";

/** Runs with files of these bytes in the working directory, and removes them. */
async function assessFiles(files: Record<string, Uint8Array>, ...options: string[]) {
  const cwd = await Deno.makeTempDir();
  try {
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(`${cwd}/${name}`, bytes);
    }
    return await runProgram(["assess", ...options, ...Object.keys(files)], { cwd });
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

Deno.test("of several sources a short one is incomplete, and the whole one keeps its own verdict", async () => {
  const files = { zero: new Uint8Array(10), fair: await fairBytes(10_000) };
  const { code, stdout } = await assessFiles(files);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "[1] zero DEPARTS, [2] fair no fault\n");
  assertStringIncludes(
    stdout.replaceAll("\n", " "),
    "[2] fair is not compared for repeated sequences in the sources before it: less than the 31 bytes",
  );
  const required = await assessFiles(files, "--require", "fits", "--require", "no-repeats");
  assertEquals(required.code, 6);
  assertStringIncludes(required.stdout, "[2] fair: Requirement met: fits");
  assertStringIncludes(required.stdout, "[2] fair: Requirement NOT met: no-repeats is unknown");
});

Deno.test("one of several that ends early is told as with --partial, one that failed decides the exit code, and -h says so", async () => {
  const help = (await runProgram(["assess", "-h"])).stdout.replaceAll(/\s+/g, " ");
  for (
    const sentence of [
      "report what there is when a run ends early; its exit code stays, or is 6 where something is required; of " +
      "several sources that is always done but with --fips or after a signal",
      "6 a requirement was not met, and no source of several failed; there is a report unless nothing could be computed",
    ]
  ) assertStringIncludes(help, sentence);
  const fits = "--require=fits";
  const files = { zeros: new Uint8Array(50_000), fair: await fairBytes(20_000) };
  const { zeros } = files;
  const unread = "Nothing to compare";
  for (
    const [of, options, code, told] of [
      [files, ["--bytes=60000"], 1, "incomplete: "],
      [files, ["--bytes=60000", fits], 6, "but the run is incomplete"],
      [files, ["--bytes=60000", "--fips"], 1, unread],
      [{ zeros, empty: new Uint8Array() }, [fits], 1, unread],
    ] as const
  ) {
    const outcome = await assessFiles(of, ...options);
    assertEquals(outcome.code, code, options.join(" "));
    assertStringIncludes(outcome.stdout, told);
  }
  // As one alone with --partial.
  const alone = async (...options: string[]) =>
    (await assessFiles({ zeros }, "--bytes=60000", "--partial", ...options)).code;
  assertEquals([await alone(), await alone(fits)], [1, 6]);
});

Deno.test("where fewer than two of several sources could be assessed no star is explained", async () => {
  const of = async (files: Record<string, Uint8Array>) => (await assessFiles(files)).stdout;
  const [one, two] = [new Uint8Array(), new Uint8Array()];
  const fair = await fairBytes(10_000);
  for (const [files, assessed] of [[{ one, two }, 0], [{ one, fair }, 1]] as const) {
    const stdout = await of(files);
    assertStringIncludes(stdout, `Nothing to compare: ${assessed} of 2 sources could be assessed`);
    assertEquals(stdout.includes("A star marks"), false);
  }
});

Deno.test("the settings of several sources say --partial only where it was given", async () => {
  const fair = await fairBytes(20_000);
  const files = { a: fair.subarray(0, 10_000), b: fair.subarray(10_000) };
  for (const [options, partial] of [[[], false], [["--partial"], true]] as const) {
    const report = JSON.parse((await assessFiles(files, "--json", ...options)).stdout);
    assertFitsSchema(report);
    assertEquals(
      report.sources.map(({ settings }: { settings: { partial: boolean } }) => settings.partial),
      [partial, partial],
    );
  }
});

Deno.test("what is required of a source that failed is told in text and JSON, alone and among several, and exit 1 stays", async () => {
  const files = { fair: await fairBytes(10_000), empty: new Uint8Array() };
  const required = ["--require=fips", "--require-min-entropy=1"];
  const alone = await assessFiles({ empty: files.empty }, "--json", ...required);
  const failure = JSON.parse(alone.stdout);
  assertFitsSchema(failure);
  assertEquals([alone.code, failure.result, failure.error], [
    1,
    "failed",
    "Cannot assess empty: it is empty",
  ]);
  assertEquals(
    failure.requirements.map((one: Record<string, unknown>) => [one.requirement, one.met]),
    [["fips", false], ["min-entropy", false]],
  );
  const told = "fips is unknown (Cannot assess empty: it is empty), wanted ";
  assertStringIncludes(alone.stderr, `corosync-keygen: Requirement not met: ${told}`);
  assertMatch(alone.stderr, /\ncorosync-keygen: Cannot assess empty: it is empty\n$/);
  // Nothing was required.
  const free = await assessFiles({ empty: files.empty }, "--json");
  assertEquals([free.code, free.stderr], [
    1,
    "corosync-keygen: Cannot assess empty: it is empty\n",
  ]);
  assertEquals("requirements" in JSON.parse(free.stdout), false);

  const { code, stdout, stderr } = await assessFiles(files, ...required);
  assertEquals(code, 1);
  assertStringIncludes(
    stdout.replaceAll(/\s+/g, " "),
    ` [2] empty: Requirement NOT met: ${told}`,
  );
  const line = "corosync-keygen: [2] empty: Requirement not met: ";
  assertStringIncludes(stderr, `${line}${told}`);
  assertMatch(stderr, /^corosync-keygen: Cannot assess empty: it is empty\n/);
});

Deno.test("a signal ends a comparison without a report; with --partial that has what was read, and the sources behind as not read", async () => {
  const cwd = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${cwd}/fair`, await fairBytes(10_000));
    const names = ["fair", "fifo", "fair"];
    const interruptIn = async (names: readonly string[], ...options: string[]) => {
      using fifo = await openFedFifo(`${cwd}/fifo`);
      const running = startProgram(["assess", "--json", "--jobs=1", ...options, ...names], { cwd });
      // More than a pipe holds: it is being read then.
      await fifo.feed(await fairBytes(100_000));
      running.kill("SIGTERM");
      const outcome = await running.ended();
      await Deno.remove(fifo.path);
      return { ...outcome, report: JSON.parse(outcome.stdout) };
    };
    const interrupt = (...options: string[]) => interruptIn(names, ...options);
    const plain = await interrupt();
    assertEquals([plain.code, plain.report.error], [143, "Interrupted by SIGTERM"]);
    assertEquals("sources" in plain.report, false);
    const { code, report, stderr } = await interrupt("--partial");
    assertEquals([code, report.exitCode], [143, 143]);
    assertFitsSchema(report);
    const [first, second, third] = report.sources;
    assertEquals([first.reading.end, second.reading.end], ["end of source", "signal"]);
    assertEquals(second.recording.samples > 0, true);
    assertEquals(third.error, "Interrupted by SIGTERM");
    assertStringIncludes(stderr, "corosync-keygen: fifo: Interrupted by SIGTERM\n");
    // Whatever failed before it.
    assertEquals((await interruptIn(["missing", "fifo"], "--partial")).code, 143);
    const unread = await interrupt("--require=fits");
    assertEquals([unread.code, unread.report.requirements.length], [143, 1]);
    assertStringIncludes(
      unread.stderr,
      "not met: fits is unknown (Interrupted by SIGTERM), wanted ",
    );
    // Of what is required the source that was not read meets nothing.
    const required = await interrupt("--partial", "--require=fits");
    assertEquals([required.code, required.report.result], [6, "unmet"]);
    assertEquals(
      required.report.requirements.map(({ met }: { met: boolean }) => met),
      [true, false, false],
    );
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
});

Deno.test("where a file that no limit is for ends within a sample no hint names one", async () => {
  await withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/a`, await fairBytes(10_001));
    await Deno.writeFile(`${cwd}/b`, await fairBytes(10_000));
    const ends = "Cannot read a as u16le: it ends at byte 10001, after the first of two bytes\n" +
      "hint: its first 10000 bytes end with a sample";
    const stderr = async (...words: string[]) =>
      (await runProgram(["assess", "--format=u16le", ...words], { cwd })).stderr;
    assertStringIncludes(await stderr("--against=a", "b"), `${ends}\n`);
    assertStringIncludes(await stderr("a"), `${ends}; --bytes 10000 reads no more\n`);
  });
});
