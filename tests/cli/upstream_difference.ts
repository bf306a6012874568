import type { FIELDS } from "./upstream_run.ts";

/** Where and why the program is not like corosync-keygen 3.1.7. Everything that is not here is the same. */
export interface Difference {
  readonly reason: string;
  /** By name. */
  readonly scenarios: readonly string[];
  /** Upstream's value and ours, of every field that differs. */
  readonly differs: Partial<Record<typeof FIELDS[number], readonly [Value, Value]>>;
}

/** A text, or what it has to look like. */
export type Value = string | RegExp;

/** What both programs print, and how a file is described. */
export const BANNER = "Corosync Cluster Engine Authentication key generator.\n";
export const gathering = (bits: number, source: string): string =>
  `${BANNER}Gathering ${bits} bits for key from ${source}.\n`;
export const WRITING = "Writing corosync key to DIR/out/key.\n";
export const written = (bits: number, source: string): string => gathering(bits, source) + WRITING;
export const WRITTEN_FROM_SOURCE = written(2048, "DIR/source");
export const key = (content: string, mode = "0400", links = 1, owner = "0:0"): string =>
  `key file ${mode} ${owner} links ${links}: ${content}\n`;
export const NEW = "256 bytes of the source";
