/**
 * What Linux's /proc says about this process, as pure functions of the text; where there is no /proc the
 * text is null and the answer is the usual case.
 */

/** Signal numbers, which are the same on all supported platforms. */
const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Whether /proc/self/status says that a signal is ignored (SigIgn, proc(5)). */
export function isIgnored(status: string | null, name: keyof typeof NUMBERS): boolean {
  const mask = status === null ? null : /^SigIgn:\s*([0-9a-f]+)$/m.exec(status);
  if (mask === null) return false;
  return (BigInt(`0x${mask[1]}`) >> BigInt(NUMBERS[name] - 1) & 1n) === 1n;
}

/**
 * Whether /proc/self/stat says that this process belongs to the foreground group of its terminal: fields
 * 5 (pgrp) and 8 (tpgid), counted after the command name, which may hold spaces and parentheses (proc(5)).
 */
export function isForeground(stat: string | null): boolean {
  if (stat === null) return true;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[2] === fields[5];
}
