import { ASSESS } from "./assess_table.ts";
import type { ParsedOptions } from "./parse.ts";

/** The sequences that SP 800-22 looks at. */
export interface SequenceOptions {
  /** Null: as many as the source has. */
  readonly sequences: number | null;
  /** n */
  readonly sequenceBits: number;
}

/** n unless told otherwise: the most that a section of SP 800-22 asks for. */
const DEFAULT_SEQUENCE_BITS = 1_000_000;

export function toSequenceOptions(options: ParsedOptions): SequenceOptions {
  return {
    sequences: options.value(ASSESS.sequences),
    sequenceBits: options.value(ASSESS.sequenceBits) ?? DEFAULT_SEQUENCE_BITS,
  };
}
