import { assert, assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { fairBytes } from "../report/samples.ts";
import { openFedFifo } from "../cli/fifo_feed.ts";
import { type Outcome, PROGRAM, quoted, runCommand, runProgram } from "../cli/program.ts";
import { startProgram } from "../cli/running.ts";

import { parseReport } from "../cli/assessment_report.ts";

Deno.test("standard input that nobody named is refused in one line, with nothing read from it", async () => {
  const refused = (kind: string) =>
    `corosync-keygen: Standard input is a ${kind} and no source is named: say - to assess it, or name ` +
    "the source, such as /dev/random\n";
  const piped = await runProgram(["assess", "--fips"], { stdin: new Uint8Array(3000) });
  assertEquals([piped.code, piped.stdout, piped.stderr], [1, "", refused("pipe")]);
  await withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/zeros`, new Uint8Array(3000));
    const program = PROGRAM.map(quoted).join(" ");
    const shell = (words: string) => runCommand(["sh", "-c", `${program} ${words}`], { cwd });
    const file = await shell("assess --fips < zeros");
    assertEquals([file.code, file.stderr], [1, refused("file")]);
    assertEquals((await shell("assess --fips - < zeros")).code, 0);
    assertEquals((await shell("assess --fips --bytes 3k < /dev/null")).code, 0);
    assertEquals((await shell("assess --fips --bytes 3k <&-")).code, 0);
    assertEquals((await shell("assess --fips --csprng --bytes 3k < zeros")).code, 0);
    // Every report that would read /dev/random asks for a name.
    for (
      const words of ["--iid", "--standards", "--sp800-22", "--raw"]
    ) {
      const report = await shell(`assess ${words} --samples 10k < zeros`);
      assertEquals([report.code, report.stdout, report.stderr], [1, "", refused("file")], words);
    }
    // What reads no source but what it names leaves standard input alone, as a named source does.
    const component = "--conditioning n_in=256,n_out=256,nw=256,h_in=200,vetted --json";
    assertEquals((await shell(`assess ${component} < zeros`)).code, 0);
    const restart = "--restart zeros --rows 30 --columns 100 --claimed-entropy 1";
    assertMatch((await shell(`assess ${restart} < zeros`)).stdout, /^No entropy may be claimed/);
  });
});

/** One line on stderr, and a hint on another where there is one. */
const WRONG: readonly [args: string[], code: number, stderr: string][] = [
  [["empty"], 1, "Cannot assess empty: it is empty\n"],
  [
    ["zeros"],
    1,
    "Cannot assess a constant source: all 3000 samples are 0, which has no entropy\n",
  ],
  // The sample that was recorded, and not its lower byte alone, which is 210.
  ...([["--raw"], ["--iid"]].map((track): typeof WRONG[number] => [
    [...track, "--format=u16le", "stuck"],
    1,
    "Cannot assess a constant source: all 1000 samples are as the first, 1234, in the bits that were kept of " +
    "them (0, 1, 2, 3, 4, 5, 6, 7; 0 is the lowest), which has no entropy\n",
  ])),
  [
    ["--bits-per-symbol=7", "short"],
    1,
    "Cannot assess 7-bit symbols: sample 0 is 149, the largest possible is 127\n" +
    "hint: --bits-per-symbol says how wide the symbols are, --packed that a byte holds several\n",
  ],
  [
    ["--bytes=101", "short"],
    1,
    "Unexpected end of short: 100 of 101 bytes\n" +
    "hint: ask for less, or use --partial to assess what there is\n",
  ],
  [
    ["--fips", "short"],
    1,
    "Cannot test short by FIPS 140-2: it gave 800 bits, a block has 20000 and 32 before it\n" +
    "hint: read more, or use --partial to report that\n",
  ],
  [["missing"], 1, "Failed to open missing: No such file or directory\n"],
  [["."], 1, "Could not read .: Is a directory\n"],
  [
    ["--html=missing/page", "short"],
    4,
    "Could not create missing/page: No such file or directory\n",
  ],
  [["--record=zeros", "short"], 4, "Could not create zeros: File exists\n"],
  [["--timeout=0.2", "fifo"], 1, "Starved by fifo: nobody writes to it for 0.2 s\n"],
];

Deno.test("what cannot be assessed is told in one line, with the exit code of the help", async () => {
  await withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/empty`, new Uint8Array());
    await Deno.writeFile(`${cwd}/zeros`, new Uint8Array(3000));
    await Deno.writeFile(
      `${cwd}/stuck`,
      new Uint8Array(2000).map((_, i) => i % 2 === 0 ? 1234 & 255 : 1234 >> 8),
    );
    await Deno.writeFile(`${cwd}/short`, new Uint8Array(100).map((_, i) => 149 + i));
    await runCommand(["mkfifo", `${cwd}/fifo`]);
    for (const [args, code, stderr] of WRONG) {
      const outcome = await runProgram(["assess", ...args], { cwd });
      assertEquals(
        [outcome.code, outcome.stdout, outcome.stderr],
        [code, "", `corosync-keygen: ${stderr}`],
        args.join(" "),
      );
    }
  });
});

Deno.test("a source that falls silent, and too few samples: --partial reports what there is", async () => {
  await withDirectory(async (directory) => {
    using fifo = await openFedFifo(`${directory}/fifo`);
    const run = async (...args: string[]) => {
      const running = startProgram(["assess", "--json", "--timeout=0.3", ...args, fifo.path]);
      await fifo.feed(await fairBytes(1000));
      return await running.ended();
    };
    const silence = `Starved by ${fifo.path}: no byte for 0.3 s after 1000 bytes`;
    const failed = await run();
    assertEquals([failed.code, JSON.parse(failed.stdout).error], [1, silence]);
    const { code, stdout } = await run("--partial");
    const report = parseReport(stdout);
    assertEquals([code, report.exitCode, report.result], [1, 1, "incomplete"]);
    assertEquals([report.reading.bytes, report.reading.end], [1000, "silence"]);
    assertEquals(report.problems[0].error, silence);
    assertMatch(report.problems[1].error, /^Cannot run all estimators on 1000 samples: /);
    assert(report.recording!.nonIid!.outcomes.some(({ result }) => "reason" in result));
    assertEquals(report.statistics!.bytes.samples, 1000);
  });
});

/** Sends SIGINT once the program has read and recorded 3,000 bytes, and waits for more. */
async function interrupt(
  directory: string,
  args: readonly string[],
  scope: "fips" | "all" = "fips",
): Promise<Outcome> {
  using fifo = await openFedFifo(`${directory}/fifo`);
  const record = `--record=${directory}/record`;
  const scoped = scope === "fips" ? ["--fips"] : [];
  const running = startProgram(["assess", ...scoped, record, ...args, fifo.path]);
  await fifo.feed(await fairBytes(3000));
  // It has its name once it is whole; until then it grows beside it.
  const sizes = () =>
    Array.from(
      Deno.readDirSync(directory),
      ({ name }) => Deno.lstatSync(`${directory}/${name}`).size,
    );
  while (!sizes().includes(3000)) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  running.kill("SIGINT");
  const outcome = await running.ended();
  await Deno.remove(fifo.path);
  return outcome;
}

Deno.test("a signal ends the run with its exit code; with --partial what came before is reported", async () => {
  await withDirectory(async (directory) => {
    const plain = await interrupt(directory, []);
    assertEquals([plain.code, plain.stdout], [130, ""]);
    assertMatch(plain.stderr, /\ncorosync-keygen: Interrupted by SIGINT\n$/);
    // Half a recording would be taken for a whole one.
    assertEquals(Array.from(Deno.readDirSync(directory)), []);
    const partial = await interrupt(directory, ["--partial", "--json"]);
    const report = parseReport(partial.stdout);
    assertEquals([partial.code, report.exitCode, report.reading.end], [130, 130, "signal"]);
    assertEquals([report.fips.bytesRead, report.fips.blocks], [3000, 1]);
    assertEquals(report.problems.map(({ error }) => error), ["Interrupted by SIGINT"]);
    // The estimators run on what there is.
    await Deno.remove(`${directory}/record`);
    const estimated = parseReport(
      (await interrupt(directory, ["--partial", "--json"], "all")).stdout,
    );
    assertEquals(estimated.problems[0].error, "Interrupted by SIGINT");
    assertEquals(estimated.problems.filter(({ exitCode }) => exitCode === 130).length, 1);
    assertEquals(estimated.recording!.samples, 3000);
    assert(estimated.recording!.nonIid!.outcomes.length > 10);
  });
});

Deno.test("a signal before anything can be reported leaves what is required unknown, in JSON too", async () => {
  await withDirectory(async (directory) => {
    // With --partial what is required decides, as in a report.
    for (const [args, expected] of [[["--sp800-22", "--partial"], 6], [[], 130]] as const) {
      const { code, stdout, stderr } = await interrupt(
        directory,
        [...args, "--require=fits", "--json"],
        "all",
      );
      const { exitCode, error, requirements } = JSON.parse(stdout);
      assertEquals([code, exitCode], [expected, expected]);
      assertStringIncludes(error, "Interrupted by SIGINT");
      assertEquals(
        requirements.map(({ found, reason, met }: Record<string, unknown>) => [
          found,
          reason,
          met,
        ]),
        [[null, "Interrupted by SIGINT", false]],
      );
      assertStringIncludes(stderr, "fits is unknown (Interrupted by SIGINT)");
    }
  });
});

Deno.test("--record keeps what was read, for the owner alone, and warns", async () => {
  await withDirectory(async (directory) => {
    const fair = await fairBytes(12_000);
    await Deno.writeFile(`${directory}/fair`, fair);
    const { code, stderr } = await runProgram(
      ["assess", "--fips", `--record=${directory}/copy`, `${directory}/fair`],
    );
    assertEquals([code, await Deno.readFile(`${directory}/copy`)], [0, fair]);
    assertEquals(stderr.includes("never use it as a key"), true);
    assertEquals((await Deno.stat(`${directory}/copy`)).mode! & 0o7777, 0o600);
    const failed = await runProgram(
      ["assess", "--fips", "--bytes=13K", `--record=${directory}/half`, `${directory}/fair`],
    );
    assertEquals(failed.code, 1);
    assertEquals(Array.from(Deno.readDirSync(directory), ({ name }) => name).sort(), [
      "copy",
      "fair",
    ]);
  });
});

/** Fair samples of 12 bits, two bytes each, or as decimals. */
async function wideSamples(count: number, format: "u16le" | "u16be" | "decimal") {
  const words = new Uint16Array((await fairBytes(2 * count)).buffer.slice(0, 2 * count))
    .map((word) => word & 0xfff);
  if (format === "decimal") return new TextEncoder().encode(words.join("\n") + "\n");
  return Uint8Array.from(
    Array.from(words).flatMap((word) =>
      format === "u16le" ? [word & 255, word >> 8] : [word >> 8, word & 255]
    ),
  );
}

Deno.test("wide samples are assessed however reading ends: a limit, time, or half a sample", async () => {
  await withDirectory(async (cwd) => {
    for (const format of ["u16le", "u16be", "decimal"] as const) {
      await Deno.writeFile(`${cwd}/wide`, await wideSamples(20_000, format));
      const run = async (...args: string[]) => {
        const words = ["assess", "--json", "--fips", `--format=${format}`, ...args, "wide"];
        return parseReport((await runProgram(words, { cwd })).stdout);
      };
      const limited = await run("--samples=9000");
      assertEquals([limited.reading.samples, limited.fips.blocks], [9000, 3], format);
      assertEquals((await run("--samples=19999")).reading.samples, 19_999);
      assertEquals((await run()).reading.samples, 20_000);
      const { samples } = (await run("--bytes=20001")).reading;
      assert(format === "decimal" ? samples > 4000 : samples === 10_000, `${format} ${samples}`);
      assertEquals((await run("--seconds=60")).reading.samples, 20_000);
    }
    await Deno.writeFile(`${cwd}/odd`, (await wideSamples(3000, "u16le")).subarray(0, 5999));
    const odd = ["assess", "--json", "--fips", "--format=u16le", "odd"];
    const cut = "Cannot read odd as u16le: it ends at byte 5999, after the first of two bytes";
    const refused = await runProgram(odd, { cwd });
    assertEquals([refused.code, JSON.parse(refused.stdout).error], [1, cut]);
    const partial = await runProgram([...odd, "--partial"], { cwd });
    const report = parseReport(partial.stdout);
    assertEquals([partial.code, report.reading.samples, report.problems[0].error], [1, 2999, cut]);
  });
});

Deno.test("wide samples that came before a signal are assessed with --partial", async () => {
  await withDirectory(async (directory) => {
    const { stdout } = await interrupt(directory, ["--partial", "--json", "--format=u16le"]);
    const report = parseReport(stdout);
    assertEquals([report.reading.end, report.reading.samples], ["signal", 1500]);
  });
});

Deno.test("--rngtest counts blocks of wide samples, and what lies behind the last sample is not looked at", async () => {
  const blocks = ["assess", "--rngtest", "-c", "2", "--format=u16be"];
  const counted = await runProgram(blocks, { stdin: await wideSamples(9000, "u16be") });
  assertEquals(counted.code, 0, counted.stderr);
  assertMatch(counted.stderr, /FIPS 140-2 successes: 2\n/);
  for (
    const [format, written] of [["bits", "1".repeat(99) + "0x"], [
      "decimal",
      "7 ".repeat(100) + "x",
    ], [
      "hex",
      "0f".repeat(100) + "x",
    ]]
  ) {
    const words = ["assess", "--json", "--fips", `--format=${format}`, "--samples=100", "-"];
    // That is no block.
    const { code, stdout } = await runProgram([...words, "--partial"], { stdin: written });
    assertEquals([code, parseReport(stdout).reading.samples], [1, 100], format);
    const more = words.with(4, "--samples=101");
    const refused = await runProgram(more, { stdin: written });
    assertMatch(JSON.parse(refused.stdout).error, /^Cannot read standard input as .* is 'x'/);
  }
});

Deno.test("--iid and --standards read as many wide samples as were asked for", async () => {
  await withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/wide`, await wideSamples(20_000, "u16le"));
    const words = ["assess", "--json", "--format=u16le", "--samples=9000", "--max-time=1", "wide"];
    const iid = JSON.parse((await runProgram([...words, "--iid"], { cwd })).stdout);
    assertEquals(iid.noise.samples, 9000);
    // What was reduced is told, as an assessment without --iid tells it.
    const estimated = await runProgram(words.filter((word) => !word.includes("time")), { cwd });
    const { selectedBits } = JSON.parse(estimated.stdout);
    assertEquals([selectedBits.length, iid.selectedBits], [8, selectedBits]);
    const shown = await runProgram([...words.filter((word) => word !== "--json"), "--iid"], {
      cwd,
    });
    assertStringIncludes(shown.stdout, `  kept bits     ${selectedBits.join(", ")} of each sample`);
    const all = await runProgram([...words, "--standards", "--sequence-bits=10k"], { cwd });
    const standards = JSON.parse(all.stdout);
    assertEquals([standards.reading.samples, standards.selectedBits], [9000, selectedBits]);
  });
});

Deno.test("samples that fill no byte are too few for every figure, and no fault of the program", () =>
  withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/few`, Uint8Array.of(0, 1, 0, 1, 1, 0));
    for (const mode of [[], ["--raw"]]) {
      const args = ["assess", "--partial", "--bits-per-symbol=1", ...mode, "few"];
      const { stdout, stderr } = await runProgram(args, { cwd });
      assertEquals(stderr.includes("Internal error"), false, stderr);
      assertMatch(stdout, /not everything was tested in 6 bytes of few|Nothing was tested/);
    }
  }));
