import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "../../assert.ts";
import { dataSetPoolHere } from "../../../scripts/data_set_pool_here.ts";
import {
  claimText as claimTextOf,
  entropySourceSteps,
} from "../../../lib/report/standards/steps.ts";
import { entropyText } from "../../../lib/report/numbers.ts";
import { missingShare } from "../../../lib/report/standards/output_entropy.ts";
import { entropyRequirement } from "../../../lib/report/standards/gate.ts";
import {
  conditionRows,
  type EntropySourceReport,
  entropySourceVerdict,
} from "../../../lib/report/standards/entropy_source.ts";
import { conditioningEntropy } from "../../../lib/sp800_90b/conditioning.ts";
import { type ClaimEvidence, claimOf, outputsIn } from "../../../lib/sp800_90b/entropy_claim.ts";
import { assessEntropySource } from "../../../lib/sp800_90b/entropy_source.ts";
import type {
  ConditioningRequest,
  EntropySourceRequest,
} from "../../../lib/sp800_90b/entropy_source_types.ts";
import { CONDITIONS } from "../../starvation/samples.ts";
import {
  IID_DATA,
  noisyCounter,
  NOTHING_ASKED,
  uniform,
  VETTED,
} from "../../sp800_90b/standard_data.ts";

const conditionedReference = JSON.parse(
  await Deno.readTextFile(
    new URL("../../fixtures/sp800-90b/non-iid-conditioned.json", import.meta.url),
  ),
);
const iidReference = JSON.parse(
  await Deno.readTextFile(new URL("../../fixtures/sp800-90b/iid.json", import.meta.url)),
);

const LISTENER = { onPermutation() {}, onEstimating() {} };
async function assess(changes: Partial<EntropySourceRequest>) {
  const found = await assessEntropySource(
    dataSetPoolHere(),
    { ...NOTHING_ASKED, ...changes },
    LISTENER,
  );
  return { ...found, steps: entropySourceSteps(found) };
}

/** Of a component alone, but for its assessment. */
const REPORT = { subject: "it", formatGuesses: [] } as unknown as Omit<
  EntropySourceReport,
  "assessment"
>;

const fair = (samples: number, seed: number) => ({
  symbols: uniform(samples, seed, 4),
  bitsPerSymbol: 4,
});
const matrix = (seed: number) => ({ ...fair(2_500, seed), rows: 50, columns: 50 });

Deno.test("H_I is the least of H_original, n H_bitstring and H_submitter", async () => {
  for (const [name, { bitsPerSymbol, mostCommonValue, assessed }] of Object.entries(SETS())) {
    const { noise } = await assess({
      noise: { symbols: IID_DATA[name](), bitsPerSymbol },
      track: "iid",
      permutation: { ...NOTHING_ASKED.permutation, permutations: 12 },
    });
    assertAlmostEquals(noise!.originalMinEntropy, mostCommonValue, 1e-9, name);
    assertAlmostEquals(noise!.initialEntropy, assessed, 1e-9, name);
  }
  const claimed = await assess({ noise: fair(2_000, 1), claimedEntropy: 1.25 });
  assertEquals(claimed.noise!.initialEntropy, 1.25);
  assertEquals([claimed.claim?.entropy, claimed.claim?.of, claimed.claim?.bits], [
    1.25,
    "sample",
    4,
  ]);
});

function SETS(): Record<
  string,
  { bitsPerSymbol: number; mostCommonValue: number; assessed: number }
> {
  const small = ["w1_n1000_uniform", "w2_n1000_pick0012", "w4_n1000_uniform", "w8_n1000_uniform"];
  return Object.fromEntries(small.map((name) => [name, iidReference[name]]));
}

Deno.test("h' of conditioned data is the estimate of its bits, as NIST's program has it with -c", async () => {
  for (const name of ["w1_n10000_biased30", "w2_n1000_pick0012", "w8_n1000_uniform"]) {
    const { bitsPerSymbol } = iidReference[name];
    const { conditioning } = await assess({
      conditioning: {
        ...VETTED,
        inputEntropy: 500,
        vetted: false,
        conditioned: { symbols: IID_DATA[name](), bitsPerSymbol },
      },
    });
    const { conditionedEntropy, entropy, conditionedLimit } = conditioning!.result;
    assertAlmostEquals(conditionedEntropy!, conditionedReference[name], 1e-9, name);
    assertAlmostEquals(entropy, 256 * conditionedReference[name], 1e-6);
    assertEquals(entropy, conditionedLimit);
  }
});

Deno.test("on the IID track conditioned data passes section 5, and h' is the most common value of its bits", async () => {
  const of = async (symbols: Uint8Array) =>
    await assess({
      noise: fair(2_000, 10),
      track: "iid",
      permutation: { ...NOTHING_ASKED.permutation, permutations: 10_000 },
      conditioning: {
        ...VETTED,
        vetted: false,
        conditioned: { symbols, bitsPerSymbol: 8 },
      },
    });
  const conditioned = uniform(3_200, 11, 8);
  const { conditioning, claim, steps } = await of(conditioned);
  const ones = conditioned.reduce(
    (sum, byte) => sum + byte.toString(2).replaceAll("0", "").length,
    0,
  );
  const share = Math.max(ones, 25_600 - ones) / 25_600;
  // Section 6.3.1: the upper bound of the share, 2.576 deviations above.
  const bound = share + 2.576 * Math.sqrt(share * (1 - share) / 25_599);
  assertAlmostEquals(conditioning!.result.conditionedEntropy!, -Math.log2(bound), 1e-3);
  assertEquals(conditioning!.conditioned, null);
  assertEquals(conditioning!.conditionedIid!.passed, true);
  assertEquals(claim!.entropy, conditioning!.result.entropy);
  assertEquals(claim!.fullEntropy, false);
  assert(steps.some(({ step, passed }) => step === "conditioned IID" && passed === true));

  const counter = await of(noisyCounter(1_200, 12, 8));
  assertEquals(counter.conditioning!.conditionedIid!.passed, false);
  assertEquals(counter.claim, null);
});

Deno.test("h' as given leaves section 5 of the conditioned data to be asked for on the IID track alone", async () => {
  const missing = async (track: "iid" | "non_iid") =>
    (await assess({
      noise: fair(2_000, 10),
      track,
      permutation: { ...NOTHING_ASKED.permutation, permutations: 10_000 },
      conditioning: { ...VETTED, vetted: false, conditionedEntropy: 0.9 },
    })).claim!.missing.map(({ kind }) => kind).filter((kind) => kind.includes("conditioned"));
  assertEquals(await missing("iid"), ["conditioned IID tests", "conditioned data"]);
  assertEquals(await missing("non_iid"), ["conditioned data"]);
});

Deno.test("fewer than 1,000,000 conditioned outputs are asked for, and an h' as given is called so", async () => {
  const of = async (changes: Partial<ConditioningRequest>) => {
    const conditioning = { ...VETTED, vetted: false, inputEntropy: 2, ...changes };
    const { steps } = await assess({
      track: "iid",
      conditioning: { ...conditioning, inputBits: 2, outputBits: 1, narrowestWidth: 1 },
      permutation: { ...NOTHING_ASKED.permutation, permutations: 1, complete: true },
    });
    const finding = steps.find(({ step }) => step === "conditioned data")?.finding;
    return { finding, steps };
  };
  const bits = (count: number) => ({ symbols: uniform(count, 61, 1), bitsPerSymbol: 1 });
  const few = await of({ conditioned: bits(999) });
  assertEquals(
    few.finding,
    "999 bits, 999 whole outputs of 1 bit; 1,000,000 outputs are asked for",
  );
  const given = await of({ conditionedEntropy: 1 });
  assertEquals(given.finding, undefined);
  assert(given.steps.some(({ finding }) => finding.endsWith(", h' as given")));
  assertEquals(outputsIn(24, 8), 3);
  assertEquals(outputsIn(24, 9), 2);
});

Deno.test("what section 3.1.1 asks for is missing below 1,000,000 samples of noise or outputs, and not from there on", () => {
  const component = { ...VETTED, vetted: false, outputBits: 8 };
  for (const [count, missing] of [[999_999, true], [1_000_000, false]] as const) {
    const restart = { result: { passed: true, standardSize: true } };
    const noise = { samples: count };
    const found = { noise, restart, conditioning: null, perSample: 1, width: 8 } as unknown;
    const claim = claimOf(NOTHING_ASKED, found as ClaimEvidence);
    assertEquals(claim!.missing, missing ? [{ kind: "noise samples" }] : [], `${count} samples`);
    const conditioned = { symbols: new Uint8Array(count), bitsPerSymbol: 8 };
    const result = { entropy: 8, component, fullEntropy: false };
    const behind = { ...found as ClaimEvidence, noise: { samples: 1_000_000 } } as ClaimEvidence;
    const ofOutputs = claimOf(
      { ...NOTHING_ASKED, conditioning: { ...component, conditioned } },
      { ...behind, conditioning: { result, conditioned: null } } as unknown as ClaimEvidence,
    );
    const kinds = ofOutputs!.missing.map(({ kind }) => kind);
    assertEquals(kinds, missing ? ["conditioned outputs"] : [], `${count} outputs`);
  }
});

Deno.test("with both tracks the other one is told, and changes neither steps nor claim", async () => {
  for (const track of ["iid", "non_iid"] as const) {
    for (const symbols of [uniform(2_000, 13, 8), noisyCounter(2_000, 14, 8)]) {
      const noise = { symbols, bitsPerSymbol: 8 };
      const permutation = { ...NOTHING_ASKED.permutation, permutations: 10_000 };
      const one = await assess({ noise, track, permutation });
      const both = await assess({ noise, track, permutation, bothTracks: true });
      assertEquals([both.claim, both.steps], [one.claim, one.steps]);
      assert(both.noise!.iid !== null && both.noise!.nonIid !== null);
    }
  }
});

Deno.test("raw noise, restarts and a conditioner end in one claim, each step with its section", async () => {
  const found = await assess({ noise: fair(3_000, 2), restart: matrix(3), conditioning: VETTED });
  assertEquals(found.steps.map(({ section }) => section), [
    "3.1.1",
    "3.1.2",
    "3.1.3",
    "3.1.4.1",
    "3.1.4.3",
    "3.1.4.2",
    "3.1.4.2",
    "3.1.5",
    "3.1.5.1.2",
    "3.1.5.1",
    "3.1.5.1.2",
  ]);
  const validated = found.restart!.result.validatedEntropy!;
  assertAlmostEquals(found.conditioning!.result.component.inputEntropy, validated * 512 / 4, 1e-9);
  assertEquals(found.claim?.of, "output");
  assertEquals(found.claim?.entropy, found.conditioning!.result.entropy);
  assertEquals(found.claim?.missing, [
    { kind: "noise samples" },
    { kind: "restart size", rows: 50, columns: 50 },
  ]);
});

Deno.test("an input entropy above what the noise holds is cut down to that, one below it stays", async () => {
  const noise = fair(3_000, 4);
  const of = async (inputEntropy: number) =>
    (await assess({ noise, conditioning: { ...VETTED, inputEntropy } })).conditioning!.result
      .component.inputEntropy;
  assertEquals(await of(12.5), 12.5);
  assert(await of(511) < 400);
});

Deno.test("whether entropy is full is a step with the figure that says so: 312 bits of input are too few, 313 do", async () => {
  const of = async (inputEntropy: number) => {
    const { steps, claim } = await assess({ conditioning: { ...VETTED, inputEntropy } });
    const { section, finding, passed } = steps.find(({ step }) => step === "full entropy")!;
    return [section, finding, passed, claim!.fullEntropy];
  };
  const rule = "2^-64 = 5.42e-20, which SP 800-90C allows";
  // 2^(256 - h_in) / ln 2 / 256
  const no = `no: 1 - h_out / n_out = 7.82e-20 is more than ${rule}`;
  const yes = `yes: 1 - h_out / n_out = 3.91e-20 is at most ${rule}`;
  assertEquals(await of(312), ["3.1.5.1.2", no, null, false]);
  assertEquals(await of(313), ["3.1.5.1.2", yes, null, true]);
  const [, half] = await of(128);
  assertEquals(half, `no: 1 - h_out / n_out = 0.5 is more than ${rule}`);
  // 1 - h_in / 256 where so little comes in: what is missing is all of it only where nothing comes out.
  for (
    const [inputEntropy, share] of [
      [0.2, "= 0.999"],
      [0.1, "= 0.9996"],
      [1e-12, "= 0.999999999999996"],
      [1e-15, "just under 1"],
    ] as const
  ) {
    const [, little] = await of(inputEntropy);
    assertEquals(little, `no: 1 - h_out / n_out ${share} is more than ${rule}`);
  }
});

Deno.test("noise of 0 bits claims 0 bits of an output", async () => {
  const symbols = Uint8Array.from({ length: 20_000 }, (_, i) => i & 1);
  const noise = { symbols, bitsPerSymbol: 1 };
  const assessment = await assess({ noise, conditioning: VETTED, claimedEntropy: 0.5 });
  const { claim, conditioning, steps } = assessment;
  assertEquals([claim!.entropy, conditioning!.result.entropy], [0, 0]);
  assertEquals(steps.at(-1)!.finding.startsWith("no: 1 - h_out / n_out = 1 is more than"), true);
  const { found, met } = entropyRequirement(assessment, 0.1);
  assertEquals([found, met], ["0.0000 bits a symbol", false]);
  // What is found is enough where as much was wanted.
  assertEquals(entropyRequirement(assessment, 0).met, true);
});

Deno.test("numbers that were given are shown as given, upper limits or not", async () => {
  for (const samples of [200, 3_000]) {
    const noise = fair(samples, 12);
    const given = { ...VETTED, inputBits: 4_096, inputEntropy: 2.00001 };
    const assessment = await assess({ noise, claimedEntropy: 2.00001, conditioning: given });
    const of = (name: string) => assessment.steps.find(({ step }) => step === name)!.finding;
    assertStringIncludes(of("initial entropy"), "H_submitter 2.00001 bits");
    assertMatch(of("input"), / h_in (=|is at most) 2\.00001 bits, as given$/);
    const conditions = conditionRows({
      ...REPORT,
      assessment,
      files: {},
      sha256: {},
      skippedBytes: 0,
      selectedBits: null,
      conditions: CONDITIONS,
      seconds: 1,
    });
    assertEquals(conditions.find(([name]) => name === "claimed")?.[1], "2.00001 bits");
  }
  const conditionedEntropy = 0.123456;
  const found = await assess({
    conditioning: { ...VETTED, vetted: false, inputEntropy: 300, conditionedEntropy },
  });
  const { finding } = found.steps.find(({ step }) => step === "not vetted")!;
  assertStringIncludes(finding, "h' n_out = 0.123456 x ");
});

Deno.test("a missing share that is a lower limit is rounded down", () => {
  const result = conditioningEntropy(
    { inputBits: 512, outputBits: 1_000, narrowestWidth: 1_000, inputEntropy: 512 },
    null,
  );
  for (
    const [epsilon, least] of [[0.00866, "= 0.0086"], [0.0009996, "= 0.0009"], [1, "= 1"]] as const
  ) {
    assertEquals(missingShare({ ...result, epsilon }, true), least);
  }
  assertEquals(missingShare({ ...result, epsilon: 0.00866 }), "= 0.009");
});

Deno.test("a missing share below what a double tells is less than 1e-300, and not 0", async () => {
  const finding = async (inputEntropy: number) => {
    const conditioning = { ...VETTED, inputBits: 4_096, inputEntropy };
    return (await assess({ conditioning })).steps.at(-1)!.finding;
  };
  assertStringIncludes(await finding(4_000), "yes: 1 - h_out / n_out < 1e-300 is at most 2^-64");
  // 2^-900 / 256 / ln 2
  assertStringIncludes(await finding(1_156), "yes: 1 - h_out / n_out = 6.67e-274 is at most");
});

Deno.test("a width inside that is said to be more than the input is told, one of the input is not", async () => {
  const of = async (narrowestWidth: number) => {
    const conditioning = { ...VETTED, inputBits: 128, inputEntropy: 100, narrowestWidth };
    return (await assess({ conditioning })).steps
      .find(({ step }) => step === "output entropy")!.finding;
  };
  assertEquals(await of(128), "n_out = 256, nw = 128: 99.9999 bits");
  assertEquals(await of(129), "n_out = 256, nw = 129, of which n_in count: 99.9999 bits");
});

Deno.test("nothing may be claimed when the noise is not IID, restarts are not sane or entropy is lost", async () => {
  const counter = { symbols: noisyCounter(3_000, 5, 8), bitsPerSymbol: 8 };
  const notIid = await assess({ noise: counter, track: "iid" });
  assertEquals([notIid.claim, notIid.noise!.iid!.passed], [null, false]);

  const constantRow = matrix(6);
  constantRow.symbols.fill(3, 100, 150);
  const insane = await assess({ claimedEntropy: 3, restart: constantRow });
  assertEquals(insane.claim, null);
  assertEquals(insane.restart!.result.sanityCheck.maxRowCount, 50);
  assertEquals(insane.restart!.rows, null);

  // Each restart begins alike: columns hold what rows do not show.
  const alike = matrix(7);
  for (let i = 50; i < alike.symbols.length; i++) {
    alike.symbols[i] = (alike.symbols[i % 50] + i % 3) % 16;
  }
  const lost = await assess({ claimedEntropy: 1.1, restart: alike });
  assert(lost.restart!.result.sanityCheck.passed);
  assertEquals(lost.restart!.result.entropyHolds, false);
  assertEquals(lost.claim, null);
});

Deno.test("restarts on the IID track have to pass section 5 too", async () => {
  const permutation = { ...NOTHING_ASKED.permutation, permutations: 10_000 };
  const iid = { claimedEntropy: 2, track: "iid", permutation } as const;
  const passed = await assess({ ...iid, restart: matrix(8) });
  assertEquals([passed.restart!.rowsIid?.passed, passed.restart!.columnsIid?.passed], [true, true]);
  const iidSteps = passed.steps.filter(({ step }) => step.endsWith(" IID"));
  assertEquals(iidSteps.map(({ step }) => step), ["rows IID", "columns IID"]);
  assert(passed.claim !== null);

  // After each restart symbols come in pairs: rows show it, columns do not.
  const pairs = matrix(8);
  for (let i = 1; i < pairs.symbols.length; i += 2) pairs.symbols[i] = pairs.symbols[i - 1];
  const failed = await assess({ ...iid, restart: pairs });
  assertEquals([failed.restart!.rowsIid?.passed, failed.claim], [false, null]);
  assertEquals(failed.restart!.result.passed, null);
});

Deno.test("a restart matrix without an entropy to compare with is refused, and one of another size", async () => {
  await assertRejects(() => assess({ restart: matrix(9) }), RangeError, "H_I");
  const short = { ...matrix(9), rows: 51 };
  await assertRejects(() => assess({ claimedEntropy: 1, restart: short }), RangeError, "2550");
});

Deno.test("data too short for the lags is refused: 33 symbols, 257 bits", async () => {
  const iid = (samples: number, bitsPerSymbol: number) =>
    assess({
      noise: { symbols: uniform(samples, 10, bitsPerSymbol), bitsPerSymbol },
      track: "iid",
      permutation: { ...NOTHING_ASKED.permutation, permutations: 12 },
    });
  await assertRejects(() => iid(32, 8), RangeError, "32 samples: 33 are needed");
  await assertRejects(() => iid(256, 1), RangeError, "256 samples: 257 are needed");
  assertEquals((await iid(33, 8)).noise!.samples, 33);
  assertEquals((await iid(257, 1)).noise!.samples, 257);
});

Deno.test("what is short of full entropy by less than a double tells is not called all bits of an output", async () => {
  const claimed = async (inputEntropy: number) => {
    const inputBits = Math.max(512, inputEntropy);
    const { steps, ...assessment } = await assess({
      conditioning: { ...VETTED, inputBits, inputEntropy },
    });
    const { headline } = entropySourceVerdict({ ...REPORT, assessment });
    const found = steps.filter(({ step }) => step.endsWith("entropy")).map(({ finding }) =>
      finding
    );
    return { headline, claim: claimTextOf(assessment), found, entropy: assessment.claim!.entropy };
  };
  const short = await claimed(312);
  assertEquals(short.entropy, 256);
  // 2^(256 - 312) / ln 2 = 2.002e-17 bits, rounded up.
  // 9.999e-15 goes over into the next power of ten.
  assertStringIncludes((await claimed(303.0367)).claim, "(256 - 1.00e-14)");
  const just = "just under 256 bits (256 - 2.01e-17)";
  assertEquals(short.claim, `${just} in each output of 256 bits`);
  assertEquals(short.headline, `${just} in each output of 256 bits may be claimed for it`);
  assertEquals(short.found.slice(0, 2), [
    `n_out = 256, nw = 256: ${just}`,
    `${just} an output`,
  ]);
  const full = await claimed(313);
  assertEquals(
    full.headline,
    "256 bits in each output of 256 bits may be claimed for it, which is full entropy: by its " +
      "definition 1 - h_out / n_out is at most 2^-64",
  );
  // From here on a double tells.
  assertStringIncludes((await claimed(290)).headline, "255.9999 bits in each output");
});

Deno.test("entropyText() rounds down: what is below 256 is not called 256", () => {
  assertEquals(
    [255.99999999999991, 256, 0.7, 7.2, 7.8813339, 0.5211461, 1e-9].map((value) =>
      entropyText(value)
    ),
    ["255.9999", "256", "0.7", "7.2", "7.8813", "0.5211", "1e-9"],
  );
  assertEquals(
    [0, 1e-7, 1.239e-7, 9.999e-8, 9.9999999e-7, 1e-6, 5e-324].map((value) => entropyText(value)),
    ["0", "1e-7", "1.23e-7", "9.99e-8", "9.99e-7", "0.000001", "5e-324"],
  );
});

Deno.test("an input of the component has the entropy of its whole samples, and a part of one has none", async () => {
  const noise = fair(2_000, 71);
  const of = async (inputBits: number) => {
    const found = await assess({ noise, conditioning: { ...VETTED, inputBits } });
    const { noiseInput, result } = found.conditioning!;
    const input = found.steps.find(({ step }) => step === "input")!.finding;
    return { noiseInput: noiseInput!, entropy: result.component.inputEntropy, input };
  };
  for (
    const [inputBits, samples, words] of [
      [4, 1, "1 whole sample"],
      [7, 1, "1 whole sample"],
      [511, 127, "127 whole samples"],
      [512, 128, "128 whole samples"],
    ] as const
  ) {
    const { noiseInput, entropy, input } = await of(inputBits);
    assertEquals(noiseInput.samples, samples);
    assertEquals(entropy, samples * noiseInput.minEntropy);
    assertStringIncludes(input, ` in each of ${words}`);
  }
  await assertRejects(
    () => of(3),
    RangeError,
    "Cannot assess conditioning of n_in = 3: less than one sample of 4 bits",
  );
});

Deno.test("restarts and conditioned data on which an estimator could not run leave nothing to claim: 13 by 13 of 4 bits, 40 bits", async () => {
  const { claim: few, restart } = await assess({
    claimedEntropy: 1,
    restart: { symbols: uniform(169, 6, 4), bitsPerSymbol: 4, rows: 13, columns: 13 },
  });
  assertEquals([few, restart!.result.passed, restart!.result.entropyHolds], [null, null, null]);
  assert((await assess({ claimedEntropy: 1, restart: matrix(6) })).claim !== null);

  const conditioned = async (samples: number) =>
    await assess({
      conditioning: {
        ...VETTED,
        inputEntropy: 500,
        vetted: false,
        conditioned: { symbols: uniform(samples, 7, 1), bitsPerSymbol: 1 },
      },
    });
  const { claim, ...short } = await conditioned(40);
  assertEquals(claim, null);
  const { outcome, sentences } = entropySourceVerdict({
    ...REPORT,
    assessment: { ...short, claim },
  });
  assertEquals(outcome, "incomplete");
  assertStringIncludes(sentences[0], "bits in each output of 256 bits: the estimator ");
  assertStringIncludes(sentences[0], " of the conditioned data (");
  assert((await conditioned(10_000)).claim !== null);
});

Deno.test("restarts that fail are an end, except by an H_I that is an upper limit: a lower one may allow them", async () => {
  const restart = matrix(6);
  restart.symbols.fill(3, 100, 150);
  const verdictOf = async (samples: number) => {
    const { steps: _, ...assessment } = await assess({ noise: fair(samples, 12), restart });
    return entropySourceVerdict({ ...REPORT, assessment });
  };
  const { outcome, sentences } = await verdictOf(3_000);
  assertEquals([outcome, sentences], ["failed", [
    "The restart tests are an end: the standard asks for the cause to be found and removed (section 3.1.4), not for " +
    "another recording.",
  ]]);
  const unsure = await verdictOf(200);
  assertEquals(unsure.outcome, "incomplete");
  assert(!unsure.sentences.join().includes("are an end"));
});

Deno.test("from an upper limit full entropy and validation are certain only where the answer is no", async () => {
  const few = (samples: number, seed: number) => ({
    symbols: uniform(samples, seed, 4),
    bitsPerSymbol: 4,
  });
  const component = { ...VETTED, inputBits: 4_096 };
  const findings = async (changes: Partial<EntropySourceRequest>) => {
    const found = await assess(changes);
    const of = (name: string) => found.steps.find(({ step }) => step === name);
    return { ...found, of };
  };
  const noise = few(200, 12);
  const limit = await findings({ noise, conditioning: component });
  assertEquals(limit.conditioning!.result.fullEntropy, null);
  assertStringIncludes(
    limit.of("full entropy")!.finding,
    "not known: with the most that h_out can be, 1 - h_out / n_out < 1e-300 is at most 2^-64",
  );
  assertMatch(
    limit.of("input")!.finding,
    / h_in is at most \S+ bits, at most \S+ bits in each of /,
  );
  assertStringIncludes(limit.of("output entropy")!.finding, ": at most 256 bits");
  assertStringIncludes(limit.of("conditioned entropy")!.finding, "at most 256 bits an output");
  const none = await findings({ noise, conditioning: { ...component, inputBits: 128 } });
  assertEquals(none.conditioning!.result.fullEntropy, false);
  assertStringIncludes(
    none.of("full entropy")!.finding,
    "no: with the most that h_out can be, 1 - ",
  );
  const whole = await findings({ noise: fair(3_000, 12), conditioning: component });
  assertEquals(whole.conditioning!.result.fullEntropy, true);
  assertStringIncludes(
    whole.of("full entropy")!.finding,
    "yes: 1 - h_out / n_out < 1e-300 is at most 2^-64",
  );

  const small = { ...few(169, 6), rows: 13, columns: 13 };
  const restarted = await findings({ noise, restart: small });
  const { finding, passed } = restarted.of("validation")!;
  assertEquals([passed, restarted.restart!.result.passed], [null, null]);
  assertMatch(
    finding,
    /^H_r is at most \S+ bits, H_c is at most \S+ bits; at least half of H_I, at most \S+ bits, is needed$/,
  );
  const large = await findings({ claimedEntropy: 1, restart: matrix(6) });
  assertEquals([large.of("validation")!.passed, large.restart!.result.passed], [true, true]);
  assertMatch(
    large.of("validation")!.finding,
    /^H_r = \S+ bits, H_c = \S+ bits; at least half of H_I = 1 bit is needed$/,
  );
});
