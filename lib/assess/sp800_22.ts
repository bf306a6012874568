import { type ReadingEnd, readRecording } from "../entropy/recording.ts";
import { nameOf } from "../entropy/source.ts";
import { EXIT, Failure, Interrupted } from "../failure.ts";
import { dropPermissions } from "../files/drop_permissions.ts";
import { FipsStream } from "../fips_140_2/stream.ts";
import type { FipsStreamResult } from "../fips_140_2/types.ts";
import { counted } from "../math/amounts.ts";
import { type BatteryResult, summarize } from "../sp800_22/battery.ts";
import { type PackedSequence, SequenceCutter } from "../sp800_22/bit_sequence.ts";
import type { SequencePool } from "../sp800_22/sequence_pool.ts";
import type { Conditions } from "../system/conditions.ts";
import type { System } from "../system/types.ts";
import { type AssessTools, openToAssess } from "./assess.ts";
import { bytesFor, SampleStream } from "./sample_stream.ts";
import type { AssessListener, AssessRequest, RequirementName } from "./assessment.ts";
import type { FormatGuess } from "./guess.ts";

/** What the tests of SP 800-22 are to look at. */
export interface Sp80022Request extends
  Pick<
    AssessRequest,
    "source" | "symbols" | "mostSamples" | "seconds" | "stallSeconds" | "partial"
  > {
  /** Null: as many as the source has. */
  readonly sequences: number | null;
  /** n */
  readonly sequenceBits: number;
  /** What is insisted on: "fits", or nothing. */
  readonly required: readonly RequirementName[];
}

/** What was made ready while the program still had all its permissions. */
export interface Sp80022Tools extends Pick<AssessTools, "conditions" | "digest"> {
  readonly pool: SequencePool;
  /** Files that are written at the end: where Deno ties one to all permissions, none are given up. */
  readonly outputPaths: readonly string[];
}

/** Everything that the tests of SP 800-22 found out about a source. Holds no byte of it. */
export interface Sp80022Assessment {
  readonly request: Sp80022Request;
  readonly sourceName: string;
  readonly conditions: Conditions;
  readonly reading: {
    readonly bytes: number;
    readonly milliseconds: number;
    readonly end: ReadingEnd;
    /** Bits behind the last whole sequence, which no test saw. */
    readonly unusedBits: number;
    /** Of all bytes that were read, in the order they came, in hexadecimal digits; null where it was not asked for. */
    readonly sha256: string | null;
  };
  /** From the first byte to the last p-value. */
  readonly testingMilliseconds: number;
  readonly battery: BatteryResult;
  /** What the beginning of the source looks like other than bytes; null where it looks like nothing else. */
  readonly formatGuess: FormatGuess | null;
  /** What ended the run early; empty when it ran as asked. */
  readonly problems: readonly (Failure | Interrupted)[];
  readonly permissionsDropped: boolean;
}

/**
 * Puts a source through SP 800-22: bits -> sequences -> p-values -> battery.
 *
 * @param stop rejects when a signal arrives
 * @throws Failure (exit 1) when the source cannot be read or has no whole sequence, Interrupted after a
 * signal; with `partial` both stand among the problems as long as there is a whole sequence, and what was read is
 * tested to its end; without one and where something is required it is a Failure of the code `NO_SEQUENCE`
 */
export async function assessBySp80022(
  system: System,
  request: Sp80022Request,
  { conditions, pool, digest, outputPaths }: Sp80022Tools,
  listener: Pick<AssessListener, "onReading" | "onBusy" | "onBytes">,
  stop: Promise<never>,
): Promise<Sp80022Assessment> {
  const source = await openToAssess(system, request, stop);
  try {
    const permissionsDropped = dropPermissions(system, outputPaths);
    const started = performance.now();
    const sequences = startSequences(request, pool);
    const { symbols, mostSamples } = request;
    const asBytes = { symbols, mostSamples, format: "raw", lsbFirst: false, skipBytes: 0 } as const;
    const stream = new SampleStream(asBytes, source.name);
    const mostBytes = bytesFor({ ...asBytes, mostBytes: sequenceBytes(request) });
    let readBytes = 0;
    const testing = `Testing ${source.name}`;
    const { failure, ...reading } = await readRecording(
      source,
      { bytes: mostBytes, seconds: request.seconds, stallSeconds: request.stallSeconds },
      async (bytes) => {
        listener.onBytes?.(bytes);
        digest?.update(bytes);
        const { bits } = stream.take(bytes);
        listener.onReading?.(readBytes += bytes.length, mostBytes);
        listener.onBusy?.(testing);
        await sequences.take(bits);
        listener.onBusy?.(null);
      },
      stop,
    );
    if (failure !== null && !request.partial) throw failure;
    if (sequences.count === 0) throw withoutSequence(request, failure, sequences.unusedBits);
    stream.finish(reading.end === "end of source");
    listener.onBusy?.(testing);
    const problems: (Failure | Interrupted)[] = failure === null ? [] : [failure];
    const tested = pool.finish();
    // A signal that ended reading is told once; the next one ends the process.
    if (!(failure instanceof Interrupted)) {
      try {
        await Promise.race([tested, stop]);
      } catch (error) {
        if (!request.partial || !(error instanceof Interrupted)) throw error;
        problems.push(error);
      }
    }
    const pValues = await tested;
    return {
      request,
      sourceName: source.name,
      conditions,
      reading: { ...reading, unusedBits: sequences.unusedBits, sha256: digest?.hex() ?? null },
      testingMilliseconds: performance.now() - started,
      battery: summarize(pValues, request.sequenceBits),
      formatGuess: stream.guess(),
      problems,
      permissionsDropped,
    };
  } finally {
    source.close();
  }
}

/** Bits on their way to the tests of SP 800-22. */
export interface Sequences {
  /** Takes the next bits; resolves when there is room for more. */
  take(bits: Uint8Array): Promise<void>;
  /** Sequences handed over. */
  readonly count: number;
  readonly unusedBits: number;
}

/** Cuts bits into sequences for the pool, as many as were asked for. */
function startSequences(
  { sequences, sequenceBits }: Pick<Sp80022Request, "sequences" | "sequenceBits">,
  pool: SequencePool,
): Sequences {
  const cutter = new SequenceCutter(sequenceBits);
  const most = sequences ?? Infinity;
  let count = 0;
  return {
    take: async (bits) => {
      for (const sequence of cutter.cut(bits)) {
        if (count === most) return;
        count++;
        await pool.submit(sequence satisfies PackedSequence);
      }
    },
    get count() {
      return count;
    },
    get unusedBits() {
      return cutter.waitingBits;
    },
  };
}

/** Bytes that hold as many sequences as were asked for. */
function sequenceBytes(
  { sequences, sequenceBits, symbols: { packed, bitsPerSymbol } }: Sp80022Request,
): number | null {
  const bitsPerByte = packed ? 8 : bitsPerSymbol;
  return sequences === null ? null : Math.ceil(sequences * sequenceBits / bitsPerByte);
}

/** The code of the failure for a source without a whole sequence. */
export const NO_SEQUENCE = "no-sequence";

/** What ends a run without a whole sequence. Where something is required it is unknown then, as in a partial report. */
function withoutSequence(
  { source, sequenceBits, required }: Sp80022Request,
  failure: Failure | Interrupted | null,
  bits: number,
): Failure | Interrupted {
  if (failure !== null) {
    return required.length === 0
      ? failure
      : new Failure(EXIT.usageOrSource, failure.message, undefined, { code: NO_SEQUENCE });
  }
  return new Failure(
    EXIT.usageOrSource,
    `Cannot test ${nameOf(source)} by SP 800-22: it gave ${
      counted(bits, "bit")
    }, a sequence has ${sequenceBits}`,
    "--sequence-bits asks for shorter ones",
    { code: NO_SEQUENCE },
  );
}

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
