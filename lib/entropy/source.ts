/** Where key bytes come from. */
export interface EntropySource {
  /** As it stands in messages: a path, "standard input", "crypto.getRandomValues". */
  readonly name: string;
  /** True of a file that holds its bytes: it gives the same ones to whoever reads it. */
  readonly isRegularFile?: boolean;
  /** The same of a disk. */
  readonly isBlockDevice?: boolean;
  /**
   * Reads at most `buffer.length` bytes, waiting as long as the source blocks.
   *
   * @returns how many bytes were read, at least 1, or null at the end of the source
   */
  read(buffer: Uint8Array): Promise<number | null>;
  /**
   * The same without a promise, of sources that have no end and whose every answer is there when the call
   * returns. No timer and no signal gets a turn.
   */
  readonly readNow?: (buffer: Uint8Array) => number;
  close(): void;
}

/** Which source was asked for. */
export type SourceChoice =
  | { readonly kind: "csprng" }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stdin" };
