import { assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { runProgram } from "../cli/program.ts";
import { normalNumbers, uniformNumbers } from "../noise.ts";

/** Samples of 16 bits in several files of one run. */

function littleEndian(samples: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * samples.length));
  samples.forEach((sample, i) => view.setUint16(2 * i, sample, true));
  return new Uint8Array(view.buffer);
}

const samplesOf = (count: number, sample: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => sample(i));

Deno.test("restarts are tested in the bits that were kept of the noise: those that never differ are told", () =>
  withDirectory(async (cwd) => {
    const random = uniformNumbers(1);
    const low = samplesOf(1000, () => Math.floor(256 * random()));
    const biased = () =>
      Array.from({ length: 8 }, () => Number(random() < 0.3))
        .reduce((bits, bit, i) => bits | bit << (8 + i), 0);
    const noise = samplesOf(20_000, () => Math.floor(256 * random()) | biased());
    const restarts = samplesOf(100_000, (i) => low[i % 1000] | Math.floor(256 * random()) << 8);
    await Deno.writeFile(`${cwd}/noise`, littleEndian(noise));
    await Deno.writeFile(`${cwd}/restarts`, littleEndian(restarts));
    const matrix = ["--restart=restarts", "--rows=100", "--columns=1000"];
    const args = ["assess", "--format=u16le", "--json", ...matrix];
    const { stdout } = await runProgram([...args, "noise"], { cwd });
    const { verdict, selectedBits, restart: { result } } = JSON.parse(stdout);
    assertMatch(verdict.headline, /^No entropy may be claimed/);
    assertEquals(selectedBits, [0, 1, 2, 3, 4, 5, 6, 7]);
    assertEquals(result.sanityCheck.maxColumnCount, 100);
    // Without noise the restarts decide, and the report says what was kept.
    const alone = await runProgram([...args, "--claimed-entropy=6"], { cwd });
    assertEquals(JSON.parse(alone.stdout).selectedBits.length, 8);
  }));

Deno.test("what a recording of wide samples copies of another is found, since both keep the same bits", () =>
  withDirectory(async (cwd) => {
    const normal = normalNumbers(2);
    const fresh = (count: number) => samplesOf(count, () => Math.round(1000 * normal()) & 0xffff);
    const first = fresh(30_000);
    await Deno.writeFile(`${cwd}/first`, littleEndian(first));
    const clone = [...fresh(10_000), ...first.slice(7000, 12_000)];
    await Deno.writeFile(`${cwd}/clone`, littleEndian(clone));
    const words = ["assess", "--raw", "--format=u16le", "--require=no-repeats"];
    const against = await runProgram([...words, "--against=first", "clone"], { cwd });
    assertEquals(against.code, 6, against.stderr);
    const text = against.stdout.replace(/\s+/g, " ");
    assertStringIncludes(text, "5,000 samples at byte 20,000");
    assertStringIncludes(
      text,
      "the 8 that contribute most in the first 30,000 samples of first, which was read before and decides for all (SP 800-90B",
    );
    const { code, stdout } = await runProgram([...words, "--json", "first", "clone"], { cwd });
    const { sources } = JSON.parse(stdout);
    assertEquals(code, 6);
    const decidedBy = (source: Record<string, unknown>) => [
      source.bitsDecidedBy,
      source.bitsRankedSamples,
    ];
    assertEquals(sources.map(decidedBy), [[null, 30_000], ["first", 30_000]]);
    const kept = sources.map(({ selectedBits }: { selectedBits: number[] }) => selectedBits);
    assertEquals(kept[1], kept[0]);
    assertEquals(sources[1].against.repeatedBytes, 5000);
  }));

Deno.test("restarts and other recordings that are wider than what was read first are read all the same", () =>
  withDirectory(async (cwd) => {
    const random = uniformNumbers(3);
    const narrow = samplesOf(20_000, () => Math.floor(256 * random()));
    await Deno.writeFile(`${cwd}/narrow`, littleEndian(narrow));
    const wide = samplesOf(10_000, () => Math.floor(1024 * random()));
    await Deno.writeFile(`${cwd}/wide`, littleEndian(wide));
    await Deno.writeFile(`${cwd}/empty`, new Uint8Array());
    const words = ["assess", "--json", "--partial", "--format=u16le"];
    const matrix = ["--restart=wide", "--rows=100", "--columns=100", "--iid"];
    for (const more of [[...matrix, "narrow"], ["--against=narrow", "wide"]]) {
      const args = more.includes("--iid") ? words.filter((word) => word !== "--partial") : words;
      const { stdout, stderr } = await runProgram([...args, ...more], { cwd });
      assertEquals(JSON.parse(stdout).selectedBits, [0, 1, 2, 3, 4, 5, 6, 7], stderr);
    }
    const { stdout, stderr } = await runProgram([...words, "empty", "wide"], { cwd });
    assertEquals(stderr, "corosync-keygen: Cannot assess empty: it is empty\n");
    assertEquals(JSON.parse(stdout).sources[1].bitsDecidedBy, null);
    assertEquals(JSON.parse(stdout).sources[1].selectedBits, [0, 1, 2, 3, 4, 5, 6, 7]);
  }));

Deno.test("what is said of bits and bytes of wide samples is said of those that were kept, and how many samples decided", () =>
  withDirectory(async (cwd) => {
    const normal = normalNumbers(5);
    const words = ["assess", "--raw", "--format=u16le"];
    for (const [count, isFew] of [[4095, true], [4096, false]] as const) {
      const samples = samplesOf(count, () => Math.round(2048 + 30 * normal()));
      await Deno.writeFile(`${cwd}/wide`, littleEndian(samples));
      const { stdout } = await runProgram([...words, "wide"], { cwd });
      const text = stdout.replace(/\s+/g, " ");
      const number = count.toLocaleString("en-US");
      assertStringIncludes(text, `contribute most in the first ${number} samples (SP 800-90B`);
      assertEquals(text.includes("So few do not even tell a bit"), isFew);
      assertStringIncludes(text, "of the 8 bits kept of each sample");
      assertStringIncludes(text, `samples ${number} of more than 8 bits, of which bits 0, 1,`);
      assertStringIncludes(
        text,
        "Symbols, bytes and bits here are the 8 bits that were kept of each sample; their bit 0 is the lowest that was kept.",
      );
    }
  }));
