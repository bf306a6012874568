import { assessCommand } from "../../lib/cli/assess.ts";
import { type Command, flag, helpOption, text, valued } from "../../lib/cli/command.ts";
import { COMMANDS } from "../../lib/cli/commands.ts";
import { nearest } from "../../lib/cli/nearest.ts";
import { generateCommand } from "../../lib/cli/generate.ts";
import { isGiven, ParsedOptions, parseOptions, refusePositionals } from "../../lib/cli/parse.ts";
import { starvationCommand } from "../../lib/cli/starvation.ts";
import { Failure } from "../../lib/failure.ts";
import { parseKeySize } from "../../lib/corosync/key_file.ts";
import { assert, assertEquals, assertMatch, assertThrows } from "../assert.ts";
import { runProgram } from "./program.ts";

/** What the parser of --level was called with. */
const parsed: string[] = [];
const quiet = flag("quiet", "say nothing", { short: "q" });
const level = valued("level", "N", "a level", (option, text) => {
  parsed.push(`${option} ${text}`);
  if (text === "bad") throw new Failure(1, "refused");
  return Number(text);
});
const name = valued("name", "TEXT", "a name", text);
const OPTIONS = [quiet, level, name, helpOption];

function parse(...args: string[]): ParsedOptions {
  parsed.length = 0;
  const options = parseOptions(args, OPTIONS);
  assert(options instanceof ParsedOptions);
  return options;
}

Deno.test("parseOptions() hands out what each option's parser made, the last and all of it", () => {
  const options = parse("one", "-q", "--level=1", "two", "--lev", "2", "--", "-q");
  assertEquals([options.has(quiet), options.has(level), options.has(name)], [true, true, false]);
  assertEquals([options.value(level), options.value(name)], [2, null]);
  assertEquals([options.all(level), options.all(name)], [[1, 2], []]);
  assertEquals(options.positionals, ["one", "two", "-q"]);
});

Deno.test("parseOptions() parses each value once, when it is reached, and stops at what is refused", () => {
  const options = parse("--level=1", "--level=2");
  assertEquals([options.value(level), options.value(level), options.all(level)], [2, 2, [1, 2]]);
  assertEquals(parsed, ["level 1", "level 2"]);
  assertThrows(() => parse("--level=1", "--level=bad", "--level=3", "-h"), Failure, "refused");
  assertEquals(parsed, ["level 1", "level bad"]);
});

Deno.test("parseOptions() ends at the first -h, before what is wrong behind it", () => {
  assertEquals(parseOptions(["-q", "-h", "--level=bad"], OPTIONS), "help");
  assertThrows(() => parseOptions(["--level=bad", "-h"], OPTIONS), Failure, "refused");
});

Deno.test("isGiven() finds an option behind errors, and not behind --", () => {
  assertEquals(isGiven(quiet, ["--bogus", "--level=bad", "x", "-q"], OPTIONS), true);
  assertEquals(isGiven(quiet, ["--name", "-q", "--", "-q"], OPTIONS), false);
  assertEquals(
    isGiven(quiet, ["--quiet=1"], OPTIONS),
    true,
    "also with a value that it does not take",
  );
});

Deno.test("nearest() knows what was meant up to a third of the letters, and guesses nothing else", () => {
  const names = COMMANDS.map(({ name }) => name).filter((name) => name !== "");
  const meant = [
    ["verfiy", "verify"],
    ["verifiy", "verify"],
    ["VERIFY", "verify"],
    ["verify", "verify"],
    ["vrfy", "verify"],
    ["asses", "assess"],
    ["finger-print", "fingerprint"],
    ["starve", null],
    ["authkey", null],
    ["v", null],
    ["", null],
  ] as const;
  for (const [word, name] of meant) assertEquals(nearest(word, names), name, word);
  assertEquals(nearest("bare", ["bars", "bard"]), null, "two are as near");
});

Deno.test("a misspelt option gets the name that is meant, on standard error, below the usual line", async () => {
  const told = (name: string) => `hint: did you mean '--${name}'?\n`;
  for (
    const [args, line, name] of [
      [["--keyfile", "x"], "unrecognized option '--keyfile'", "key-file"],
      [["--less_secure"], "unrecognized option '--less_secure'", "less-secure"],
      [["--timout=3"], "unrecognized option '--timout=3'", "timeout"],
      [["verify", "--jsno"], "unrecognized option '--jsno'", "json"],
      [["verify", "-json"], "invalid option -- 'j'", "json"],
    ] as const
  ) {
    const { code, stdout, stderr } = await runProgram([...args]);
    assertEquals([code, stdout], [
      args[0] === "verify" ? 3 : 1,
      "Error parsing command line options.\n",
    ]);
    assertEquals(stderr, `corosync-keygen: ${line}\n${told(name)}`);
  }
  const { stderr } = await runProgram(["--bogus"]);
  assertEquals(stderr, "corosync-keygen: unrecognized option '--bogus'\n");
});

Deno.test("an option gets the one name that ends with it, and a value of several the one that is near", async () => {
  const format = "raw, bits, hex, base64, decimal, u16le, u16be";
  for (
    const [args, stderr] of [
      [
        ["--min-entropy", "5"],
        "unrecognized option '--min-entropy'\nhint: did you mean '--require-min-entropy'?\n",
      ],
      // Both --claimed-entropy and --require-min-entropy end so.
      [["--entropy", "5"], "unrecognized option '--entropy'\n"],
      [
        ["--format=HEX"],
        `Unsupported --format 'HEX' (supported: ${format})\nhint: did you mean 'hex'?\n`,
      ],
      // Two are as near.
      [["--format=u16"], `Unsupported --format 'u16' (supported: ${format})\n`],
      [["--format=wav"], `Unsupported --format 'wav' (supported: ${format})\n`],
    ] as const
  ) {
    const refused = await runProgram(["assess", ...args, "x"]);
    assertEquals([refused.code, refused.stderr], [1, `corosync-keygen: ${stderr}`]);
  }
});

Deno.test("a misspelt command has the same hint on standard error and in JSON", async () => {
  for (const args of [["instal", "--json", "k"], ["--json"], ["instal", "--json", "--bogu"]]) {
    const { code, stdout, stderr } = await runProgram([...args, "stray"]);
    const report = JSON.parse(stdout);
    assertEquals([code, report.exitCode, report.code], [1, 1, "usage"]);
    assertEquals(stderr, `corosync-keygen: ${report.error}\nhint: ${report.hint}\n`);
    assertEquals(report.hint === "did you mean 'install'?", args[0] === "instal");
  }
});

Deno.test("a misspelt command is refused with the name that is meant, whatever follows it", async () => {
  for (
    const [args, first] of [
      [["verfiy"], /Unexpected argument 'verfiy'/],
      [["verfiy", "--check", "x"], /unrecognized option '--check'/],
      [["verfiy", "-l", "key"], /Unexpected argument 'verfiy'/],
    ] as const
  ) {
    const { code, stderr } = await runProgram([...args]);
    assertEquals(code, 1);
    assertMatch(stderr, first);
    assert(stderr.endsWith("hint: did you mean 'verify'?\n"), stderr);
  }
  const stray = await runProgram(["authkey"]);
  assertEquals([stray.code, stray.stderr], [
    1,
    "corosync-keygen: Unexpected argument 'authkey'\n" +
    "hint: -k FILE says where the key goes; commands come first\n",
  ]);
  const empty = await runProgram([""]);
  assertEquals([empty.code, empty.stdout], [1, ""]);
});

Deno.test("a value that is refused with --json is told as JSON too, wherever --json stands", async () => {
  for (
    const args of [
      ["fingerprint", "--check", "x", "--json"],
      ["install", "--check", "x", "--json"],
      ["assess", "--json", "--bytes", "x"],
      ["starvation", "--rounds", "0", "--json"],
    ]
  ) {
    const { code, stdout, stderr } = await runProgram(args);
    assertEquals(JSON.parse(stdout).exitCode, code, stdout);
    assertMatch(stderr, /^corosync-keygen: Unsupported --[a-z]+ '[x0]'/);
  }
});

Deno.test("--json with a value is refused in JSON in every command", async () => {
  const error = "option '--json' doesn't allow an argument";
  for (const words of [[], ["verify"], ["fingerprint"], ["install"], ["assess"], ["starvation"]]) {
    const { code, stdout } = await runProgram([...words, "--json=1"]);
    const told = JSON.parse(stdout);
    assertEquals([told.exitCode, told.code, told.error], [code, "usage", error], words[0]);
  }
});

Deno.test("every time that an option takes may have a unit, and a number means what it always meant", () => {
  const times = [
    [generateCommand, "timeout", "2m", 120],
    [generateCommand, "timeout", "60", 60],
    [starvationCommand, "timeout", "500ms", 0.5],
    [starvationCommand, "seconds", "1h", 3600],
    [starvationCommand, "pause", "0", 0],
    [starvationCommand, "pause", "0s", 0],
    [starvationCommand, "pause", "100ms", 0.1],
    [starvationCommand, "stall", "5", 5],
    [starvationCommand, "stall", "2s", 2000],
    [starvationCommand, "stall", "3600000", 3_600_000],
    [assessCommand, "max-time", "10s", 10],
  ] as const;
  const parserOf = ({ table }: Command, name: string) => {
    const option = table.options.find(({ long }) => long === name);
    assert(option?.takesValue);
    return option;
  };
  for (const [command, name, text, value] of times) {
    assertEquals(parserOf(command, name).parse(name, text), value, `--${name} ${text}`);
    for (const bad of ["", "-1", "1y", `${text} `]) {
      assertThrows(
        () => parserOf(command, name).parse(name, bad),
        Failure,
        `Unsupported --${name} '${bad}'`,
      );
    }
  }
  for (const bad of ["3600001", "61m", "0ms"]) {
    assertThrows(() => parserOf(starvationCommand, "stall").parse("stall", bad), Failure);
  }
});

Deno.test("refusePositionals() takes as many as there may be, and names the first of the others", () => {
  refusePositionals([], 0, "hint");
  refusePositionals(["a"], 1, "hint");
  const error = assertThrows(() => refusePositionals(["a", "b", "c"], 1, "what to do"), Failure);
  assertEquals([error.exitCode, error.message, error.hint], [
    1,
    "Unexpected argument 'b'",
    "what to do",
  ]);
});

Deno.test("parseKeySize() takes strtoll's numbers from 128 to 4096 and nothing else", () => {
  for (const [text, bytes] of [["128", 128], ["4096", 4096], [" \t\n\v\f\r+0200", 200]] as const) {
    assertEquals(parseKeySize(text), bytes);
  }
  for (
    const text of [
      "127",
      "4097",
      "",
      "128x",
      "0x100",
      "1e3",
      "128.0",
      "- 128",
      "1 28",
      "１２８",
      "\u00a0128",
    ]
  ) {
    const error = assertThrows(() => parseKeySize(text), Failure);
    assertEquals([error.exitCode, error.message, error.hint], [
      1,
      "Unsupported key size (supported <128,4096>)\n",
      `'${text}' was given; pcs insists on 256`,
    ]);
  }
});
