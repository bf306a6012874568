import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../assert.ts";
import { dataSetPoolHere } from "../../../scripts/data_set_pool_here.ts";
import { entropyFigures } from "../../../lib/report/standards/html.ts";
import { entropySourceSteps } from "../../../lib/report/standards/steps.ts";
import { assessEntropySource } from "../../../lib/sp800_90b/entropy_source.ts";
import type { EntropySourceRequest } from "../../../lib/sp800_90b/entropy_source_types.ts";
import type { SymbolSequence } from "../../../lib/sp800_90b/types.ts";
import { noisyCounter, NOTHING_ASKED, uniform, VETTED } from "../../sp800_90b/standard_data.ts";

const REQUEST: EntropySourceRequest = {
  ...NOTHING_ASKED,
  track: "iid",
  permutation: { ...NOTHING_ASKED.permutation, permutations: 10_000 },
};
const COMPONENT = { ...VETTED, inputBits: 65_536 };
/** Without a test that fails, and time runs out at once. */
const LATE = { ...REQUEST.permutation, maxSeconds: 0 };

const bytes = (samples: number, seed: number) => ({
  symbols: uniform(samples, seed, 8),
  bitsPerSymbol: 8,
});

const nibbles = (samples: number, seed: number) => ({
  symbols: uniform(samples, seed, 4),
  bitsPerSymbol: 4,
});
/** Each sample twice. */
const inPairs = <Data extends SymbolSequence>(data: Data) => ({
  ...data,
  symbols: data.symbols.map((_, i, all) => all[i - i % 2]),
});

async function assess(changes: Partial<EntropySourceRequest>) {
  const assessment = await assessEntropySource(dataSetPoolHere(), { ...REQUEST, ...changes }, {
    onPermutation() {},
    onEstimating() {},
  });
  const steps = entropySourceSteps(assessment);
  const tiles = Object.fromEntries(
    entropyFigures(assessment).map(({ label, note }) => [label, note]),
  );
  return {
    ...assessment,
    tiles,
    finding: (name: string) => steps.find(({ step }) => step === name)?.finding,
    result: (name: string) => steps.find(({ step }) => step === name)?.passed,
  };
}

/** Noise that section 5 rejects, and noise that it comes to no verdict on for want of samples or of time. */
const NOT_IID = [
  [{ noise: { symbols: noisyCounter(2_000, 5, 8), bitsPerSymbol: 8 } }, false],
  [{ noise: bytes(999, 5) }, null],
  [{ noise: bytes(5_000, 5), permutation: LATE }, null],
] as const;

Deno.test("noise not known to be IID has upper limits, of which none is full entropy or conditioned to it", async () => {
  for (const [changes, passed] of NOT_IID) {
    const found = await assess({ ...changes, conditioning: COMPONENT });
    assertEquals([found.noise!.iid!.passed, found.claim], [passed, null]);
    assertMatch(
      found.finding("initial entropy")!,
      /^H_I is at most .*: the samples are not known to be IID$/,
    );
    const [, most] = / at most (\S+) bits/.exec(found.finding("initial entropy")!)!;
    assert(Number(most) >= found.noise!.initialEntropy);
    assertEquals(found.conditioning!.result.fullEntropy, null);
    assertMatch(found.finding("full entropy")!, /^not known: with the most that h_out can be, /);
    assertMatch(found.finding("input")!, /h_in is at most \S+ bits, at most \S+ bits in each of /);
    assertEquals(found.finding("conditioned entropy"), "at most 256 bits an output");
    for (const label of ["initial entropy", "conditioned entropy"]) {
      assertMatch(found.tiles[label], /^at most; bits /);
    }
  }
  const { conditioning, finding, tiles } = await assess({
    noise: bytes(5_000, 5),
    conditioning: COMPONENT,
  });
  assertEquals(conditioning!.result.fullEntropy, true);
  assertMatch(finding("full entropy")!, /^yes: 1 - h_out/);
  assertMatch(finding("initial entropy")!, /^H_I = .* bits$/);
  assertMatch(tiles["conditioned entropy"], /^bits in each output/);
});

Deno.test("on the non-IID track nothing depends on whether the noise is IID", async () => {
  const noise = inPairs(nibbles(3_000, 5));
  const found = await assess({ noise, track: "non_iid", bothTracks: true });
  assertEquals(found.noise!.iid!.passed, false);
  assertMatch(found.finding("initial entropy")!, /^H_I = /);
});

Deno.test("restarts that section 5 rejects validate nothing, and their noise neither", async () => {
  const matrix = { ...nibbles(2_500, 8), rows: 50, columns: 50 };
  const noise = nibbles(5_000, 5);
  const rejected = await assess({ noise, restart: inPairs(matrix), conditioning: COMPONENT });
  const { rowsIid, result } = rejected.restart!;
  assertEquals([rowsIid!.passed, result.sanityCheck.passed], [false, true]);
  assertEquals([result.passed, result.entropyHolds, result.validatedEntropy], [null, null, null]);
  assertEquals(rejected.result("validation"), null);
  assertMatch(rejected.finding("validation")!, /^H_r is at most \S+ bits, /);
  assertEquals([rejected.finding("validated entropy"), rejected.tiles["validated entropy"]], [
    undefined,
    undefined,
  ]);
  // What comes out is no more than what comes in at most.
  assertEquals(rejected.conditioning!.result.fullEntropy, null);
  assertMatch(rejected.finding("initial entropy")!, /^H_I = /);

  const ofNoise = await assess({ noise: inPairs(noise), restart: matrix });
  assertEquals([ofNoise.restart!.result.passed, ofNoise.restart!.result.validatedEntropy], [
    true,
    null,
  ]);
  assertStringIncludes(ofNoise.finding("validation")!, "half of H_I, at most ");

  // A value that is too common for the most that H_I can be.
  const constantRow = { ...matrix, symbols: matrix.symbols.slice() };
  constantRow.symbols.fill(3, 100, 150);
  const unsure = await assess({ noise: inPairs(noise), restart: constantRow });
  assertEquals([unsure.result("sanity check"), unsure.restart!.result.passed], [null, null]);
  assertMatch(
    unsure.finding("sanity check")!,
    /; H_I, at most \S+ bits, may be lower, which allows more$/,
  );
  const known = await assess({ noise, restart: constantRow });
  assertEquals(known.result("sanity check"), false);
  assertEquals(ofNoise.finding("validated entropy"), undefined);

  const passed = await assess({ noise, restart: matrix });
  assert(passed.restart!.result.validatedEntropy !== null);
  assertMatch(passed.finding("validated entropy")!, /^\S+ bits a sample$/);
  assertEquals(passed.tiles["validated entropy"], "bits a sample, after restarts too");
});

Deno.test("h' of conditioned data that section 5 rejects is an upper limit, and what follows from it", async () => {
  const symbols = noisyCounter(2_000, 12, 8);
  const found = await assess({
    conditioning: {
      ...COMPONENT,
      inputEntropy: 500,
      vetted: false,
      conditioned: { symbols, bitsPerSymbol: 8 },
    },
  });
  assertEquals(found.conditioning!.conditionedIid!.passed, false);
  assertMatch(found.finding("not vetted")!, / and h' n_out is at most /);
  assertMatch(found.finding("conditioned entropy")!, /^at most \S+ bits an output$/);
  assertMatch(found.tiles["conditioned entropy"], /^at most; /);
  assertMatch(found.finding("input")!, /^n_in = 65,536, h_in = 500 bits, as given$/);
});
