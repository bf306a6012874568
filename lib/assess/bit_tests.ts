import { FipsStream } from "../fips_140_2/stream.ts";
import type { FipsStreamResult } from "../fips_140_2/types.ts";
import { type BatteryResult, summarize } from "../sp800_22/battery.ts";
import type { SequencePool } from "../sp800_22/sequence_pool.ts";
import { startSequences } from "./sp800_22.ts";

/** What the standards that look at bits find in a recording: FIPS 140-2 and SP 800-22. */
export interface BitTests {
  readonly fips: FipsStreamResult;
  /** Null where the recording has no whole sequence. */
  readonly sp80022: BatteryResult | null;
  /** n */
  readonly sequenceBits: number;
  /** Bits that no test of SP 800-22 saw: behind the last whole sequence, or more than were asked for. */
  readonly unusedBits: number;
}

/**
 * Puts the bits of a recording through FIPS 140-2 and SP 800-22 while it is read.
 *
 * @param sequences how many are tested at most; null: as many as there are
 * @param sequenceBits n
 */
export function startBitTests(
  pool: SequencePool,
  sequences: number | null,
  sequenceBits: number,
): { take(bits: Uint8Array): Promise<void>; finish(): Promise<BitTests> } {
  const fips = new FipsStream();
  const cut = startSequences({ sequences, sequenceBits }, pool);
  let bytes = 0;
  return {
    take: async (bits) => {
      bytes += bits.length;
      fips.update(bits);
      await cut.take(bits);
    },
    finish: async () => {
      const pValues = await pool.finish();
      return {
        fips: fips.result(),
        sp80022: pValues.length === 0 ? null : summarize(pValues, sequenceBits),
        sequenceBits,
        unusedBits: 8 * bytes - pValues.length * sequenceBits,
      };
    },
  };
}
