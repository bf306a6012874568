/** One read that returned. */
export interface Read {
  /** Since the key was asked for. */
  readonly atSeconds: number;
  readonly bytes: number;
}

/** What a reader lives through until it has a whole key, or gives up. */
export interface Waiting {
  readonly reads: readonly Read[];
  /** When the key was whole; null where the reader gave up first. */
  readonly doneSeconds: number | null;
}
