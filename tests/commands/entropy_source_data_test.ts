import { assertEquals, assertRejects } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { PROGRAM, runCommand, runProgram } from "../cli/program.ts";
import type { AssessRequest } from "../../lib/assess/assessment.ts";
import { openEntropySourceData } from "../../lib/cli/entropy_source_data.ts";
import { Failure } from "../../lib/failure.ts";

/** What the options of an assessment of conditioned output alone come to. */
const REQUEST = {
  format: "raw",
  lsbFirst: false,
  skipBytes: 0,
  symbols: { bitsPerSymbol: 8, packed: false },
  mostBytes: null,
  mostSamples: null,
  seconds: null,
  stallSeconds: null,
} as unknown as AssessRequest;

async function conditioned(path: string) {
  const data = await openEntropySourceData(
    REQUEST,
    {
      track: "iid",
      standards: null,
      readNoise: false,
      claimedEntropy: null,
      complete: false,
      seed: null,
      maxSeconds: null,
      restart: null,
      conditioning: {
        inputBits: 512,
        outputBits: 128,
        narrowestWidth: 256,
        inputEntropy: 300,
        vetted: false,
        conditionedEntropy: null,
      },
      conditionedPath: path,
    },
    () => Promise.resolve(null),
    new Promise<never>(() => {}),
  );
  try {
    return await data.readConditioned();
  } finally {
    data.close();
  }
}

Deno.test("of conditioned output the first 10,000,000 bits are kept, and it is said how many are not", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/output`;
    const bytes = new Uint8Array(1_250_003).map((_, i) => i % 251);
    for (const [length, bitsLeftOut] of [[1_250_000, 0], [1_250_003, 24]] as const) {
      await Deno.writeFile(path, bytes.subarray(0, length));
      const output = await conditioned(path);
      assertEquals(output?.bitsLeftOut, bitsLeftOut);
      assertEquals(output?.sequence.symbols, bytes.subarray(0, 1_250_000));
    }
  }));

Deno.test("conditioned output shorter than one output is refused with its length", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/output`;
    await Deno.writeFile(path, new Uint8Array(16));
    assertEquals((await conditioned(path))?.sequence.symbols.length, 16);
    await Deno.writeFile(path, new Uint8Array(15));
    await assertRejects(
      () => conditioned(path),
      Failure,
      `Cannot use ${path} as conditioned data: it holds 120 bits, 128 are needed`,
    );
  }));

Deno.test("one file under any name is taken for one data set only", async () => {
  await withDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/f`, new Uint8Array(1000));
    await Deno.symlink("f", `${cwd}/link`);
    await Deno.copyFile(`${cwd}/f`, `${cwd}/copy`);
    const component = "--conditioning=n_in=64,n_out=32,nw=64";
    for (
      const [words, refused] of [
        [["--restart=f", "f"], "--restart 'f': It is the file of the raw noise"],
        [["--restart=link", "f"], "--restart 'link': It is the file of the raw noise"],
        [["--standards", "--restart=f", "./f"], "--restart 'f': It is the file of the raw noise"],
        [[component, "--conditioned=f", "f"], "--conditioned 'f': It is the file of the raw noise"],
        [
          [component, "--conditioned=f", "--restart=link", "copy"],
          "--conditioned 'f': It is the file of --restart",
        ],
        [["--restart=f", "-"], "--restart 'f': It is the file of the raw noise"],
      ] as const
    ) {
      const program = PROGRAM.map((word) => `'${word}'`).join(" ");
      const outcome = await runCommand(
        ["sh", "-c", `${program} assess "$@" < f`, "sh", ...words],
        { cwd },
      );
      assertEquals(
        [outcome.code, outcome.stdout, outcome.stderr],
        [1, "", `corosync-keygen: Unsupported ${refused}\n`],
        words.join(" "),
      );
    }
    // Its copy is another one, of which something else is wrong.
    const { stderr } = await runProgram(["assess", "--restart=copy", "f"], { cwd });
    assertEquals(stderr.includes("It is the file of"), false, stderr);
  });
});
