import type { SymbolFormat } from "./assessment.ts";
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
  symbols: SymbolFormat,
  stop: Promise<never>,
): Promise<ReferenceRecording> {
  const source = await Promise.race([openSource(system, { kind: "file", path }, path), stop]);
  const words = new Repeats();
  const unpack = startUnpacking(symbols);
  const limits = { bytes: null, seconds: null, stallSeconds: null };
  try {
    const { bytes, failure } = await readRecording(
      source,
      limits,
      (piece) => words.remember(unpack(piece).bits),
      stop,
    );
    if (failure !== null) throw failure;
    return { name: path, bytes, words };
  } finally {
    source.close();
  }
}
