import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../assert.ts";
import { withDirectory } from "../../keys.ts";
import { fairBytes } from "../../report/samples.ts";
import { runProgram } from "../../cli/program.ts";

import { assertFitsSchema, parseReport } from "../../cli/assessment_report.ts";
import { ROOT } from "../../../scripts/build/project.ts";

Deno.test("a recording in another format is named under the verdict, and read with the command given", async () => {
  const cwd = `${ROOT}tests/fixtures/recordings`;
  for (
    const [name, options, selected] of [
      ["rec-hex-20k.txt", ["--format", "hex"], null],
      ["rec-base64-20k.txt", ["--format", "base64"], null],
      ["rec-decimals-20k.txt", ["--format", "decimal"], null],
      ["rec-bit-per-byte-20k.bin", ["--bits-per-symbol", "1"], null],
      ["rec-adc16le-20k.bin", ["--format", "u16le"], [0, 1, 2, 3, 4, 5, 6, 7]],
    ] as const
  ) {
    const plain = await runProgram(["assess", "--fips", name], { cwd });
    assertStringIncludes(
      plain.stdout.replaceAll(/\s+/g, " "),
      `; try: corosync-keygen assess ${options.join(" ")} ${name}`,
    );
    const words = ["assess", "--fips", "--json", "--partial", ...options, name];
    const { code, stdout } = await runProgram(words, { cwd });
    const report = parseReport(stdout);
    // 20,000 bits are 32 too few for a block.
    const isBits = options[0] === "--bits-per-symbol";
    assertEquals([code, report.guess], [isBits ? 1 : 0, null], name);
    assertEquals(report.selectedBits, selected);
  }
  const wrong = await runProgram(["assess", "--format=hex", "rec-base64-20k.txt"], { cwd });
  assertEquals([wrong.code, wrong.stdout], [1, ""]);
  assertMatch(
    wrong.stderr,
    /^corosync-keygen: Cannot read rec-base64-20k.txt as hex: byte 1 is 'L' \(0x4c\)\n/,
  );
});

Deno.test("--raw tests whether a source is steady, and where it is not", async () => {
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
      parseReport((await runProgram(["assess", "--json", ...args], { cwd })).stdout);
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
      parseReport((await runProgram(["assess", "--json", ...args], { cwd })).stdout);
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
    assertFitsSchema(JSON.parse(json.stdout));
    const report = JSON.parse(json.stdout);
    assertEquals([json.code, report.exitCode, report.sources.length], [1, 1, 3]);
    assertEquals(report.sources[2].error, "Failed to open missing: No such file or directory");
  });
});

Deno.test("a sequence that comes twice, here or in an earlier recording, is found and told", async () => {
  await withDirectory(async (cwd) => {
    const fair = await fairBytes(40_000);
    await Deno.writeFile(`${cwd}/earlier`, fair.subarray(0, 12_000));
    await Deno.writeFile(`${cwd}/fresh`, fair.subarray(12_000, 24_000));
    // As of a machine that went back to its snapshot: 500 bytes of the earlier recording at 3,000.
    const restored = fair.slice(24_000, 36_000);
    restored.set(fair.subarray(7_000, 7_500), 3_000);
    await Deno.writeFile(`${cwd}/restored`, restored);
    const run = async (name: string) =>
      parseReport(
        (await runProgram(["assess", "--json", "--against=earlier", name], { cwd })).stdout,
      );
    const fresh = await run("fresh");
    assertEquals([fresh.repeats!.repeats, fresh.against!.repeats, fresh.result], [0, 0, "passed"]);
    const { against, repeats, result } = await run("restored");
    assertEquals([repeats!.repeats, result], [0, "departs"]);
    assertEquals([against!.otherName, against!.otherBytes], ["earlier", 12_000]);
    const [found] = against!.first;
    assertEquals([found.offset, found.earlierOffset, found.lengthBytes], [3_000, 7_000, 500]);
    assertEquals((await run("earlier")).against!.repeatedBytes, 12_000);
  });
});
