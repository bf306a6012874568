import { assessBySp80022 } from "../../lib/assess/sp800_22.ts";
import type { SequencePool } from "../../lib/sp800_22/sequence_pool.ts";
import { testSequence } from "../../lib/sp800_22/tests.ts";
import { system } from "../../lib/system/mod.ts";
import { bitSequence } from "../../lib/sp800_22/bit_sequence.ts";
import { assertEquals } from "../assert.ts";
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
