import { Ajv2020 } from "ajv";
import type { Assessment } from "../../lib/assess/assessment.ts";
import type { RequirementOutcome } from "../../lib/report/assess/gate.ts";
import type { Verdict } from "../../lib/report/assess/verdict.ts";
import type { TestGroup } from "../../lib/report/assess/test_line.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { referenceData } from "../sp800_90b/reference_data.ts";
import { withDirectory } from "../keys.ts";
import { findPeer, skipWithout } from "../peers.ts";
import { fairBytes } from "../report/samples.ts";
import { openFedFifo } from "./fifo_feed.ts";
import { type Outcome, PROGRAM, runCommand, runProgram } from "./program.ts";
import { startProgram } from "./running.ts";
import { Terminal } from "./terminal.ts";

const schema = JSON.parse(
  await Deno.readTextFile(
    new URL("../../lib/report/schemas/assessment.schema.json", import.meta.url),
  ),
);
const validate = new Ajv2020({ strict: true, validateFormats: false }).compile(schema);

type Report = Omit<Assessment, "problems" | "permissionsDropped"> & {
  readonly powersDropped: boolean;
  readonly result: string;
  readonly exitCode: number;
  readonly problems: readonly { readonly error: string; readonly exitCode: number }[];
  readonly tests: readonly TestGroup[];
  readonly requirements: readonly RequirementOutcome[];
  readonly verdict: Verdict;
};

/** Parses the report, which has to be one line that fits the schema. */
function parse(stdout: string): Report {
  assertEquals(stdout.indexOf("\n"), stdout.length - 1);
  const report: unknown = JSON.parse(stdout);
  assert(validate(report), JSON.stringify(validate.errors));
  return report as Report;
}

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
    const report = parse(stdout);
    assertEquals([report.result, report.exitCode], ["passed", 0]);
    // Bun has no powers to give up, and the report does not pretend.
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
      parse((await runProgram(["assess", "--json", "--bits-per-symbol=4", ...args])).stdout);
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

Deno.test("assess --samples of packed symbols reads no more bytes than hold them", async () => {
  const { stdout } = await runProgram(
    ["assess", "--json", "--csprng", "--packed", "--bits-per-symbol=1", "--samples=20001"],
  );
  const { reading, recording } = parse(stdout);
  assertEquals([reading.bytes, recording!.samples], [2501, 20_001]);
});

Deno.test("a device gives a million samples unless told otherwise", async () => {
  const { code, stdout } = await runProgram(["assess", "--fips", "--json", "/dev/urandom"]);
  assertEquals([code, parse(stdout).reading.bytes], [0, 1_000_000]);
});

Deno.test("--seconds ends reading, and one job at a time gives what many give", async () => {
  const { code, stdout } = await runProgram([
    "assess",
    "--fips",
    "--json",
    "--csprng",
    "--seconds=0.2",
  ]);
  assertEquals([code, parse(stdout).reading.end], [0, "time"]);
  await withDirectory(async (directory) => {
    await Deno.writeFile(`${directory}/fair`, await fairBytes(12_000));
    const outcomes = await Promise.all(
      ["--jobs=1", "--jobs=3"].map(async (jobs) =>
        parse((await runProgram(["assess", "--json", jobs, `${directory}/fair`])).stdout).recording!
          .nonIid
      ),
    );
    assertEquals(outcomes[0], outcomes[1]);
  });
});

Deno.test("a requirement that is not met ends with exit 6, after the report", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeFile(`${directory}/fair`, await fairBytes(30_000));
    const run = (...args: string[]) =>
      runProgram(["assess", "--json", ...args, `${directory}/fair`]);
    const met = await run("--require-min-entropy=5", "--require=fips");
    assertEquals([met.code, met.stderr], [0, ""]);
    assertEquals(parse(met.stdout).requirements.map((one) => one.met), [true, true]);
    const missed = await run("--require-min-entropy=7.9");
    const { exitCode, result } = parse(missed.stdout);
    assertEquals([missed.code, exitCode, result], [6, 6, "unmet"]);
    assertMatch(
      missed.stderr,
      /^corosync-keygen: Requirement not met: min-entropy is \d\.\d{4} bits a symbol, wanted at least 7\.9 /,
    );
    await Deno.writeFile(`${directory}/fair`, new Uint8Array(2504).fill(0x5a));
    const fips = await run("--fips", "--require=fips");
    const { result: word, verdict } = parse(fips.stdout);
    assertEquals([fips.code, word, verdict.outcome], [6, "unmet", "departs"]);
  });
});

Deno.test("what the report calls bad does not pass --require fits, whatever else is met", async () => {
  await withDirectory(async (cwd) => {
    const bytes = await fairBytes(60_000);
    // One bit a byte is 60 standard deviations off, which the min-entropy and the blocks allow.
    const biased = bytes.map((byte, i) => i % 4 === 0 ? byte | 1 : byte);
    await Deno.writeFile(`${cwd}/biased`, biased);
    await Deno.writeFile(`${cwd}/earlier`, bytes.subarray(0, 20_000));
    await Deno.writeFile(`${cwd}/cloned`, bytes.subarray(0, 40_000));
    await Deno.writeFile(`${cwd}/zeros`, new Uint8Array(3000));
    const run = async (...args: string[]) => {
      const { code, stdout } = await runProgram(["assess", "--json", ...args], { cwd });
      const { result, exitCode, requirements } = parse(stdout);
      assertEquals([code, result === "unmet"], [exitCode, code === 6], args.join(" "));
      return [code, ...requirements.map(({ requirement, met }) => `${requirement} ${met}`)];
    };
    assertEquals(await run("--require-min-entropy=4", "--require=fits", "biased"), [
      6,
      "fits false",
      "min-entropy true",
    ]);
    assertEquals(
      await run("--against=earlier", "--require=no-repeats", "--require=iid", "cloned"),
      [6, "no-repeats false", "iid true"],
    );
    assertEquals(await run("--require=fits,fips,no-repeats,iid", "cloned"), [
      0,
      "fits true",
      "fips true",
      "no-repeats true",
      "iid true",
    ]);
    // A constant source has no assessment, and a partial run meets nothing.
    assertEquals(await run("--require-min-entropy=1", "zeros"), [6, "min-entropy false"]);
    assertEquals(
      await run("--partial", "--bytes=41k", "--require-min-entropy=1", "--require=fips", "cloned"),
      [6, "fips false", "min-entropy false"],
    );
  });
});

Deno.test("standard input that nobody named is refused in one line, with nothing read from it", async () => {
  const refused = (kind: string) =>
    `corosync-keygen: Standard input is a ${kind} and no source is named: say - to assess it, or name ` +
    "the source, such as /dev/random\n";
  const piped = await runProgram(["assess", "--fips"], { stdin: new Uint8Array(3000) });
  assertEquals([piped.code, piped.stdout, piped.stderr], [1, "", refused("pipe")]);
  await withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/zeros`, new Uint8Array(3000));
    const program = PROGRAM.map((word) => `'${word}'`).join(" ");
    const shell = (words: string) => runCommand(["sh", "-c", `${program} ${words}`], { cwd });
    const file = await shell("assess --fips < zeros");
    assertEquals([file.code, file.stderr], [1, refused("file")]);
    assertEquals((await shell("assess --fips - < zeros")).code, 0);
    assertEquals((await shell("assess --fips --bytes 3k < /dev/null")).code, 0);
    assertEquals((await shell("assess --fips --bytes 3k <&-")).code, 0);
    assertEquals((await shell("assess --fips --csprng --bytes 3k < zeros")).code, 0);
  });
});

Deno.test("--rngtest reads standard input, counts blocks as -c says, and packs symbols", async () => {
  const fair = await fairBytes(20_004);
  const run = (args: string[], stdin: Uint8Array) =>
    runProgram(["assess", "--rngtest", ...args], { stdin });
  const lines = (text: string) =>
    text.split("\n").filter((line) => /received|successes/.test(line));
  const whole = await run([], fair);
  assertEquals([whole.code, lines(whole.stderr)], [
    0,
    ["rngtest: bits received from input: 160032", "rngtest: FIPS 140-2 successes: 8"],
  ]);
  const two = await run(["-c", "2"], fair);
  assertEquals([two.code, lines(two.stderr)], [
    0,
    ["rngtest: bits received from input: 40032", "rngtest: FIPS 140-2 successes: 2"],
  ]);
  assertEquals(two.stderr.includes("drained"), false);
  // The same bits as nibbles, one a byte.
  const nibbles = Uint8Array.from(Array.from(fair).flatMap((byte) => [byte >> 4, byte & 15]));
  assertEquals(lines((await run(["--bits-per-symbol=4"], nibbles)).stderr), lines(whole.stderr));
  const pipe = await run(["--pipe"], fair);
  assertEquals([pipe.code, pipe.stdout], [10, ""]);
  assertMatch(
    pipe.stderr,
    /^corosync-keygen: Unsupported option '--pipe': rngtest's --pipe\nhint: /,
  );
});

Deno.test("a recording in another format is named under the verdict, and read with the command given", async () => {
  const cwd = new URL("../fixtures/recordings/", import.meta.url).pathname;
  for (
    const [name, options, selected] of [
      ["rec-hex-20k.txt", ["--format", "hex"], null],
      ["rec-base64-20k.txt", ["--format", "base64"], null],
      ["rec-decimals-20k.txt", ["--format", "decimal"], null],
      ["rec-bit-per-byte-20k.bin", ["--bits-per-symbol", "1"], null],
      ["rec-adc16le-20k.bin", ["--format", "u16le"], [0, 1, 2, 3, 4, 5, 6, 11]],
    ] as const
  ) {
    const plain = await runProgram(["assess", "--fips", name], { cwd });
    assertStringIncludes(
      plain.stdout.replaceAll(/\s+/g, " "),
      `; try: corosync-keygen assess ${options.join(" ")} ${name}`,
    );
    const { code, stdout } = await runProgram(["assess", "--fips", "--json", ...options, name], {
      cwd,
    });
    const report = parse(stdout);
    assertEquals([code, report.guess], [0, null], name);
    if (selected !== null) assertEquals(report.selectedBits?.length, selected.length);
  }
  const wrong = await runProgram(["assess", "--format=hex", "rec-base64-20k.txt"], { cwd });
  assertEquals([wrong.code, wrong.stdout], [1, ""]);
  assertMatch(
    wrong.stderr,
    /^corosync-keygen: Cannot read the recording as hex: byte 1 is 'L' \(0x4c\)\n/,
  );
});

Deno.test("--raw judges whether a source is steady, and where it is not", async () => {
  await withDirectory(async (cwd) => {
    const fair = await fairBytes(120_000);
    // The number of ones in eight dice: biased, and always alike.
    const noise = (offset: number) =>
      Uint8Array.from({ length: 20_000 }, (_, i) => {
        let sum = offset;
        for (let j = 0; j < 6; j++) sum += fair[6 * i + j] >> 5;
        return sum;
      });
    const steady = noise(100);
    const drifting = steady.map((sample, i) => sample + Math.floor(i / 5000));
    await Deno.writeFile(`${cwd}/steady`, steady);
    await Deno.writeFile(`${cwd}/drifting`, drifting);
    const run = async (...args: string[]) =>
      parse((await runProgram(["assess", "--json", ...args], { cwd })).stdout);
    assertEquals((await run("steady")).result, "departs");
    const raw = await run("--raw", "--require=fits", "steady");
    assertEquals([raw.result, raw.exitCode, raw.verdict.departing], ["passed", 0, []]);
    assert(raw.recording!.nonIid!.assessedMinEntropy < 4);
    const moved = await run("--raw", "--require=fits", "drifting");
    assertEquals([moved.result, moved.exitCode], ["unmet", 6]);
    assert(moved.verdict.departing.includes("drift (Stretches)"), moved.verdict.departing.join());
  });
});

Deno.test("a fault that lasted for a moment is found with its place, and --skip leaves it out", async () => {
  await withDirectory(async (cwd) => {
    const bytes = await fairBytes(200_000);
    bytes.set(
      new TextEncoder().encode(
        "U-Boot 2023.04 (Apr 03 2023 - 10:11:12 +0000) board: rpi serial ready",
      ),
    );
    await Deno.writeFile(`${cwd}/banner`, bytes);
    bytes.fill(0x5a, 150_000, 150_020);
    await Deno.writeFile(`${cwd}/stuck`, bytes);
    const run = async (...args: string[]) =>
      parse((await runProgram(["assess", "--json", ...args], { cwd })).stdout);
    const { verdict } = await run("banner");
    assertEquals(verdict.departing, ["worst 64 samples (Stretches)"]);
    assertStringIncludes(verdict.sentences.join(), "Where: worst 64 samples at byte 0.");
    assertEquals((await run("--skip=69", "banner")).result, "passed");
    const stuck = await run("--skip=69", "stuck");
    assertStringIncludes(stuck.verdict.sentences.join(" "), "repetition count at byte 150,004");
    assertEquals(stuck.health!.firstAlarms[0].sample, 150_004 - 69);
  });
});

Deno.test("several sources stand in one table, and what differs beyond noise is marked", async () => {
  await withDirectory(async (cwd) => {
    const bytes = await fairBytes(60_000);
    await Deno.writeFile(`${cwd}/one`, bytes.subarray(0, 30_000));
    await Deno.writeFile(`${cwd}/two`, bytes.subarray(30_000));
    await Deno.writeFile(`${cwd}/biased`, bytes.subarray(0, 30_000).map((byte) => byte & 0xfe));
    const { code, stdout } = await runProgram(["assess", "one", "two", "biased"], { cwd });
    assertEquals(code, 0);
    assertMatch(stdout, /^biased differs from one by more than noise\n/);
    assertMatch(stdout, /^ {2}share of ones +0\.\S+ +0\.\S+ +0\.\S+ \*$/m);
    const json = await runProgram(["assess", "--json", "--fips", "one", "two", "missing"], { cwd });
    const report = JSON.parse(json.stdout);
    const fits = validate(JSON.parse(json.stdout));
    assert(fits, JSON.stringify(validate.errors));
    assertEquals([json.code, report.exitCode, report.sources.length], [1, 1, 3]);
    assertEquals(report.sources[2].error, "Failed to open missing: No such file or directory");
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

/** One line on stderr, and a hint on another where there is one. */
const WRONG: readonly [args: string[], code: number, stderr: string][] = [
  [["empty"], 1, "Cannot assess empty: it is empty\n"],
  [
    ["zeros"],
    1,
    "Cannot assess a constant source: all 3000 samples are 0, which has no entropy\n",
  ],
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
    const report = parse(stdout);
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
    const report = parse(partial.stdout);
    assertEquals([partial.code, report.exitCode, report.reading.end], [130, 130, "signal"]);
    assertEquals([report.fips.bytesRead, report.fips.blocks], [3000, 1]);
    assertEquals(report.problems.map(({ error }) => error), ["Interrupted by SIGINT"]);
    // The estimators run on what there is.
    await Deno.remove(`${directory}/record`);
    const estimated = parse((await interrupt(directory, ["--partial", "--json"], "all")).stdout);
    assertEquals(estimated.problems[0].error, "Interrupted by SIGINT");
    assertEquals(estimated.problems.filter(({ exitCode }) => exitCode === 130).length, 1);
    assertEquals(estimated.recording!.samples, 3000);
    assert(estimated.recording!.nonIid!.outcomes.length > 10);
  });
});

Deno.test("a report that finds no room ends with exit 4, and the page is whole or not there", async () => {
  await withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/fair`, await fairBytes(12_000));
    const command = [...PROGRAM, "assess", "--html=page.html", "fair"].map((word) => `'${word}'`);
    const { code, stderr } = await runCommand(["sh", "-c", `${command.join(" ")} >/dev/full`], {
      cwd,
    });
    assertEquals([code, stderr], [
      4,
      "corosync-keygen: Could not write standard output: No space left on device\n",
    ]);
    // What was worked out is not lost: the page had room.
    assertEquals(Array.from(Deno.readDirSync(cwd), ({ name }) => name).sort(), [
      "fair",
      "page.html",
    ]);
    assertMatch(await Deno.readTextFile(`${cwd}/page.html`), /<\/html>\n$/);
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

Deno.test("a stretch that comes twice, here or in an earlier recording, is found and told", async () => {
  await withDirectory(async (cwd) => {
    const fair = await fairBytes(40_000);
    await Deno.writeFile(`${cwd}/earlier`, fair.subarray(0, 12_000));
    await Deno.writeFile(`${cwd}/fresh`, fair.subarray(12_000, 24_000));
    // As of a machine that went back to its snapshot: 500 bytes of the earlier recording at 3,000.
    const restored = fair.slice(24_000, 36_000);
    restored.set(fair.subarray(7_000, 7_500), 3_000);
    await Deno.writeFile(`${cwd}/restored`, restored);
    const run = async (name: string) =>
      parse((await runProgram(["assess", "--json", "--against=earlier", name], { cwd })).stdout);
    const fresh = await run("fresh");
    assertEquals([fresh.repeats!.repeats, fresh.against!.repeats, fresh.result], [0, 0, "passed"]);
    const { against, repeats, result } = await run("restored");
    assertEquals([repeats!.repeats, result], [0, "departs"]);
    assertEquals([against!.otherName, against!.otherBytes], ["earlier", 12_000]);
    const [found] = against!.first;
    assertEquals(found.offset - found.earlierOffset, 3_000 - 7_000);
    // Found by one word in every stride of 16 bytes, so up to 15 bytes at each end go uncounted.
    assert(found.lengthBytes <= 500 && found.lengthBytes > 470, `${found.lengthBytes} bytes`);
    assertEquals((await run("earlier")).against!.repeatedBytes > 11_960, true);
  });
});

Deno.test("--rngtest ends as rngtest does: 0 all blocks passed, 1 one failed or none, 11 unreadable", async () => {
  await withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/fair`, await fairBytes(5_004));
    await Deno.writeFile(`${cwd}/bad`, new Uint8Array(2_504));
    await Deno.writeFile(`${cwd}/short`, await fairBytes(2_503));
    await Deno.writeFile(`${cwd}/empty`, new Uint8Array());
    const run = (name: string) => runProgram(["assess", "--rngtest", name], { cwd });
    const codes = ["fair", "bad", "short", "empty", ".", "missing"].map(async (name) =>
      (await run(name)).code
    );
    assertEquals(await Promise.all(codes), [0, 1, 1, 1, 11, 11]);
  });
});

Deno.test("--rngtest ends with 10 when the words are wrong, as rngtest does; without it that is 1", async () => {
  const wrong = [["--bogus"], ["--samples"], ["--samples", "none"], ["one", "another"]];
  for (const words of wrong) {
    for (const [flag, code] of [["--fips", 1], ["--rngtest", 10], ["--rng", 10]] as const) {
      const run = await runProgram(["assess", flag, ...words]);
      assertEquals(run.code, code, `${flag} ${words.join(" ")}`);
      assertMatch(run.stderr, /^corosync-keygen: [^\n]+\n/);
    }
  }
  assertEquals((await runProgram(["assess", "--rngtest", "--html", "page", "-"])).code, 10);
});

Deno.test({
  name: "--rngtest prints the counters that rngtest prints, on standard error",
  ignore: skipWithout({ programs: { rngtest: "rng-tools5" } }, "compare with rngtest"),
  fn: async () => {
    await withDirectory(async (directory) => {
      const path = `${directory}/data`;
      const data = await fairBytes(100_000);
      data.fill(0, 30_000, 30_400);
      data.fill(0xff, 70_000, 70_005);
      await Deno.writeFile(path, data);
      const ours = await runProgram(["assess", "--rngtest", path]);
      const theirs = await runCommand([findPeer("rngtest")!], { stdin: data });
      // Version 5 has a fault in its runs test, which version 6 has mended; speeds are their own.
      const counters = (text: string) =>
        text.split("\n").filter((line) => /\d$/.test(line) && !/Runs:|rngtest \d/.test(line));
      assertEquals(counters(ours.stderr), counters(theirs.stderr));
      assertEquals([ours.code, theirs.code, ours.stdout], [1, 1, ""]);
    });
  },
});

/** Carriage return and "erase to the end of the line", as a pattern. */
const EMPTY_LINE = "\r\x1b\\[K";

Deno.test({
  name: "a terminal is told how reading goes, and gets a report that is set off",
  ignore: skipWithout({ programs: { script: "bsdutils" } }, "assess on a terminal"),
  fn: async () => {
    await withDirectory(async (directory) => {
      const fifo = await openFedFifo(`${directory}/fifo`);
      const terminal = new Terminal(["assess", "--fips", fifo.path], { NO_COLOR: "" });
      await fifo.feed(await fairBytes(3000));
      await terminal.shows(new RegExp(`${EMPTY_LINE}Reading \\S+: 3\\.00 kB, [^\\n]* so far`));
      await terminal.shows(
        new RegExp(`${EMPTY_LINE}Waiting for \\S+: 3\\.00 kB so far, no byte for 0:0`),
      );
      fifo[Symbol.dispose]();
      const text = await terminal.ended();
      // The line is gone before the report comes, and nothing is taken away after it.
      assertStringIncludes(
        text,
        "\r\x1b[K\x1b[1mNo fault found: the test fits fair random data in ",
      );
      assertStringIncludes(text, "\x1b[32mfits");
      assertMatch(text, /\nexit 0\r\n/);
      assertEquals(await terminal.reported("exit"), "0");
    });
  },
});
