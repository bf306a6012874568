import { assertEquals, assertMatch } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { findPeer, skipWithout } from "../peers.ts";
import { fairBytes } from "../report/samples.ts";
import { openFedFifo } from "../cli/fifo_feed.ts";
import { runCommand, runProgram } from "../cli/program.ts";
import { startProgram } from "../cli/running.ts";

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
  // The name of a file and the value of an option ask for nothing.
  for (
    const words of [["--bytes", "x", "--", "--rngtest"], ["--bytes", "x", "--html", "--rngtest"]]
  ) {
    assertEquals((await runProgram(["assess", ...words])).code, 1, words.join(" "));
  }
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

Deno.test("--rngtest -c 0 reads to the end; a signal that ends it is no drained source", async () => {
  const fair = await fairBytes(5_004);
  const whole = await runProgram(["assess", "--rngtest", "-c", "0"], { stdin: fair });
  assertEquals(whole.code, 0);
  assertMatch(whole.stderr, /FIPS 140-2 successes: 2\n/);
  assertMatch(whole.stderr, /^rngtest: entropy source drained$/m);
  await withDirectory(async (directory) => {
    using fifo = await openFedFifo(`${directory}/fifo`);
    const running = startProgram(["assess", "--rngtest", fifo.path]);
    await fifo.feed(fair);
    await running.waitForStderr(/starting FIPS tests/);
    running.kill("SIGTERM");
    const { signal, stderr } = await running.ended();
    assertEquals([signal, stderr.includes("drained")], [null, false], stderr);
    assertMatch(stderr, /bits received from input: [1-9]\d*\n/);
  });
});
