import { findForReading } from "../files/walk_path.ts";
import type { AssessRequest } from "./assessment.ts";
import { startDecoder } from "./decode.ts";
import type { System } from "../system/types.ts";
import { openSource } from "../entropy/open.ts";
import { readRecording } from "../entropy/recording.ts";
import { Repeats } from "./repeats.ts";
import { type ReferenceRecording, startUnpacking } from "./stream_tests.ts";

/**
 * Takes in an earlier recording, whole, to compare with; it holds symbols in the same format.
 *
 * @throws Failure (exit 1) when it cannot be read, Interrupted
 */
export async function readReferenceRecording(
  system: System,
  path: string,
  { symbols, format, lsbFirst }: AssessRequest,
  stop: Promise<never>,
): Promise<ReferenceRecording> {
  const source = await Promise.race([
    openSource(system, { kind: "file", path }, findForReading, path),
    stop,
  ]);
  const words = new Repeats(symbols.bitsPerSymbol);
  const unpack = startUnpacking(symbols);
  const decoder = startDecoder({ format, lsbFirst, skipBytes: 0, name: source.name, most: null });
  const limits = { bytes: null, seconds: null, stallSeconds: null };
  try {
    const { bytes, failure } = await readRecording(
      source,
      limits,
      (piece) => {
        words.remember(unpack(decoder.decode(piece)).bits);
        return false;
      },
      stop,
    );
    if (failure !== null) throw failure;
    words.remember(unpack(decoder.finish(true)).bits);
    return {
      search: (bits) => words.search(bits),
      result: () => ({
        ...words.result(),
        otherName: path,
        otherBytes: bytes,
        otherComparedBytes: words.rememberedBytes,
      }),
    };
  } finally {
    source.close();
  }
}
