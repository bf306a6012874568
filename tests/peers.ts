/** Debian programs that some tests compare with or build upon. A test whose peer is missing says so. */

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

/** Whether a test can run here; where it cannot, the reason goes to standard error. */
export function canRun(what: string, { programs = {}, root = false }: Needs): boolean {
  const missing = Object.entries(programs).find(([name]) => findPeer(name) === null);
  const reason = missing !== undefined
    ? `there is no ${missing[0]} (Debian package ${missing[1]})`
    : root && Deno.uid() !== 0
    ? "it needs root"
    : null;
  if (reason === null) return true;
  Deno.stderr.writeSync(new TextEncoder().encode(`skipped: ${what}: ${reason}\n`));
  return false;
}
