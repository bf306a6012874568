import { assessBySp80022, NO_SEQUENCE, type Sp80022Request } from "../../lib/assess/sp800_22.ts";
import type { SequencePool } from "../../lib/sp800_22/sequence_pool.ts";
import { testSequence } from "../../lib/sp800_22/tests.ts";
import { system } from "../../lib/system/mod.ts";
import { bitSequence } from "../../lib/sp800_22/bit_sequence.ts";
import { assert, assertEquals, assertRejects } from "../assert.ts";
import { Failure, Interrupted } from "../../lib/failure.ts";
import { sp80022Gate } from "../../lib/report/standards/gate.ts";
import { assessmentVerdict } from "../../lib/report/standards/sp800_22.ts";
import { withDirectory } from "../keys.ts";
import { fairBytes } from "../report/samples.ts";
import { CONDITIONS } from "../starvation/samples.ts";

Deno.test("while SP 800-22 computes no byte of the source is waited for", async () => {
  await withDirectory(async (directory) => {
    const path = `${directory}/fair`;
    await Deno.writeFile(path, await fairBytes(1000));
    const doing: (string | null)[] = [];
    const whileComputing: (string | null | undefined)[] = [];
    const results: Float64Array[] = [];
    const pool: SequencePool = {
      submit: ({ bytes, bits, firstBit }) => {
        whileComputing.push(doing.at(-1));
        results.push(testSequence(bitSequence(bytes, bits, firstBit)));
        return Promise.resolve();
      },
      finish: () => {
        whileComputing.push(doing.at(-1));
        return Promise.resolve(results);
      },
      end: () => {},
    };
    await assessBySp80022(
      { ...system, dropPermissions: () => false },
      {
        source: { kind: "file", path },
        symbols: { bitsPerSymbol: 8, packed: false },
        sequences: null,
        sequenceBits: 4000,
        mostSamples: null,
        seconds: null,
        stallSeconds: null,
        partial: false,
        required: [],
      },
      { conditions: CONDITIONS, pool, digest: null, outputPaths: [] },
      { onBusy: (what) => doing.push(what) },
      new Promise<never>(() => {}),
    );
    assertEquals(whileComputing, Array(3).fill(`Testing ${path}`));
    // In between one is.
    assertEquals(doing.slice(0, -1).includes(null), true);
  });
});

const SIGNAL = new Interrupted("SIGTERM", 143);

/** Tests bytes that do not end by themselves, and a signal that comes after some of them, or after the last. */
function interrupted(
  during: "reading" | "testing",
  partial: boolean,
  sequenceBits: number,
  required: Sp80022Request["required"] = ["fits"],
) {
  const { promise: stop, reject } = Promise.withResolvers<never>();
  stop.catch(() => {});
  const results: Float64Array[] = [];
  const pool: SequencePool = {
    submit: ({ bytes, bits, firstBit }) => {
      results.push(testSequence(bitSequence(bytes, bits, firstBit)));
      return Promise.resolve();
    },
    finish: async () => {
      if (during === "testing") reject(SIGNAL);
      await new Promise((resolve) => setTimeout(resolve, 10));
      return results;
    },
    end: () => {},
  };
  return assessBySp80022(
    { ...system, dropPermissions: () => false },
    {
      source: { kind: "csprng" },
      symbols: { bitsPerSymbol: 8, packed: false },
      sequences: during === "testing" ? 2 : null,
      sequenceBits,
      mostSamples: null,
      seconds: null,
      stallSeconds: null,
      partial,
      required,
    },
    { conditions: CONDITIONS, pool, digest: null, outputPaths: [] },
    { onReading: (bytes) => during === "reading" && bytes > 1_000 && reject(SIGNAL) },
    stop,
  );
}

Deno.test("after a signal SP 800-22 reports the whole sequences that were read, with --partial alone", async () => {
  for (const during of ["reading", "testing"] as const) {
    const ended = () => interrupted(during, false, 4_000);
    assertEquals(await assertRejects(ended, Interrupted), SIGNAL);
    const told = await interrupted(during, true, 4_000);
    assertEquals(told.problems, [SIGNAL]);
    assertEquals(told.battery.sequences > 0, true);
    const { exitCode, requirements: [fits] } = sp80022Gate(told, assessmentVerdict(told));
    // As of plain `assess --partial`, whose requirements an incomplete run does not meet.
    assertEquals([exitCode, fits.met], [6, false]);
    const free = { ...told, request: { ...told.request, required: [] } };
    assertEquals(sp80022Gate(free, assessmentVerdict(free)).exitCode, 143);
  }
  // Without a whole sequence there is no report, and what is required is unknown.
  const none = (required: ["fits"] | []) =>
    assertRejects(() => interrupted("reading", true, 1_000_000_000, required), Error);
  assertEquals(await none([]), SIGNAL);
  const unknown = await none(["fits"]);
  assert(unknown instanceof Failure);
  assertEquals([unknown.code, unknown.message], [NO_SEQUENCE, SIGNAL.message]);
});
