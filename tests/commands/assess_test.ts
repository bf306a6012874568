import { assert, assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { referenceData } from "../sp800_90b/reference_data.ts";
import { withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";
import { fairBytes } from "../report/samples.ts";
import { openFedFifo } from "../cli/fifo_feed.ts";
import { PROGRAM, runCommand, runProgram } from "../cli/program.ts";
import { Terminal } from "../cli/terminal.ts";

import { parseReport } from "../cli/assessment_report.ts";

/** Carriage return and "erase to the end of the line", as a pattern. */
const EMPTY_LINE = "\r\x1b\\[K";

Deno.test("assess finds no fault in fair data and says what that does not mean", async () => {
  await withDirectory(async (directory) => {
    const path = `${directory}/fair`;
    await Deno.writeFile(path, await fairBytes(30_000));
    const { code, stdout, stderr } = await runProgram(["assess", path]);
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /^No fault found: all \d+ tests fit fair random data in 30 kB of /);
    assertStringIncludes(stdout, "a counter that is hashed");
    // Every line fits what a file or pipe is given.
    assertEquals(stdout.split("\n").filter((line) => line.length > 120), []);
  });
});

Deno.test("assess --json fits the schema, holds what the text shows and no byte of the source", async () => {
  await withDirectory(async (directory) => {
    const path = `${directory}/fair`;
    await Deno.writeFile(path, await fairBytes(30_000));
    const { code, stdout, stderr } = await runProgram(["assess", "--json", path]);
    assertEquals([code, stderr], [0, ""]);
    const report = parseReport(stdout);
    assertEquals([report.result, report.exitCode], ["passed", 0]);
    // Bun has no permissions to give up, and the report does not pretend.
    const onDeno = report.conditions.runtime.startsWith("deno ");
    assertEquals(report.powersDropped, onDeno);
    assertEquals([report.reading.bytes, report.reading.end], [30_000, "end of source"]);
    assertEquals(report.fips.blocks, 11);
    assertEquals(report.recording?.nonIid?.outcomes.length, 17);
    const text = (await runProgram(["assess", path])).stdout;
    for (const { lines } of report.tests) {
      for (const { name, value } of lines) assertStringIncludes(text, value, `the text on ${name}`);
    }
  });
});

Deno.test("assess reads symbols of 4 bits, packed or not, alike", async () => {
  await withDirectory(async (directory) => {
    const symbols = referenceData("sticky4", 20_000);
    await Deno.writeFile(`${directory}/one-a-byte`, symbols as Uint8Array<ArrayBuffer>);
    const packed = new Uint8Array(10_000).map((_, i) => symbols[2 * i] << 4 | symbols[2 * i + 1]);
    await Deno.writeFile(`${directory}/packed`, packed);
    const run = async (...args: string[]) =>
      parseReport((await runProgram(["assess", "--json", "--bits-per-symbol=4", ...args])).stdout);
    const [one, two] = [
      await run(`${directory}/one-a-byte`),
      await run("--packed", `${directory}/packed`),
    ];
    assertEquals(one.recording!.nonIid, two.recording!.nonIid);
    assertEquals([one.fips, one.statistics, one.health], [two.fips, two.statistics, two.health]);
    assertEquals([one.reading.bytes, two.reading.bytes], [20_000, 10_000]);
    assertEquals([one.reading.samples, two.reading.samples], [20_000, 20_000]);
    // Every second symbol repeats the one before: nobody would take that for fair.
    assertEquals([one.result, one.recording!.nonIid!.assessedMinEntropy < 2], ["departs", true]);
  });
});

Deno.test("--skip: headline and conditions tell what was tested, and what was left out, with --fips too", async () => {
  await withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/twice`, await fairBytes(10_000));
    const words = ["assess", "--fips", "--bytes=5000", "--skip=5000", "twice"];
    const text = (await runProgram(words, { cwd })).stdout;
    assertMatch(text, /^No fault found: .* in 5,000 bytes of twice\n/);
    assertMatch(text, /\n +skipped +5,000 bytes; /);
    const { reading, verdict } = parseReport(
      (await runProgram([...words, "--json"], { cwd })).stdout,
    );
    assertEquals([reading.bytes, reading.skippedBytes, reading.samples], [10_000, 5_000, 5_000]);
    assertStringIncludes(verdict.headline, " in 5,000 bytes of twice");
  });
});

Deno.test("--fips without a whole block has no figure of blocks, and says what a requirement needs", async () => {
  await withDirectory(async (cwd) => {
    const of = async (bytes: number) => {
      await Deno.writeFile(`${cwd}/data`, (await fairBytes(3_000)).subarray(0, bytes));
      const words = ["assess", "--fips", "--require=fits", "--require=fips", "--json", "data"];
      const { code, stdout, stderr } = await runProgram(words, { cwd });
      const { fips: { blocks, verdict }, requirements } = parseReport(stdout);
      const { failedBlocksFit, pValue, fits } = verdict;
      return { code, stderr, blocks, requirements, figures: [failedBlocksFit, pValue, fits] };
    };
    const none = await of(2_503);
    assertEquals([none.code, none.blocks, none.figures], [6, 0, [null, null, null]]);
    const short =
      "Cannot test data by FIPS 140-2: it gave 20024 bits, a block has 20000 and 32 before it";
    const needed = "needs a whole block of 20,000 bits, 2,504 bytes with those before it";
    assertEquals(none.requirements.map(({ found, met }) => [found, met]), [
      [null, false],
      [null, false],
    ]);
    assertEquals(none.requirements[0].reason, short);
    assertStringIncludes(none.requirements[1].reason!, needed);
    for (const words of [needed, short]) assertStringIncludes(none.stderr, words);
    const one = await of(2_504);
    assertEquals([one.code, one.blocks, one.figures], [0, 1, [true, 1, true]]);
    assertEquals(one.requirements.map(({ reason }) => reason), [undefined, undefined]);
  });
});

Deno.test("assess --samples of packed symbols reads no more bytes than hold them", async () => {
  const { stdout } = await runProgram(
    ["assess", "--json", "--csprng", "--packed", "--bits-per-symbol=1", "--samples=20001"],
  );
  const { reading, recording } = parseReport(stdout);
  assertEquals([reading.bytes, recording!.samples], [2501, 20_001]);
});

Deno.test("a device gives a million samples unless told otherwise", async () => {
  const { code, stdout } = await runProgram(["assess", "--fips", "--json", "/dev/urandom"]);
  assertEquals([code, parseReport(stdout).reading.bytes], [0, 1_000_000]);
});

Deno.test("--seconds ends reading, and one job at a time gives what many give", async () => {
  const { code, stdout } = await runProgram([
    "assess",
    "--fips",
    "--json",
    "--csprng",
    "--seconds=0.2",
  ]);
  assertEquals([code, parseReport(stdout).reading.end], [0, "time"]);
  await withDirectory(async (directory) => {
    await Deno.writeFile(`${directory}/fair`, await fairBytes(12_000));
    const outcomes = await Promise.all(
      ["--jobs=1", "--jobs=3"].map(async (jobs) =>
        parseReport((await runProgram(["assess", "--json", jobs, `${directory}/fair`])).stdout)
          .recording!
          .nonIid
      ),
    );
    assertEquals(outcomes[0], outcomes[1]);
  });
});

Deno.test("more than can be kept is streamed: --bytes 100G of what has less is told in one line", async () => {
  await withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/short`, await fairBytes(12_000));
    const { code, stdout, stderr } = await runProgram(["assess", "--bytes=100G", "short"], { cwd });
    assertEquals([code, stdout], [1, ""]);
    assertMatch(
      stderr,
      /^corosync-keygen: Unexpected end of short: 12000 of 100000000000 bytes\nhint: /,
    );
  });
});

Deno.test("--verbose prints each estimate on standard error as it comes", async () => {
  await withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/fair`, await fairBytes(12_000));
    const { code, stderr } = await runProgram(["assess", "--verbose", "fair"], { cwd });
    assertEquals(code, 0);
    assertMatch(stderr, /^corosync-keygen: markov, bit string: min-entropy 0\.\d{4} a bit$/m);
    assertEquals(stderr.trimEnd().split("\n").length, 17);
  });
});

Deno.test({
  name: "sentences fit a terminal of 60 columns",
  ignore: skipWithout({ programs: { script: "bsdutils" } }, "assess on a narrow terminal"),
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.writeFile(`${directory}/fair`, await fairBytes(20_000));
      const words = [...PROGRAM, "assess", "--fips", "fair"].map((word) => `'${word}'`).join(" ");
      const { code, stdout } = await runCommand(
        ["script", "--quiet", "--return", "--command", `stty cols 60; ${words}`, "/dev/null"],
        { cwd: directory, env: { TERM: "dumb", SHELL: "/bin/sh" } },
      );
      assertEquals(code, 0, stdout);
      const lines = stdout.replace(new RegExp(`^.*${EMPTY_LINE}`, "gm"), "").split(/\r?\n/);
      assertEquals(lines.filter((line) => line.length > 60), []);
      assert(lines.some((line) => line.length > 52), "and use them");
    }),
});

Deno.test({
  name: "a terminal is told how reading goes, and gets a report that is set off",
  ignore: skipWithout({ programs: { script: "bsdutils" } }, "assess on a terminal"),
  fn: async () => {
    await withDirectory(async (directory) => {
      const fifo = await openFedFifo(`${directory}/fifo`);
      const terminal = new Terminal(["assess", "--fips", fifo.path], { NO_COLOR: "" });
      await fifo.feed(await fairBytes(3000));
      await terminal.shows(new RegExp(`${EMPTY_LINE}Reading \\S+: 3,000 bytes, [^\\n]* so far`));
      await terminal.shows(
        new RegExp(`${EMPTY_LINE}Waiting for \\S+: 3,000 bytes so far, no byte for 0:0`),
      );
      fifo[Symbol.dispose]();
      const text = await terminal.ended();
      // The line is gone before the report comes, and nothing is taken away after it.
      assertStringIncludes(
        text,
        "\r\x1b[K\x1b[1mNo fault found: all 4 tests fit fair random data in ",
      );
      assertStringIncludes(text, "\x1b[32mfits");
      assertMatch(text, /\nexit 0\r\n/);
      assertEquals(await terminal.reported("exit"), "0");
    });
  },
});
