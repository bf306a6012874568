import { assert, assertEquals } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { look, NEW_KEY, placeOldKey } from "../files/key_runs.ts";
import { openFedFifo } from "../cli/fifo_feed.ts";
import { runProgram } from "../cli/program.ts";
import { makeFifo, startProgram } from "../cli/running.ts";

/** Waits for the line that says so many bits are missing. */
const asking = (bits: number) => new RegExp(`\\(${bits} bits still needed\\)`);

const ENDING = [
  ...[["SIGHUP", 129], ["SIGINT", 130], ["SIGQUIT", 131], ["SIGUSR1", 138], ["SIGALRM", 142]],
  ["SIGTERM", 143],
] as [Deno.Signal, number][];

for (const [signal, code] of ENDING) {
  Deno.test(`${signal} ends a wait for bytes and a wait for a writer with exit ${code}`, () =>
    withDirectory(async (directory) => {
      const place = `${directory}/place`;
      await Deno.mkdir(place);
      await placeOldKey(`${place}/authkey`);
      using fifo = await openFedFifo(`${directory}/fed`);
      await makeFifo(`${directory}/unfed`);
      for (const source of [fifo.path, `${directory}/unfed`]) {
        const running = startProgram(["-r", source, "-k", `${place}/authkey`]);
        await running.waitForStdout(/Gathering/);
        if (source === fifo.path) {
          await fifo.feed(NEW_KEY.slice(0, 100));
          await running.waitForStdout(asking(224));
        }
        running.kill(signal);
        const ended = await running.ended();
        // Deno 2.9.6 tells of its debugger too, which SIGUSR1 starts as in Node.
        const lines = ended.stderr.split("\n").filter((line) =>
          !/debugger/.test(line.toLowerCase())
        );
        assertEquals(
          [ended.code, ended.signal, lines.join("\n")],
          [code, null, `corosync-keygen: Interrupted by ${signal}\n`],
        );
        assertEquals(await look(place), ["authkey file 0400 old"]);
      }
    }));
}

Deno.test("signals that were ignored at the start stay ignored, as SIGHUP under nohup", () =>
  withDirectory(async (directory) => {
    using fifo = await openFedFifo(`${directory}/fifo`);
    const path = `${directory}/authkey`;
    const under = ["sh", "-c", 'trap "" HUP XCPU VTALRM PROF; exec "$@"', "sh"];
    const running = startProgram(["-r", fifo.path, "-k", path], { under });
    await running.waitForStdout(/Gathering/);
    await fifo.feed(NEW_KEY.slice(0, 64));
    await running.waitForStdout(asking(512));
    for (const signal of ["SIGHUP", "SIGXCPU", "SIGVTALRM", "SIGPROF"] as const) {
      running.kill(signal);
    }
    await fifo.feed(NEW_KEY.slice(64));
    const { code, stderr } = await running.ended();
    assertEquals([code, stderr], [0, ""]);
    assertEquals(await Deno.readFile(path), NEW_KEY);
  }));

Deno.test("--timeout ends a wait for bytes and a wait for a writer with exit 1 and a hint", () =>
  withDirectory(async (directory) => {
    using fifo = await openFedFifo(`${directory}/fed`);
    await fifo.feed(NEW_KEY.slice(0, 16));
    await makeFifo(`${directory}/unfed`);
    for (const [source, bits] of [[fifo.path, 128], [`${directory}/unfed`, 0]] as const) {
      const path = `${directory}/place/authkey`;
      const args = ["-r", source, "-k", path, "--mkdir", "--timeout", "0.8"];
      const { code, stderr } = await runProgram(args);
      assertEquals([code, stderr], [
        1,
        `corosync-keygen: Starved by ${source}: ${bits} of 1024 bits after 0.8 s, wanted the whole key\n` +
        "hint: -l takes the key from a source that does not block once the system has booted\n",
      ]);
    }
    assert(!Array.from(Deno.readDirSync(directory)).some(({ name }) => name === "place"));
  }));

Deno.test("--timeout does not matter to a source that answers in time", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const { code, stderr } = await runProgram(["-l", "-k", path, "--timeout", "60"]);
    assertEquals([code, stderr], [0, ""]);
    assertEquals((await Deno.stat(path)).size, 128);
  }));
