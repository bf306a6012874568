/** Where key bytes come from. */
export interface EntropySource {
  /** As it stands in messages: a path, "standard input", "crypto.getRandomValues". */
  readonly name: string;
  /**
   * Reads at most `buffer.length` bytes, waiting as long as the source makes one wait.
   *
   * @returns how many bytes were read, at least 1, or null at the end of the source
   */
  read(buffer: Uint8Array): Promise<number | null>;
  close(): void;
}

/** Which source was asked for. */
export type SourceChoice =
  | { readonly kind: "csprng" }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stdin" };
