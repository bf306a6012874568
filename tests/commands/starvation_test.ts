import { Ajv2020 } from "ajv";
import { feedFifo } from "../../bench/fifo.ts";
import type { Advice } from "../../lib/starvation/advice.ts";
import type { Measurement, Summary } from "../../lib/starvation/measurement.ts";
import { ENDING_SIGNALS } from "../../lib/system/signal_numbers.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { skipWithout } from "../peers.ts";
import { withDirectory } from "../keys.ts";
import { PROGRAM, runCommand, runProgram } from "../cli/program.ts";
import { makeFifo, startProgram } from "../cli/running.ts";

const schema = JSON.parse(
  await Deno.readTextFile(
    new URL("../../lib/report/schemas/starvation.schema.json", import.meta.url),
  ),
);
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

/** The fields that the tests look at; the schema says the rest. */
interface Report extends Measurement {
  readonly code: string | null;
  readonly exitCode: number;
  readonly result: string;
  readonly advice: Advice;
  readonly summary: Summary["modes"];
}

/** Parses the report, which has to be one line that fits the schema. */
function parse(stdout: string): Report {
  assertEquals(stdout.indexOf("\n"), stdout.length - 1);
  const report: unknown = JSON.parse(stdout);
  assert(validate(report), JSON.stringify(validate.errors));
  return report as Report;
}

Deno.test("starvation measures this host in both modes and prints text", async () => {
  const { code, stdout, stderr } = await runProgram(["starvation", "--rounds=2", "--pause=0"]);
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^default {2}\/dev\/random\nwith -l {2}crypto\.getRandomValues$/m);
  assertMatch(stdout, /^keys of 1024 bits +2 of 2 +2 of 2$/m);
});

Deno.test("starvation without -r leaves what is on standard input unread, and with -r - measures it", async () => {
  const program = [...PROGRAM, "starvation", "--rounds=1", "--pause=0", "--json"]
    .map((word) => `'${word}'`).join(" ");
  for (const source of ["", "-r /dev/urandom"]) {
    const commands = `printf 'a\\nb\\n' | { ${program} ${source} >/dev/null; echo "$?"; cat; }`;
    const { stdout, stderr } = await runCommand(["sh", "-c", commands]);
    assertEquals([stdout, stderr], ["0\na\nb\n", ""]);
  }
  const stdin = new Uint8Array(1000).map((_, i) => 37 * i ^ i >> 3);
  const named = await runProgram(["starvation", "--rounds=1", "-r", "-", "--json"], { stdin });
  assertEquals(parse(named.stdout).sources.blocking, "standard input");
});

Deno.test("starvation --json fits the schema and holds every read of every round", async () => {
  const { code, stdout } = await runProgram(
    ["starvation", "--rounds=3", "--pause=0", "-s", "4096", "--json"],
  );
  const report = parse(stdout);
  assertEquals([code, report.result, report.plan.keySizeBytes], [0, "measured", 4096]);
  assertEquals(report.rounds.length, 6);
  for (const { gatheredBytes, reads } of report.rounds) {
    assertEquals(gatheredBytes, 4096);
    const sum = reads.reduce((total, { bytes }) => total + bytes, 0);
    assertEquals(sum, 4096);
  }
});

/** Short reads as a blocking pool gives them, then nothing for as long as the program lives. */
const READS = [0.05, 0.1, 0.15, 0.2].map((atSeconds) => ({ atSeconds, bytes: 6 }));

Deno.test("a starved FIFO is a result: short reads, the time-out, and the advice", async () => {
  const fifo = await feedFifo(READS, { stayOpen: true });
  try {
    const { code, stdout } = await runProgram(
      ["starvation", "-r", fifo.path, "--rounds=1", "--timeout=5", "--json"],
    );
    const report = parse(stdout);
    assertEquals([code, report.result, report.advice.kind], [0, "measured", "use -l"]);
    const [blocking, lessSecure] = report.rounds;
    assertEquals([blocking.outcome, blocking.gatheredBytes], ["starved", 24]);
    assertEquals(report.summary.blocking.starvedAtBits, [192]);
    assertEquals(blocking.reads.at(-1)?.answeredMilliseconds, null);
    assertEquals(lessSecure.outcome, "whole");
  } finally {
    await fifo.remove();
  }
});

Deno.test("a source that ends is told in the report, on stderr and by exit code 1", async () => {
  const fifo = await feedFifo(READS);
  try {
    const { code, stdout, stderr } = await runProgram(["starvation", "-r", fifo.path, "--json"]);
    const report = parse(stdout);
    assertEquals([code, report.exitCode, report.result, report.code], [
      1,
      1,
      "failed",
      "source-ended",
    ]);
    assertEquals(stderr, `corosync-keygen: Unexpected end of ${fifo.path}\n`);
    assertEquals(report.advice.why, `Unexpected end of ${fifo.path}`);
  } finally {
    await fifo.remove();
  }
});

Deno.test("a signal at any time leaves the report of what was measured until then", async () => {
  for (const [signal, exitCode] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
    const fifo = await feedFifo(READS, { stayOpen: true });
    try {
      const program = startProgram(["starvation", "-r", fifo.path, "--json"]);
      // The FIFO is fed once the program has opened it; the signal comes when it waits for more.
      await fifo.fed;
      program.kill(signal);
      const { code, stdout, stderr } = await program.ended();
      const report = parse(stdout);
      assertEquals([code, report.exitCode], [exitCode, exitCode]);
      assertEquals([report.result, report.interruptedBy], ["interrupted", signal]);
      assertEquals(report.rounds.map(({ outcome }) => outcome), ["cut"]);
      assertStringIncludes(stderr, `Interrupted by ${signal}`);
    } finally {
      await fifo.remove();
    }
  }
});

/**
 * Waits until a process answers every signal that ends it: until it catches the last that it asks for, in SigCgt
 * (proc(5)). SIGTERM alone says too little: with the first listener of any signal Deno catches that one as well,
 * and without a listener for it dies of it.
 */
async function answersSignals(processId: number): Promise<void> {
  const last = BigInt(Math.max(...Object.values(ENDING_SIGNALS)));
  for (;;) {
    const status = await Deno.readTextFile(`/proc/${processId}/status`);
    const caught = BigInt(`0x${/^SigCgt:\s*(\w+)$/m.exec(status)?.[1] ?? "0"}`);
    if ((caught >> (last - 1n) & 1n) === 1n) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test("a signal while the source is being opened leaves a report without rounds", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/random`;
    await makeFifo(path);
    const program = startProgram(["starvation", "-r", path, "--json", "--timeout=600"]);
    await answersSignals(program.processId);
    program.kill("SIGTERM");
    const report = parse((await program.ended()).stdout);
    assertEquals([report.exitCode, report.interruptedBy, report.rounds], [143, "SIGTERM", []]);
    assertEquals(report.sources.blocking, path);
  }));

Deno.test({
  name: "Ctrl-C on a terminal ends with a chart and a report, and the terminal is as it was",
  ignore: skipWithout({ programs: { script: "bsdutils" } }, "starvation on a terminal"),
  fn: () =>
    withDirectory(async (directory) => {
      const fifo = await feedFifo(READS, { stayOpen: true });
      try {
        const program = [...PROGRAM, "starvation", "-r", fifo.path].map((word) => `'${word}'`);
        // The shell outlives Ctrl-C, which the terminal sends to everybody in the foreground.
        const commands = `trap : INT; stty -g >before; ${program.join(" ")}; echo "exit $?"; ` +
          "stty -g >after";
        const child = new Deno.Command("script", {
          args: ["-qec", commands, "/dev/null"],
          cwd: directory,
          env: { LC_ALL: "C.UTF-8", TERM: "xterm", SHELL: "/bin/sh" },
          stdin: "piped",
          stdout: "piped",
          stderr: "null",
        }).spawn();
        const typing = child.stdin.getWriter();
        let shown = "";
        for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
          // Ctrl-C is typed once, when the live line shows that measuring has begun.
          const live = "192 of 1024 bits";
          if (!shown.includes(live) && (shown + text).includes(live)) {
            await typing.write(new Uint8Array([3]));
          }
          shown += text;
        }
        await child.status;
        await typing.close().catch(() => {/* the terminal has gone already */});
        assertStringIncludes(shown, "round 1 of 10, ");
        assertStringIncludes(shown, "slowest round (1):\r\n1024 bits |");
        assertStringIncludes(shown, "Ended early by SIGINT.");
        assertStringIncludes(shown, "exit 130");
        const [before, after] = await Promise.all(
          ["before", "after"].map((name) => Deno.readTextFile(`${directory}/${name}`)),
        );
        assertEquals(after, before);
      } finally {
        await fifo.remove();
      }
    }),
});

Deno.test("--html writes one page in place of an older one and leaves nothing else", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/page.html`;
    await Deno.writeTextFile(path, "<html>old</html>");
    const { code, stdout } = await runProgram(
      ["starvation", "--rounds=1", "--html", path],
    );
    assertEquals(code, 0);
    assertMatch(stdout, /^keys of 1024 bits/m);
    assertMatch(await Deno.readTextFile(path), /^<!DOCTYPE html>[\s\S]*<\/html>\n$/);
    assertEquals(Array.from(Deno.readDirSync(directory), ({ name }) => name), ["page.html"]);
  }));

Deno.test("a page that cannot be written is refused before anything is measured", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/missing/page.html`;
    const { code, stdout, stderr } = await runProgram(["starvation", "--html", path]);
    assertEquals([code, stdout], [4, ""]);
    assertEquals(stderr, `corosync-keygen: Could not create ${path}: No such file or directory\n`);
  }));

Deno.test("a FIFO that nobody writes to starves the open, within the time-out", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/random`;
    await makeFifo(path);
    const { code, stderr } = await runProgram(["starvation", "-r", path, "--timeout=0.2"]);
    assertEquals(code, 1);
    assertEquals(
      stderr,
      "corosync-keygen: Starved by the source: not open after 0.2 s\n" +
        "hint: a FIFO opens once somebody writes to it\n",
    );
  }));

Deno.test("starvation takes -s as making a key does: a sign and zeros in front count for nothing", async () => {
  const { code, stdout } = await runProgram(
    ["starvation", "--rounds=1", "--pause=0", "-s", " +0256", "--json"],
  );
  assertEquals([code, parse(stdout).plan.keySizeBytes], [0, 256]);
});

Deno.test("starvation measures as its help says where nothing else is asked for", async () => {
  const { stdout: help } = await runProgram(["starvation", "-h"]);
  for (const said of ["default 100ms", "default 1\n", "default 60s"]) {
    assertStringIncludes(help, said);
  }
  const { stdout } = await runProgram(["starvation", "--rounds=1", "--json"]);
  const { pauseSeconds, stallMilliseconds, timeoutSeconds } = parse(stdout).plan;
  assertEquals([pauseSeconds, stallMilliseconds, timeoutSeconds], [0.1, 1, 60]);
});

Deno.test("values at the edge of what is supported, and just over it", async () => {
  const accepted = ["--rounds=1", "--pause=0", "--stall=3600000", "--size=128", "--seconds=60"];
  assertEquals((await runProgram(["starvation", ...accepted])).code, 0);
  const unsupported = "Unsupported key size (supported <128,4096>)\n\nhint: ";
  const refused: [string, string][] = [
    ["--rounds=0", "Unsupported --rounds '0' (supported: 1 to 10000)"],
    ["--rounds=10001", "Unsupported --rounds '10001' (supported: 1 to 10000)"],
    [
      "--stall=0",
      "Unsupported --stall '0' (supported: more than 0 and up to 3600000 milliseconds)",
    ],
    ["--size=127", `${unsupported}'127' was given; pcs insists on 256`],
    ["-s5", `${unsupported}'5' was given; pcs insists on 256`],
    ["-r/dev/nosuch", "Failed to open /dev/nosuch: No such file or directory"],
    [
      "--random-file=",
      "Unsupported --random-file '': It takes the name of a file\n" +
      "hint: is the variable set that should hold it?",
    ],
    ["extra", "Unexpected argument 'extra'\nhint: -r SOURCE names what is measured"],
  ];
  for (const [argument, message] of refused) {
    const { code, stderr } = await runProgram(["starvation", argument]);
    assertEquals([code, stderr], [1, `corosync-keygen: ${message}\n`], argument);
  }
});

Deno.test("starvation --json fits the schema where it fails as well, with what went wrong", async () => {
  for (
    const [argument, code] of [["-r/dev/nosuch", "cannot-open-source"], [
      "--rounds=0",
      null,
    ]] as const
  ) {
    const { stdout } = await runProgram(["starvation", "--json", argument]);
    const report = parse(stdout) as unknown as Record<string, unknown>;
    assertEquals([report.result, report.exitCode], ["failed", 1], stdout);
    if (code !== null) assertEquals(report.code, code);
    assert(!validate({ ...report, error: undefined }), "an error has its words");
    assert(!validate({ ...report, command: "assess" }));
  }
});
