import fc from "fast-check";
import { generateCommand } from "../../lib/cli/generate.ts";
import { getopt, type OptionName } from "../../lib/cli/getopt.ts";
import { assert, assertEquals, assertGreater } from "../assert.ts";
import { skipWithout } from "../peers.ts";
import { askGetoptLong, type GetoptCase } from "./getopt_reference.ts";

/** Upstream's table (corosync 2.x and 3.x); in glibc's own grammar no name is inherited. */
const UPSTREAM: readonly OptionName[] = generateCommand.table.options
  .filter(({ inherited }) => inherited)
  .map(withoutInheritance);

function withoutInheritance({ long, short, takesValue }: OptionName): OptionName {
  return { long, takesValue, ...(short === undefined ? {} : { short }) };
}

/** Three letters and a hyphen: names that are often each other's prefixes. */
const longName = fc.string({
  unit: fc.constantFrom("a", "b", "c", "-"),
  minLength: 1,
  maxLength: 6,
});

const anyTable: fc.Arbitrary<readonly OptionName[]> = fc.uniqueArray(
  fc.record({
    long: longName,
    short: fc.option(fc.constantFrom(..."abcdxyz0"), { nil: undefined }),
    takesValue: fc.boolean(),
  }),
  { selector: ({ long }) => long, minLength: 1, maxLength: 6 },
).map((rows) =>
  rows.map(({ long, short, takesValue }, index) => {
    const free = short !== undefined && !rows.slice(0, index).some((row) => row.short === short);
    return { long, takesValue, ...(free ? { short } : {}) };
  })
);

const asciiValue = fc.constantFrom("", "x", "-", "--", "-a", "128", "=", "a=b", "/etc/x y");
/** glibc takes a cluster byte by byte and prints half a letter there; elsewhere any text is text. */
const value = fc.oneof({ weight: 9, arbitrary: asciiValue }, {
  weight: 1,
  arbitrary: fc.constantFrom("é", "/tmp/\u{1f511}"),
});

/** Arguments near the grammar's corners, made from the names of the table. */
function argumentFor(table: readonly OptionName[]): fc.Arbitrary<string> {
  const letters = [...table.flatMap(({ short }) => short ?? []), "?", "-", "="];
  const long = fc.tuple(fc.constantFrom(...table), fc.nat({ max: 12 }))
    .map(([option, length]) => `--${option.long.slice(0, length)}`);
  const cluster = fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 4 })
    .map((picked) => `-${picked.join("")}`);
  return fc.oneof(
    { weight: 4, arbitrary: long },
    { weight: 2, arbitrary: fc.tuple(long, value).map(([name, text]) => `${name}=${text}`) },
    { weight: 4, arbitrary: cluster },
    { weight: 2, arbitrary: fc.tuple(cluster, asciiValue).map(([text, rest]) => text + rest) },
    { weight: 3, arbitrary: value },
    { weight: 1, arbitrary: longName.map((name) => `--${name}`) },
  );
}

function caseFor(table: fc.Arbitrary<readonly OptionName[]>): fc.Arbitrary<GetoptCase> {
  return table.chain((options) =>
    fc.record({
      options: fc.constant(options),
      args: fc.array(argumentFor(options), { maxLength: 7 }),
      posix: fc.boolean(),
    })
  );
}

async function compareWithGlibc(cases: readonly GetoptCase[]): Promise<void> {
  const expected = await askGetoptLong(cases);
  cases.forEach(({ options, args, posix }, index) => {
    // Which word was wrong is ours to know, and no part of what glibc says.
    const ours = Array.from(
      getopt(args, options, posix),
      (parsed) => parsed.kind === "error" ? { kind: parsed.kind, message: parsed.message } : parsed,
    );
    assertEquals(ours, expected[index], JSON.stringify({ options, args, posix }));
  });
  // A generator that never errs, or always does, would compare nothing.
  for (const kind of ["option", "error", "positional"] as const) {
    const lists = expected.filter((list) => list.some((parsed) => parsed.kind === kind));
    assertGreater(lists.length, cases.length / 10, `lists with ${kind}`);
  }
}

const ignore = skipWithout({ programs: { gcc: "gcc" } }, "comparing getopt with glibc");

Deno.test({
  name: "getopt() parses 6,000 lists over arbitrary tables as glibc does, errors included",
  ignore,
  fn: () => compareWithGlibc(fc.sample(caseFor(anyTable), { numRuns: 6000, seed: 1 })),
});

Deno.test({
  name: "getopt() parses 4,000 lists over the program's own options as glibc does",
  ignore,
  fn: async () => {
    const own = generateCommand.table.options.map(withoutInheritance);
    await compareWithGlibc(fc.sample(caseFor(fc.constant(own)), { numRuns: 4000, seed: 2 }));
  },
});

Deno.test({
  name: "getopt() gives every list over upstream's options the meaning it has upstream",
  ignore,
  fn: async () => {
    // Parsed with the full table: what upstream accepts must not change. What it refuses may be new.
    const cases = fc.sample(caseFor(fc.constant(UPSTREAM)), { numRuns: 3000, seed: 3 });
    const expected = await askGetoptLong(cases);
    let accepted = 0;
    cases.forEach(({ args, posix }, index) => {
      if (expected[index].some(({ kind }) => kind === "error")) return;
      accepted++;
      assertEquals(
        getopt(args, generateCommand.table.options, posix),
        expected[index],
        JSON.stringify({ args, posix }),
      );
    });
    assertGreater(accepted, cases.length / 10);
  },
});

Deno.test("getopt() keeps every abbreviation of upstream's long names", () => {
  assertEquals(
    UPSTREAM.map(({ long }) => long),
    ["key-file", "less-secure", "random-file", "size", "help"],
  );
  for (const { long, takesValue } of UPSTREAM) {
    for (let length = 1; length <= long.length; length++) {
      const args = [`--${long.slice(0, length)}`, ...(takesValue ? ["value"] : [])];
      const parsed = getopt(args, generateCommand.table.options);
      assertEquals(
        parsed,
        [{ kind: "option", name: long, value: takesValue ? "value" : null }],
        args[0],
      );
    }
  }
});

/** From which abbreviation on an added option is meant; what is shorter belongs to upstream or is ambiguous. */
const SHORTEST: Readonly<Record<string, string>> = {
  version: "vers",
  verbose: "verb",
  "no-clobber": "n",
  timeout: "t",
  stdout: "st",
  mkdir: "m",
  json: "j",
  licenses: "li",
  root: "ro",
};

Deno.test("getopt() takes the added options from their first distinct letters on", () => {
  const added = generateCommand.table.options.filter(({ inherited }) => !inherited);
  assertEquals(added.map(({ long }) => long).sort(), Object.keys(SHORTEST).sort());
  for (const { long, takesValue, short } of added) {
    assertEquals(short, undefined, `${long} is long only`);
    assert(long.startsWith(SHORTEST[long]));
    for (let length = 1; length <= long.length; length++) {
      const name = long.slice(0, length);
      const [first] = getopt([`--${name}`, "9"], generateCommand.table.options);
      const meant = first.kind === "option" && first.name === long;
      assertEquals(meant, length >= SHORTEST[long].length, `--${name}`);
      if (meant) {
        assertEquals(first, { kind: "option", name: long, value: takesValue ? "9" : null });
      }
    }
  }
});

Deno.test("getopt() names the inherited options only where an abbreviation fits several of them", () => {
  assertEquals(getopt(["--=x"], generateCommand.table.options), [{
    kind: "error",
    message: "option '--=x' is ambiguous; possibilities: " +
      "'--key-file' '--less-secure' '--random-file' '--size' '--help'",
  }]);
});
