import { assertEquals, assertMatch, assertStringIncludes } from "../../assert.ts";
import { assertFitsSchema } from "../../cli/assessment_report.ts";
import { runProgram } from "../../cli/program.ts";
import { Terminal } from "../../cli/terminal.ts";
import { withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { fairBytes } from "../../report/samples.ts";

Deno.test("sources of the same bytes do not pass --require no-repeats, and a constant one has its column", async () => {
  await withDirectory(async (cwd) => {
    const bytes = await fairBytes(10_000);
    await Deno.writeFile(`${cwd}/fair`, bytes);
    await Deno.writeFile(`${cwd}/clone`, bytes);
    await Deno.writeFile(`${cwd}/constant`, new Uint8Array(3_000));
    await Deno.writeFile(`${cwd}/empty`, new Uint8Array());
    const run = (...args: string[]) => runProgram(["assess", ...args], { cwd });

    const cloned = await run("--require=no-repeats", "--json", "fair", "clone");
    const report = JSON.parse(cloned.stdout);
    assertFitsSchema(report);
    assertEquals([cloned.code, report.exitCode, report.sameBytesAs], [6, 6, [null, 0]]);
    assertEquals(report.result, "unmet");

    // A state that was cloned, read a little later and for longer, beside one that was not.
    await Deno.writeFile(`${cwd}/later`, (await fairBytes(12_000)).subarray(64));
    await Deno.writeFile(`${cwd}/other`, (await fairBytes(30_000)).subarray(20_000));
    const shifted = await run("--require=no-repeats,fits", "fair", "other", "later", "--jobs=3");
    assertEquals(shifted.code, 6);
    assertMatch(
      shifted.stdout.replaceAll(/\s+/g, " "),
      /^\[3\] later holds sequences of \[1\] fair: 9,936 samples at byte 0 are those at byte 64 there/,
    );
    assertMatch(
      shifted.stderr,
      /^corosync-keygen: \[3\] later: Requirement not met: no-repeats is 1 repeat, [^\n]*\ncorosync-keygen: \[3\] later: Requirement not met: fits is 1 of [^\n]*\n$/,
    );

    const mixed = await run("fair", "constant", "empty");
    assertEquals(mixed.code, 1);
    assertStringIncludes(mixed.stdout, "incomplete: Cannot assess a constant source: all 3000 ");
    assertMatch(mixed.stdout, /\n {2}verdict +no fault +DEPARTS +not assessed\n/);
    assertMatch(mixed.stdout, /\n {2}mean byte +1\d\d\.\d+ +0\.00000 \* +-\n/);
    // With --fips nothing is made of nothing either.
    assertEquals((await run("--fips", "fair", "empty")).code, 1);
  });
});

Deno.test({
  name: "on a terminal a comparison ends with what counts and the exit code",
  ignore: skipWithout({ programs: { script: "bsdutils" } }, "a comparison on a terminal"),
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.writeFile(`${directory}/fair`, await fairBytes(10_000));
      const paths = [`${directory}/fair`, `${directory}/fair`];
      const terminal = new Terminal(["assess", "--require=no-repeats", ...paths], {
        NO_COLOR: "1",
      });
      const shown = (await terminal.ended()).replaceAll(/\s+/g, " ");
      assertEquals(await terminal.reported("exit"), "6");
      assertMatch(
        shown,
        /gave the same bytes as \[1\] [^]*NOT met: no-repeats [^]*exit code 6 exit 6/,
      );
    }),
});
