import { assess } from "../../lib/assess/assess.ts";
import type { AssessRequest } from "../../lib/assess/assessment.ts";
import { readSamples } from "../../lib/assess/sample_stream.ts";
import type { EntropySource } from "../../lib/entropy/source.ts";
import { startStreamDigest } from "../../lib/system/sha256.ts";
import { system } from "../../lib/system/mod.ts";
import { assertEquals } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { REQUEST } from "../report/samples.ts";
import { CONDITIONS } from "../starvation/samples.ts";

const never = new Promise<never>(() => {});
/** Samples that are asked for, of some more. */
const SAMPLES = 100;

/** A recording, and its bytes up to the last that is used: of a number what ends it is one of them. */
const RECORDINGS = [
  ["hex", "0a 1b\n".repeat(90), 3 * SAMPLES - 1],
  ["bits", "01 ".repeat(90), 3 * SAMPLES / 2 - 1],
  ["base64", "AQID".repeat(60), 134],
  ["decimal", "17, 240,\n".repeat(90), 9 * SAMPLES / 2 - 1],
  ["u16le", "abcd".repeat(90), 2 * SAMPLES],
  ["raw", "abcd".repeat(90), SAMPLES],
] as const;

const requestOf = (format: AssessRequest["format"]): AssessRequest => ({
  ...REQUEST,
  format,
  scope: "fips",
  symbols: { bitsPerSymbol: format === "bits" ? 1 : 8, packed: false },
  skipBytes: 2,
  mostSamples: SAMPLES,
  // So few are no block.
  partial: true,
});

Deno.test("bytes are counted and recorded up to the last that is used, whatever the pieces they come in", async () => {
  for (const [format, text, used] of RECORDINGS) {
    const bytes = new TextEncoder().encode("??" + text);
    for (const pieceBytes of [1, 2, 7, 16, 1_000]) {
      let at = 0;
      const source: EntropySource = {
        name: "it",
        read: (buffer) => {
          const piece = bytes.subarray(at, at + Math.min(pieceBytes, buffer.length));
          buffer.set(piece);
          at += piece.length;
          return Promise.resolve(piece.length === 0 ? null : piece.length);
        },
        close: () => {},
      };
      const recorded: number[] = [];
      const { reading, samples } = await readSamples(
        source,
        requestOf(format),
        SAMPLES,
        { decided: null },
        { onBytes: (bytes) => void recorded.push(...bytes) },
        never,
      );
      assertEquals([reading.bytes, samples], [2 + used, SAMPLES], `${format} by ${pieceBytes}`);
      assertEquals(recorded, Array.from(bytes.subarray(0, 2 + used)));
    }
  }
});

Deno.test("the SHA-256 of a report is that of these bytes", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/recording`;
    for (const [format, text, used] of RECORDINGS) {
      await Deno.writeTextFile(path, "??" + text);
      const recorded: number[] = [];
      const { reading } = await assess(
        system,
        { ...requestOf(format), source: { kind: "file", path } },
        {
          conditions: CONDITIONS,
          pool: null,
          digest: await startStreamDigest(),
          outputPaths: null,
        },
        { onBytes: (bytes) => void recorded.push(...bytes) },
        never,
      );
      const expected = new TextEncoder().encode("??" + text).subarray(0, 2 + used);
      const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", expected)).toHex();
      assertEquals([reading.bytes, reading.sha256], [2 + used, sum], format);
      assertEquals(recorded, Array.from(expected));
    }
  }));
