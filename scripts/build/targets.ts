/** Where executables run. One row each; the columns are what the two compilers call it. */
export interface Target {
  /** The last part of the file's name. */
  readonly name: string;
  /** What Deno calls it, where Deno has a base runtime for it. */
  readonly deno?: string;
  /** npm package whose Bun the executable is made of, without the scope. */
  readonly bun: string;
  /** Whose executables for it the tests run; the others are made on request and marked as untested. */
  readonly tested: readonly ("deno" | "bun")[];
}

/**
 * Windows is missing on purpose: Corosync does not run there, and neither the mode 0400 nor an fsync of
 * the directory exists, so a key could not be put in place the way this program promises. Bun's "baseline"
 * for old processors is missing too: what npm has under that name is the same file as the other, and needs
 * SSE4.2 as well.
 */
export const TARGETS: readonly Target[] = [
  {
    name: "linux-x64",
    deno: "x86_64-unknown-linux-gnu",
    bun: "bun-linux-x64",
    tested: ["deno", "bun"],
  },
  {
    name: "linux-arm64",
    deno: "aarch64-unknown-linux-gnu",
    bun: "bun-linux-aarch64",
    tested: ["bun"],
  },
  { name: "darwin-x64", deno: "x86_64-apple-darwin", bun: "bun-darwin-x64", tested: [] },
  { name: "darwin-arm64", deno: "aarch64-apple-darwin", bun: "bun-darwin-aarch64", tested: [] },
  { name: "linux-x64-musl", bun: "bun-linux-x64-musl", tested: [] },
  { name: "linux-arm64-musl", bun: "bun-linux-aarch64-musl", tested: [] },
];

/** The target that this machine runs; undefined on a machine that is none. */
export function hostTarget(): Target | undefined {
  return TARGETS.find(({ deno }) => deno === Deno.build.target);
}
