import type { ResumableSource } from "./resumable.ts";
import type { EntropySource } from "./source.ts";

/** One read, from question to answer; times are of the clock that was given. */
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
 * Puts a clock on a source. It costs two looks at the clock and three numbers a read; nothing is made for
 * a read but the promise that an answer to wait for needs. The bytes go from the source to the reader's
 * buffer untouched.
 *
 * The time between an answer and the next question is the reader's own, so no look at the clock serves both.
 *
 * @param now a monotonic clock in milliseconds
 */
export function meter(source: ResumableSource, now: () => number): MeteredSource {
  const rows = new ReadRows();
  let underWay = false;
  let listener = listen();
  const { readNow } = source;
  return {
    name: source.name,
    read: (buffer) => {
      if (underWay) leaveBehind();
      underWay = true;
      const { answer, fail } = listener;
      rows.ask(now());
      const reading = source.read(buffer);
      // Noted before the reader gets it, who waits for the same promise and not for one more.
      reading.then(answer, fail);
      return reading;
    },
    ...(readNow && {
      readNow: (buffer: Uint8Array) => {
        rows.ask(now());
        const bytes = readNow(buffer);
        rows.answer(now(), bytes);
        return bytes;
      },
    }),
    takeReads: () => {
      const reads = rows.take(underWay);
      leaveBehind();
      return reads;
    },
    close: () => source.close(),
  };

  /** One pair of functions notes all answers until a read is left behind, whose answer must not count. */
  function listen() {
    const mine = {
      answer: (count: number | null) => {
        if (mine !== listener) return;
        underWay = false;
        rows.answer(now(), count ?? 0);
      },
      fail: () => mine.answer(0),
    };
    return mine;
  }

  function leaveBehind(): void {
    if (!underWay) return;
    underWay = false;
    source.giveUp?.();
    listener = listen();
  }
}

/** Asked, answered, bytes. */
const NUMBERS_A_READ = 3;
/** Room at first; a key that a starved pool gives 6 bytes at a time, 1024 bits, takes 22 reads. */
const FIRST_READS = 64;

/** Reads in the order of their answers, as plain numbers: no object is made while somebody reads. */
class ReadRows {
  #rows = new Float64Array(FIRST_READS * NUMBERS_A_READ);
  /** Where the row of the next answer begins. */
  #next = 0;

  /** Begins a row, or begins it again where no answer came. */
  ask(askedMilliseconds: number): void {
    if (this.#next === this.#rows.length) this.#grow();
    this.#rows[this.#next] = askedMilliseconds;
  }

  answer(answeredMilliseconds: number, bytes: number): void {
    this.#rows[this.#next + 1] = answeredMilliseconds;
    this.#rows[this.#next + 2] = bytes;
    this.#next += NUMBERS_A_READ;
  }

  /** Hands over all rows and forgets them. */
  take(withUnanswered: boolean): MeteredRead[] {
    const reads: MeteredRead[] = [];
    const rows = this.#rows;
    for (let row = 0; row < this.#next; row += NUMBERS_A_READ) {
      reads.push({
        askedMilliseconds: rows[row],
        answeredMilliseconds: rows[row + 1],
        bytes: rows[row + 2],
      });
    }
    if (withUnanswered) {
      reads.push({ askedMilliseconds: rows[this.#next], answeredMilliseconds: null, bytes: 0 });
    }
    this.#next = 0;
    return reads;
  }

  #grow(): void {
    const larger = new Float64Array(2 * this.#rows.length);
    larger.set(this.#rows);
    this.#rows = larger;
  }
}
