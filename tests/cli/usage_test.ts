import { flag, text as anyText, valued } from "../../lib/cli/command.ts";
import { COMMANDS } from "../../lib/cli/commands.ts";
import { loadSpecs } from "../../scripts/command_specs.ts";
import { statusText } from "../../lib/cli/make_key.ts";
import { ParsedOptions, parseOptions } from "../../lib/cli/parse.ts";
import { optionNames, usage } from "../../lib/cli/usage.ts";
import { VERSION } from "../../lib/version.ts";
import { assert, assertEquals, assertLessOrEqual, assertMatch } from "../assert.ts";
import { runProgram } from "./program.ts";

Deno.test("optionNames() shows the letter, the name and what the value is called", () => {
  assertEquals(optionNames(flag("json", "")), "    --json");
  assertEquals(optionNames(flag("help", "", { short: "h" })), "-h, --help");
  assertEquals(
    optionNames(valued("size", "BYTES", "", anyText, { short: "s" })),
    "-s, --size=BYTES",
  );
});

Deno.test("usage() of every command names each of its options once and fits 100 columns", async () => {
  const specs = await loadSpecs();
  for (const spec of specs) {
    const text = usage(spec, specs.filter(({ name }) => name !== "" && name !== spec.name));
    for (const option of spec.options) {
      assertEquals(
        text.split(`  ${optionNames(option)} `).length,
        2,
        `${spec.name} ${option.long}`,
      );
    }
    for (const line of text.split("\n")) assertLessOrEqual(line.length, 100, line);
    assertMatch(text, /^Usage: corosync-keygen[^\n]*\n[A-Z][^\n]*\.\n\n/);
    assert(text.endsWith("\n") && !text.endsWith("\n\n"));
    for (const [code] of spec.exitCodes) {
      assertMatch(text, new RegExp(`\nExit codes:\n[^]*^  ${code.replace("+", "\\+")}  `, "m"));
    }
    assertMatch(text, /\n\nExamples:\n( {2}corosync-keygen [^\n]*\S\n){2}$/);
  }
});

Deno.test("every command lists the exit codes that it has", async () => {
  const listed = (await loadSpecs()).map(({ name, exitCodes }) => [
    name,
    exitCodes.map(([code]) => code).join(" "),
  ]);
  assertEquals(listed, [
    ["", "0 1 2 3 4 5 6 7 128+n"],
    ["verify", "0 1 2 3 4"],
    ["fingerprint", "0 1 3 4"],
    ["install", "0 1 2 3 4 5 6 128+n"],
    ["starvation", "0 1 4 128+n"],
    ["assess", "0 1 4 6 128+n with --rngtest"],
  ]);
});

Deno.test("usage() fits a terminal of 60 to 99 columns too, and says the same there", async () => {
  const words = (text: string) => text.split(/\s+/).join(" ");
  for (const spec of await loadSpecs()) {
    for (const columns of [60, 61, 80, 99]) {
      const text = usage(spec, COMMANDS, columns);
      for (const line of text.split("\n")) assertLessOrEqual(line.length, columns, line);
      assertEquals(words(text), words(usage(spec, COMMANDS)));
    }
    assertEquals(usage(spec, [], 40), usage(spec, [], 60));
    assertEquals(usage(spec, [], 300), usage(spec, [], 100));
  }
});

Deno.test("each command's two examples are taken by its own options", async () => {
  for (const { name, options, examples } of await loadSpecs()) {
    assertEquals(examples.length, 2);
    const key = `SHA256:${"A".repeat(43)}`;
    for (const [line] of examples) {
      const words = line.replace("SHA256:...", key).split(" ");
      const args = name === "" ? words : words.slice(1);
      if (name !== "") assertEquals(words[0], name);
      assert(parseOptions(args, options) instanceof ParsedOptions, line);
    }
  }
});

Deno.test("help of assess names sections, samples and exit codes as they are", async () => {
  const spec = (await loadSpecs()).find(({ name }) => name === "assess");
  const words = JSON.stringify(spec);
  for (
    const said of [
      "is 6 where something is required",
      "longest repeat of SP 800-90B, section 5.2.5,",
      "the estimators and the tests of independence look at the first 10,000,000",
    ]
  ) assert(words.includes(said), said);
});

Deno.test("help [COMMAND] and version say what -h and --version do", async () => {
  for (const { name } of COMMANDS) {
    const asked = await runProgram(name === "" ? ["help"] : ["help", name]);
    const usual = await runProgram(name === "" ? ["-h"] : [name, "-h"]);
    assertEquals([asked.code, asked.stdout, asked.stderr], [0, usual.stdout, ""]);
  }
  assertEquals(await runProgram(["version"]), await runProgram(["--version"]));
  for (
    const [args, stderr] of [
      [["help", "verfy"], "There is no command 'verfy'\nhint: did you mean 'verify'?\n"],
      [["help", "x"], "There is no command 'x'\nhint: the commands are verify, fingerprint, "],
      [["help", "verify", "x"], "Unexpected argument 'x'\n"],
      [["version", "x"], "Unexpected argument 'x'\n"],
    ] as const
  ) {
    const refused = await runProgram([...args]);
    assertEquals([refused.code, refused.stdout], [1, ""]);
    assert(refused.stderr.startsWith(`corosync-keygen: ${stderr}`), refused.stderr);
  }
});

Deno.test("-h prints the usage and a blank line on stdout; --version name, version and runtime", async () => {
  const specs = await loadSpecs();
  const help = await runProgram(["-h"]);
  const others = specs.filter(({ name }) => name !== "");
  assertEquals([help.code, help.stdout, help.stderr], [0, usage(specs[0], others) + "\n", ""]);
  const version = await runProgram(["--version"]);
  assertEquals([version.code, version.stderr], [0, ""]);
  assertMatch(version.stdout, /^corosync-keygen \d+\.\d+\.\d+ \((deno|bun) \d+\.\d+\.\d+\)\n$/);
  assertEquals(version.stdout.split(" ")[1], VERSION);
});

Deno.test("every command answers -h with its own usage", async () => {
  for (const spec of await loadSpecs()) {
    if (spec.name === "") continue;
    const { code, stdout, stderr } = await runProgram([spec.name, "-h"]);
    assertEquals([code, stdout, stderr], [0, usage(spec) + "\n", ""]);
  }
});

Deno.test("statusText() tells bits, rate and time", () => {
  assertEquals(
    statusText(312, 1024, 50_000),
    "312 of 1024 bits, 6.2 bits/s, 0:50 so far; keep typing",
  );
  assertEquals(statusText(0, 1024, 0), "0 of 1024 bits, 0.0 bits/s, 0:00 so far; keep typing");
  assertEquals(statusText(8, 2048, 999), "8 of 2048 bits, 8.0 bits/s, 0:00 so far; keep typing");
  assertEquals(statusText(8, 2048, 60_000), "8 of 2048 bits, 0.1 bits/s, 1:00 so far; keep typing");
  assertEquals(
    statusText(8, 2048, 3_725_000),
    "8 of 2048 bits, 0.0 bits/s, 1:02:05 so far; keep typing",
  );
});

Deno.test("the version of the program is that of deno.json", async () => {
  const { version } = JSON.parse(
    await Deno.readTextFile(new URL("../../deno.json", import.meta.url)),
  );
  assertEquals(VERSION, version);
});
