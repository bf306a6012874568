import { assert, assertEquals, assertRejects } from "../assert.ts";
import {
  bitSequence,
  type PackedSequence,
  SequenceCutter,
} from "../../lib/sp800_22/bit_sequence.ts";
import { testSequence } from "../../lib/sp800_22/tests.ts";
import { startSequencePool } from "../../lib/sp800_22/sequence_pool.ts";
import fc from "../fast_check.ts";
import { pack, xorshift32 } from "./sequences.ts";

function textOf({ bytes, bits, firstBit }: PackedSequence): string {
  return bitSequence(bytes, bits, firstBit).bits.join("");
}

Deno.test("a SequenceCutter cuts without a gap, however the bytes come and the bits fit", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 70 }),
    fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 10 }),
    (bits, pieces) => {
      const cutter = new SequenceCutter(bits);
      const cut: string[] = [];
      for (const piece of pieces) {
        const bytes = piece.slice();
        for (const sequence of cutter.cut(bytes)) cut.push(textOf(sequence));
        bytes.fill(0);
      }
      const all = pieces.flatMap((piece) => [...piece])
        .map((byte) => byte.toString(2).padStart(8, "0")).join("");
      const whole = Math.floor(all.length / bits);
      assertEquals(
        cut,
        Array.from({ length: whole }, (_, i) => all.slice(i * bits, (i + 1) * bits)),
      );
      assertEquals(cutter.waitingBits, all.length - whole * bits);
    },
  ));
});

function sequences(count: number): PackedSequence[] {
  const draw = xorshift32(3);
  return Array.from({ length: count }, () => ({
    bytes: pack(Uint8Array.from({ length: 5_000 }, () => draw() >>> 31)),
    bits: 5_000,
    firstBit: 0,
  }));
}

Deno.test("a pool gives the same p-values in the same order, whatever the number of threads", async () => {
  const given = sequences(9);
  const expected = given.map(({ bytes, bits }) => testSequence(bitSequence(bytes, bits)));
  for (const threads of [1, 3]) {
    const tested: number[] = [];
    const pool = startSequencePool(threads, (sequences) => tested.push(sequences));
    try {
      for (const sequence of given) await pool.submit(sequence);
      assertEquals(await pool.finish(), expected);
      assertEquals(tested, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    } finally {
      pool.end();
    }
  }
});

Deno.test("a pool holds a fast source back until there is room", async () => {
  let tested = 0;
  const pool = startSequencePool(1, (sequences) => tested = sequences);
  try {
    let submitted = 0;
    for (const sequence of sequences(6)) {
      await pool.submit(sequence);
      submitted++;
      assert(submitted - tested < 2, `${submitted} submitted, ${tested} tested`);
    }
    await pool.finish();
  } finally {
    pool.end();
  }
});

Deno.test("a pool passes on what a thread fails of, and what ended it", async () => {
  const [sequence] = sequences(1);
  const pool = startSequencePool(1);
  try {
    const tooLong = { ...sequence, bits: 50_000 };
    await assertRejects(
      async () => {
        await pool.submit(tooLong);
        await pool.submit(tooLong);
        await pool.finish();
      },
      Error,
      "Cannot take 50000 bits",
    );
  } finally {
    pool.end();
  }
  const ended = startSequencePool(1);
  await ended.submit(sequence);
  const finished = ended.finish();
  ended.end();
  await assertRejects(() => finished, Error, "The thread was ended");
});
