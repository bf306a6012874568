/** A shell command whose output becomes KEY, which nobody else may read meanwhile. */
export function redirectedToKey(command: string): string {
  return `(umask 077; ${command} > KEY)`;
}
