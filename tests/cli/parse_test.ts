import { type CommandSpec, flag, valued } from "../../lib/cli/command.ts";
import {
  type ParsedOptions,
  parseOptions,
  parseSeconds,
  refusePositionals,
} from "../../lib/cli/parse.ts";
import { Failure } from "../../lib/failure.ts";
import { parseKeySize } from "../../lib/corosync/key_size.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "../assert.ts";

const SPEC: CommandSpec = {
  name: "example",
  positionals: "[FILE]",
  summary: "an example",
  description: [],
  options: [flag("quiet", "say nothing", { short: "q" }), valued("level", "N", "a level")],
  exitCodes: [],
};

async function parse(...args: string[]): Promise<ParsedOptions> {
  const parsed = await parseOptions(args, SPEC, () => {});
  assert(typeof parsed !== "number");
  return parsed;
}

Deno.test("parseOptions() sorts arguments into flags, last values and positionals", async () => {
  const parsed = await parse("one", "-q", "--level=1", "two", "--lev", "2", "--", "-q");
  assertEquals(Array.from(parsed.flags), ["quiet"]);
  assertEquals(Array.from(parsed.values), [["level", "2"]]);
  assertEquals(parsed.positionals, ["one", "two", "-q"]);
});

Deno.test("parseOptions() checks each value in turn, and stops at the first that is refused", async () => {
  const seen: string[] = [];
  await assertRejects(
    () =>
      parseOptions(["--level=1", "--level=2", "--level=3"], SPEC, (key, value) => {
        seen.push(`${key} ${value}`);
        if (value === "2") throw new Failure(1, "refused");
      }),
    Failure,
  );
  assertEquals(seen, ["level 1", "level 2"]);
});

Deno.test("parseSeconds() takes positive decimal numbers up to 24 days", () => {
  for (
    const [text, seconds] of [["1", 1], ["0.5", 0.5], ["007", 7], ["2073600", 2_073_600]] as const
  ) {
    assertEquals(parseSeconds("timeout", text), seconds);
  }
  // 24 days are the last whole days that fit into the 2^31 - 1 milliseconds of a timer.
  for (
    const text of [
      "0",
      "0.0",
      "-1",
      "+1",
      "1e3",
      "",
      " 1",
      "1 ",
      "1.",
      ".5",
      "0x1",
      "2073600.1",
      "NaN",
      "Infinity",
    ]
  ) {
    const error = assertThrows(() => parseSeconds("timeout", text), Failure);
    assertEquals(
      [error.exitCode, error.message],
      [
        1,
        `Unsupported --timeout '${text}' (supported: more than 0 and up to 2073600 seconds)`,
      ],
    );
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
    assertEquals([error.exitCode, error.message], [
      1,
      "Unsupported key size (supported <128,4096>)\n",
    ]);
  }
});
