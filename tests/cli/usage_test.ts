import { flag, valued } from "../../lib/cli/command.ts";
import { loadSpecs } from "../../lib/cli/specs.ts";
import { statusText } from "../../lib/cli/generate_listener.ts";
import { optionNames, usage } from "../../lib/cli/usage.ts";
import { VERSION } from "../../lib/version.ts";
import { assert, assertEquals, assertLessOrEqual, assertMatch } from "../assert.ts";
import { runProgram } from "./program.ts";

Deno.test("optionNames() shows the letter, the name and what the value is called", () => {
  assertEquals(optionNames(flag("json", "")), "    --json");
  assertEquals(optionNames(flag("help", "", { short: "h" })), "-h, --help");
  assertEquals(optionNames(valued("size", "BYTES", "", { short: "s" })), "-s, --size=BYTES");
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
