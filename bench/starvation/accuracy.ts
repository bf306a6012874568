import type { Measurement } from "../../lib/starvation/measurement.ts";
import { type FedFifo, feedFifo, type Write } from "../fifo.ts";
import type { Read } from "../models/waiting.ts";
import { PROGRAM } from "../../tests/cli/program.ts";

/** How well a report of the real program agrees with the schedule it was starved by. */
export interface Accuracy {
  readonly name: string;
  /** Simulated seconds in a real one. */
  readonly speed: number;
  readonly scheduledReads: number;
  readonly reportedReads: number;
  /** From opening the source to the last byte, in real time. */
  readonly scheduledMilliseconds: number;
  readonly reportedMilliseconds: number;
  /** How late the last byte was written: the feeder's fault, not the report's. */
  readonly feederLateMilliseconds: number;
  /** Of all reads, the furthest that a reported time lies outside the write that it answers. */
  readonly largestErrorMilliseconds: number;
  /** Every error is within 5 ms or 2 percent of the time since opening. */
  readonly withinLimits: boolean;
}

const MAX_ERROR_MILLISECONDS = 5;
const MAX_ERROR_SHARE = 0.02;

/**
 * Starves the real program through a FIFO, in real time, for one key, and compares what it reports.
 *
 * @param program executable and leading arguments
 */
export async function accuracyOn(
  name: string,
  reads: readonly Read[],
  speed: number,
  program: readonly string[] = PROGRAM,
): Promise<Accuracy> {
  const keySizeBytes = reads.reduce((sum, { bytes }) => sum + bytes, 0);
  const fifo = await feedFifo(reads, { speed, stayOpen: true });
  try {
    const measurement = await report(fifo, keySizeBytes, program);
    fifo.close();
    return compare(name, reads.length, speed, await fifo.writes, measurement);
  } finally {
    await fifo.remove();
  }
}

async function report(
  fifo: FedFifo,
  keySizeBytes: number,
  program: readonly string[],
): Promise<Measurement> {
  const [command, ...args] = program;
  const { stdout, stderr } = await new Deno.Command(command, {
    args: [
      ...[...args, "starvation", "-r", fifo.path, "--json", "--rounds", "1"],
      ...["--size", `${keySizeBytes}`, "--timeout", "600"],
    ],
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  if (stdout.length === 0) throw new Error(text.decode(stderr));
  return JSON.parse(text.decode(stdout));
}

/**
 * The measurement begins when the source is open, and so do the writes. A read may be answered at any
 * moment of the write that completes it, so what lies within a write is right; and a reader that asks
 * after several writes gets their bytes at once, when it asks.
 */
export function compare(
  name: string,
  scheduledReads: number,
  speed: number,
  writes: readonly Write[],
  { rounds }: Measurement,
): Accuracy {
  const reads = rounds.find(({ mode }) => mode === "blocking")?.reads ?? [];
  const reported = reads.map(({ answeredMilliseconds }) => answeredMilliseconds ?? NaN);
  const written = totals(writes);
  const errors = totals(reads).map((total, index) => {
    const write: Write | undefined = writes[written.lastIndexOf(total)];
    return write === undefined ? NaN : distance(reads[index], write);
  });
  const complete = writes.length === scheduledReads && totals(reads).at(-1) === written.at(-1);
  const last = writes.at(-1);
  return {
    name,
    speed,
    scheduledReads,
    reportedReads: reported.length,
    scheduledMilliseconds: last?.plannedMilliseconds ?? NaN,
    reportedMilliseconds: reported.at(-1) ?? NaN,
    feederLateMilliseconds: last ? last.begunMilliseconds - last.plannedMilliseconds : NaN,
    largestErrorMilliseconds: errors.reduce(
      (worst, error) => Math.abs(error) > Math.abs(worst) ? error : worst,
      0,
    ),
    withinLimits: complete &&
      errors.every((error, index) =>
        Math.abs(error) <= Math.max(MAX_ERROR_MILLISECONDS, MAX_ERROR_SHARE * reported[index])
      ),
  };
}

/** Bytes up to and with each piece. */
function totals(pieces: readonly { readonly bytes: number }[]): number[] {
  let total = 0;
  return pieces.map(({ bytes }) => total += bytes);
}

/** How far an answer lies before or after the write that it answers, or the asking if that came later. */
function distance(
  { askedMilliseconds, answeredMilliseconds }: Measurement["rounds"][number]["reads"][number],
  { begunMilliseconds, doneMilliseconds }: Write,
): number {
  if (answeredMilliseconds === null) return NaN;
  const earliest = Math.max(begunMilliseconds, askedMilliseconds);
  const latest = Math.max(doneMilliseconds, askedMilliseconds);
  if (answeredMilliseconds < earliest) return answeredMilliseconds - earliest;
  return Math.max(0, answeredMilliseconds - latest);
}
