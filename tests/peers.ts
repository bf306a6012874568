import { skipUnless } from "./skip.ts";

/** Debian programs that some tests compare with or build upon. */

const DIRECTORIES = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** Path of a program of the system, or null. */
export function findPeer(name: string): string | null {
  for (const directory of DIRECTORIES) {
    try {
      if (Deno.statSync(`${directory}/${name}`).isFile) return `${directory}/${name}`;
    } catch { /* not there: the next one may be */ }
  }
  return null;
}

/** What a test needs beyond the runtime. */
export interface Needs {
  /** Program and the Debian package it comes from. */
  readonly programs?: Readonly<Record<string, string>>;
  /** For mounts, foreign owners and device nodes. */
  readonly root?: boolean;
}

/** For `ignore`: true, with the reason on standard error, where something that is needed is missing. */
export function skipWithout({ programs = {}, root = false }: Needs, what: string): boolean {
  for (const [name, debianPackage] of Object.entries(programs)) {
    const reason = `there is no ${name} (Debian package ${debianPackage})`;
    if (skipUnless(findPeer(name) !== null, what, reason)) return true;
  }
  return skipUnless(!root || Deno.uid() === 0, what, "it needs root");
}
