import type { Sp80022Assessment } from "../../assess/sp800_22.ts";
import {
  BATTERY_SIGNIFICANCE,
  type BatteryResult,
  type SubTestResult,
  type TestResult,
  UNIFORMITY_SEQUENCES_PER_BIT,
} from "../../sp800_22/battery.ts";
import { FAIR_TAILS, MIN_UNIFORMITY_SEQUENCES } from "../../sp800_22/interpretation.ts";
import { RUNS_NOT_PERFORMED, type TestName } from "../../sp800_22/tests.ts";
import type { Answer } from "../answer.ts";
import { machineRows, READING_ENDS } from "../assess/conditions.ts";
import type { TestComparison } from "../test_line.ts";
import { commandFor, formatSentence, headlineBehindFormats } from "../format_sentences.ts";
import {
  byteSize,
  computedProbability,
  decimals,
  expectation,
  grouped,
  percentAtMost,
  plural,
  probability,
} from "../numbers.ts";

/** Where, when and how much: pairs of a name and what there is to say. */
export function sp80022Conditions(
  { conditions, reading, request, sourceName, testingMilliseconds, battery }: Sp80022Assessment,
): (readonly [string, string])[] {
  const { bitsPerSymbol, packed } = request.symbols;
  const symbols = bitsPerSymbol === 8
    ? "8 bits a byte, most significant first"
    : `symbols of ${plural(bitsPerSymbol, "bit")}, ${packed ? 8 / bitsPerSymbol : 1} a byte`;
  return [
    ["source", sourceName],
    ["read", `${plural(reading.bytes, "byte")}, ${READING_ENDS[reading.end]}`],
    ...(reading.sha256 === null ? [] : [["SHA-256", reading.sha256] as const]),
    ["bits", symbols],
    ...(reading.unusedBits > 0
      ? [
        [
          "not used",
          `${plural(reading.unusedBits, "bit")} behind the last whole sequence`,
        ] as const,
      ]
      : []),
    [
      "testing",
      `${decimals(testingMilliseconds / 1000, 2)} s, ${
        byteSize(
          Math.round(battery.sequences * battery.sequenceBits / 8 / (testingMilliseconds / 1000)),
        )
      }/s`,
    ],
    ...machineRows(conditions),
  ];
}

/** The tests as section 2 of SP 800-22 calls them, shortened to one line, and what each looks at. */
export const TEST_TITLES: Readonly<Record<TestName, readonly [title: string, looksAt: string]>> = {
  frequency: ["frequency", "as many ones as zeros"],
  block_frequency: ["block frequency", "as many ones as zeros in blocks of 128 bits"],
  cumulative_sums: ["cumulative sums", "how far the walk of ones and zeros goes"],
  runs: ["runs", "how often ones and zeros alternate"],
  longest_run: ["longest run of ones", "longest runs in blocks"],
  rank: ["binary matrix rank", "linear dependence in 32 x 32 bits"],
  spectral: ["spectral (DFT)", "periods"],
  non_overlapping_template: ["non-overlapping template", "148 patterns of 9 bits"],
  overlapping_template: ["overlapping template", "nine ones in a row"],
  universal: ["universal (Maurer)", "whether the bits compress"],
  approximate_entropy: ["approximate entropy", "what 10 bits say about the next"],
  random_excursions: ["random excursions", "visits of the walk to 8 states, by cycle"],
  random_excursions_variant: ["random excursions variant", "visits to 18 states in all"],
  serial: ["serial", "patterns of 16 bits"],
  linear_complexity: ["linear complexity", "shift registers that make blocks of 500 bits"],
};

/**
 * "departs" where a figure of the test does in the verdict over all; "outside" where only a limit of section 4.2 is
 * missed, in which a row would not fit the band beside it.
 */
export function testComparison(test: TestResult, { verdict }: BatteryResult): TestComparison {
  if (test.sequences === 0) return "missing";
  if (verdict.departing.some((figure) => figure.test === test.name)) return "departs";
  return test.subTests.every(isInside) ? "fits" : "outside";
}

function isInside({ proportion, uniformity }: SubTestResult): boolean {
  return proportion!.acceptableProportion && uniformity.uniform !== false;
}

/** The answer of all tests together, for headline, page and JSON alike. */
export type Sp80022Verdict = Answer<Sp80022Outcome>;

/** "incomplete": nothing found, but some tests did not apply to any sequence. */
export type Sp80022Outcome = "passed" | "departs" | "incomplete";

/** What was tested: "100 sequences of 1,000,000 bits". */
export function amountOf({ sequences, sequenceBits }: BatteryResult): string {
  return `${plural(sequences, "sequence")} of ${grouped(sequenceBits)} bits`;
}

/** The answer on a source that was read, with the formats that it looks like. */
export function assessmentVerdict(
  { request, sourceName, battery, formatGuess: guess, problems }: Sp80022Assessment,
): Sp80022Verdict {
  const verdict = sp80022Verdict(battery, sourceName, problems.length > 0);
  if (guess === null) return verdict;
  const format = formatSentence(sourceName, guess, commandFor(guess, request.source));
  return {
    ...verdict,
    headline: headlineBehindFormats([{ name: sourceName, guess }], verdict.headline),
    sentences: [format, ...verdict.sentences],
  };
}

/**
 * The answer of all tests (SP 800-22 Rev. 1a section 4.2) on sequences that were tested.
 *
 * @param endedEarly whether a failure or a signal ended reading; without a fault the answer is then incomplete
 */
export function sp80022Verdict(
  battery: BatteryResult,
  sourceName: string,
  endedEarly: boolean,
): Sp80022Verdict {
  const { verdict, tests } = battery;
  const amount = `${amountOf(battery)} of ${sourceName}`;
  const missing = tests.filter(({ sequences }) => sequences === 0);
  const departing = new Set(verdict.departing.map(({ test }) => test));
  const outcome = verdict.departs
    ? "departs"
    : missing.length > 0 || endedEarly
    ? "incomplete"
    : "passed";
  const headline = outcome === "departs"
    ? `Not like fair random data: ${plural(departing.size, "test")} of SP 800-22 ` +
      `${departing.size === 1 ? "departs" : "depart"} in ${amount}`
    : outcome === "passed"
    ? passedHeadline(battery, amount)
    : `No fault found, but not all of SP 800-22 was tested in ${amount}`;
  return {
    outcome,
    headline,
    sentences: [
      ...(verdict.departing.length > 0 ? [departingSentence(battery)] : []),
      ...(missing.length > 0
        ? [`Not applicable: ${missing.map(({ name }) => TEST_TITLES[name][0]).join(", ")}.`]
        : []),
      ...familySentences(battery),
      ...countSentences(battery),
    ],
  };
}

/** Of 188 limits fair data misses some: rows that are marked for that count for nothing by themselves. */
function passedHeadline(battery: BatteryResult, amount: string): string {
  const outside =
    battery.tests.filter((test) => testComparison(test, battery) === "outside").length;
  const together = outside === 0 ? "" : " together";
  const marked = outside === 0
    ? ""
    : `; ${outside} ${outside === 1 ? "misses" : "miss"} a limit by ${
      outside === 1 ? "itself" : "themselves"
    }, as chance has it`;
  return `No fault found: all 15 tests of SP 800-22${together} fit fair random data in ${amount}${marked}`;
}

const MAX_NAMED = 5;

function departingSentence(battery: BatteryResult): string {
  const { departing } = battery.verdict;
  const named = departing.slice(0, MAX_NAMED).map(({ test, label, figure, probability: p }) =>
    `${TEST_TITLES[test][0]}${label === "" ? "" : ` ${label}`}, ${figure} (${
      computedProbability(p)
    })`
  );
  const more = departing.length - named.length;
  return `Departing: ${named.join("; ")}${
    more > 0 ? `; and ${plural(more, "figure")} more` : ""
  }.` +
    (smallRuns(battery)
      ? " The runs test gives p = 0 to a sequence whose ones and zeros are too uneven for it, as fair ones are " +
        `with ${probability(RUNS_NOT_PERFORMED)}: whatever is smaller counts as that.`
      : "");
}

/** Whether the runs test departs by a p-value that counts as a larger one. */
function smallRuns({ verdict: { departing }, tests }: BatteryResult): boolean {
  return departing.some(({ test, figure }) => test === "runs" && figure === "smallest p-value") &&
    tests.some(({ name, subTests }) =>
      name === "runs" &&
      subTests.some(({ pValues }) =>
        pValues.some((pValue) => pValue !== null && pValue < RUNS_NOT_PERFORMED)
      )
    );
}

function familySentences({ verdict: { pValue } }: BatteryResult): string[] {
  if (pValue === null) return ["No test applies to sequences this short."];
  return [
    `All figures together: ${
      computedProbability(pValue)
    }, adjusted for their number; the verdict departs at ` +
    `${BATTERY_SIGNIFICANCE} and below, which a fair source does in at most ` +
    `1 of ${1 / BATTERY_SIGNIFICANCE} assessments.`,
  ];
}

/** The length of a sequence that all tests ask for; a p-value of a shorter one takes few values. */
const CONTINUOUS_BITS = 1_000_000;

function countSentences({ verdict, sequences, sequenceBits }: BatteryResult): string[] {
  if (verdict.subTests === 0 || sequences === 1) return [];
  const { outsideProportion, outsideProportionExpected, notUniform, notUniformExpected } = verdict;
  return [
    `Outside the standard's interval of passing sequences: ${outsideProportion} of ` +
    `${plural(verdict.subTests, "sub-test")}, chance alone puts ${
      expectation(outsideProportionExpected)
    } there${sequenceBits < CONTINUOUS_BITS ? " if p-values were continuous" : ""}.${
      sequences < MIN_UNIFORMITY_SEQUENCES
        ? ""
        : ` p-values not uniform by its 0.0001: ${notUniform}, by ` +
          `chance ${expectation(notUniformExpected)} if they were continuous${
            sequenceBits < CONTINUOUS_BITS
              ? ", which those of short sequences are far from: they have few values"
              : ""
          }.`
    }`,
  ];
}

/** Share of fair sequences that fail the test that is furthest off. */
const MAX_FAILING = Math.max(...Object.values(FAIR_TAILS).map(({ failing }) => failing));

/** What the verdict does not say, and where our figures differ from those of the standard's program. */
export function sp80022Limits(battery: BatteryResult): string[] {
  const { sequences, sequenceBits, verdict: { subTests, outsideProportionExpected } } = battery;
  const mostUniform = Math.floor(UNIFORMITY_SEQUENCES_PER_BIT * sequenceBits);
  return [
    "Passing says nothing about entropy: a counter that is hashed passes all of these tests. NIST's own abstract " +
    "says that statistical testing cannot serve as a substitute for cryptanalysis, and since 2022 NIST means to revise " +
    "SP 800-22 so that it rejects the use of these tests for assessing cryptographic generators. Min-entropy is " +
    "estimated by SP 800-90B.",
    `The standard's own rule takes each of ${
      plural(subTests, "sub-test")
    } by itself: in so many sequences of a fair ` +
    `source about ${expectation(outsideProportionExpected)} of them are outside on average${
      sequenceBits < CONTINUOUS_BITS ? " if p-values were continuous" : ""
    }. Only the verdict over all has ` +
    `a false-alarm rate, at most ${BATTERY_SIGNIFICANCE * 100} percent: repeat one that departs.`,
    "Four forms are corrected against Rev. 1a's program, so their p-values differ from its: overlapping templates " +
    "are counted by the exact probabilities (Hamano and Kaneko 2007), and so are the longest runs in blocks of 10,000 bits, " +
    "of which section 2.4 prints an approximation up to 0.0016 off; the spectral test's variance is divided by 3.8 and not 4 " +
    "(Pareschi, Rovatti and Setti 2012); and the first class of linear complexity has the probability 1/96, which " +
    "section 3.10 prints as 0.01047 and not 0.010417.",
    "The standard approximates p-values, and in short sequences they take few values: of fair sequences up to " +
    `${
      percentAtMost(MAX_FAILING)
    } percent fail a test, and very small p-values come many times as ` +
    "often as they say. The verdict allows each test the most that it does at any length, so that its rate holds for " +
    "any number of sequences; a fault within that is not seen.",
    ...(sequences < MIN_UNIFORMITY_SEQUENCES
      ? [
        `${plural(sequences, "sequence")} ${
          sequences === 1 ? "is" : "are"
        } few: the standard asks for ` +
        `${MIN_UNIFORMITY_SEQUENCES} at least, and for 100 to see one failure in a hundred.`,
      ]
      : []),
    ...(sequences > mostUniform && sequences >= MIN_UNIFORMITY_SEQUENCES
      ? [
        `With more than ${plural(mostUniform, "sequence")} of ${
          grouped(sequenceBits)
        } bits, one for each 1,000 bits of ` +
        "a sequence, the verdict leaves uniformity out.",
      ]
      : []),
    "The excursion tests' single p-values do not bear small probabilities out: they count by their proportion " +
    "and uniformity only.",
  ];
}
