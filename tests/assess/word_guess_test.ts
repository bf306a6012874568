import { startFormatGuess } from "../../lib/assess/format_guess.ts";
import { MAX_GUESS_BYTES } from "../../lib/assess/guess.ts";
import { commandFor } from "../../lib/report/format_sentences.ts";
import { assertEquals } from "../assert.ts";
import { fairBytes, REQUEST } from "../report/samples.ts";

const SAMPLES = 30_000;
const fair = await fairBytes(10 * SAMPLES);

/** Noise of 12 bits about the middle, with a standard deviation: of ten fair bytes, whose sum has one of 233.7. */
function noise(deviation: number): number[] {
  return Array.from({ length: SAMPLES }, (_, i) => {
    const sum = fair.subarray(10 * i, 10 * i + 10).reduce((sum, byte) => sum + byte, 0);
    return Math.max(0, Math.min(4095, Math.round(2048 + (sum - 1275) * deviation / 233.7)));
  });
}

function words(samples: readonly number[], isLittle: boolean): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(2 * samples.length));
  samples.forEach((sample, i) => view.setUint16(2 * i, sample, isLittle));
  return new Uint8Array(view.buffer);
}

/** What a file, or a source that goes on, is named as, and the command, behind bytes that are skipped. */
function guess(bytes: Uint8Array, { skipBytes = 0, ended = true } = {}) {
  const guessing = startFormatGuess({ ...REQUEST, skipBytes });
  guessing.take(bytes.subarray(skipBytes));
  const found = guessing.result(ended);
  return {
    name: found?.name ?? null,
    command: found && commandFor(found, REQUEST.source, skipBytes),
  };
}

const ORDERS = [[true, "little", "u16le"], [false, "big", "u16be"]] as const;

Deno.test("samples of 12 bits in the upper bits of 16 are named however wide their noise is, in either order", () => {
  for (const deviation of [20, 60, 100, 300, 1_000]) {
    const samples = noise(deviation).map((sample) => sample << 4);
    for (const [isLittle, word, format] of ORDERS) {
      const { name, command } = guess(words(samples, isLittle));
      // How much the bytes of so wide a noise depend on each other is within chance.
      const known = deviation === 20 || deviation === 1_000
        ? [`, ${word} endian`]
        : ["", `, ${word} endian`];
      assertEquals(known.includes(name!.replace("samples of 16 bits", "")), true, `${deviation}`);
      assertEquals(command, `corosync-keygen assess --format ${format} sample`);
    }
  }
});

Deno.test("the command for samples of 16 bits leaves out half a sample at either end", () => {
  const assess = "corosync-keygen assess";
  for (const [isLittle, word, format] of ORDERS) {
    const whole = words(noise(60), isLittle);
    const name = `samples of 16 bits, ${word} endian`;
    for (
      const [bytes, command] of [
        [whole, `${assess} --format ${format} sample`],
        [whole.subarray(0, 59_999), `${assess} --bytes 59998 --format ${format} sample`],
        [whole.subarray(1), `${assess} --skip 1 --format ${format} sample`],
        [whole.subarray(1, 59_999), `${assess} --bytes 59996 --skip 1 --format ${format} sample`],
      ] as const
    ) assertEquals(guess(bytes), { name, command }, command);
    // What goes on may end with a whole sample.
    assertEquals(guess(whole.subarray(0, 59_999), { ended: false }), {
      name,
      command: `${assess} --format ${format} sample`,
    });
    assertEquals(guess(whole, { skipBytes: 1 }), {
      name,
      command: `${assess} --skip 2 --format ${format} sample`,
    });
  }
});

Deno.test("where nothing shows which byte of a sample is missing either is said, and the command leaves out the last", () => {
  const take = (bytes: Uint8Array) => {
    const guessing = startFormatGuess(REQUEST);
    guessing.take(bytes);
    return guessing.result(true);
  };
  const fairSamples = (of: (upper: number, lower: number) => number) =>
    Array.from({ length: SAMPLES }, (_, i) => of(fair[2 * i], fair[2 * i + 1]));
  const doubt = "big endian, or the first byte is half a sample and the order is the other one";
  const zeros = "of the second byte of each two the lower bits are 0";
  const few = "the first byte of each two has few values";
  const [left12, left14, right12] = [
    fairSamples((upper, lower) => upper << 8 | lower & 240),
    fairSamples((upper, lower) => upper << 8 | lower & 252),
    fairSamples((upper, lower) => upper << 8 & 3840 | lower),
  ];
  for (
    const [samples, isLittle, evidence] of [
      [left12, true, zeros],
      [left14, true, zeros],
      [right12, true, few],
    ] as const
  ) {
    // One byte is missing: at the front, and as well at the end.
    const bytes = words(samples, isLittle).subarray(1);
    assertEquals(take(bytes), {
      name: "samples of 16 bits",
      evidence: `${evidence}; ${doubt}; the last byte is half a sample where the first is not`,
      command: "corosync-keygen assess --bytes 59998 --format u16be FILE",
    });
    assertEquals(take(bytes.subarray(0, -1)), {
      name: "samples of 16 bits",
      evidence: `${evidence}; ${doubt}`,
      command: "corosync-keygen assess --format u16be FILE",
    });
  }
  // The pairs of this noise show it.
  assertEquals(
    take(words(noise(60), true).subarray(0, -1))?.evidence,
    "the second byte of each two has few values; the last byte is half a sample",
  );
});

Deno.test("the last byte is left out by all of the length, of which no more than the beginning is looked at", () => {
  const whole = words(noise(60), true);
  const long = Uint8Array.from({ length: MAX_GUESS_BYTES + 1 }, (_, i) => whole[i % 60_000]);
  const command = (bytes: Uint8Array) => guess(bytes).command;
  assertEquals(
    command(long),
    `corosync-keygen assess --bytes ${MAX_GUESS_BYTES} --format u16le sample`,
  );
  const last = MAX_GUESS_BYTES - 1;
  assertEquals(
    command(long.subarray(0, last)),
    `corosync-keygen assess --bytes ${last - 1} --format u16le sample`,
  );
});
