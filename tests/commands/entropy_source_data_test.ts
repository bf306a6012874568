import { assertEquals, assertRejects, assertStringIncludes } from "../assert.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import { PROGRAM, quoted, runCommand, runProgram } from "../cli/program.ts";
import type { AssessRequest } from "../../lib/assess/assessment.ts";
import { openEntropySourceData } from "../../lib/cli/entropy_source_data.ts";
import { uniform } from "../sp800_90b/standard_data.ts";
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
    await Deno.writeFile(`${cwd}/other`, new Uint8Array(1000));
    await Deno.symlink("f", `${cwd}/link`);
    const component = "--conditioning=n_in=64,n_out=32,nw=64";
    for (
      const [words, refused] of [
        [["--restart=f", "f"], "--restart 'f': It is the file of the raw noise"],
        [["--restart=link", "f"], "--restart 'link': It is the file of the raw noise"],
        [["--standards", "--restart=f", "./f"], "--restart 'f': It is the file of the raw noise"],
        [[component, "--conditioned=f", "f"], "--conditioned 'f': It is the file of the raw noise"],
        [
          [component, "--conditioned=f", "--restart=link", "other"],
          "--conditioned 'f': It is the file of --restart",
        ],
        [["--restart=f", "-"], "--restart 'f': It is the file of the raw noise"],
      ] as const
    ) {
      const program = PROGRAM.map(quoted).join(" ");
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
  });
});

Deno.test("one recording in several files is taken for one data set only, whole or its beginning", async () => {
  await withDirectory(async (cwd) => {
    const noise = uniform(2_000, 7, 8);
    await Deno.writeFile(`${cwd}/noise`, noise);
    await Deno.writeFile(`${cwd}/copy`, noise);
    await Deno.writeFile(`${cwd}/begin`, noise.subarray(0, 1_000));
    await Deno.writeFile(`${cwd}/own`, uniform(1_000, 8, 8));
    const component = ["--conditioning=n_in=64,n_out=32,nw=64", "--iid"];
    const whole = ["--rows=2", "--columns=1000"];
    const half = ["--rows=2", "--columns=500"];
    for (
      const [words, refused] of [
        [
          [...whole, "--restart=copy", "noise"],
          "copy as restarts: it holds the same data as the raw noise, noise",
        ],
        [
          [...half, "--restart=begin", "noise"],
          "begin as restarts: it holds the same data as the raw noise, noise",
        ],
        [
          [...half, "--restart=begin", "--standards", "noise"],
          "begin as restarts: it holds the same data as the raw noise, noise",
        ],
        [
          [...component, "--conditioned=begin", "noise"],
          "begin as conditioned data: it holds the same data as the raw noise, noise",
        ],
        [
          [...component, ...half, "--restart=begin", "--conditioned=copy", "--claimed-entropy=8"],
          "copy as conditioned data: it holds the same data as restarts, begin",
        ],
      ] as const
    ) {
      const { code, stdout, stderr } = await runProgram(["assess", ...words], { cwd });
      const lines = stderr.split("\n").filter((line) => line.startsWith("corosync-keygen: Cannot"));
      assertEquals([code, stdout, lines.length], [1, "", 1], stderr);
      assertStringIncludes(lines[0], `Cannot use ${refused}`);
    }
    const required = ["--require-min-entropy=1", ...whole, "--restart=copy", "noise"];
    assertEquals((await runProgram(["assess", ...required], { cwd })).code, 6);
    const own = ["assess", ...half, "--restart=own", "noise"];
    const { code, stdout } = await runProgram(own, { cwd });
    assertEquals([code, stdout.includes("noise")], [0, true]);
  });
});

Deno.test("every report by the standards says what each file looks like, and the command that reads it", () =>
  withDirectory(async (cwd) => {
    const hex = (await fixedKey("noise", 4096)).toHex();
    await Deno.writeTextFile(`${cwd}/a text`, `${hex}\n`);
    await Deno.writeTextFile(`${cwd}/header`, `header${hex}\n`);
    const evidence = "it holds nothing but hexadecimal digits";
    const looks = (name: string, rest: string) =>
      `${name} looks like hexadecimal text (${evidence}), and was read as bytes${rest}`;
    const program = "corosync-keygen assess";
    const under = ["sh", "-c", 'exec "$@" <"a text"', "sh"];
    const iid = ["--iid", "--seed=1"];
    const cases = [
      [[...iid, "a text"], "a text", `${program} --format hex 'a text'`],
      [
        [...iid, "--skip=6", "header"],
        "header",
        `${program} --skip 6 --format hex header`,
      ],
      [[...iid, "-"], "standard input", `${program} --format hex FILE`],
      [["--standards", "a text"], "a text", `${program} --format hex 'a text'`],
      [
        ["--sp800-22", "--sequence-bits=8k", "a text"],
        "a text",
        `${program} --format hex 'a text'`,
      ],
      [["--sp800-22", "--sequence-bits=8k", "-"], "standard input", `${program} --format hex FILE`],
      [["--iid", "--format=hex", "a text"], null, null],
    ] as const;
    for (const [args, name, command] of cases) {
      const wanted = name === null ? [] : [looks(name, `; try: ${command}`)];
      const html = `--html=${cwd}/page.html`;
      const words = (...more: string[]) => runProgram(["assess", ...more, ...args], { cwd, under });
      const json = await words(html, "--json");
      const report = JSON.parse(json.stdout);
      const { verdict: { headline, sentences } } = report;
      // Whoever reads no further is not to take the claim for one of these bytes.
      const first = `${name} looks like hexadecimal text; read as bytes, `;
      assertEquals([headline.startsWith(first), headline.includes("looks like")], [
        name !== null,
        name !== null,
      ]);
      const told = sentences.filter((one: string) => one.includes("looks like"));
      assertEquals(told, wanted);
      const [guess] = report.guesses ?? [report.guess];
      assertEquals(guess?.evidence ?? null, name === null ? null : evidence);
      const page = await Deno.readTextFile(`${cwd}/page.html`);
      assertEquals(page.includes("looks like"), name !== null);
      const { stdout, stderr } = await words();
      assertEquals(stderr.includes("looks like"), false);
      // A command is one line, whatever its length.
      if (command !== null) assertEquals(stdout.split("\n").includes(`    ${command}`), true);
      assertEquals(stdout.includes("looks like"), name !== null, args.join(" "));
    }
  }));
