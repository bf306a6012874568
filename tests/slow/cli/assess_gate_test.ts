import { assertEquals, assertMatch } from "../../assert.ts";
import { withDirectory } from "../../keys.ts";
import { fairBytes } from "../../report/samples.ts";
import { runProgram } from "../../cli/program.ts";

import { parseReport } from "../../cli/assessment_report.ts";

Deno.test("a requirement that is not met ends with exit 6, after the report", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeFile(`${directory}/fair`, await fairBytes(30_000));
    const run = (...args: string[]) =>
      runProgram(["assess", "--json", ...args, `${directory}/fair`]);
    const met = await run("--require-min-entropy=5", "--require=fips");
    assertEquals([met.code, met.stderr], [0, ""]);
    assertEquals(parseReport(met.stdout).requirements.map((one) => one.met), [true, true]);
    const missed = await run("--require-min-entropy=7.9");
    const { exitCode, result } = parseReport(missed.stdout);
    assertEquals([missed.code, exitCode, result], [6, 6, "unmet"]);
    assertMatch(
      missed.stderr,
      /^corosync-keygen: Requirement not met: min-entropy is \d\.\d{4} bits a symbol, wanted at least 7\.9 /,
    );
    await Deno.writeFile(`${directory}/fair`, new Uint8Array(2504).fill(0x5a));
    const fips = await run("--fips", "--require=fips");
    const { result: word, verdict } = parseReport(fips.stdout);
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
      const { result, exitCode, requirements } = parseReport(stdout);
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

Deno.test("a clone of narrow symbols does not pass, whatever was lost at its beginning", async () => {
  await withDirectory(async (cwd) => {
    const bytes = await fairBytes(6_000);
    for (const [bitsPerSymbol, lost] of [[4, 1], [1, 3], [3, 1]]) {
      const symbols = bytes.map((byte) => byte & (2 ** bitsPerSymbol - 1));
      await Deno.writeFile(`${cwd}/earlier`, symbols);
      await Deno.writeFile(`${cwd}/cloned`, symbols.subarray(lost));
      const { code, stdout } = await runProgram([
        "assess",
        "--json",
        "--bits-per-symbol",
        String(bitsPerSymbol),
        "--require=no-repeats",
        "--against=earlier",
        "cloned",
      ], { cwd });
      const report = parseReport(stdout);
      assertEquals([code, report.against?.repeats], [6, 1], `${bitsPerSymbol} bits, ${lost} lost`);
    }
  });
});
