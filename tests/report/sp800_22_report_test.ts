import { Ajv2020 } from "ajv";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import type { Sp80022Assessment } from "../../lib/assess/sp800_22.ts";
import { Failure } from "../../lib/failure.ts";
import { sp80022Page } from "../../lib/report/standards/html.ts";
import { sp80022Json } from "../../lib/report/standards/json.ts";
import { sp80022Text } from "../../lib/report/standards/text.ts";
import { expectation } from "../../lib/report/numbers.ts";
import { sp80022Limits } from "../../lib/report/standards/sp800_22.ts";
import { PLAIN_STYLE } from "../../lib/report/text_style.ts";
import { summarize } from "../../lib/sp800_22/battery.ts";
import { P_VALUES } from "../../lib/sp800_22/tests.ts";
import { xorshift32 } from "../sp800_22/sequences.ts";
import { CONDITIONS } from "../starvation/samples.ts";

/** Uniform p-values of so many sequences, changed before they are put together. */
function assessment(
  sequences: number,
  change: (pValues: Float64Array[]) => void = () => {},
  problems: Failure[] = [],
): Sp80022Assessment {
  const draw = xorshift32(21);
  const pValues = Array.from(
    { length: sequences },
    () => Float64Array.from({ length: P_VALUES }, () => (draw() + 0.5) / 2 ** 32),
  );
  change(pValues);
  return {
    request: {
      source: { kind: "file", path: "/data/recording.bin" },
      symbols: { bitsPerSymbol: 8, packed: false },
      sequences: null,
      sequenceBits: 1_000_000,
      mostSamples: null,
      seconds: null,
      stallSeconds: null,
      partial: false,
      required: [],
    },
    sourceName: "/data/recording.bin",
    conditions: CONDITIONS,
    reading: {
      bytes: 125_000 * sequences,
      milliseconds: 1,
      end: "end of source",
      unusedBits: 0,
      sha256: null,
    },
    testingMilliseconds: 1_000,
    battery: summarize(pValues, 1_000_000),
    problems,
    permissionsDropped: true,
    formatGuess: null,
  };
}

const schema = JSON.parse(
  await Deno.readTextFile(
    new URL("../../lib/report/schemas/sp800_22.schema.json", import.meta.url),
  ),
);
const validate = new Ajv2020({ strict: true, validateFormats: false }).compile(schema);

const text = (of: Sp80022Assessment, columns = 120) =>
  sp80022Text(of, { columns, style: PLAIN_STYLE });

/** Index of the first p-value of each excursion test. */
const EXCURSIONS = 159;

Deno.test("the text fits its paper, from 60 columns on", () => {
  for (const columns of [60, 72, 80, 120, 132]) {
    for (const sequences of [1, 100, 1_000]) {
      const lines = text(assessment(sequences), columns).split("\n");
      assertEquals(lines.filter((line) => line.length > columns), [], `${columns} columns`);
    }
  }
});

Deno.test("the verdict names what departs, with the figure and its probability", () => {
  const stuck = assessment(100, (pValues) => {
    for (let i = 0; i < 20; i++) pValues[i][0] = 1e-9;
  });
  const [headline, departing] = text(stuck, 200).split("\n");
  assertEquals(
    headline,
    "Not like fair random data: 1 test of SP 800-22 departs in 100 sequences of 1,000,000 bits of " +
      "/data/recording.bin",
  );
  assertMatch(departing, /^ {2}Departing: frequency, proportion \(\d/);
  assertMatch(text(stuck), /DEPARTS {2}frequency +79 of 100 {2}97 to 100 pass/);
});

/** What a row says in text, page and JSON. */
function rowOf(name: string, of: Sp80022Assessment): readonly string[] {
  const row = new RegExp(`^ {2}(fits|outside|DEPARTS) +${name} {2}`, "m").exec(text(of, 300))!;
  const cells = new RegExp(`<th[^>]*>${name}</th>(.*?)</tr>`, "s").exec(sp80022Page(of))![1];
  const { tests } = JSON.parse(sp80022Json(of)).sp800_22;
  const { comparison } = tests.find(({ title }: { title: string }) => title === name);
  return [row[1], /(fits|outside|DEPARTS)/.exec(cells)![1], comparison];
}

const frequencyRow = (of: Sp80022Assessment) => rowOf("frequency", of);

Deno.test("a row fits inside the limits beside it and is outside beyond them, where the verdict is without fault", () => {
  const passing = (passed: number) =>
    assessment(
      100,
      (pValues) =>
        pValues.forEach((sequence, i) =>
          sequence[0] = i < passed ? 0.015 + 0.98 * i / passed : 0.002
        ),
    );
  // 97 to 100 of 100 pass; 96 come with a probability of 0.018, which is much for 188 sub-tests.
  assertEquals(frequencyRow(passing(97)), ["fits", "fits", "fits"]);
  assertEquals(frequencyRow(passing(96)), ["outside", "outside", "outside"]);
  for (const tested of [passing(100), passing(96), assessment(60), assessment(1)]) {
    const { tests } = JSON.parse(sp80022Json(tested)).sp800_22;
    const outside = tests.filter(({ comparison }: { comparison: string }) =>
      comparison === "outside"
    ).length;
    const [headline] = text(tested, 300).split("\n");
    const [together, marked] = outside === 0 ? ["", ""] : [
      " together",
      `; ${outside} ${outside === 1 ? "misses a limit by itself" : "miss a limit by themselves"}`,
    ];
    assertEquals(
      headline.startsWith(`No fault found: all 15 tests of SP 800-22${together} fit`),
      true,
    );
    assertEquals(
      headline.replace(/.*recording.bin/, ""),
      marked === "" ? "" : `${marked}, as chance has it`,
    );
  }
  assertEquals(frequencyRow(passing(79)), ["DEPARTS", "DEPARTS", "departs"]);
  assertMatch(text(passing(79), 300), /DEPARTS {2}frequency .*; departs by proportion: \d/);
  // One sequence passes from 0.01 on.
  const single = (pValue: number) => assessment(1, ([only]) => only[0] = pValue);
  assertEquals(frequencyRow(single(0.01)), ["fits", "fits", "fits"]);
  assertEquals(frequencyRow(single(0.0099)), ["outside", "outside", "outside"]);
  assertMatch(text(single(0.0099), 300), /outside {2}frequency +p = 9\.90e-3 {2}0\.01 or more/);
});

Deno.test("a row whose p-values are not uniform by the standard's 0.0001 is outside", () => {
  const of = (counts: readonly number[]) =>
    assessment(60, (pValues) => {
      const values = counts.flatMap((count, i) => Array<number>(count).fill(0.05 + i / 10));
      pValues.forEach((sequence, i) => {
        for (let sub = 0; sub < 8; sub++) sequence[EXCURSIONS + sub] = 0.05 + (i % 10) / 10;
        sequence[EXCURSIONS] = values[i];
      });
    });
  const excursions = (of: Sp80022Assessment) =>
    of.battery.tests.find(({ name }) => name === "random_excursions")!;
  // Squares add up to 562 and 564: chi-square of 33.67 and 34 with 9 degrees of freedom.
  const inside = of([18, 9, 6, 6, 6, 4, 4, 3, 2, 2]), outside = of([18, 9, 7, 6, 5, 4, 4, 3, 2, 2]);
  const uniformity = (of: Sp80022Assessment) => excursions(of).subTests[0].uniformity.pValue!;
  assert(uniformity(inside) > 1e-4 && uniformity(outside) < 1e-4);
  assertEquals(rowOf("random excursions", inside), ["fits", "fits", "fits"]);
  assertEquals(rowOf("random excursions", outside), ["outside", "outside", "outside"]);
  assertStringIncludes(text(outside, 1_000), "uniform, by 0.0001 or more.");
});

Deno.test("no row fits whose figures lie outside of what is printed beside them", () => {
  for (const sequences of [1, 2, 30, 60, 100]) {
    for (const line of text(assessment(sequences), 1_000).split("\n")) {
      const many = /^ {2}fits .* (\d+) of \d+ {2}(\d+) to (\d+) pass/.exec(line);
      const one = /^ {2}fits .* p = (\S+) {2}0\.01 or more/.exec(line);
      if (many) assert(+many[1] >= +many[2] && +many[1] <= +many[3], line);
      if (one) assert(+one[1] >= 0.01, line);
    }
  }
});

Deno.test("a p-value of 0 of the runs test is told to count as the larger one that stands beside it", () => {
  // After frequency, block frequency and two cumulative sums.
  const RUNS = 4;
  const of = (pValue: number) => text(assessment(1, ([only]) => only[RUNS] = pValue), 1_000);
  const note = "with 6e-5: whatever is smaller counts as that.";
  assertStringIncludes(of(0), "Departing: runs, smallest p-value (6e-5).");
  assertStringIncludes(of(0), note);
  assert(!of(7e-5).includes(note));
});

Deno.test("what chance does to the uniformity of p-values is told of continuous ones, which short sequences lack", () => {
  const of = (sequenceBits: number) => {
    const found = assessment(100);
    return text({ ...found, battery: { ...found.battery, sequenceBits } }, 1_000);
  };
  assertMatch(
    of(1_000_000),
    /not uniform by its 0\.0001: \d+, by chance [0-9.]+ if they were continuous\.\n/,
  );
  assertMatch(
    of(1_000),
    /puts [0-9.]+ there if p-values were continuous\. .* which those of short sequences are far from: they/,
  );
});

Deno.test("a test that applies to no sequence leaves the verdict incomplete, and says why", () => {
  const without = assessment(3, (pValues) => {
    for (const sequence of pValues) sequence.fill(NaN, EXCURSIONS, EXCURSIONS + 26);
  });
  assertMatch(text(without), /^No fault found, but not all of SP 800-22 was tested in 3 sequences/);
  assertStringIncludes(
    text(without, 200),
    "Not applicable: random excursions, random excursions variant.",
  );
  assertMatch(
    text(without, 200),
    /no data {2}random excursions +- +needs 500 cycles in a sequence/,
  );
});

Deno.test("few sequences and very many have their limits told", () => {
  assertStringIncludes(text(assessment(1), 200), "1 sequence is few");
  assertStringIncludes(text(assessment(54), 200), "54 sequences are few");
  assert(!text(assessment(55), 200).includes(" few: "));
  const beyond = "With more than 1,000 sequences of 1,000,000 bits, one for each 1,000 bits of a ";
  assert(!text(assessment(1_000), 400).includes(beyond));
  assertStringIncludes(text(assessment(1_001), 400), beyond);
});

Deno.test("every report says what the verdict allows for, and that its rate holds for any number", () => {
  const of = assessment(60);
  for (const report of [text(of, 1_000), sp80022Json(of), sp80022Page(of)]) {
    assertStringIncludes(report, "of fair sequences up to 1.8 percent fail a test");
    assertStringIncludes(report, "its rate holds for any number of sequences");
  }
});

Deno.test("every report says that passing says nothing about entropy, and what was corrected", () => {
  const of = assessment(60);
  for (const report of [text(of, 400), sp80022Json(of), sp80022Page(of)]) {
    assertStringIncludes(report, "Passing says nothing about entropy");
    assertStringIncludes(report, "Four forms are corrected");
    assertStringIncludes(report, "divided by 3.8 and not 4");
    assertStringIncludes(report, "the probability 1/96, which section 3.10 prints as 0.01047");
  }
});

Deno.test("the JSON fits its schema, whatever was found", () => {
  const problem = new Failure(1, "Unexpected end of it", "ask for less");
  for (
    const of of [
      assessment(1),
      assessment(100, (pValues) => pValues.forEach((sequence) => sequence.fill(0))),
      assessment(2, (pValues) => pValues.forEach((sequence) => sequence.fill(NaN))),
      assessment(60, undefined, [problem]),
    ]
  ) {
    const line = sp80022Json(of);
    assertEquals(line.indexOf("\n"), line.length - 1);
    assert(validate(JSON.parse(line)), JSON.stringify(validate.errors));
  }
  assert(!validate({ ...JSON.parse(sp80022Json(assessment(1))), more: 1 }));
});

Deno.test("the page has a histogram for each test, and none for a single sequence", () => {
  const page = sp80022Page(assessment(60));
  assertEquals(page.match(/<svg /g)?.length, 15);
  assertEquals(page.match(/<rect /g)?.length, 150);
  assertEquals(page.match(/<tr>/g)!.length, 1 + 15 + 1 + 188 + 1 + 11);
  assertEquals(sp80022Page(assessment(1)).match(/<svg /g), null);
  const none = sp80022Page(assessment(2, (all) => all.forEach((sequence) => sequence.fill(NaN))));
  assert(!/NaN|Infinity|undefined/.test(none));
  // What no sequence was long enough for stands in the table of tests, with what it needs.
  assertEquals(none.match(/<tr>/g)!.length, 1 + 15 + 1 + 1 + 11);
});

/** As `assessment`, where a verdict without fault is insisted on. */
const required = (of: Sp80022Assessment): Sp80022Assessment => ({
  ...of,
  request: { ...of.request, required: ["fits"] },
});

Deno.test("--require fits is met by a verdict without fault alone, in JSON, text, page and exit code alike", () => {
  const early = new Failure(1, "Unexpected end");
  const broken = (all: Float64Array[]) => all.forEach((sequence) => sequence.fill(1e-9));
  for (
    const [of, result, exitCode, met] of [
      [assessment(60), "passed", 0, null],
      [required(assessment(60)), "passed", 0, true],
      [required(assessment(60, broken)), "unmet", 6, false],
      [assessment(60, broken), "departs", 0, null],
      [required(assessment(60, () => {}, [early])), "unmet", 6, false],
      [assessment(60, () => {}, [early]), "incomplete", 1, null],
    ] as const
  ) {
    const report = JSON.parse(sp80022Json(of));
    const valid: boolean = validate(report);
    assert(valid, JSON.stringify(validate.errors));
    assertEquals([report.result, report.exitCode], [result, exitCode]);
    assertEquals(
      report.requirements.map((one: { met: boolean }) => one.met),
      met === null ? [] : [met],
    );
    const layout = { columns: 400, style: PLAIN_STYLE };
    const closing = sp80022Text(of, layout, true).slice(text(of, 400).length);
    const line = met === null
      ? null
      : met
      ? "Requirement met: fits is p = "
      : "Requirement NOT met: fits is p = ";
    for (const shown of [text(of, 400), sp80022Page(of), closing]) {
      if (line === null) assert(!shown.includes("Requirement"));
      else assertStringIncludes(shown, line);
    }
    assertEquals(closing.trimEnd().split("\n").at(-1), `  exit code ${exitCode}`);
    assertEquals(closing.split("\n")[1], text(of, 400).split("\n")[0]);
    assertStringIncludes(sp80022Page(of), "<h2>Criteria</h2>");
    assertStringIncludes(sp80022Page(of), `exit code ${exitCode}.`);
  }
});

Deno.test("a p-value of 0 is told as less than what a double resolves, and JSON keeps it", () => {
  const zero = assessment(1, ([pValues]) => pValues.fill(0, 0, 1));
  const report = text(zero);
  assertStringIncludes(report, "p < 1e-300");
  assertEquals(/p = 0(?![.])|: 0,/.test(report), false);
});

Deno.test("how many sub-tests are outside in fair sequences is told as an average, below 1,000,000 bits of continuous p-values", () => {
  const { battery } = assessment(10);
  const { verdict } = battery;
  for (
    const [sequenceBits, condition] of [[1_000_000, ""], [
      999_999,
      " if p-values were continuous",
    ]] as const
  ) {
    const [rule] = sp80022Limits({ ...battery, sequenceBits }).filter((line) =>
      line.includes("own rule")
    );
    assertStringIncludes(
      rule,
      `a fair source about ${
        expectation(verdict.outsideProportionExpected)
      } of them are outside on average${condition}. Only`,
    );
  }
});
