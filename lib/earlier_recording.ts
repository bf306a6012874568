import type { SymbolFormat } from "./assessment.ts";
import { openSource } from "./entropy/open.ts";
import { readRecording } from "./entropy/recording.ts";
import { Repeats } from "./estimators/repeats.ts";
import { type Earlier, startUnpacking } from "./stream_tests.ts";

/**
 * Takes in an earlier recording, whole, to compare with; it holds symbols in the same format.
 *
 * @throws Failure (exit 1) when it cannot be read, Interrupted
 */
export async function readEarlier(
  path: string,
  symbols: SymbolFormat,
  stop: Promise<never>,
): Promise<Earlier> {
  const source = await Promise.race([openSource({ kind: "file", path }, path), stop]);
  const words = new Repeats();
  const unpack = startUnpacking(symbols);
  const limits = { bytes: null, seconds: null, stallSeconds: null };
  try {
    const { bytes, trouble } = await readRecording(
      source,
      limits,
      (piece) => words.remember(unpack(piece).bits),
      stop,
    );
    if (trouble !== null) throw trouble;
    return { name: path, bytes, words };
  } finally {
    source.close();
  }
}
