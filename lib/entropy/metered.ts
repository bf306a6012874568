import type { EntropySource } from "./source.ts";

/** One read, as the reader lived it; times are of the clock that was given. */
export interface MeteredRead {
  readonly askedMilliseconds: number;
  /** Null while the source still keeps the reader waiting. */
  readonly answeredMilliseconds: number | null;
  /** 0 without an answer, and at the end of the source. */
  readonly bytes: number;
}

/** A source that notes when it was asked and when it answered. */
export interface MeteredSource extends EntropySource {
  /** Hands over the reads since it was last asked for them; the one under way comes without an answer. */
  takeReads(): MeteredRead[];
}

/**
 * Puts a clock on a source. Two looks at the clock and one small object a read; the bytes go from the
 * source to the reader's buffer untouched.
 *
 * @param now a monotonic clock in milliseconds
 */
export function meter(source: EntropySource, now: () => number): MeteredSource {
  let answered: MeteredRead[] = [];
  /** When the read under way was asked for; an abandoned read is no longer under way. */
  let asked: number | null = null;
  let latest = 0;
  return {
    name: source.name,
    read: (buffer) => {
      const read = ++latest;
      const askedMilliseconds = asked = now();
      const answer = (bytes: number) => {
        if (read !== latest) return;
        asked = null;
        answered.push({ askedMilliseconds, answeredMilliseconds: now(), bytes });
      };
      // Not an async function: that would put two more turns of the event loop into every read.
      return source.read(buffer).then((count) => {
        answer(count ?? 0);
        return count;
      }, (error) => {
        answer(0);
        throw error;
      });
    },
    takeReads: () => {
      const taken = answered;
      if (asked !== null) {
        taken.push({ askedMilliseconds: asked, answeredMilliseconds: null, bytes: 0 });
      }
      answered = [];
      asked = null;
      latest++;
      return taken;
    },
    close: () => source.close(),
  };
}
